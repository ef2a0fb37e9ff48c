# graphql-ruby as a judge of documents. Reads one JSON object a line: {"schema": SDL, "open": BOOL}
# sets the schema that what follows is checked against, {"query": TEXT} is checked, {"version": true}
# asks for the library's version, {"size": TEXT, "variables": {}} for complexity and depth. Answers each with one JSON line: a list, for a document of the
# entries of `errors` as the library prints them.
#
# Where a schema is not open, introspection is closed to everybody by types whose `visible?` raises,
# as Decidim closes it from 0.30.5 on.
require "graphql"
require "json"

class Closed < GraphQL::ExecutionError
  def to_h
    super.merge("extensions" => { "code" => "INTROSPECTION_DISABLED_ERROR" })
  end
end

module Gate
  %w[SchemaType TypeType DirectiveType DirectiveLocationEnum EnumValueType FieldType InputValueType
     TypeKindEnum].each do |name|
    kind = GraphQL::Introspection.const_get(name)
    const_set(name, Class.new(kind) do
      def self.visible?(_context)
        raise Closed, "Introspection is disabled for this request"
      end
    end)
  end
end

def schema_of(sdl, is_open)
  schema = GraphQL::Schema.from_definition(sdl)
  schema.introspection(Gate) unless is_open
  schema.default_max_page_size(50)
  schema
end

def errors_of(schema, text)
  schema.validate(GraphQL.parse(text)).map(&:to_h)
rescue GraphQL::ParseError => e
  [e.to_h]
end

# Complexity and depth. The classes moved with 2.3.
def size_of(schema, text, variables)
  analysis = GraphQL::Analysis.const_defined?(:AST) ? GraphQL::Analysis::AST : GraphQL::Analysis
  query = GraphQL::Query.new(schema, text, variables: variables)
  analysis.analyze_query(query, [analysis::QueryComplexity, analysis::QueryDepth])
end

# The library logs to $stdout.
$stdout = STDERR
STDOUT.sync = true
schema = nil
STDIN.each_line do |line|
  asked = JSON.parse(line)
  if asked["schema"]
    schema = schema_of(asked["schema"], asked["open"])
    STDOUT.puts("[]")
  elsif asked["version"]
    STDOUT.puts(JSON.generate([GraphQL::VERSION]))
  else
    answer = begin
      asked["size"] ? size_of(schema, asked["size"], asked["variables"]) : errors_of(schema, asked["query"])
    rescue StandardError => e
      [{ "crash" => "#{e.class}: #{e.message.lines.first}" }]
    end
    STDOUT.puts(JSON.generate(answer))
  end
end

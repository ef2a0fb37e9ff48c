//! This client's own view of the schema, looked up by name.
//!
//! `graphql/schema.graphql` has one type, one field and one brace on a line, so it is read by its lines: a
//! parser of the whole language would take longer to build than all that is asked of it. A test compares what
//! is read with what such a parser reads.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The types, with the innermost type of each of their fields, members of inputs included.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Schema {
    fields: HashMap<&'static str, HashMap<&'static str, &'static str>>,
    /// Types that not every version has, by the comment above them.
    varying: HashSet<&'static str>,
}

const TEXT: &str = include_str!("../../graphql/schema.graphql");

impl Schema {
    /// The schema of `graphql/schema.graphql`.
    pub(crate) fn own() -> &'static Self {
        static OWN: OnceLock<Schema> = OnceLock::new();
        OWN.get_or_init(|| Self::read(TEXT))
    }

    fn read(text: &'static str) -> Self {
        let mut schema = Self::default();
        let (mut above, mut within) = ("", "");
        for line in text.lines() {
            if let Some(member) = line.strip_prefix("  ") {
                let fields = schema.fields.entry(within).or_default();
                fields.extend(field(member));
            } else if let Some(name) = type_named(line) {
                schema.fields.entry(name).or_default();
                if above.starts_with("# since") || above.starts_with("# to") {
                    schema.varying.insert(name);
                }
                within = name;
            }
            above = line;
        }
        schema
    }

    /// Whether this client knows a type of this name, in whatever version.
    pub(crate) fn has(&self, type_name: &str) -> bool {
        self.fields.contains_key(type_name)
    }

    /// Whether there are versions without this type. `true` also of types that this client does not
    /// know.
    pub(crate) fn varies(&self, type_name: &str) -> bool {
        self.varying.contains(type_name) || !self.has(type_name)
    }

    /// The type of a field, without lists and marks. `None` where this client does not know it.
    pub(crate) fn field_type(&self, type_name: &str, field: &str) -> Option<&'static str> {
        self.fields.get(type_name)?.get(field).copied()
    }
}

/// The type that a line begins to define.
fn type_named(line: &'static str) -> Option<&'static str> {
    let (keyword, rest) = line.split_once(' ')?;
    let defines = ["enum", "input", "interface", "scalar", "type", "union"].contains(&keyword);
    rest.split(' ').next().filter(|_| defines)
}

/// A field and its innermost type. `None` for a comment and for a value of an enum.
fn field(line: &'static str) -> Option<(&'static str, &'static str)> {
    let (line, _comment) = line.split_once('#').unwrap_or((line, ""));
    let (before, of) = line.rsplit_once(": ")?;
    let (of, _default) = of.split_once(' ').unwrap_or((of, ""));
    let (name, _arguments) = before.split_once('(').unwrap_or((before, ""));
    Some((name, of.trim_matches(['[', ']', '!'])))
}

#[cfg(test)]
mod tests {
    use graphql_parser::schema::{Definition, Field, InputValue, Type, TypeDefinition};

    use super::*;

    type Fields = HashMap<&'static str, &'static str>;

    /// What a parser of the whole language reads.
    fn parsed() -> Schema {
        let lines: Vec<_> = TEXT.lines().collect();
        let mut schema = Schema::default();
        for definition in graphql_parser::parse_schema::<&str>(TEXT).unwrap().definitions {
            let Definition::TypeDefinition(definition) = definition else { continue };
            let (name, position, fields) = match definition {
                TypeDefinition::Object(of) => (of.name, of.position, names(of.fields)),
                TypeDefinition::Interface(of) => (of.name, of.position, names(of.fields)),
                TypeDefinition::InputObject(of) => (of.name, of.position, members(of.fields)),
                TypeDefinition::Union(of) => (of.name, of.position, Fields::new()),
                TypeDefinition::Enum(of) => (of.name, of.position, Fields::new()),
                TypeDefinition::Scalar(of) => (of.name, of.position, Fields::new()),
            };
            let above = position.line.checked_sub(2).and_then(|line| lines.get(line));
            if above.is_some_and(|above| above.starts_with("# since") || above.starts_with("# to"))
            {
                schema.varying.insert(name);
            }
            schema.fields.insert(name, fields);
        }
        schema
    }

    fn names(of: Vec<Field<'static, &'static str>>) -> Fields {
        of.into_iter().map(|field| (field.name, innermost(field.field_type))).collect()
    }

    fn members(of: Vec<InputValue<'static, &'static str>>) -> Fields {
        of.into_iter().map(|member| (member.name, innermost(member.value_type))).collect()
    }

    fn innermost(mut of: Type<'static, &'static str>) -> &'static str {
        loop {
            of = match of {
                Type::NamedType(name) => return name,
                Type::ListType(inner) | Type::NonNullType(inner) => *inner,
            };
        }
    }

    #[test]
    fn by_its_lines_the_schema_is_what_a_parser_makes_of_it() {
        assert_eq!(Schema::own(), &parsed());
    }

    #[test]
    fn the_schema_knows_its_types() {
        let schema = Schema::own();
        assert_eq!(schema.field_type("Proposals", "proposals"), Some("ProposalConnection"));
        assert_eq!(schema.field_type("Comment", "comments"), Some("Comment"));
        assert_eq!(schema.field_type("Comment", "nothing"), None);
        assert_eq!(schema.field_type("ProposalSort", "likeCount"), Some("String"));
        for varies in ["UserGroup", "Sortitions", "Elections", "CollaborativeTexts", "Nonsense"] {
            assert!(schema.varies(varies), "{varies}");
        }
        for stays in ["Proposals", "User", "ProposalFilter", "JSON"] {
            assert!(schema.has(stays) && !schema.varies(stays), "{stays}");
        }
    }
}

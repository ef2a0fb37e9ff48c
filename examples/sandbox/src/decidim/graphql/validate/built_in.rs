//! The types that every schema has: GraphQL's own scalars, and those that describe the schema.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::decidim::graphql::schema::{Definition, Field, types_of};

const TEXT: &str = "
scalar Boolean
scalar Float
scalar ID
scalar Int
scalar String
type __Schema {
  description: String
  directives: [__Directive!]!
  mutationType: __Type
  queryType: __Type!
  subscriptionType: __Type
  types: [__Type!]!
}
type __Type {
  description: String
  enumValues(includeDeprecated: Boolean = false): [__EnumValue!]
  fields(includeDeprecated: Boolean = false): [__Field!]
  inputFields(includeDeprecated: Boolean = false): [__InputValue!]
  interfaces: [__Type!]
  isOneOf: Boolean!
  kind: __TypeKind!
  name: String
  ofType: __Type
  possibleTypes: [__Type!]
  specifiedByURL: String
}
type __Field {
  args(includeDeprecated: Boolean = false): [__InputValue!]!
  deprecationReason: String
  description: String
  isDeprecated: Boolean!
  name: String!
  type: __Type!
}
type __InputValue {
  defaultValue: String
  deprecationReason: String
  description: String
  isDeprecated: Boolean!
  name: String!
  type: __Type!
}
type __EnumValue {
  deprecationReason: String
  description: String
  isDeprecated: Boolean!
  name: String!
}
type __Directive {
  args(includeDeprecated: Boolean = false): [__InputValue!]!
  description: String
  isRepeatable: Boolean
  locations: [__DirectiveLocation!]!
  name: String!
  onField: Boolean!
  onFragment: Boolean!
  onOperation: Boolean!
}
enum __TypeKind { ENUM INPUT_OBJECT INTERFACE LIST NON_NULL OBJECT SCALAR UNION }
enum __DirectiveLocation {
  ARGUMENT_DEFINITION ENUM ENUM_VALUE FIELD FIELD_DEFINITION FRAGMENT_DEFINITION FRAGMENT_SPREAD
  INLINE_FRAGMENT INPUT_FIELD_DEFINITION INPUT_OBJECT INTERFACE MUTATION OBJECT QUERY SCALAR SCHEMA
  SUBSCRIPTION UNION VARIABLE_DEFINITION
}
type Every {
  __typename: String!
  __schema: __Schema!
  __type(name: String!): __Type
}
";

/// The name under which the fields stand that other types have besides their own.
const EVERY: &str = "Every";

fn types() -> &'static BTreeMap<String, Arc<Definition>> {
    static TYPES: OnceLock<BTreeMap<String, Arc<Definition>>> = OnceLock::new();
    TYPES.get_or_init(|| types_of(TEXT))
}

/// A type by its name.
pub(super) fn get(name: &str) -> Option<&'static Definition> {
    types().get(name).map(AsRef::as_ref).filter(|_| name != EVERY)
}

/// All types with their names.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static Definition)> {
    let all = types().iter().map(|(name, definition)| (name.as_str(), definition.as_ref()));
    all.filter(|(name, _)| *name != EVERY)
}

/// A field that a type has besides its own: the name of the type, and at the root of queries what
/// describes the schema.
pub(super) fn field(parent: &str, name: &str) -> Option<&'static Field> {
    let is_there = name == "__typename" || parent == "Query";
    let field = types().get(EVERY)?.fields.get(name)?;
    is_there.then_some(field)
}

//! This client's own view of the schema, looked up by name.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use graphql_parser::schema::{Definition, Field, InputValue, Type, TypeDefinition};

/// The types, with the innermost type of each of their fields, members of inputs included.
#[derive(Debug, Default)]
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
        // A test reads it too, so it does parse.
        OWN.get_or_init(|| Self::parse(TEXT).unwrap_or_default())
    }

    fn parse(text: &'static str) -> Result<Self, String> {
        let document = graphql_parser::parse_schema::<&'static str>(text)
            .map_err(|error| error.to_string())?;
        let lines: Vec<_> = text.lines().collect();
        let mut schema = Self::default();
        for definition in document.definitions {
            let Definition::TypeDefinition(definition) = definition else { continue };
            let (name, position, fields) = match definition {
                TypeDefinition::Object(of) => (of.name, of.position, names(of.fields)),
                TypeDefinition::Interface(of) => (of.name, of.position, names(of.fields)),
                TypeDefinition::InputObject(of) => (of.name, of.position, members(of.fields)),
                TypeDefinition::Union(of) => (of.name, of.position, HashMap::new()),
                TypeDefinition::Enum(of) => (of.name, of.position, HashMap::new()),
                TypeDefinition::Scalar(of) => (of.name, of.position, HashMap::new()),
            };
            let above = position.line.checked_sub(2).and_then(|line| lines.get(line));
            if above.is_some_and(|above| above.starts_with("# since") || above.starts_with("# to"))
            {
                schema.varying.insert(name);
            }
            schema.fields.insert(name, fields);
        }
        Ok(schema)
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

fn names(fields: Vec<Field<'static, &'static str>>) -> HashMap<&'static str, &'static str> {
    fields.into_iter().map(|field| (field.name, innermost(field.field_type))).collect()
}

fn members(of: Vec<InputValue<'static, &'static str>>) -> HashMap<&'static str, &'static str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_parses_and_knows_its_types() {
        Schema::parse(TEXT).unwrap();
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

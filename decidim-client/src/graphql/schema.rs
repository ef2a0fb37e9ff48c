//! This client's own view of the schema, looked up by name.

use std::collections::HashMap;
use std::sync::OnceLock;

use graphql_parser::schema::{Definition, Field, Type, TypeDefinition};

/// The types of a field's, an argument's or a variable's innermost names.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    fields: HashMap<&'static str, HashMap<&'static str, &'static str>>,
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
        let mut fields = HashMap::new();
        for definition in document.definitions {
            match definition {
                Definition::TypeDefinition(TypeDefinition::Object(object)) => {
                    fields.insert(object.name, names(object.fields));
                }
                Definition::TypeDefinition(TypeDefinition::Interface(interface)) => {
                    fields.insert(interface.name, names(interface.fields));
                }
                _ => {}
            }
        }
        Ok(Self { fields })
    }

    /// The type of a field, without lists and marks. `None` where this client does not know it.
    pub(crate) fn field_type(&self, type_name: &str, field: &str) -> Option<&'static str> {
        self.fields.get(type_name)?.get(field).copied()
    }
}

fn names(fields: Vec<Field<'static, &'static str>>) -> HashMap<&'static str, &'static str> {
    fields.into_iter().map(|field| (field.name, innermost(field.field_type))).collect()
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
    }
}

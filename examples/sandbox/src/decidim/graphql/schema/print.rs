//! A schema in the schema language.

use std::fmt::Write;

use super::definition::{Input, Shape, Types};

/// The whole schema.
pub(super) fn text(types: &Types) -> String {
    let mut text = String::with_capacity(48 * 1024);
    // Writing to a string cannot fail.
    let _ = write(&mut text, types);
    text
}

fn write(text: &mut String, types: &Types) -> std::fmt::Result {
    // Interfaces come first: graphql-ruby forgets one that its first type stands before.
    let (first, others): (Vec<_>, Vec<_>) =
        types.iter().partition(|(_, definition)| definition.shape == Shape::Interface);
    for (name, definition) in first.into_iter().chain(others) {
        let word = match definition.shape {
            Shape::Scalar => "scalar",
            Shape::Enum => "enum",
            Shape::Object => "type",
            Shape::Interface => "interface",
            Shape::Union => "union",
            Shape::Input => "input",
        };
        write!(text, "{word} {name}")?;
        let joined = |glue: &str, names: &std::collections::BTreeSet<String>| {
            names.iter().map(String::as_str).collect::<Vec<_>>().join(glue)
        };
        match definition.shape {
            Shape::Scalar => {}
            Shape::Union => write!(text, " = {}", joined(" | ", &definition.names))?,
            Shape::Enum => write!(text, " {{ {} }}", joined(" ", &definition.names))?,
            Shape::Input => {
                text.push_str(" {\n");
                for (member, input) in &definition.inputs {
                    argument(text, member, input)?;
                }
                text.push('}');
            }
            Shape::Object | Shape::Interface => {
                if !definition.interfaces.is_empty() {
                    write!(text, " implements {}", joined(" & ", &definition.interfaces))?;
                }
                text.push_str(" {\n");
                for (field, definition) in &definition.fields {
                    text.push_str(field);
                    if !definition.arguments.is_empty() {
                        text.push('(');
                        for (name, input) in &definition.arguments {
                            argument(text, name, input)?;
                        }
                        text.push(')');
                    }
                    writeln!(text, ": {}", definition.ty)?;
                }
                text.push('}');
            }
        }
        text.push('\n');
    }
    Ok(())
}

fn argument(text: &mut String, name: &str, input: &Input) -> std::fmt::Result {
    write!(text, "{name}: {}", input.ty)?;
    // Defaults are numbers and truth values, which JSON writes alike.
    if let Some(default) = &input.default {
        write!(text, " = {default}")?;
    }
    text.push('\n');
    Ok(())
}

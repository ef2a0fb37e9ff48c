//! The values of variables, as they are declared.

use apollo_compiler::Node;
use apollo_compiler::ast::{OperationDefinition, Type, VariableDefinition};
use apollo_compiler::parser::SourceMap;
use serde_json::{Map, Value, json};

use super::error::{Problem, place};
use super::literal;
use super::schema::{Schema, Shape};

/// A value that is not as declared: where inside, and why.
struct Unfit {
    path: Vec<Value>,
    why: String,
}

/// The given values with defaults, or what is wrong with them.
pub(super) fn coerce(
    operation: &OperationDefinition,
    given: &Map<String, Value>,
    schema: &Schema,
    sources: &SourceMap,
) -> Result<Value, Vec<Problem>> {
    let mut values = Map::new();
    let mut problems = Vec::new();
    for variable in &operation.variables {
        let name = variable.name.as_str();
        let value = match given.get(name) {
            Some(value) => value.clone(),
            None => match &variable.default_value {
                Some(default) => literal::to_json(default, &Value::Null),
                None if variable.ty.is_non_null() => Value::Null,
                None => continue,
            },
        };
        let mut unfit = Vec::new();
        let coerced = one(&variable.ty, &value, schema, &mut Vec::new(), &mut unfit);
        if unfit.is_empty() {
            values.insert(name.to_owned(), coerced);
        } else {
            problems.push(problem(variable, &value, &unfit, sources));
        }
    }
    if problems.is_empty() { Ok(Value::Object(values)) } else { Err(problems) }
}

fn problem(
    variable: &Node<VariableDefinition>,
    value: &Value,
    unfit: &[Unfit],
    sources: &SourceMap,
) -> Problem {
    let (name, ty) = (&variable.name, &variable.ty);
    let mut message = format!("Variable ${name} of type {ty} was provided invalid value");
    let inside: Vec<String> = unfit
        .iter()
        .filter(|unfit| !unfit.path.is_empty())
        .map(|unfit| {
            let path: Vec<String> = unfit.path.iter().map(shown).collect();
            format!("{} ({})", path.join("."), unfit.why)
        })
        .collect();
    if !inside.is_empty() {
        message = format!("{message} for {}", inside.join(", "));
    }
    let problems: Vec<Value> =
        unfit.iter().map(|unfit| json!({"path": unfit.path, "explanation": unfit.why})).collect();
    Problem::bare(message)
        .at(place(variable.location(), sources))
        .with(json!({"value": value, "problems": problems}))
}

fn shown(step: &Value) -> String {
    step.as_str().map_or_else(|| step.to_string(), str::to_owned)
}

fn one(
    ty: &Type,
    value: &Value,
    schema: &Schema,
    path: &mut Vec<Value>,
    unfit: &mut Vec<Unfit>,
) -> Value {
    let mut refuse = |path: &[Value], why: String| {
        unfit.push(Unfit { path: path.to_vec(), why });
        Value::Null
    };
    if value.is_null() {
        if ty.is_non_null() {
            refuse(path, "Expected value to not be null".to_owned());
        }
        return Value::Null;
    }
    if ty.is_list() {
        let Some(items) = value.as_array() else {
            return Value::Array(vec![one(ty.item_type(), value, schema, path, unfit)]);
        };
        let mut coerced = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            path.push(at.into());
            coerced.push(one(ty.item_type(), item, schema, path, unfit));
            path.pop();
        }
        return Value::Array(coerced);
    }
    let name = ty.inner_named_type().as_str();
    let Some(definition) = schema.get(name) else {
        let fits = match name {
            "Int" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            "Float" => value.is_number(),
            "Boolean" => value.is_boolean(),
            "ID" => value.is_string() || value.is_i64(),
            _ => value.is_string(),
        };
        return if fits {
            value.clone()
        } else {
            refuse(path, format!("Could not coerce value {value} to {name}"))
        };
    };
    match definition.shape {
        Shape::Enum => {
            if value.as_str().is_some_and(|value| definition.names.contains(value)) {
                return value.clone();
            }
            let known: Vec<&str> = definition.names.iter().map(String::as_str).collect();
            refuse(path, format!("Expected {value} to be one of: {}", known.join(", ")))
        }
        Shape::Input => {
            let Some(members) = value.as_object() else {
                return refuse(path, format!("Expected {value} to be a key-value object"));
            };
            let mut coerced = Map::new();
            for (member, value) in members {
                path.push(member.as_str().into());
                match definition.inputs.get(member) {
                    Some(input) => {
                        let value = one(&input.ty, value, schema, path, unfit);
                        coerced.insert(member.clone(), value);
                    }
                    None => unfit.push(Unfit {
                        path: path.clone(),
                        why: format!("Field is not defined on {name}"),
                    }),
                }
                path.pop();
            }
            for (member, input) in &definition.inputs {
                if members.contains_key(member) {
                    continue;
                }
                if let Some(default) = &input.default {
                    coerced.insert(member.clone(), default.clone());
                } else if input.ty.is_non_null() {
                    path.push(member.as_str().into());
                    let why = "Expected value to not be null".to_owned();
                    unfit.push(Unfit { path: path.clone(), why });
                    path.pop();
                }
            }
            Value::Object(coerced)
        }
        _ => value.clone(),
    }
}

//! Literals of the query language as JSON.

use apollo_compiler::ast;
use serde_json::{Map, Value};

/// The value that a literal stands for; variables are read from an object, and null without one.
pub(super) fn to_json(literal: &ast::Value, variables: &Value) -> Value {
    match literal {
        ast::Value::Null => Value::Null,
        ast::Value::Enum(name) => name.as_str().into(),
        ast::Value::Variable(name) => variables.get(name.as_str()).cloned().unwrap_or_default(),
        ast::Value::String(text) => text.as_str().into(),
        ast::Value::Float(number) => number.try_to_f64().map_or(Value::Null, Into::into),
        ast::Value::Int(number) => number.as_str().parse::<i64>().map_or(Value::Null, Into::into),
        ast::Value::Boolean(truth) => (*truth).into(),
        ast::Value::List(items) => items.iter().map(|item| to_json(item, variables)).collect(),
        ast::Value::Object(members) => {
            let mut object = Map::new();
            for (name, value) in members {
                // A member whose variable was not given is left out, not null.
                if let ast::Value::Variable(variable) = value.as_ref()
                    && variables.get(variable.as_str()).is_none()
                {
                    continue;
                }
                object.insert(name.to_string(), to_json(value, variables));
            }
            Value::Object(object)
        }
    }
}

//! Values of arguments, literal or by a variable.

use apollo_compiler::ast::{InputValueDefinition, Type};
use apollo_compiler::schema::ExtendedType;

use super::Maker;

impl Maker<'_> {
    pub(super) fn argument(&mut self, argument: &InputValueDefinition) -> String {
        format!("{}: {}", argument.name, self.value(&argument.ty, 0))
    }

    fn value(&mut self, ty: &Type, depth: usize) -> String {
        if self.errs() {
            return self.any_literal();
        }
        if self.one_in(6) {
            return self.variable(&ty.to_string());
        }
        if !ty.is_non_null() && self.one_in(12) {
            return "null".to_owned();
        }
        if ty.is_list() && !self.one_in(5) {
            let items: Vec<String> =
                (0..self.rng.usize(0..3)).map(|_| self.value(ty.item_type(), depth + 1)).collect();
            return format!("[{}]", items.join(", "));
        }
        let name = ty.inner_named_type().as_str();
        match self.schema.types.get(name) {
            Some(ExtendedType::Enum(it)) => {
                let values: Vec<String> = it.values.keys().map(ToString::to_string).collect();
                self.pick(&values).cloned().unwrap_or_default()
            }
            Some(ExtendedType::InputObject(it)) => {
                let members: Vec<_> =
                    it.fields.values().map(|member| member.node.clone()).collect();
                let mut given = Vec::new();
                for member in members {
                    let wanted = if member.is_required() { !self.errs() } else { self.one_in(3) };
                    if wanted && (depth < 4 || member.is_required()) {
                        given.push(format!(
                            "{}: {}",
                            member.name,
                            self.value(&member.ty, depth + 1)
                        ));
                    }
                    if self.errs() {
                        given.push(format!("nope: {}", self.any_literal()));
                    }
                    if self.errs()
                        && let Some(last) = given.last().cloned()
                    {
                        given.push(last);
                    }
                }
                format!("{{{}}}", given.join(", "))
            }
            _ => match name {
                "Int" => self.rng.u16(..).to_string(),
                "Float" => if self.one_in(2) { "1.5" } else { "2" }.to_owned(),
                "Boolean" => self.rng.bool().to_string(),
                "ID" => if self.one_in(2) { "7" } else { "\"7\"" }.to_owned(),
                "JSON" => if self.one_in(2) { "{en: \"x\"}" } else { "[1, \"a\"]" }.to_owned(),
                _ => "\"2024-01-02\"".to_owned(),
            },
        }
    }

    pub(super) fn variable(&mut self, ty: &str) -> String {
        let name = format!("v{}", self.variables.len());
        self.variables.push((name.clone(), ty.to_owned()));
        format!("${name}")
    }

    pub(super) fn any_literal(&mut self) -> String {
        const LITERALS: [&str; 12] = [
            "1",
            "-3",
            "1.5",
            "\"x\"",
            "true",
            "null",
            "NOPE",
            "[1, \"a\"]",
            "{a: 1}",
            "{}",
            "$nowhere",
            "99999999999",
        ];
        LITERALS[self.rng.usize(0..LITERALS.len())].to_owned()
    }
}

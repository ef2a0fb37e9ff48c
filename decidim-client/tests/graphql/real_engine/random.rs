//! Documents by chance, from a schema: most of them valid, the others with a mistake or several.

mod values;

use std::fmt::Write;

use apollo_compiler::Schema;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::ExtendedType;
use fastrand::Rng;

/// A document for this schema; the same for the same seed.
pub(crate) fn document(schema: &Schema, seed: u64) -> String {
    let mut rng = Rng::with_seed(seed);
    let mistakes = if rng.u8(0..3) == 0 { 0.0 } else { 0.015 + rng.f64() * 0.05 };
    let mut maker =
        Maker { schema, rng, mistakes, variables: Vec::new(), fragments: Vec::new(), spare: 40 };
    let text = maker.operations();
    maker.cut(text)
}

struct Maker<'s> {
    schema: &'s Schema,
    rng: Rng,
    /// How likely a mistake is wherever one can be.
    mistakes: f64,
    /// What the operation must declare: name and type.
    variables: Vec<(String, String)>,
    /// Definitions of named fragments.
    fragments: Vec<String>,
    /// How many more fields there may be.
    spare: usize,
}

impl Maker<'_> {
    fn errs(&mut self) -> bool {
        self.rng.f64() < self.mistakes
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.rng.u32(0..n) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        (!from.is_empty()).then(|| &from[self.rng.usize(0..from.len())])
    }

    fn some_type(&mut self) -> String {
        let names: Vec<&str> =
            self.schema.types.keys().map(apollo_compiler::Name::as_str).collect();
        let names: Vec<&str> = names.into_iter().filter(|name| !name.starts_with("__")).collect();
        self.pick(&names).map_or("Query", |name| name).to_owned()
    }

    fn operations(&mut self) -> String {
        let mut text = self.operation("Q");
        if self.errs() {
            let name = if self.one_in(2) { "Q" } else { "R" };
            text = format!("{text} {}", self.operation(name));
        }
        if self.errs() {
            self.fragments.push("fragment Spare on Organization { __typename }".to_owned());
        }
        if self.errs()
            && let Some(fragment) = self.fragments.first().cloned()
        {
            self.fragments.push(fragment);
        }
        if self.errs() {
            self.fragments.push("type Foo { id: ID }".to_owned());
        }
        for fragment in &self.fragments {
            let _ = write!(text, "\n{fragment}");
        }
        text
    }

    fn operation(&mut self, name: &str) -> String {
        self.variables.clear();
        let is_mutation = self.one_in(10) && self.schema.types.contains_key("Mutation");
        let (word, root) = if is_mutation { ("mutation", "Mutation") } else { ("query", "Query") };
        let word = if self.errs() { "subscription" } else { word };
        let directives = self.directives();
        let body = self.selections(root, 0);
        let mut declared: Vec<String> = Vec::new();
        for (name, ty) in std::mem::take(&mut self.variables) {
            if self.errs() {
                continue;
            }
            let ty = match self.rng.u8(0..3) {
                0 if self.errs() => self.some_type(),
                1 if self.errs() => format!("{ty}Nope"),
                2 if self.errs() => format!("[{ty}]"),
                _ if self.errs() => ty.trim_end_matches('!').to_owned(),
                _ => ty,
            };
            let default =
                if self.errs() { format!(" = {}", self.any_literal()) } else { String::new() };
            declared.push(format!("${name}: {ty}{default}"));
        }
        if self.errs() {
            declared.push("$spare: Int".to_owned());
        }
        if self.errs()
            && let Some(first) = declared.first().cloned()
        {
            declared.push(first);
        }
        let declared =
            if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
        let is_short = word == "query" && declared.is_empty() && directives.is_empty();
        if is_short && self.one_in(2) {
            return body;
        }
        let name = if self.one_in(4) { "" } else { name };
        format!("{word} {name}{declared}{directives} {body}")
    }

    fn directives(&mut self) -> String {
        let mut text = String::new();
        if self.one_in(12) {
            let value = match self.rng.u8(0..3) {
                0 => self.variable("Boolean!"),
                other => (other == 1).to_string(),
            };
            let word = if self.one_in(2) { "skip" } else { "include" };
            let _ = write!(text, " @{word}(if: {value})");
            if self.errs() {
                let _ = write!(text, " @{word}(if: {})", self.any_literal());
            }
        }
        if self.errs() {
            text.push_str(match self.rng.u8(0..5) {
                0 => " @nope",
                1 => " @include",
                2 => " @skip(if: true, unless: 1)",
                3 => " @deprecated",
                _ => " @nope(a: $nowhere)",
            });
        }
        text
    }

    fn selections(&mut self, on: &str, depth: usize) -> String {
        let mut text = "{ ".to_owned();
        for _ in 0..=self.rng.usize(0..3) {
            let item = self.selection(on, depth);
            text.push_str(&item);
            text.push(if self.one_in(5) { '\n' } else { ' ' });
        }
        if self.errs() && self.one_in(2) {
            let _ =
                write!(text, "x: __typename {} ", if self.one_in(2) { "x: id" } else { "x: nope" });
        }
        text.push('}');
        text
    }

    fn selection(&mut self, on: &str, depth: usize) -> String {
        let fields: Vec<_> = match self.schema.types.get(on) {
            Some(ExtendedType::Object(it)) => it.fields.values().collect(),
            Some(ExtendedType::Interface(it)) => it.fields.values().collect(),
            _ => Vec::new(),
        };
        let wants_fragment = fields.is_empty() || self.one_in(6);
        if wants_fragment && depth < 6 {
            return self.fragment(on, depth);
        }
        if self.errs() {
            return match self.rng.u8(0..6) {
                0 => "nope".to_owned(),
                1 => "nope { id }".to_owned(),
                2 => "__schema { queryType { name } }".to_owned(),
                3 => "__type { name }".to_owned(),
                4 => "...Nowhere".to_owned(),
                _ => "idd".to_owned(),
            };
        }
        let field = self.pick(&fields).map(|field| field.node.clone());
        let Some(field) = field.filter(|_| self.spare > 0 && !self.one_in(12)) else {
            return "__typename".to_owned();
        };
        self.spare -= 1;
        self.field(&field, depth)
    }

    fn field(&mut self, field: &FieldDefinition, depth: usize) -> String {
        let mut text = String::new();
        if self.one_in(12) {
            let _ = write!(text, "{}: ", if self.one_in(2) { "other" } else { "id" });
        }
        text.push_str(&field.name);
        let mut arguments = Vec::new();
        for argument in &field.arguments {
            let given = if argument.is_required() { !self.errs() } else { self.one_in(3) };
            if given {
                arguments.push(self.argument(argument));
                if self.errs() {
                    arguments.push(self.argument(argument));
                }
            }
        }
        if self.errs() {
            arguments.push(format!("nope: {}", self.any_literal()));
        }
        if !arguments.is_empty() {
            let _ = write!(text, "({})", arguments.join(", "));
        }
        text.push_str(&self.directives());
        let inner = field.ty.inner_named_type();
        let is_composite = self.schema.types.get(inner).is_some_and(|ty| {
            matches!(
                ty,
                ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_)
            )
        });
        if is_composite != self.errs() {
            let below = if !is_composite || depth > 6 {
                "{ __typename }".to_owned()
            } else {
                self.selections(inner, depth + 1)
            };
            let _ = write!(text, " {below}");
        }
        text
    }

    fn fragment(&mut self, on: &str, depth: usize) -> String {
        let Some(condition) = self.condition(on) else { return "__typename".to_owned() };
        let directives = self.directives();
        if self.one_in(3) {
            let name = format!("F{}", self.fragments.len());
            self.fragments.push(String::new());
            let place = self.fragments.len() - 1;
            let body = self.selections(&condition, depth + 1);
            let spread = if self.errs() { format!("...{name} ") } else { String::new() };
            let body = body.replacen("{ ", &format!("{{ {spread}"), 1);
            self.fragments[place] = format!("fragment {name} on {condition} {body}");
            return format!("...{name}{directives}");
        }
        if self.one_in(8) {
            return format!("... {directives} {}", self.selections(on, depth + 1));
        }
        format!("... on {condition}{directives} {}", self.selections(&condition, depth + 1))
    }

    /// A type that a fragment inside this one may be on.
    fn condition(&mut self, on: &str) -> Option<String> {
        if self.errs() {
            return Some(match self.rng.u8(0..3) {
                0 => "Nope".to_owned(),
                1 => format!("{on}s"),
                _ => self.some_type(),
            });
        }
        let fitting: Vec<String> = match self.schema.types.get(on)? {
            ExtendedType::Union(union) => union.members.iter().map(ToString::to_string).collect(),
            ExtendedType::Interface(_) => self
                .schema
                .types
                .values()
                .filter_map(ExtendedType::as_object)
                .filter(|it| it.implements_interfaces.iter().any(|name| name.as_str() == on))
                .map(|it| it.name.to_string())
                .collect(),
            ExtendedType::Object(it) => {
                let mut all: Vec<String> =
                    it.implements_interfaces.iter().map(ToString::to_string).collect();
                all.push(on.to_owned());
                all
            }
            _ => Vec::new(),
        };
        self.pick(&fitting).cloned()
    }

    /// Now and then a piece is missing, or there is one too many.
    fn cut(&mut self, text: String) -> String {
        if self.mistakes == 0.0 || !self.one_in(20) {
            return text;
        }
        let at = self.rng.usize(0..text.len());
        match self.rng.u8(0..3) {
            0 => text[..at].to_owned(),
            1 => format!("{}{}", &text[..at], &text[at + 1..]),
            _ => {
                let piece = ["}", "{", ")", "(", "@", ":", "$", "!", "&", "...", "\"", "#", "["];
                let piece = piece[self.rng.usize(0..piece.len())];
                format!("{}{piece}{}", &text[..at], &text[at..])
            }
        }
    }
}

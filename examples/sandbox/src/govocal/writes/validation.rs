//! Validation of what a write sends.

use serde_json::{Map, Value, json};

use crate::govocal::errors::Failure;
use crate::govocal::table::Fields;

const CATEGORIES: &[&str] =
    &["meeting", "interview", "strategic_plan", "info_sheet", "policy", "report", "other"];

/// Failed validations: field to list of details.
#[derive(Default)]
pub(super) struct ValidationErrors(Map<String, Value>);

impl ValidationErrors {
    pub(super) fn add(&mut self, field: &str, code: &str) {
        self.0.insert(field.to_owned(), json!([{"error": code}]));
    }

    pub(super) fn add_with_value(&mut self, field: &str, code: &str, value: &Value) {
        self.0.insert(field.to_owned(), json!([{"error": code, "value": value}]));
    }

    pub(super) fn check(self) -> Result<(), Failure> {
        if self.0.is_empty() { Ok(()) } else { Err(Failure::Invalid(Value::Object(self.0))) }
    }
}

pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Null => true,
        _ => false,
    }
}

pub(super) fn require_texts(errors: &mut ValidationErrors, field: &str, texts: Option<&Value>) {
    let filled = texts.and_then(Value::as_object).is_some_and(|texts| {
        texts.values().any(|text| text.as_str().is_some_and(|text| !text.trim().is_empty()))
    });
    if !filled {
        errors.add(field, "blank");
    }
}

pub(super) fn require_category(errors: &mut ValidationErrors, given: &Fields) {
    if let Some(category) = given.get("category")
        && !category.as_str().is_some_and(|category| CATEGORIES.contains(&category))
    {
        errors.add_with_value("category", "inclusion", category);
    }
}

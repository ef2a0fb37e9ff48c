//! Validation of what a write sends.

use serde_json::{Map, Value, json};

use crate::govocal::errors::Failure;
use crate::govocal::table::Fields;

/// The locales of the newest software that is public.
const LOCALES: &[&str] = &[
    "en", "ar-MA", "ar-SA", "ca-ES", "cy-GB", "da-DK", "de-DE", "el-GR", "en-CA", "en-GB", "en-IE",
    "es-CL", "es-ES", "fi-FI", "fr-BE", "fr-FR", "hr-HR", "hu-HU", "it-IT", "kl-GL", "lb-LU",
    "lt-LT", "lv-LV", "mi", "nb-NO", "nl-BE", "nl-NL", "pa-IN", "pl-PL", "pt-BR", "ro-RO",
    "sr-Latn", "sr-SP", "sv-SE", "tr-TR", "ur-PK",
];

const CATEGORIES: &[&str] =
    &["meeting", "interview", "strategic_plan", "info_sheet", "policy", "report", "other"];

/// Failed validations: field to list of details.
#[derive(Default)]
pub(super) struct ValidationErrors(Map<String, Value>);

impl ValidationErrors {
    pub(super) fn add(&mut self, field: &str, code: &str) {
        self.push(field, json!({"error": code}));
    }

    pub(super) fn add_with_value(&mut self, field: &str, code: &str, value: &Value) {
        self.push(field, json!({"error": code, "value": value}));
    }

    fn push(&mut self, field: &str, detail: Value) {
        let details = self.0.entry(field).or_insert_with(|| json!([]));
        if let Some(details) = details.as_array_mut() {
            details.push(detail);
        }
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

/// Two validators look at texts: one that something is there, and one at what it is. The second stops
/// where there was a mistake before, in another field too.
pub(super) fn require_texts(errors: &mut ValidationErrors, field: &str, texts: Option<&Value>) {
    let Some(texts) = texts.and_then(Value::as_object) else {
        errors.add(field, "blank");
        errors.add(field, "is not a translation hash");
        return;
    };
    if texts.is_empty() {
        errors.add(field, "blank");
    }
    if !texts.values().any(|text| text.as_str().is_some_and(|text| !text.trim().is_empty())) {
        errors.add(field, "blank");
    }
    if errors.0.is_empty() && !texts.keys().all(|locale| LOCALES.contains(&locale.as_str())) {
        errors.add(field, "unsupported_locales");
    }
}

pub(super) fn require_category(errors: &mut ValidationErrors, given: &Fields) {
    if let Some(category) = given.get("category")
        && !category.as_str().is_some_and(|category| CATEGORIES.contains(&category))
    {
        errors.add_with_value("category", "inclusion", category);
    }
}

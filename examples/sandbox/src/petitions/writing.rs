//! Signatures added and petitions updated.

use serde_json::{Map, Value, json};

use super::dates::parse_day;
use super::failure::Failure;
use super::key::ApiKey;
use super::language::Language;
use super::state::PetitionsState;
use super::status::{OPEN, is_settable};
use super::world::{Petition, Unconfirmed};

const LONGEST: usize = 255;
const LONGEST_REFERENCE: usize = 256;

type Fields = Map<String, Value>;

impl PetitionsState {
    /// Takes a signature, which counts only once its signatory has followed the mailed link.
    pub(super) fn add_signature(
        &mut self,
        id: &str,
        body: &[u8],
        key: &ApiKey,
        language: Language,
        now: i64,
    ) -> Result<Value, Failure> {
        let petition = self.find(id)?;
        let is_open = self.settings.signs_any_status || petition.status == OPEN;
        let id = petition.id;
        let given = object(body)?;
        let missing = missing(&given, self.settings.optional_city);
        if !missing.is_empty() {
            return Err(Failure::Invalid { error: "Required fields missing", fields: missing });
        }
        let wrong = wrong(&given);
        if !wrong.is_empty() {
            return Err(Failure::Invalid { error: "Fields not valid", fields: wrong });
        }
        if !is_open {
            return Err(Failure::Closed);
        }
        let email = text(&given, "email").unwrap_or_default().trim().to_lowercase();
        // Who signs again gets the mail again, and the same answer.
        if key.writes_take_effect && self.world.signed.insert((id, email.clone())) {
            self.world.unconfirmed.push(Unconfirmed { petition: id, email, signed: now });
        }
        Ok(json!({"message": language.thanks()}))
    }

    pub(super) fn update_petition(
        &mut self,
        id: &str,
        body: &[u8],
        key: &ApiKey,
        language: Language,
    ) -> Result<Value, Failure> {
        let mut petition = self.find(id)?.clone();
        if !key.updates {
            return Err(Failure::Forbidden);
        }
        let mut changed = Fields::new();
        for (field, value) in object(body)? {
            if set(&mut petition, &field, &value)? {
                changed.insert(field, value);
            }
        }
        if key.writes_take_effect
            && let Some(stored) = self.world.petition_mut(petition.id)
        {
            *stored = petition;
        }
        Ok(json!({"message": language.received(), "fields": changed}))
    }

    fn find(&self, id: &str) -> Result<&Petition, Failure> {
        let id = id.parse().map_err(|_| Failure::NotFound)?;
        self.world.petition(id).ok_or(Failure::NotFound)
    }
}

/// Sets a field of a petition. False for one that cannot be set, which is passed over.
fn set(petition: &mut Petition, field: &str, value: &Value) -> Result<bool, Failure> {
    let text = value.as_str();
    let day = || text.and_then(parse_day).map(|day| day.to_string());
    let is_set = match field {
        "status" => text
            .filter(|status| is_settable(status))
            .map(|status| status.clone_into(&mut petition.status)),
        "reference_field" => text
            .filter(|text| text.chars().count() <= LONGEST_REFERENCE)
            .map(|text| petition.reference = Some(text.to_owned())),
        "date_projected" => day().map(|day| petition.date_projected = Some(day)),
        "answer_due_date" => day().map(|day| petition.answer_due_date = Some(day)),
        _ => return Ok(false),
    };
    match is_set {
        Some(()) => Ok(true),
        None => Err(Failure::Invalid { error: "Fields not valid", fields: vec![field.to_owned()] }),
    }
}

fn object(body: &[u8]) -> Result<Fields, Failure> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(Failure::BadBody),
    }
}

fn text<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields.get(name).and_then(Value::as_str)
}

fn missing(given: &Fields, optional_city: bool) -> Vec<String> {
    let is_blank = |name: &str| match given.get(name) {
        None | Some(Value::Null) => true,
        Some(value) => value.as_str().is_some_and(|text| text.trim().is_empty()),
    };
    let required = if optional_city { 2 } else { 4 };
    let names = ["name", "email", "city", "visible"].into_iter().take(required);
    names.filter(|name| is_blank(name)).map(str::to_owned).collect()
}

fn wrong(given: &Fields) -> Vec<String> {
    let fits = |name: &str, check: fn(&str) -> bool| {
        text(given, name).is_some_and(|text| text.chars().count() <= LONGEST && check(text))
    };
    let is_absent = |name: &str| !given.contains_key(name);
    [
        ("name", fits("name", is_name)),
        ("email", fits("email", is_email)),
        ("city", is_absent("city") || fits("city", |_| true)),
        ("visible", given.get("visible").is_none_or(is_flag)),
    ]
    .into_iter()
    .filter(|(_, is_right)| !is_right)
    .map(|(name, _)| name.to_owned())
    .collect()
}

/// Something, then a blank or a dot, then something, all on one line: `/\A.+( |\.).+\z/`.
fn is_name(name: &str) -> bool {
    let name: Vec<char> = name.trim().chars().collect();
    let inner = name.get(1..name.len().saturating_sub(1)).unwrap_or_default();
    name.len() >= 3
        && !name.contains(&'\n')
        && inner.iter().any(|letter| [' ', '.'].contains(letter))
}

/// The description's pattern, `/\A([\w+\-].?)+@[a-z\d\-]+(\.[a-z]+)*\.[a-z]+\z/i`: labels of the host after
/// the first hold nothing but letters. Ruby's `\w` is of ASCII, and `.` is not a line end.
fn is_email(email: &str) -> bool {
    let Some((local, host)) = email.rsplit_once('@') else {
        return false;
    };
    let mut labels = host.split('.');
    let first = labels.next().unwrap_or_default();
    let rest: Vec<&str> = labels.collect();
    // Any character may follow one of a word, and the next one must be of a word again.
    let of_word = |letter: char| letter.is_ascii_alphanumeric() || "_+-".contains(letter);
    let pairs = local.chars().zip(local.chars().skip(1));
    local.starts_with(of_word)
        && !local.contains('\n')
        && pairs.into_iter().all(|(one, next)| of_word(one) || of_word(next))
        && !first.is_empty()
        && first.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        && !rest.is_empty()
        && rest.iter().all(|label| {
            !label.is_empty() && label.chars().all(|letter| letter.is_ascii_alphabetic())
        })
}

fn is_flag(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::Number(number) => matches!(number.as_i64(), Some(0 | 1)),
        Value::String(text) => matches!(text.as_str(), "0" | "1" | "true" | "false"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_email, is_name};

    #[test]
    fn a_name_needs_a_blank_or_a_dot_inside() {
        for good in ["Ada Example", "A.E", "  A. Example "] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["Ada", " Ada", "Ada.", ".a", "", "a ", "Ada B.\nExample"] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }

    #[test]
    fn later_labels_of_a_mail_host_hold_letters_only() {
        for good in ["ada@example.org", "ada.b+c@mail-2.example.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["ada", "ada@", "@example.org", "ada@example", "ada@a.b-c.nl", "ada@a..nl"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    /// README of petities/api (22236a8): `([\w+\-].?)+` before the `@`.
    #[test]
    fn every_second_letter_at_least_is_one_of_a_word() {
        for good in ["a.b@example.org", "a.@example.org", "a\u{e9}b@example.org", "a@b@example.org"]
        {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "a..b@example.org",
            "\u{e9}a@example.org",
            "a\u{e9}\u{e9}b@example.org",
            "a\n@example.org",
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }
}

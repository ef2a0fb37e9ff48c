//! A ready function for names and e-mail addresses.

use std::fmt::Write;
use std::hash::{BuildHasher, RandomState};

use serde_json::{Map, Value};

/// Fields that hold a person's name wherever they stand.
const NAMES: [&str; 15] = [
    "initiators",
    "first_name",
    "last_name",
    "full_name",
    "given_name",
    "family_name",
    "display_name",
    "nickname",
    "user_name",
    "username",
    "person_name",
    "author_name",
    "author_nickname",
    "signer_name",
    "petitioner_name",
];

/// Fields under which a person stands, whose `name` and `slug` are a person's.
const PERSONS: [&str; 16] = [
    "author",
    "authors",
    "coauthors",
    "user",
    "users",
    "creator",
    "owner",
    "person",
    "persons",
    "people",
    "member",
    "members",
    "assignee",
    "signature",
    "signatures",
    "participant",
];

/// Replaces names of persons and e-mail addresses in JSON by stand-ins: for
/// [`Recorder::strike`](super::Recorder::strike).
///
/// * **Names** are the texts of fields such as `first_name`, `nickname` and `authorName`, and `name` and
///   `slug` in an object that is a person: below a field such as `author`, `users` or `signatures`, of the
///   JSON:API type `users`, or beside a nickname or an e-mail address.
/// * **E-mail addresses** are replaced in all texts.
/// * **Equal stays equal** within one recording: the same name has the same stand-in, such as
///   `person-1f0c…`. The key is drawn by lot and kept nowhere, so no stand-in leads back to a name.
///
/// Names within longer texts stay, and so do the identities that ids and addresses show.
///
/// ```
/// use civic_core::cassette::names_and_emails;
///
/// let mut json = serde_json::json!({"author": {"id": 7, "name": "Ada"}, "name": "Plan for the park"});
/// names_and_emails()(&mut json);
/// assert_eq!(json["name"], "Plan for the park");
/// assert_ne!(json["author"]["name"], "Ada");
/// assert_eq!(json["author"]["id"], 7);
/// ```
#[doc(alias("pseudonymise", "anonymise", "gdpr", "privacy"))]
pub fn names_and_emails() -> impl Fn(&mut Value) + Send + Sync + 'static {
    let stand_ins = StandIns(RandomState::new());
    move |json| stand_ins.replace(json, "", false)
}

struct StandIns(RandomState);

impl StandIns {
    /// `is_person` says whether the object that it stands in, or would, is one.
    fn replace(&self, value: &mut Value, name: &str, is_person: bool) {
        match value {
            Value::String(text) => {
                let is_name =
                    NAMES.contains(&name) || (is_person && matches!(name, "name" | "slug"));
                if is_name && !text.is_empty() {
                    *text = self.person(text);
                } else if text.contains('@') {
                    *text = self.without_emails(text);
                }
            }
            Value::Array(values) => {
                for value in values {
                    self.replace(value, name, is_person);
                }
            }
            Value::Object(object) => {
                // `data` and `attributes` of JSON:API are about what they stand in, and so is a map of
                // languages.
                let is_part =
                    matches!(name, "data" | "attributes" | "name" | "node" | "nodes" | "edges");
                let is_person = (is_person && is_part) || PERSONS.contains(&name) || is_one(object);
                for (name, value) in object {
                    self.replace(value, &snake_case(name), is_person);
                }
            }
            _ => {}
        }
    }

    fn person(&self, name: &str) -> String {
        format!("person-{:016x}", self.0.hash_one(name))
    }

    fn without_emails(&self, text: &str) -> String {
        let is_of_one = |letter: char| letter.is_alphanumeric() || "._%+-@".contains(letter);
        let mut written = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|letter| !is_of_one(letter)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            match address_in(word) {
                Some((before, address, after)) => {
                    let stand_in = self.0.hash_one(address.to_lowercase());
                    written.push_str(before);
                    let _ = write!(written, "{stand_in:016x}@example.invalid");
                    written.push_str(after);
                }
                None => written.push_str(word),
            }
            let next = behind.find(is_of_one).unwrap_or(behind.len());
            let (between, behind) = behind.split_at(next);
            written.push_str(between);
            rest = behind;
        }
        written
    }
}

/// Whether an object is a person by what it has.
fn is_one(object: &Map<String, Value>) -> bool {
    let has = |name: &str| object.get(name).is_some_and(Value::is_string);
    let is_typed = object.get("type").is_some_and(|kind| kind == "users" || kind == "user");
    is_typed || has("nickname") || has("email")
}

/// An e-mail address within a word, without what stands before and behind it.
fn address_in(word: &str) -> Option<(&str, &str, &str)> {
    let address = word.trim_matches(|letter| ".-%+@".contains(letter));
    let (who, host) = address.split_once('@')?;
    if who.is_empty() || !host.contains('.') || host.contains('@') {
        return None;
    }
    let start = word.find(address)?;
    Some((word.get(..start)?, address, word.get(start + address.len()..)?))
}

/// `authorName` as `author_name`.
fn snake_case(name: &str) -> String {
    let mut written = String::with_capacity(name.len() + 2);
    for letter in name.chars() {
        if letter.is_uppercase() && !written.is_empty() {
            written.push('_');
        }
        written.extend(letter.to_lowercase());
    }
    written
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_of_persons_go_and_others_stay() {
        let mut json = json!({
            "data": [{"type": "users", "id": "1", "attributes": {"name": "Ada", "nickname": "ada"}}],
            "proposals": [{
                "author": {"name": "Ada", "nickname": "ada", "organizationName": "Town"},
                "category": {"name": {"en": "Trees"}},
                "title": {"en": "Ada's tree"}, "authorName": "Ada",
            }],
            "signatures": [{"name": "Ada", "city": "Utrecht"}],
            "organisation": {"name": "Utrecht", "email": null},
            "user": {"first_name": "Ada", "last_name": "Example", "locale": "en", "slug": "ada"},
        });
        names_and_emails()(&mut json);
        let ada = json["data"][0]["attributes"]["name"].as_str().unwrap().to_owned();
        assert!(ada.starts_with("person-"), "{ada}");
        for same in [
            "/proposals/0/author/name",
            "/proposals/0/authorName",
            "/signatures/0/name",
            "/user/first_name",
        ] {
            assert_eq!(json.pointer(same).unwrap(), &ada, "{same}");
        }
        let small = json["data"][0]["attributes"]["nickname"].clone();
        assert_ne!(small, ada);
        assert_eq!(json["user"]["slug"], small);
        for (kept, text) in [
            ("/data/0/id", "1"),
            ("/proposals/0/author/organizationName", "Town"),
            ("/proposals/0/category/name/en", "Trees"),
            ("/proposals/0/title/en", "Ada's tree"),
            ("/signatures/0/city", "Utrecht"),
            ("/organisation/name", "Utrecht"),
            ("/user/locale", "en"),
        ] {
            assert_eq!(json.pointer(kept).unwrap(), text, "{kept}");
        }
    }

    #[test]
    fn addresses_go_wherever_they_stand() {
        let mut json = json!({
            "email": "ada@example.org",
            "body": "<p>Write to Ada@example.org, or <a href=\"mailto:ada@example.org\">me</a>. é@ @you a@b</p>",
        });
        names_and_emails()(&mut json);
        let address = json["email"].as_str().unwrap();
        assert!(address.ends_with("@example.invalid"), "{address}");
        let body = json["body"].as_str().unwrap();
        assert_eq!(body.matches(address).count(), 2, "{body}");
        assert!(body.ends_with("é@ @you a@b</p>") && !body.contains("ada@"), "{body}");
    }

    #[test]
    fn another_recording_has_other_stand_ins() {
        let [one, other] = [names_and_emails(), names_and_emails()].map(|strike| {
            let mut json = json!({"nickname": "ada"});
            strike(&mut json);
            json
        });
        assert_ne!(one, other);
    }
}

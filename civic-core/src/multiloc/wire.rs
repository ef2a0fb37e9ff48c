//! The object form of a [`Multiloc`]: tag to text, null or blank.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Multiloc, Text};

/// Decidim nests what its machine translator wrote in the same object, as tag to text.
const MACHINE_TRANSLATIONS: &str = "machine_translations";

impl Serialize for Multiloc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for text in self.iter().filter(|text| !text.machine_translated) {
            map.serialize_entry(&text.tag, &text.text)?;
        }
        let by_machine = self.iter().any(|text| text.machine_translated);
        if by_machine {
            map.serialize_entry(MACHINE_TRANSLATIONS, &MachineTranslations(self))?;
        }
        for (name, value) in self.others().into_iter().flatten() {
            if !(by_machine && name == MACHINE_TRANSLATIONS) {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

crate::value_schema!(Multiloc, {
    "type": "object",
    "x-civic": "multilingual",
    "properties": {
        (MACHINE_TRANSLATIONS): {
            "type": "object",
            "additionalProperties": { "type": ["string", "null"] },
        },
    },
    "additionalProperties": { "type": ["string", "null"] },
});

/// The nested object: the machine's texts, then what else stood there.
struct MachineTranslations<'a>(&'a Multiloc);

impl Serialize for MachineTranslations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let others = self.0.others().and_then(|others| others.get(MACHINE_TRANSLATIONS));
        let mut map = serializer.serialize_map(None)?;
        for text in self.0.iter().filter(|text| text.machine_translated) {
            map.serialize_entry(&text.tag, &text.text)?;
        }
        for (name, value) in others.and_then(Value::as_object).into_iter().flatten() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Multiloc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MultilocVisitor)
    }
}

struct MultilocVisitor;

impl<'de> Visitor<'de> for MultilocVisitor {
    type Value = Multiloc;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of language tags to texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Multiloc, A::Error> {
        let mut multiloc = Multiloc::new();
        while let Some((name, member)) = map.next_entry::<String, Member>()? {
            multiloc.read_member(name, member);
        }
        Ok(multiloc)
    }
}

impl Multiloc {
    fn read_member(&mut self, name: String, member: Member) {
        let is_nested = name == MACHINE_TRANSLATIONS;
        match member {
            Member::Text(text) if !is_nested => self.texts.push(Text::from_parts(name, text)),
            Member::Object(members) if is_nested => self.read_machine_translations(members),
            other => self.keep(name, other.into()),
        }
    }

    fn read_machine_translations(&mut self, members: Vec<(String, Value)>) {
        let mut rest = Map::new();
        let was_empty = members.is_empty();
        for (tag, value) in members {
            let text = match value {
                Value::String(text) => Some(text),
                Value::Null => None,
                other => {
                    rest.insert(tag, other);
                    continue;
                }
            };
            self.texts.push(Text { machine_translated: true, ..Text::from_parts(tag, text) });
        }
        if was_empty || !rest.is_empty() {
            self.keep(MACHINE_TRANSLATIONS.to_owned(), Value::Object(rest));
        }
    }

    fn keep(&mut self, name: String, value: Value) {
        self.others.get_or_insert_default().insert(name, value);
    }
}

/// A member of the object, with the order of a nested object kept.
enum Member {
    Text(Option<String>),
    Object(Vec<(String, Value)>),
    Other(Value),
}

impl From<Member> for Value {
    fn from(member: Member) -> Self {
        match member {
            Member::Text(text) => text.map_or(Self::Null, Self::String),
            Member::Object(members) => Self::Object(members.into_iter().collect()),
            Member::Other(value) => value,
        }
    }
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MemberVisitor)
    }
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or null")
    }

    fn visit_str<E>(self, text: &str) -> Result<Member, E> {
        Ok(Member::Text(Some(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Member, E> {
        Ok(Member::Text(Some(text)))
    }

    fn visit_unit<E>(self) -> Result<Member, E> {
        Ok(Member::Text(None))
    }

    fn visit_none<E>(self) -> Result<Member, E> {
        Ok(Member::Text(None))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        Member::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Member, E> {
        Ok(Member::Other(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Member, E> {
        Ok(Member::Other(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Member, E> {
        Ok(Member::Other(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Member, E> {
        Ok(Member::Other(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Member, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(Member::Other(Value::Array(values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Member, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Member::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::value::{self, MapDeserializer};
    use serde_json::json;

    use super::*;

    fn there_and_back(wire: &str) -> String {
        let multiloc: Multiloc = serde_json::from_str(wire).unwrap();
        serde_json::to_string(&multiloc).unwrap()
    }

    #[test]
    fn nulls_blanks_odd_tags_and_order_survive() {
        let wire = r#"{"nl-BE":"Bomen","en":"","nl_gr":null,"frl":" ","":"x"}"#;
        assert_eq!(there_and_back(wire), wire);
        assert_eq!(there_and_back("{}"), "{}");
    }

    #[test]
    fn nested_machine_translations_are_texts_marked_as_such() {
        let wire = r#"{"en":"Trees","machine_translations":{"fr":"Arbres","ca":"Arbres"}}"#;
        let title: Multiloc = serde_json::from_str(wire).unwrap();
        assert_eq!(title.get("fr"), Some("Arbres"));
        assert!(title.entry("fr").unwrap().machine_translated);
        assert_eq!(title.tags().collect::<Vec<_>>(), ["en", "fr", "ca"]);
        assert_eq!(there_and_back(wire), wire);
    }

    #[test]
    fn a_tag_may_have_a_text_of_a_person_and_of_a_machine() {
        let wire = r#"{"fr":"Arbres","machine_translations":{"fr":"Des arbres"}}"#;
        assert_eq!(there_and_back(wire), wire);
    }

    #[test]
    fn members_of_unknown_shape_are_kept() {
        for wire in [
            json!({"en": "Trees", "x": 1, "y": -1, "z": 0.5, "b": true, "l": ["a"], "o": {"p": 1}}),
            json!({"en": "Trees", "machine_translations": null}),
            json!({"en": "Trees", "machine_translations": "x"}),
            json!({"en": "Trees", "machine_translations": {}}),
            json!({"machine_translations": {"fr": "Arbres", "n": 1, "o": {"p": null}, "ca": null}}),
        ] {
            let title: Multiloc = serde_json::from_value(wire.clone()).unwrap();
            assert_eq!(serde_json::to_value(&title).unwrap(), wire);
            assert!(title.others().is_some());
        }
    }

    #[test]
    fn anything_but_an_object_is_refused() {
        for wire in ["null", "\"x\"", "[]", "1"] {
            let error = serde_json::from_str::<Multiloc>(wire).unwrap_err().to_string();
            assert!(error.contains("map of language tags to texts"), "{wire}: {error}");
        }
    }

    /// As formats other than JSON may hold them.
    #[test]
    fn bytes_in_place_of_a_text_are_refused() {
        let members = MapDeserializer::new([("en", b"Trees".as_slice())].into_iter());
        let error: value::Error = Multiloc::deserialize(members).unwrap_err();
        assert!(error.to_string().contains("expected a text or null"), "{error}");
    }

    fn texts() -> impl Strategy<Value = Vec<Text>> {
        let text = ("[a-z]{0,3}(-[A-Z]{2})?|\\PC{0,4}", any::<Option<String>>(), any::<bool>());
        let text = text.prop_map(|(tag, text, machine_translated)| Text {
            machine_translated,
            ..Text::from_parts(tag, text)
        });
        prop::collection::vec(text, 0..6)
    }

    proptest! {
        #[test]
        fn every_text_survives_a_round_trip(texts in texts()) {
            let before: Multiloc = texts.into_iter().collect();
            let wire = serde_json::to_string(&before).unwrap();
            let after: Multiloc = serde_json::from_str(&wire).unwrap();
            let mut by_person_first: Vec<_> = before.into_iter().collect();
            by_person_first.sort_by_key(|text| text.machine_translated);
            prop_assert_eq!(after.into_iter().collect::<Vec<_>>(), by_person_first);
        }
    }
}

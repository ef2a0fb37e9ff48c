//! Where in a JSON text a reader stopped, as a path.
//!
//! `serde_path_to_error` tells the same and reads once more on an error, for which each model is
//! compiled for a second reader. For 60 models of 13 fields that took 1.4 times the CPU time to
//! build (2.5 s against 1.8 s, debug, a program of nothing else) and made the program 1.63 times as
//! large (28.5 MB against 17.4 MB): every user would pay for it. The tests compare the two.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::error::Category;

/// Values nested deeper are named by the one around them. It is as deep as `serde_json` reads; what
/// it passes over may be deeper by far.
const DEEPEST: usize = 128;

/// The path of the value that an error is about, `ideas[3].title`; empty for the whole.
///
/// A reader stops behind a value that is wrong, or before one that should not begin there. Behind
/// one that is followed by something wrong, the error is about what both are part of. So it is said
/// of the last member of an object that was read well and then refused: the reader is behind both.
pub(super) fn of(text: &str, error: &serde_json::Error) -> String {
    let mut trail = Trail::through(before(text, offset(text, error)));
    if trail.is_behind_a_value && error.classify() != Category::Data {
        trail.steps.pop();
    }
    trail.path()
}

/// The path of the value in which these bytes end.
pub(super) fn at_end_of(read: &str) -> String {
    Trail::through(read).path()
}

/// How many bytes were read before an error; none where it does not say.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let Some(lines_before) = error.line().checked_sub(1) else { return 0 };
    let before = text.split_inclusive('\n').take(lines_before).map(str::len).sum::<usize>();
    before.saturating_add(error.column())
}

/// So many bytes from the beginning, without half a character.
fn before(text: &str, bytes: usize) -> &str {
    let mut bytes = bytes.min(text.len());
    while !text.is_char_boundary(bytes) {
        bytes -= 1;
    }
    text.get(..bytes).unwrap_or_default()
}

/// The way from the whole down to a value.
#[derive(Default)]
struct Trail<'t> {
    steps: Vec<Step<'t>>,
    /// Values open below the last step.
    deeper: usize,
    /// Whether the value at the end of the way has been read, and nothing behind it.
    is_behind_a_value: bool,
}

enum Step<'t> {
    /// The element of this number.
    Element(usize),
    /// The member of this name, in quotes; `None` before a name.
    Member(Option<&'t str>),
}

impl<'t> Trail<'t> {
    fn through(read: &'t str) -> Self {
        let mut trail = Self::default();
        let mut rest = read;
        while let Some(at) = rest.find(['{', '[', '}', ']', ',', '"']) {
            let token = rest.as_bytes().get(at).copied().unwrap_or_default();
            let (before, from) = rest.split_at(at);
            trail.is_behind_a_value |= ends_a_value(before);
            rest = from.get(1..).unwrap_or_default();
            match token {
                b'{' => trail.open(Step::Member(None)),
                b'[' => trail.open(Step::Element(0)),
                b',' => trail.next(),
                b'"' => {
                    let Some(end) = end_of_string(rest) else { return trail };
                    trail.string(from.get(..end + 2).unwrap_or_default());
                    rest = rest.get(end + 1..).unwrap_or_default();
                }
                _ => trail.close(),
            }
        }
        trail.is_behind_a_value |= ends_a_value(rest);
        trail
    }

    fn open(&mut self, step: Step<'t>) {
        self.is_behind_a_value = false;
        if self.steps.len() < DEEPEST && self.deeper == 0 {
            self.steps.push(step);
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        self.is_behind_a_value = true;
        match self.deeper.checked_sub(1) {
            Some(deeper) => self.deeper = deeper,
            None => drop(self.steps.pop()),
        }
    }

    fn next(&mut self) {
        self.is_behind_a_value = false;
        match self.steps.last_mut().filter(|_| self.deeper == 0) {
            Some(Step::Element(number)) => *number += 1,
            Some(Step::Member(name)) => *name = None,
            None => {}
        }
    }

    fn string(&mut self, quoted: &'t str) {
        match self.steps.last_mut().filter(|_| self.deeper == 0) {
            Some(Step::Member(name @ None)) => *name = Some(quoted),
            _ => self.is_behind_a_value = true,
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.steps {
            match step {
                Step::Element(number) => {
                    let _infallible = write!(path, "[{number}]");
                }
                Step::Member(None) => {}
                Step::Member(Some(quoted)) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&unquoted(quoted));
                }
            }
        }
        path
    }
}

/// Whether a number, `true`, `false` or `null` stands at the end of what is not another token.
fn ends_a_value(between: &str) -> bool {
    between.bytes().next_back().is_some_and(|byte| byte.is_ascii_alphanumeric())
}

/// Where a string ends, whose opening quote is passed.
fn end_of_string(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

fn unquoted(quoted: &str) -> Cow<'_, str> {
    let name = serde_json::from_str::<String>(quoted).ok();
    name.map_or(Cow::Borrowed(quoted.trim_matches('"')), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::json;
    use serde_json::value::RawValue;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only read")]
    struct Idea {
        id: u8,
        title: Option<String>,
        #[serde(default)]
        tags: Vec<(String, u8)>,
        #[serde(flatten)]
        more: BTreeMap<String, serde_json::Value>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only read")]
    struct Truth {
        b: bool,
    }

    type Page = BTreeMap<String, Vec<Idea>>;

    fn place<'t, T: Deserialize<'t>>(text: &'t str) -> String {
        of(text, &serde_json::from_str::<T>(text).err().unwrap())
    }

    #[test]
    fn a_value_that_does_not_fit_is_named() {
        for (text, path) in [
            (r#"{"ideas": [{"id": 1}, {"id": 2, "title": 3}]}"#, "ideas[1].title"),
            (r#"{"ideas": [{"id": 1}, {"id": 2, "title": {"x": 1}}]}"#, "ideas[1].title"),
            (r#"{"ideas": [{"id": 1}, {"id": 2, "title": [1]}]}"#, "ideas[1].title"),
            (r#"{"ideas": [{"id": 1}, {"id": "2"}, {"id": 3}]}"#, "ideas[1].id"),
            (r#"{"ideas": [{"id": 1}, {"id": null}]}"#, "ideas[1].id"),
            (r#"{"ideas": [{"id": 300}]}"#, "ideas[0].id"),
            (r#"{"ideas": [{"id": -1 }]}"#, "ideas[0].id"),
            (r#"{"ideas": [{"id": 1, "tags": [["a", 1], ["b", "c"]]}]}"#, "ideas[0].tags[1][1]"),
            (r#"{"ideas": [{"id": 1, "tags": [["a"]]}]}"#, "ideas[0].tags[0]"),
            (r#"{"ideas": [{"id": 1}, {"title": "a]}", "x": ["\"", "}"]}]}"#, "ideas[1]"),
            ("{\"ideas\": [\n {\"id\": 1},\n\n {\"title\":\n 7}]}", "ideas[1].title"),
            (r#"{"id\u00e9es": [{"id": 1}, 7]}"#, "idées[1]"),
            (r#"{"ideas": {"id": 1}}"#, "ideas"),
            (r#"{"ideas": [], "votes": [true]}"#, "votes[0]"),
            ("[1]", ""),
            ("7", ""),
        ] {
            assert_eq!(place::<Page>(text), path, "{text}");
        }
    }

    #[test]
    fn what_breaks_off_or_is_no_json_is_named_by_what_it_is_in() {
        for (text, path) in [
            ("", ""),
            ("{", ""),
            (r#"{"ideas": [{"id": 1}"#, "ideas"),
            (r#"{"ideas": [{"id": 1}] "votes": []}"#, ""),
            (r#"{"ideas": [{"id": 1} {"id": 2}]}"#, "ideas[0]"),
            (r#"{"ideas": [{"id": 1}, {"id": 2, "title": "a\x"}]}"#, "ideas[1].title"),
            (r#"{"ideas": [{"id": 1}, {"id": 2, "title": "a"#, "ideas[1].title"),
            (r#"{"ideas": [{"id": 1}, {"id": 2, "title": nul"#, "ideas[1]"),
            (r#"{"ideas": [{"id": 1}, {"id": 2, "ti"#, "ideas[1]"),
            (r#"{"ideas": []} {}"#, ""),
            (r#"{"ideas": é, "votes": [1, 2"#, "ideas"),
            (r#"{"ideas": [{"id": 1, "title": "\é"}], "votes": []}"#, "ideas[0].title"),
        ] {
            assert_eq!(place::<Page>(text), path, "{text}");
        }
    }

    #[test]
    fn a_last_member_that_was_read_and_then_refused_is_named_by_its_object() {
        fn even<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<u8, D::Error> {
            let number = u8::deserialize(reader)?;
            let odd = number % 2 == 1;
            if odd { Err(serde::de::Error::custom("odd")) } else { Ok(number) }
        }
        #[derive(Debug, Deserialize)]
        #[allow(dead_code, reason = "only read")]
        struct Pair {
            #[serde(deserialize_with = "even")]
            a: u8,
            b: Option<u8>,
        }
        assert_eq!(place::<Vec<Pair>>(r#"[{"a": 1, "b": 2}]"#), "[0].a");
        assert_eq!(place::<Vec<Pair>>(r#"[{"b": 2, "a": 1}]"#), "[0]");
    }

    /// A page in which one value is another one, written densely or in lines.
    fn spoilt_pages() -> impl Strategy<Value = String> {
        let values =
            [json!(null), json!("é\"]"), json!(-1), json!(1e3), json!([[1]]), json!({"a": {}})];
        let fields = prop::sample::select(vec!["id", "title", "tags", "more"]);
        (1_usize..5, 0_usize..5, fields, prop::sample::select(values.to_vec()), any::<bool>())
            .prop_map(|(rows, spoilt, field, value, in_lines)| {
                let row =
                    |id: usize| json!({"id": id, "title": "[{\"", "tags": [["a", id]], "more": {}});
                let mut rows: Vec<_> = (0..rows).map(row).collect();
                let spoilt = spoilt % rows.len();
                rows[spoilt][field] = value;
                let page = json!({ "ideas": rows, "votes": [] });
                if in_lines { format!("{page:#}") } else { page.to_string() }
            })
    }

    proptest! {
        #[test]
        fn the_place_is_the_one_that_a_reader_who_keeps_track_finds(page in spoilt_pages()) {
            if let Err(error) = serde_json::from_str::<Page>(&page) {
                let mut reader = serde_json::Deserializer::from_str(&page);
                let tracked = serde_path_to_error::deserialize::<_, Page>(&mut reader).unwrap_err();
                prop_assert_eq!(of(&page, &error), tracked.path().to_string(), "{}", page);
            }
        }
    }

    #[test]
    fn what_is_passed_over_may_be_as_deep_as_it_likes() {
        let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
        let text = format!(r#"{{"a": {open}{close}, "b": 1}}"#);
        assert_eq!(place::<BTreeMap<&str, &RawValue>>(&format!("{text}x")), "");
        assert_eq!(place::<Truth>(&text), "b");
        assert_eq!(at_end_of(&format!(r#"{{"a": {open}"#)).matches("[0]").count(), DEEPEST - 1);
    }
}

//! Where reading can go on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::key::Key;
use crate::json::is_zero;
use crate::{Error, ErrorKind};

/// The form of checkpoints that this version writes and reads.
const VERSION: u32 = 3;

/// A place in a list to go on from, in this process or another.
///
/// It is plain data: keep it in a file or a database.
///
/// **Size**, besides the query itself: below 4 KiB for a list whose pages have numbers, usually below
/// 1 KiB. For a list whose pages each say where the next one is, below 1 KiB and the cursor: where a
/// cursor grows, the docs of the method that opens the list say with what. While single rows are fetched
/// that the list named ([`Page::named`](super::source::Page::named)), it also holds a cursor for each of
/// them, at most 101.
///
/// **At-least-once.** The page that was being read is read again, so some rows may come a second
/// time; none is left out. A list that was read to its end is resumed at its last page. Of more than
/// 64 rows of one moment it holds the keys of the latest 64, so others of that moment may come again,
/// and reading resumed among more of them than a page holds is reported as incomplete there. A list
/// read [in passes](super::Paginator::in_passes) is resumed at its beginning.
///
/// **Unchanged.** It carries a digest of itself. One that was changed or damaged since it was
/// written is refused by [`Paginator::resume`](super::Paginator::resume): rows could be skipped
/// and the list be called complete. The digest is no secret and keeps nobody from forging one on purpose.
#[doc(alias("cursor", "incremental", "resume"))]
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Written")]
pub struct Checkpoint {
    version: u32,
    /// The query that it belongs to.
    pub(super) query: String,
    /// Where in the list to go on; `None` for its beginning.
    pub(crate) place: Option<Value>,
    /// What came before that page.
    pub(crate) counts: Counts,
    /// Whether it is as it was written.
    is_intact: bool,
}

/// The form in which it is kept.
#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    query: String,
    place: Option<Value>,
    #[serde(default)]
    counts: Counts,
    /// The digest of all the others. Without it the checkpoint counts as damaged.
    #[serde(default)]
    digest: Option<Key>,
}

/// What was counted while the list was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Counts {
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) items: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) pages: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) duplicates: u64,
    /// Duplicates that came on another page, and on the same one.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) shifted: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) twice: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) overlap: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) narrowed: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) ignored_filters: BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) malformed: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) hidden: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) server_errors: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server_pages_at_start: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server_rows_at_start: Option<u64>,
    /// The first other counts of pages and of rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server_pages_since: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server_rows_since: Option<u64>,
}

impl Checkpoint {
    pub(crate) fn start(query: String) -> Self {
        let counts = Counts::default();
        Self { version: VERSION, query, place: None, counts, is_intact: true }
    }

    /// Whether this is a checkpoint of that query.
    pub(crate) fn must_belong_to(&self, query: &str) -> Result<(), Error> {
        let why = if self.version != VERSION {
            format!("it is of form {}, and this version reads {VERSION}", self.version)
        } else if !self.is_intact {
            "it was changed or damaged since it was written".to_owned()
        } else if self.query != query {
            format!("it belongs to another query: {}, not {query}", self.query)
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorKind::Checkpoint, why))
    }
}

impl Written {
    /// The digest of all the others, whatever order an archive keeps a JSON object in.
    fn own_digest(&self) -> Option<Key> {
        let counts = serde_json::to_value(&self.counts).ok()?;
        let (version, query) = (self.version.into(), self.query.as_str().into());
        let place = self.place.as_ref().unwrap_or(&Value::Null);
        Some(Key::of_json([&version, &query, &counts, place]))
    }
}

impl From<Written> for Checkpoint {
    fn from(written: Written) -> Self {
        let is_intact = written.digest.is_some() && written.digest == written.own_digest();
        let Written { version, query, place, counts, .. } = written;
        Self { version, query, place, counts, is_intact }
    }
}

impl Serialize for Checkpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { version, query, place, counts, is_intact } = self.clone();
        let mut written = Written { version, query, place, counts, digest: None };
        // A damaged one does not become good by being written again.
        written.digest = written.own_digest().filter(|_| is_intact);
        written.serialize(serializer)
    }
}

#[cfg(test)]
impl Checkpoint {
    /// The largest checkpoint with this place: of a query of which only three filters count.
    pub(crate) fn largest(place: Value) -> Self {
        let filters = ["publication_statuses", "participation_methods", "updated_at"];
        let counts = Counts {
            items: u64::MAX,
            pages: u64::MAX,
            duplicates: u64::MAX,
            shifted: u64::MAX,
            twice: u64::MAX,
            overlap: u64::MAX,
            narrowed: u64::MAX,
            ignored_filters: filters.map(|name| (name.to_owned(), u64::MAX)).into(),
            malformed: u64::MAX,
            hidden: u64::MAX,
            server_errors: u64::MAX,
            server_pages_at_start: Some(u64::MAX),
            server_rows_at_start: Some(u64::MAX),
            server_pages_since: Some(u64::MAX),
            server_rows_since: Some(u64::MAX),
        };
        Self { place: Some(place), counts, ..Self::start(String::new()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        let place = serde_json::json!({ "next": 97, "ties": { "latest": ["a"] }, "slack": 1 });
        let counts = Counts { items: 97, pages: 1, malformed: 2, ..Counts::default() };
        Checkpoint { place: Some(place), counts, ..Checkpoint::start("query".to_owned()) }
    }

    fn refusal(json: Value) -> Option<String> {
        let checkpoint: Checkpoint = serde_json::from_value(json).unwrap();
        let error = checkpoint.must_belong_to("query").err()?;
        assert_eq!(error.kind(), ErrorKind::Checkpoint);
        Some(error.to_string())
    }

    #[test]
    fn one_changed_by_hand_is_refused() {
        let json = serde_json::to_value(checkpoint()).unwrap();
        assert_eq!(refusal(json.clone()), None);
        for (pointer, value) in [
            ("/place/next", 98.into()),
            ("/place/slack", Value::Null),
            ("/place", Value::Null),
            ("/counts/items", 98.into()),
            ("/counts/malformed", 1.into()),
            ("/digest", Value::Null),
            ("/digest", "00000000-0000-0000-0000-000000000000".into()),
        ] {
            let mut changed = json.clone();
            *changed.pointer_mut(pointer).unwrap() = value;
            let refusal = refusal(changed.clone()).unwrap_or_default();
            assert!(refusal.contains("changed or damaged"), "{pointer}: {refusal}");
            // Nor does it become good by being read and written.
            let again: Checkpoint = serde_json::from_value(changed).unwrap();
            let again = serde_json::to_value(again).unwrap();
            assert!(super::tests::refusal(again).is_some(), "{pointer}");
        }
    }

    #[test]
    fn the_order_of_names_makes_no_difference() {
        let json = serde_json::to_value(checkpoint()).unwrap();
        let (counts, digest) = (&json["counts"], &json["digest"]);
        let turned = format!(
            r#"{{"digest":{digest},"counts":{counts},
                "place":{{"ties":{{"latest":["a"]}},"slack":1,"next":97}},
                "query":"query","version":{VERSION}}}"#
        );
        assert_eq!(refusal(serde_json::from_str(&turned).unwrap()), None, "{turned}");
    }
}

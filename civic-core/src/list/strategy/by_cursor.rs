//! Page after page, where each one says where the next one is.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::loop_guard::LoopGuard;
use super::{FetchFuture, Fetched, Judgement, Occurrence, Row, Strategy, settle};
use crate::Error;
use crate::list::gap::Gap;
use crate::list::key::Key;
use crate::list::source::{ListSpec, Next, Page, PageSource, Proof};

pub(in crate::list) struct ByCursor<S: PageSource> {
    source: Arc<S>,
    /// Rows that came, with the copies of each that have not come yet.
    seen: HashMap<Key, u32>,
    visited: HashSet<Key>,
    /// Rows that the list named and that had not come.
    wanted: HashSet<Key>,
    /// Whether the next page names the rows once more.
    is_check: bool,
    loop_guard: LoopGuard,
}

/// How many rows are fetched one by one because the first reading missed them. Where it missed more,
/// the list changes too fast.
const FETCHED_SINGLY: usize = 100;

/// What is to be fetched.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "C: DeserializeOwned"))]
pub(in crate::list) struct Frontier<C> {
    next: Option<Written<C>>,
    /// The cursors of rows that the list named and that had not come, without the next of them. At most
    /// one more than are fetched one by one.
    #[serde(default = "VecDeque::new", skip_serializing_if = "VecDeque::is_empty")]
    missed: VecDeque<C>,
    /// Rows that were found where the list had been read already.
    #[serde(default)]
    strays: u64,
    /// Whether this process has seen all of the list so far.
    #[serde(skip)]
    from_start: bool,
}

/// A cursor and its JSON, so that it is written only once: the JSON goes into checkpoints, and shows
/// whether the cursor came before.
struct Written<C> {
    cursor: C,
    json: Value,
}

impl<C: Serialize> Written<C> {
    fn new(cursor: C) -> Result<Self, Error> {
        let json = serde_json::to_value(&cursor).map_err(|error| {
            Error::protocol("a cursor cannot be written as JSON").with_source(error)
        })?;
        Ok(Self { cursor, json })
    }

    fn key(&self) -> Key {
        Key::of_json([&self.json])
    }
}

impl<C> Serialize for Written<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

impl<'de, C: DeserializeOwned> Deserialize<'de> for Written<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        let cursor = C::deserialize(&json).map_err(D::Error::custom)?;
        Ok(Self { cursor, json })
    }
}

impl<S: PageSource> ByCursor<S> {
    pub(in crate::list) fn new(source: S) -> Self {
        Self {
            source: Arc::new(source),
            seen: HashMap::new(),
            visited: HashSet::new(),
            wanted: HashSet::new(),
            is_check: false,
            loop_guard: LoopGuard::of_two_readings(),
        }
    }
}

/// How many rows a page names.
fn named<T, C>(page: &Page<T, C>) -> usize {
    page.named.iter().map(|row| row.key).collect::<HashSet<_>>().len()
}

impl<S: PageSource> Strategy for ByCursor<S> {
    type Item = <S::List as ListSpec>::Item;
    type Cursor = S::Cursor;
    type Frontier = Frontier<S::Cursor>;
    /// The page without its rows.
    type Answer = Page<Self::Item, S::Cursor>;

    fn list(&self) -> &dyn ListSpec<Item = Self::Item> {
        self.source.list()
    }

    fn identity(&self) -> String {
        format!("{} by {}", self.source.list().identity(), self.source.strategy_name())
    }

    fn start(&self) -> Self::Frontier {
        // Where it cannot be written, there is no page to read, which is an error.
        let next = Written::new(self.source.first()).ok();
        Frontier { next, missed: VecDeque::new(), strays: 0, from_start: true }
    }

    fn after(&self, frontier: &Self::Frontier, last: Option<&S::Cursor>) -> Option<S::Cursor> {
        let next = frontier.next.as_ref().filter(|_| last.is_none());
        next.map(|next| next.cursor.clone())
    }

    fn fetch(&self, cursor: S::Cursor) -> FetchFuture<Self::Item, Self::Answer> {
        let source = Arc::clone(&self.source);
        Box::pin(async move {
            let mut page = source.fetch(cursor).await?;
            Ok(Fetched {
                rows: page.rows.drain(..).map(|row| Row::of(source.list(), row)).collect(),
                server_pages: None,
                server_rows: page.server_rows,
                omitted: std::mem::take(&mut page.omitted),
                stats: page.stats,
                answer: page,
            })
        })
    }

    fn judge(
        &mut self,
        frontier: &mut Self::Frontier,
        _cursor: &Self::Cursor,
        page: &mut Fetched<Self::Item, Self::Answer>,
    ) -> Result<Judgement<Self::Cursor>, Error> {
        let at = frontier.next.as_ref().map(Written::key);
        if at.is_some_and(|at| !self.visited.insert(at)) {
            return Err(Error::protocol(format!(
                "the server points back to a page of the {} that was read before",
                self.resource_name()
            )));
        }
        settle(&mut self.seen, &mut page.rows);
        self.loop_guard.note(page);
        self.loop_guard.check()?;
        for row in page.rows.iter_mut().take(page.answer.overlap) {
            match row.occurrence {
                Occurrence::Duplicate => row.occurrence = Occurrence::Overlap,
                Occurrence::New => frontier.strays += u64::from(frontier.from_start),
                _ => {}
            }
        }
        if frontier.from_start {
            let named = page.answer.named.iter();
            let missed = named
                .filter(|row| !self.seen.contains_key(&row.key) && self.wanted.insert(row.key));
            let room = (FETCHED_SINGLY + 1).saturating_sub(frontier.missed.len());
            frontier.missed.extend(missed.take(room).map(|row| row.at.clone()));
        }
        // A second reading agrees with a first one that this process has made, and that has the same rows.
        let is_check = std::mem::take(&mut self.is_check);
        let agrees = frontier.from_start && (!is_check || self.seen.len() == named(&page.answer));
        self.is_check = matches!(page.answer.next, Next::Check(_));
        let (next, end) = match page.answer.next.clone() {
            Next::Check(_) if !frontier.from_start => (None, Some(Proof::IfUnchanged)),
            Next::Page(next) | Next::Check(next) => (Some(next), None),
            Next::End(_) if frontier.missed.len() > FETCHED_SINGLY => {
                (None, Some(Proof::Gaps(vec![Gap::PassesDiffer { passes: 2 }])))
            }
            Next::End(proof) => match (frontier.missed.pop_front(), proof) {
                (Some(missed), _) => (Some(missed), None),
                (None, Proof::Sound) if frontier.strays > 0 => (None, Some(Proof::IfUnchanged)),
                (None, Proof::Agreed(_)) if !agrees => (None, Some(Proof::IfUnchanged)),
                (None, proof) => (None, Some(proof)),
            },
        };
        frontier.next = next.map(Written::new).transpose()?;
        Ok(Judgement::Take { end })
    }
}

//! The pages of a connection on the wire.

use std::sync::{Mutex, PoisonError};

use civic_core::http::Receipt;
use civic_core::paging::{Fetch, Key, Lacking, List, Next, Page, PageRow, PageSource, Proof};
use civic_core::{Error, ErrorKind};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

use super::ids::Seen;
use super::joined::{Joint, offset_of};
use super::{Content, Contents};
use crate::graphql::answer::Answer;
use crate::graphql::id::Id;
use crate::graphql::operation::{Asked, Form};

/// The list on the wire, and what a walk through it has seen.
pub(in crate::graphql) struct Pages<T> {
    pub(super) contents: Contents<T>,
    direction: Direction,
    pub(super) form: Form<'static>,
    pub(super) seen: Mutex<Seen>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum Direction {
    Forward,
    Backward,
}

/// Where a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::graphql) struct Place {
    /// The server's cursor of the row before it; `None` for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cursor: Option<String>,
    /// What the page must join on to, in a list that is sorted by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) joint: Option<Joint>,
    /// Whether a page before it did not join on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) broken: bool,
    /// Places of the list read before it.
    #[serde(default)]
    pub(super) places: u64,
}

/// A page of the connection.
pub(super) struct Fetched<T> {
    /// `None` for a place whose record the caller may not see.
    pub(super) rows: Vec<Option<Row<T>>>,
    pub(super) info: PageInfo,
    pub(super) lacking: Lacking,
    pub(super) receipt: Receipt,
    /// How many rows of the list there are before these, in a list that is sorted by id.
    pub(super) offset: u64,
    /// Whether the site sorts as it was asked to.
    pub(super) sorts: bool,
}

pub(super) struct Row<T> {
    pub(super) id: Option<Id>,
    pub(super) content: PageRow<T>,
}

/// A connection, of records or of their JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "N: Deserialize<'de>"))]
struct Connection<N> {
    #[serde(default)]
    edges: Option<Vec<Option<Edge<N>>>>,
    /// `None` where it was not asked for, since the site has no such thing.
    #[serde(default, deserialize_with = "told")]
    page_info: Option<PageInfo>,
}

/// A null tells nothing, but it was asked for.
fn told<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PageInfo>, D::Error> {
    let info = Option::<PageInfo>::deserialize(deserializer)?;
    Ok(Some(info.unwrap_or_default()))
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "N: Deserialize<'de>"))]
struct Edge<N> {
    #[serde(default = "Option::default")]
    node: Option<N>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct PageInfo {
    pub(super) start_cursor: Option<String>,
    pub(super) end_cursor: Option<String>,
    pub(super) has_next_page: Option<bool>,
    pub(super) has_previous_page: Option<bool>,
}

#[derive(Deserialize)]
struct Identified {
    id: Id,
}

impl<T: Content> Pages<T> {
    pub(in crate::graphql) fn new(contents: Contents<T>, direction: Direction) -> Self {
        Self { contents, direction, form: Form::Whole, seen: Mutex::default() }
    }

    /// The same pages with no more of each row than its id and how many comments it has.
    pub(in crate::graphql) fn light(contents: Contents<T>) -> Self {
        let form = Form::Ids { list: T::LIST };
        Self { form, ..Self::new(contents, Direction::Forward) }
    }

    pub(super) fn is_backward(&self) -> bool {
        self.direction == Direction::Backward
    }

    /// Whether pages are joined by ids that only ever grow.
    fn joins(&self) -> bool {
        T::SORTS_BY_ID && !self.is_backward() && self.contents.order.is_empty()
    }

    /// One page, in the form asked for.
    pub(super) async fn read(
        &self,
        form: Form<'_>,
        cursor: Option<&str>,
        by_id: bool,
    ) -> Result<Fetched<T>, Error> {
        let mut variables = self.contents.variables();
        let (size, place) = match self.direction {
            Direction::Forward => ("first", "after"),
            Direction::Backward => ("last", "before"),
        };
        if by_id {
            variables.insert("order".to_owned(), json!({"id": "asc"}));
        }
        if let Some(cursor) = cursor {
            variables.insert(place.to_owned(), cursor.into());
        }
        let path = ["component", T::LIST];
        let soft: &[&str] = if by_id { &["order"] } else { &[] };
        let client = &self.contents.client;
        let asked = Asked {
            variables,
            soft,
            essential: &["component", T::LIST, "edges", "node", "id"],
            rows: Some((size, self.contents.page_size)),
            ..Asked::default()
        };
        let answer = T::PAGE.run(client, form, asked).await?;
        let sorts = by_id && answer.took("order");
        // One reading decodes them all; only where one is broken are they told apart first.
        if !matches!(form, Form::Ids { .. })
            && let Ok(Some(connection)) = answer.read_at::<Connection<T>>(&path)
        {
            let row = |item: T| Row { id: Some(item.id()), content: PageRow::Decoded(item) };
            return Self::fetched(connection, row, &answer, sorts);
        }
        let connection: Connection<&RawValue> =
            answer.read_at(&path)?.ok_or_else(|| self.without(&answer))?;
        let row = |json: &RawValue| Row {
            id: serde_json::from_str::<Identified>(json.get()).ok().map(|row| row.id),
            content: PageRow::Raw(answer.share(json)),
        };
        Self::fetched(connection, row, &answer, sorts)
    }

    /// The component is not there, or is of another kind.
    fn without(&self, answer: &Answer) -> Error {
        let component = self.contents.component;
        match answer.at(&["component"]) {
            Ok(Some(_)) if answer.errors().is_empty() => answer.blame(Error::new(
                ErrorKind::NotFound,
                format!("component {component} is of another kind: it has no {}", T::NOUN),
            )),
            _ => answer.without("component"),
        }
    }

    fn fetched<N>(
        connection: Connection<N>,
        row: impl Fn(N) -> Row<T>,
        answer: &Answer,
        sorts: bool,
    ) -> Result<Fetched<T>, Error> {
        let Some(info) = connection.page_info else {
            return Err(answer.blame(without_pages(T::NOUN)));
        };
        let edges = connection.edges.ok_or_else(|| {
            let nothing = Error::protocol(format!("a page of the {} came without rows", T::NOUN));
            if answer.errors().is_empty() { answer.blame(nothing) } else { answer.without(T::NOUN) }
        })?;
        Ok(Fetched {
            rows: edges.into_iter().map(|edge| edge?.node.map(&row)).collect(),
            info,
            lacking: answer.lacking(0),
            receipt: answer.receipt(),
            offset: 0,
            sorts,
        })
    }

    /// What is handed to the walk.
    pub(in crate::graphql) async fn page(&self, place: Place) -> Result<Page<T, Place>, Error> {
        let mut fetched = match &place.joint {
            Some(joint) => self.joined(joint).await?,
            None => self.read(self.form, place.cursor.as_deref(), self.joins()).await?,
        };
        let backward = self.is_backward();
        if backward {
            fetched.rows.reverse();
        }
        let (more, cursor) = if backward {
            (fetched.info.has_previous_page, fetched.info.start_cursor.clone())
        } else {
            (fetched.info.has_next_page, fetched.info.end_cursor.clone())
        };
        let last = place.joint.as_ref().map(|joint| joint.last);
        let (is_new, strays) = self.seen().behind(last, &fetched.rows);
        // Once a page did not join on, nothing is proven by those that do. A page of one row cannot
        // hold the end of the one before it and go on.
        let sorted = self.joins()
            && fetched.sorts
            && !place.broken
            && strays == 0
            && fetched.rows.len() > usize::from(more != Some(false))
            && ascends(&fetched.rows);
        let places = place.places + fetched.places_behind(place.joint.as_ref()).len() as u64;
        fetched.lacking.withheld = fetched.holes_behind(place.joint.as_ref());
        self.seen().note(&fetched.rows);
        let more = more.unwrap_or(!fetched.rows.is_empty());
        let mut missed = Vec::new();
        let one_answer = place.cursor.is_none() && !more;
        let next = if more {
            let cursor = cursor.ok_or_else(|| without_pages(T::NOUN))?;
            let newest = fetched.rows.iter().flatten().filter_map(|row| row.id).max().max(last);
            let joint = newest.filter(|_| sorted).and_then(|last| {
                let offset = offset_of(&cursor)?;
                let counted = place.joint.map_or(offset, |joint| joint.counted.max(offset));
                Some(Joint { offset, last, counted })
            });
            let broken = self.joins() && joint.is_none();
            Next::Page(Place { cursor: Some(cursor), joint, broken, places })
        } else if one_answer || (sorted && place.joint.is_some()) {
            Next::End(Proof::Sound)
        } else if self.contents.confirmed {
            let (rows, proof, receipt) = self.confirm(places).await?;
            missed = rows;
            fetched.receipt.add(receipt);
            Next::End(proof)
        } else {
            Next::End(Proof::IfUnchanged)
        };
        let rows =
            fetched.rows.into_iter().zip(is_new).filter_map(|(row, is_new)| row.filter(|_| is_new));
        let rows = rows.map(|row| row.content).chain(missed.into_iter().map(PageRow::Raw));
        Ok(Page::new(rows, next, fetched.receipt).lacking(fetched.lacking))
    }

    pub(super) fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Fetched<T> {
    /// The places behind those that were read before.
    fn places_behind(&self, joint: Option<&Joint>) -> &[Option<Row<T>>] {
        let read = joint.map_or(0, |joint| joint.counted.saturating_sub(self.offset));
        self.rows.get(usize::try_from(read).unwrap_or(usize::MAX)..).unwrap_or_default()
    }

    /// Rows that the caller may not see, behind the place up to which they were counted before.
    fn holes_behind(&self, joint: Option<&Joint>) -> u64 {
        self.places_behind(joint).iter().filter(|row| row.is_none()).count() as u64
    }
}

/// Without a cursor there is no way to the next page.
fn without_pages(noun: &str) -> Error {
    let message = format!("this site does not say where the next page of its {noun} begins");
    Error::new(ErrorKind::Unsupported, message)
}

/// Whether every id is greater than the one before it.
fn ascends<T>(rows: &[Option<Row<T>>]) -> bool {
    let mut ids = rows.iter().flatten().map(|row| row.id);
    ids.clone().all(|id| id.is_some()) && ids.by_ref().is_sorted_by(|one, next| one < next)
}

impl<T: Content> List for Pages<T> {
    type Item = T;

    fn noun(&self) -> &str {
        T::NOUN
    }

    fn identity(&self) -> String {
        let base = self.contents.client.base_url().trim_end_matches('/');
        let asked = serde_json::Value::Object(self.contents.variables());
        format!("decidim-client/1 {base}/api {} {asked}", T::PAGE.name())
    }

    fn key(&self, item: &T) -> Key {
        item.id().key()
    }
}

impl<T: Content> PageSource for Pages<T> {
    type List = Self;
    type Cursor = Place;

    fn list(&self) -> &Self {
        self
    }

    fn manner(&self) -> &'static str {
        match (self.direction, self.joins()) {
            (Direction::Backward, _) => "cursors backward",
            (Direction::Forward, true) => "joined cursors",
            (Direction::Forward, false) => "cursors",
        }
    }

    fn first(&self) -> Place {
        Place::default()
    }

    fn fetch(&self, place: Place) -> Fetch<'_, Self> {
        Box::pin(self.page(place))
    }
}

//! One page of a connection, as the server gives it.

use civic_core::http::platform::RequestStats;
use civic_core::list::source::{Omitted, PageRow};
use civic_core::{Error, ErrorKind};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use serde_json::value::RawValue;

use super::cursor::{cursor_at, offset_of};
use super::pages::{Direction, Pages};
use super::without_authors;
use crate::graphql::answer::Answer;
use crate::graphql::call::SeveralPages;
use crate::graphql::document::several_pages::nth;
use crate::graphql::id::Id;
use crate::graphql::records::Content;
use crate::graphql::records::operation::{Asked, Form};
use crate::graphql::server_error::ServerError;

/// A page of the connection.
pub(super) struct Fetched<T> {
    /// `None` for a place whose record the caller may not see.
    pub(super) rows: Vec<Option<Row<T>>>,
    pub(super) info: PageInfo,
    pub(super) omitted: Omitted,
    pub(super) stats: RequestStats,
    /// How many places of the list there are before these, where that is known.
    pub(super) offset: Option<u64>,
    /// Whether the site sorts as it was asked to.
    pub(super) sorts: bool,
    /// How many of the places hold neither a record nor a null, as no server may answer.
    unfilled: u64,
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
    #[serde(default, deserialize_with = "present")]
    page_info: Option<PageInfo>,
}

/// A null says nothing, but it was asked for.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PageInfo>, D::Error> {
    let info = Option::<PageInfo>::deserialize(deserializer)?;
    Ok(Some(info.unwrap_or_default()))
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "N: Deserialize<'de>"))]
#[allow(clippy::option_option, reason = "a record, null and nothing are three things")]
struct Edge<N> {
    /// `Some(None)` where it is null: the caller may not see it.
    #[serde(default, deserialize_with = "crate::graphql::answer::present")]
    node: Option<Option<N>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct PageInfo {
    pub(super) start_cursor: Option<String>,
    pub(super) end_cursor: Option<String>,
    pub(super) has_next_page: Option<bool>,
    pub(super) has_previous_page: Option<bool>,
}

/// What a row is decoded to: a record, or what a page has of it that brings no more.
pub(in crate::graphql) trait RowModel: DeserializeOwned {
    /// The id, where the row has one.
    fn row_id(&self) -> Option<Id>;
}

impl<T: Content> RowModel for T {
    fn row_id(&self) -> Option<Id> {
        Some(self.id())
    }
}

/// A row of which nothing but its id is read.
#[derive(Deserialize)]
pub(super) struct Identified {
    id: Id,
}

impl RowModel for Identified {
    fn row_id(&self) -> Option<Id> {
        Some(self.id)
    }
}

impl<T> Fetched<T> {
    /// The ids that can be read.
    pub(super) fn ids(&self) -> impl Iterator<Item = Id> {
        self.rows.iter().flatten().filter_map(|row| row.id)
    }

    /// Takes in a page that was read right after this one, if it begins with the last row of this one: then
    /// no row is missing between them. Whether it did.
    fn append(&mut self, page: Self) -> bool {
        let id = |row: Option<&Option<Row<T>>>| row.and_then(|row| row.as_ref()?.id);
        let last = id(self.rows.last());
        let joins = last.is_some() && id(page.rows.first()) == last;
        if joins {
            self.rows.extend(page.rows.into_iter().skip(1));
            self.info = page.info;
            self.unfilled += page.unfilled;
        }
        joins
    }

    /// Whether every row has an id that is greater than the one before it.
    pub(super) fn ascends(&self) -> bool {
        let mut ids = self.rows.iter().flatten().map(|row| row.id);
        ids.clone().all(|id| id.is_some()) && ids.by_ref().is_sorted_by(|one, next| one < next)
    }

    /// Rows that the caller may not see, behind the place up to which they were counted before.
    pub(super) fn holes_behind(&self, counted: u64) -> u64 {
        let read = counted.saturating_sub(self.offset.unwrap_or(counted));
        let places = self.rows.iter().skip(usize::try_from(read).unwrap_or(usize::MAX));
        places.filter(|row| row.is_none()).count() as u64
    }
}

/// Without a cursor there is no way to the next page.
pub(super) fn without_pages(resource_name: &str) -> Error {
    let message =
        format!("this site does not say where the next page of its {resource_name} begins");
    Error::new(ErrorKind::Unsupported, message)
}

impl Pages {
    /// One page, in the form asked for; several where the form has more and the place of the first is known.
    pub(super) async fn read<T: RowModel>(
        &self,
        form: Form<'_>,
        cursor: Option<&str>,
        by_id: bool,
    ) -> Result<Fetched<T>, Error> {
        let Form::Scan { list, pages: count } = form else {
            return self.ask(form, cursor, by_id, None).await;
        };
        // Most lists end on their first page.
        let from = cursor.and_then(offset_of).filter(|_| by_id);
        if let Some(from) = from {
            let pages = SeveralPages { count, from, cursor_at };
            let several = self.ask(form, cursor, by_id, Some(pages)).await;
            let is_refused = |error: &Error| {
                ServerError::all_of(error).iter().any(ServerError::is_about_aliases)
            };
            if !several.as_ref().is_err_and(is_refused) {
                return several;
            }
        }
        self.ask(Form::Scan { list, pages: 1 }, cursor, by_id, None).await
    }

    async fn ask<T: RowModel>(
        &self,
        form: Form<'_>,
        cursor: Option<&str>,
        by_id: bool,
        pages: Option<SeveralPages>,
    ) -> Result<Fetched<T>, Error> {
        let mut variables = self.query.variables();
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
        let soft: &[&str] = if by_id { &["order"] } else { &[] };
        let asked = Asked {
            variables,
            soft,
            essential: &["component", self.kind.list, "edges", "node", "id"],
            rows: Some((size, self.query.page_size)),
            pages,
            ..Asked::default()
        };
        let answer = without_authors::ask(self.kind, &self.query.client, form, asked).await?;
        let sorts = by_id && answer.took("order");
        let mut fetched = self.page_at(self.kind.list, &answer, sorts)?;
        for number in 2..=pages.map_or(0, |pages| pages.count) {
            let page = self.page_at(&nth(self.kind.list, number), &answer, sorts);
            // The rows behind it are read by the next request.
            if !page.is_ok_and(|page| fetched.append(page)) {
                break;
            }
        }
        if fetched.unfilled > 0 {
            fetched.omitted.errors.push(format!(
                "{} places of a page of the {} came without their record, and no error says why",
                fetched.unfilled, self.kind.resource_name
            ));
        }
        Ok(fetched)
    }

    /// The page that goes by this name in an answer.
    fn page_at<T: RowModel>(
        &self,
        name: &str,
        answer: &Answer,
        sorts: bool,
    ) -> Result<Fetched<T>, Error> {
        let path = ["component", name];
        // All rows are decoded at once; only where one is broken, one by one.
        if let Ok(Some(connection)) = answer.read_at::<Connection<T>>(&path) {
            let row = |item: T| Row { id: item.row_id(), content: PageRow::Decoded(item) };
            return self.fetched(connection, row, answer, sorts);
        }
        let connection: Connection<&RawValue> =
            answer.read_at(&path)?.ok_or_else(|| self.without(answer))?;
        let row = |json: &RawValue| Row {
            id: serde_json::from_str::<Identified>(json.get()).ok().map(|row| row.id),
            content: PageRow::Raw(answer.share(json)),
        };
        self.fetched(connection, row, answer, sorts)
    }

    /// The component is not there, or is of another kind.
    fn without(&self, answer: &Answer) -> Error {
        let (kind, component) = (self.kind, self.query.component);
        let is = answer.decode_at::<String>(&["component", "__typename"]).ok().flatten();
        match is {
            Some(is) if is != kind.component && answer.errors().is_empty() => {
                answer.blame(Error::new(
                    ErrorKind::NotFound,
                    format!(
                        "component {component} is of another kind: it has no {}",
                        kind.resource_name
                    ),
                ))
            }
            Some(_) if answer.errors().is_empty() => answer.blame(Error::protocol(format!(
                "component {component} came without its {}, and no error says why",
                kind.resource_name
            ))),
            _ => answer.no_list_at(&["component", kind.list], "component"),
        }
    }

    fn fetched<N, T>(
        &self,
        connection: Connection<N>,
        row: impl Fn(N) -> Row<T>,
        answer: &Answer,
        sorts: bool,
    ) -> Result<Fetched<T>, Error> {
        let name = self.kind.resource_name;
        let Some(info) = connection.page_info else {
            return Err(answer.blame(without_pages(name)));
        };
        let edges = connection.edges.ok_or_else(|| {
            let nothing = Error::protocol(format!("a page of the {name} came without rows"));
            if answer.errors().is_empty() { answer.blame(nothing) } else { answer.without(name) }
        })?;
        let lacks = |edge: &&Option<Edge<N>>| edge.as_ref().is_some_and(|edge| edge.node.is_none());
        Ok(Fetched {
            unfilled: edges.iter().filter(lacks).count() as u64,
            rows: edges.into_iter().map(|edge| edge?.node?.map(&row)).collect(),
            info,
            omitted: answer.omitted(0),
            stats: answer.stats(),
            offset: None,
            sorts,
        })
    }
}

//! What a list asks instead where the site fails to return all of it together.

use civic_core::http::platform::RequestStats;
use civic_core::list::source::{Next, Omitted, Page, Proof, RawRow};
use civic_core::{Error, ErrorKind};
use http::StatusCode;
use serde_json::{Map, Value};

use crate::graphql::records::operation::Asked;
use crate::graphql::server_error::ServerError;

/// What is missing of the components that came.
const OTHER_KINDS: &str = "the site fails to list all components together, as it does with one of a module that it no longer \
     has; those of the kinds that this client knows were read kind by kind";

/// What came in one answer, or in several.
#[derive(Default)]
pub(in crate::graphql) struct Found {
    pub(in crate::graphql) rows: Vec<RawRow>,
    pub(in crate::graphql) omitted: Omitted,
    pub(in crate::graphql) stats: RequestStats,
    /// Whether rows are missing since the site does not return their authors.
    pub(in crate::graphql) lacks_authors: bool,
}

/// What to ask instead where the site fails to return a list.
#[derive(Clone, Copy, Debug)]
pub(in crate::graphql) enum Fallback {
    /// Nothing.
    None,
    /// Accounts with a nickname: one that was deleted has none, and since 0.29 it makes the list of all
    /// of them null.
    NamedUsers,
    /// The same without authors: one whose account was deleted or blocked takes what they wrote along, where
    /// that must have an author.
    WithoutAuthors,
    /// The components of each of these kinds, sorted as was asked: one of a module that the site no longer
    /// has breaks a list of all.
    ComponentsByKind(fn() -> Vec<String>),
}

impl Found {
    /// Adds what came in another answer.
    pub(in crate::graphql) fn add(&mut self, more: Self) {
        self.rows.extend(more.rows);
        self.omitted.add(more.omitted);
        self.stats.add(more.stats);
    }

    /// The same as the only page of a list. One answer is one snapshot, so it is complete.
    pub(in crate::graphql) fn page<T>(self) -> Page<T, ()> {
        let Self { rows, omitted, stats, .. } = self;
        Page::new(rows, Next::End(Proof::Sound), stats).omitted(omitted)
    }
}

impl Fallback {
    /// That of the records at this path.
    pub(in crate::graphql) fn of(path: &[&str]) -> Self {
        match path {
            ["users"] => Self::NamedUsers,
            ["initiatives"] | [.., "amendments"] => Self::WithoutAuthors,
            _ => Self::None,
        }
    }

    /// The rows that `ask` brings; those of the fallback where the site fails to return all of them together.
    /// Where that fails too, what came first stands.
    pub(in crate::graphql) async fn rows<'a, F>(
        self,
        asked: Asked<'a>,
        ask: impl Fn(Asked<'a>) -> F,
    ) -> Result<Found, Error>
    where
        F: Future<Output = Result<Found, Error>>,
    {
        let first = ask(asked.clone()).await;
        if !self.helps(&first, &asked.variables) {
            return first;
        }
        let stats = first.as_ref().map_or_else(RequestStats::from, |found| found.stats);
        let mut found = Found { stats, ..Found::default() };
        let (questions, omitted) = match self {
            Self::None => return first,
            Self::WithoutAuthors => {
                (vec![Asked { without_authors: true, ..asked.clone() }], Omitted::default())
            }
            Self::NamedUsers => {
                // Nobody says how many are missing.
                let omitted = Omitted { hidden: 1, ..Omitted::default() };
                // `_` is any one letter: a nickname that is not empty.
                (vec![narrowed(&asked, "nickname", "_")], omitted)
            }
            Self::ComponentsByKind(kinds) => {
                let of_kind = |kind: &String| narrowed(&asked, "type", kind);
                let errors = vec![OTHER_KINDS.to_owned()];
                (kinds().iter().map(of_kind).collect(), Omitted { hidden: 0, errors })
            }
        };
        for question in questions {
            let Ok(more) = ask(question).await else { return first };
            found.add(more);
        }
        found.omitted.add(omitted);
        if matches!(self, Self::ComponentsByKind(_)) {
            sort(&mut found.rows, asked.variables.get("order"));
        }
        Ok(found)
    }

    /// Whether it may help where this came.
    fn helps(self, first: &Result<Found, Error>, variables: &Map<String, Value>) -> bool {
        let error = match first {
            Ok(found) => return matches!(self, Self::WithoutAuthors) && found.lacks_authors,
            Err(error) => error,
        };
        match self {
            Self::None => false,
            Self::WithoutAuthors => {
                ServerError::all_of(error).iter().any(ServerError::is_about_an_author)
            }
            Self::NamedUsers => {
                let is_hole =
                    |said: &ServerError| said.is_forbidden_null() || said.is_about_access();
                member(variables, "nickname").is_none()
                    && error.status() == Some(StatusCode::OK)
                    && ServerError::all_of(error).iter().any(is_hole)
            }
            Self::ComponentsByKind(_) => member(variables, "type").is_none() && is_crash(error),
        }
    }
}

/// The same question with one more member in its filter.
fn narrowed<'a>(asked: &Asked<'a>, name: &str, value: &str) -> Asked<'a> {
    let mut asked = asked.clone();
    let filter = asked.variables.entry("filter").or_insert_with(|| Value::Object(Map::new()));
    if let Some(members) = filter.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
    asked
}

/// Whether the server itself broke down over the question.
pub(in crate::graphql) fn is_crash(error: &Error) -> bool {
    error.kind() == ErrorKind::Server && error.status() == Some(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A member of the filter.
fn member<'a>(variables: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    variables.get("filter")?.get(name)
}

/// Sorts components of several kinds as they were asked for; by id where that says nothing, as sites do.
/// Of one kind, and of one name, they stay as they came.
fn sort(rows: &mut [RawRow], order: Option<&Value>) {
    let order = order.and_then(Value::as_object).into_iter().flatten();
    let by = order.filter(|(name, _)| *name != "locale").find_map(|(name, direction)| {
        Some((name.as_str(), direction.as_str()?.eq_ignore_ascii_case("desc")))
    });
    let (name, descends) = by.unwrap_or(("id", false));
    let key = |row: &RawRow| -> Option<i64> {
        let row = row.decode::<Map<String, Value>>().ok()?;
        let value = row.get(name)?;
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    };
    if name == "type" && descends {
        rows.reverse();
    }
    // `!` turns the order of all numbers around; `-` fails on the least one.
    rows.sort_by_cached_key(|row| key(row).map(|key| if descends { !key } else { key }));
}

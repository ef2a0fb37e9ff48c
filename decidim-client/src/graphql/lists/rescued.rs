//! The rows of a list, asked for otherwise where the site fails to give all of them together.

use civic_core::Error;
use civic_core::http::platform::RequestStats;
use civic_core::list::source::RawRow;
use serde_json::{Map, Value};

use super::one_answer::{Found, OneAnswer};
use super::rescue::{OTHER_KINDS, Rescue};
use crate::graphql::records::operation::Asked;

/// The same question with one more member in its filter.
fn narrowed<'a>(asked: &Asked<'a>, name: &str, value: &str) -> Asked<'a> {
    let mut asked = asked.clone();
    let filter = asked.variables.entry("filter").or_insert_with(|| Value::Object(Map::new()));
    if let Some(members) = filter.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
    asked
}

impl OneAnswer {
    /// The rows, if need be asked for otherwise.
    pub(super) async fn answered(&self, asked: Asked<'_>) -> Result<Found, Error> {
        let error = match self.ask(asked.clone()).await {
            Ok(found) if found.lacks_authors && matches!(self.rescue, Rescue::Unsigned) => {
                let unsigned = self.unsigned(asked, found.stats).await;
                return Ok(unsigned.unwrap_or(found));
            }
            Ok(found) => return Ok(found),
            Err(error) => error,
        };
        if !self.rescue.helps(&error, &asked.variables) {
            return Err(error);
        }
        let mut found = Found { stats: RequestStats::from(&error), ..Found::default() };
        match self.rescue {
            Rescue::None => return Err(error),
            Rescue::Unsigned => {
                let unsigned = self.unsigned(asked, found.stats).await;
                return unsigned.map_err(|_| error);
            }
            Rescue::NamedUsers => {
                // `_` is any one letter: a nickname that is not empty.
                let Ok(named) = self.ask(narrowed(&asked, "nickname", "_")).await else {
                    return Err(error);
                };
                found.add(named);
                // Nobody says how many there are.
                found.omitted.hidden += 1;
            }
            Rescue::ComponentsByKind(kinds) => {
                for kind in kinds() {
                    let of_kind = narrowed(&asked, "type", &kind);
                    let Ok(of_kind) = self.ask(of_kind).await else { return Err(error) };
                    found.add(of_kind);
                }
                sort(&mut found.rows, asked.variables.get("order"));
                found.omitted.errors.push(OTHER_KINDS.to_owned());
            }
        }
        Ok(found)
    }

    /// The rows without their authors, and what that took with what was asked before.
    async fn unsigned(&self, asked: Asked<'_>, earlier: RequestStats) -> Result<Found, Error> {
        let mut found = self.ask(Asked { without_authors: true, ..asked }).await?;
        found.stats.add(earlier);
        Ok(found)
    }
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
    rows.sort_by_cached_key(|row| key(row).map(|key| if descends { -key } else { key }));
}

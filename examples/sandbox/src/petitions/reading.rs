//! Lists and single records.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;

use super::dates::{parse_day, start_of};
use super::failure::Failure;
use super::key::ApiKey;
use super::render::Renderer;
use super::settings::Settings;
use super::status::is_unpublished;
use super::world::Petition;
use crate::query::Query;
use crate::reply::Reply;

const DEFAULT_PETITIONS: usize = 10;
const DEFAULT_SIGNATURES: usize = 100;

const LIST_FIELDS: [&str; 10] = [
    "id",
    "name",
    "description",
    "initiators",
    "statement",
    "request",
    "signatures_count",
    "date_projected",
    "created_at",
    "answer_due_date",
];

/// One request that reads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'v> {
    pub(super) out: Renderer<'v>,
    pub(super) settings: &'v Settings,
    pub(super) key: &'v ApiKey,
    pub(super) query: &'v Query,
}

impl Reader<'_> {
    pub(super) fn petitions(&self) -> Reply {
        let most = self.count(DEFAULT_PETITIONS, self.settings.most_petitions);
        let fields =
            self.fields(&["name"], |field| LIST_FIELDS.contains(&field) || field == "status");
        let organisations = self.ids("organisations");
        let hides = self.settings.hides_unpublished;
        let is_listed = |petition: &&Petition| {
            is_addressed(petition, organisations.as_ref())
                && !(hides && is_unpublished(&petition.status))
        };
        let chosen = self.out.world.petitions.iter().filter(is_listed);
        let rows =
            chosen.take(most).map(|petition| self.out.petition(petition, &fields, 0)).collect();
        self.out.list("petitions", rows)
    }

    pub(super) fn petition(&self, id: &str) -> Result<Reply, Failure> {
        let id = id.parse().map_err(|_| Failure::NotFound)?;
        let petition = self.out.world.petition(id).ok_or(Failure::NotFound)?;
        let fields = self.fields(&["name", "description"], |_| true);
        let timestamps = self.key.fixed_count.unwrap_or(usize::MAX);
        Ok(self.out.one(self.out.petition(petition, &fields, timestamps)))
    }

    pub(super) fn signatures(&self) -> Result<Reply, Failure> {
        let most = self.count(DEFAULT_SIGNATURES, self.key.most_signatures);
        let (petitions, organisations) = (self.ids("petitions"), self.ids("organisations"));
        let world = self.out.world;
        let chosen: BTreeSet<u64> = world
            .petitions
            .iter()
            .filter(|petition| is_addressed(petition, organisations.as_ref()))
            .map(|petition| petition.id)
            .filter(|id| petitions.as_ref().is_none_or(|wanted| wanted.contains(id)))
            .collect();
        let (from, to) = self.bounds()?;
        let newest = world.newest(most, |signature| {
            // Null is neither before nor after anything.
            let is_from = from.is_none_or(|from| signature.confirmed.is_some_and(|at| from <= at));
            let is_to = to.is_none_or(|to| signature.confirmed.is_some_and(|at| at <= to));
            chosen.contains(&signature.petition) && is_from && is_to
        });
        let rows = newest.into_iter().map(|signature| self.out.signature(signature)).collect();
        Ok(self.out.list("signatures", rows))
    }

    pub(super) fn organisations(&self) -> Reply {
        let organisations = self.out.world.organisations.iter();
        let rows = organisations.map(|organisation| self.out.organisation(organisation)).collect();
        self.out.list("organisations", rows)
    }

    /// Only a use case of the description names it, for the initiators who address one.
    pub(super) fn organisation(&self, id: &str) -> Result<Reply, Failure> {
        let id = id.parse().map_err(|_| Failure::NotFound)?;
        let organisation = self.out.world.organisation(id).ok_or(Failure::NotFound)?;
        let mut record = self.out.organisation(organisation);
        let wanted = self
            .query
            .get("fields")
            .is_some_and(|fields| names(fields).any(|it| it == "initiators"));
        if let (true, Some(record)) = (wanted, record.as_object_mut()) {
            let petitions = self.out.world.petitions.iter();
            let addressed = petitions.filter(|petition| petition.organisation == Some(id));
            let initiators: Value = addressed
                .map(|petition| petition.text(self.out.language, |texts| &texts.initiators))
                .collect();
            record.insert("initiators".to_owned(), initiators);
        }
        Ok(self.out.reply(&record))
    }

    /// How many rows at most: `count` up to a limit, except for a key with a count of its own.
    fn count(&self, default: usize, most: Option<usize>) -> usize {
        let asked = self.query.get("count").and_then(|count| count.trim().parse().ok());
        let asked = asked.filter(|count| *count > 0).unwrap_or(default);
        self.key.fixed_count.unwrap_or(asked.min(most.unwrap_or(usize::MAX)))
    }

    fn fields(&self, defaults: &[&'static str], known: impl Fn(&str) -> bool) -> Vec<&str> {
        let named: Vec<&str> = names(self.query.get("fields").unwrap_or_default()).collect();
        let replaced = self.settings.fields_replace && !named.is_empty();
        let defaults = if replaced { &[] } else { defaults };
        let allowed = |field: &&str| known(field) && !self.key.denied_fields.contains(field);
        defaults.iter().copied().chain(named.into_iter().filter(allowed)).collect()
    }

    /// The ids that a list is narrowed to; `None` for all.
    fn ids(&self, parameter: &str) -> Option<BTreeSet<u64>> {
        let given = self.query.filled(parameter)?;
        Some(names(given).filter_map(|id| id.parse().ok()).collect())
    }

    /// The first and the last moment of `from` and `to`, for the keys that may use them.
    fn bounds(&self) -> Result<(Option<i64>, Option<i64>), Failure> {
        if !self.key.date_bounds {
            return Ok((None, None));
        }
        let start = |day: Date| start_of(day, self.settings.utc_days);
        let end = |day: Date| {
            if self.settings.to_ends_at_midnight {
                start(day)
            } else {
                // Two days a year are an hour longer or shorter, so the next day's start decides.
                day.tomorrow().ok().and_then(start).map(|next| next - 1)
            }
        };
        Ok((self.bound("from", start)?, self.bound("to", end)?))
    }

    fn bound(
        &self,
        name: &str,
        read: impl Fn(Date) -> Option<i64>,
    ) -> Result<Option<i64>, Failure> {
        let Some(text) = self.query.filled(name) else {
            return Ok(None);
        };
        let invalid = || Failure::Invalid { error: "Invalid date", fields: vec![name.to_owned()] };
        parse_day(text).and_then(read).map(Some).ok_or_else(invalid)
    }
}

fn is_addressed(petition: &Petition, organisations: Option<&BTreeSet<u64>>) -> bool {
    organisations.is_none_or(|wanted| petition.organisation.is_some_and(|id| wanted.contains(&id)))
}

/// The parts of a list separated by commas.
fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty())
}

//! Keeping a copy of a list true.
//!
//! What the feed of deleted records names is only suspected, and asked for by itself: see `sync/run/steps.rs` and
//! `sync/run/suspects.rs` of civic-core.

use std::sync::Arc;

use civic_core::clock::Clock;
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::list::query::day_of;
use civic_core::list::source::RowFilter;
use civic_core::sync::source::{AllRows, Changed, Deleted, Origin, SyncSource, no_single_reads};
use civic_core::sync::{Key, State, SyncRun};
use civic_core::{DateRange, Error, ErrorKind};
use futures_util::future::{self, BoxFuture};
use serde_json::Value;

use super::List;
use crate::deleted::DeletedItem;
use crate::get::read_one;
use crate::locale::LOCALE;
use crate::platform::SEARCH;
use crate::resource::Resource;

const CREATED_AT: &str = "created_at";
const UPDATED_AT: &str = "updated_at";

/// Fields with addresses, which the platform may sign anew for each answer.
const ADDRESSES: [&str; 3] = ["images", "url", "file_url"];

impl<T: Resource> List<T> {
    /// Keeps a copy of this list true: a run returns what changed since the state with which the run
    /// before it ended, and what was deleted. Begin with [`State::new`].
    ///
    /// Filters, locale and options are kept. A list on which `updated_at` is set, and a search, are
    /// refused before anything is sent.
    ///
    /// **What a run sees.** An incremental run reads the records that were updated since the day of the
    /// last run less [`lag`](SyncRun::lag), and the deletions in the platform's feed. A full run, by
    /// default once a week, reads everything:
    ///
    /// | lists | an incremental run does not see |
    /// |---|---|
    /// | ideas, comments, projects, phases, events, users, areas, topics of any kind, initiatives, baskets | counters that moved without `updated_at`, such as likes; what a record shows of other records; records that were restored as they were; what was deleted together with its parent, or is not yet in the feed |
    /// | `project_folders`, files, `internal_comments`, `email_campaigns`, `email_campaign_deliveries`, `event_attendances`, `volunteering_causes`, `volunteering_volunteers` | the same, and all deletions: their feeds are read, at the cost of one request, and probably always empty |
    /// | `file_attachments`, reactions, `basket_ideas` | the same, and all deletions. Reactions and `basket_ideas` cannot be read one by one: one is gone if two complete readings miss it |
    ///
    /// What a record shows of other records can change while its `updated_at` stays:
    ///
    /// | record | fields |
    /// |---|---|
    /// | idea | `project_title`, `creation_phase_title`, `survey_title`, `images`, the words of its `status`; on the newest servers probably the answers to a survey, too |
    /// | project | `images`, `map_center_geojson` |
    /// | phase | `project_title` |
    /// | file attachment | `file_url`, `file_name`, `file_size` |
    ///
    /// **Lists that are always read as a whole.** With a filter other than `created_at` a record can begin
    /// or stop matching, and an incremental run would not notice; so every run is a full one, and reports the
    /// records that stopped matching as deleted:
    /// [`NoLongerMatches`](civic_core::sync::Evidence::NoLongerMatches), or, where the record does not
    /// show what is filtered by (topics, areas, a file's projects),
    /// [`AbsentTwice`](civic_core::sync::Evidence::AbsentTwice). Lists of records without an id
    /// (`idea_topics`, `ideas_input_topics`, `idea_phases`, `project_topics`, `project_global_topics`, and
    /// the feeds of deleted records) are [replaced](civic_core::sync::Mode::Replace) by every run.
    ///
    /// Before 2024, `basket_ideas` have no id and are told apart by basket and idea. A platform that is
    /// upgraded changes all these keys: the old ones are withheld until they are
    /// [accepted](SyncRun::accept_gone).
    ///
    /// Addresses of images and files may be signed anew for each answer. Alone they make no change.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use govocal_client::sync::store::JsonFile;
    ///
    /// let mut copy = JsonFile::open("ideas.json")?;
    /// let report = city.ideas().list().sync(copy.state()).store_in(&mut copy).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("incremental", "replicate", "mirror", "tombstones", "watermark"))]
    pub fn sync(self, state: State) -> SyncRun<T> {
        SyncRun::new(self, state)
    }

    /// Why no copy can be kept of this list, if so.
    fn cannot_be_synced(&self) -> Option<Error> {
        let why = if self.query.has(UPDATED_AT) {
            "a sync sets updated_at itself: leave it out, and say by .lag() how far to read back"
        } else if self.query.has(SEARCH) {
            "a search comes by relevance and cannot be synced: sync the list without it"
        } else {
            return self.invalid();
        };
        Some(Error::invalid_input(why))
    }
}

impl<T: Resource> SyncSource for List<T> {
    type Item = T;

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        let host = self.client.base_url().trim_end_matches('/');
        let query = self.query.identity("");
        let model = concat!("govocal-client ", env!("CARGO_PKG_VERSION"));
        let origin = Origin::new("govocal-client/1", host, &self.path)
            .query(query.trim_start_matches('?'))
            .model(format!("{} of {model}", T::PATH));
        Box::pin(future::ready(self.cannot_be_synced().map_or(Ok(origin), Err)))
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.client.clock()
    }

    fn key(&self, item: &T) -> Option<Key> {
        T::SYNC.key.map(|key| key(item))
    }

    fn has_keys(&self) -> bool {
        T::SYNC.key.is_some()
    }

    fn content(&self, item: &T) -> serde_json::Result<Value> {
        let mut content = serde_json::to_value(item)?;
        for field in ADDRESSES {
            if let Some(value) = content.get_mut(field) {
                without_signatures(value);
            }
        }
        Ok(content)
    }

    fn updated_at(&self, item: &T) -> Option<Timestamp> {
        T::SYNC.updates.map(|updates| (updates.at)(item))
    }

    fn matches(&self, item: &T) -> bool {
        self.query.judge(item) == RowFilter::Keep
    }

    fn all(&self) -> AllRows<T> {
        self.clone().stream().into()
    }

    fn is_ordered(&self) -> bool {
        T::NEWEST_FIRST
    }

    fn changed_since(&self, moment: Timestamp) -> Option<Changed<T>> {
        let updates = T::SYNC.updates?;
        if !self.query.without(&[LOCALE, CREATED_AT]).is_empty() {
            return None;
        }
        let (day, since) = beginning_of_day(moment);
        let changed = self.clone().dates(UPDATED_AT, DateRange::since(day), updates.on, 0);
        Some(Changed::new(changed.stream(), since))
    }

    fn deleted_since(&self, moment: Timestamp) -> Option<BoxFuture<'_, Deleted>> {
        if !T::SYNC.logs_deletions {
            return None;
        }
        let (day, _) = beginning_of_day(moment);
        let mut feed = List::<DeletedItem>::deleted::<T>(self.client.clone());
        feed.options = self.options.clone();
        // Entries are only ever added at its front, so that page after page misses none of those that
        // were there; those that come meanwhile are there for the next run.
        let feed = feed.deleted_at(DateRange::since(day)).stream_by_page_number();
        Some(Box::pin(Deleted::read(feed, |item| item.id.into())))
    }

    /// Where a row does not show what is filtered by, reading it says nothing about the list.
    fn has_single_reads(&self) -> bool {
        T::SYNC.row.is_some() && self.query.without(&[LOCALE]).is_checked()
    }

    fn get(&self, key: &Key) -> BoxFuture<'_, Result<T, Error>> {
        let Some(row) = T::SYNC.row else { return no_single_reads(&self.name) };
        let id = key.as_uuid();
        Box::pin(async move {
            let no_id = || Error::new(ErrorKind::NotFound, "no record can have this id");
            let query = self.query.only(&[LOCALE]);
            read_one(&self.client, id.ok_or_else(no_id)?, row, &query, self.options.clone()).await
        })
    }
}

/// The day of a moment in UTC, and its first moment. Nothing is older than the Unix epoch.
fn beginning_of_day(moment: Timestamp) -> (Date, Timestamp) {
    const DAY: i64 = 24 * 60 * 60;
    let second = moment.as_second().max(0);
    let begin = Timestamp::from_second(second - second % DAY).unwrap_or(Timestamp::UNIX_EPOCH);
    (day_of(begin).0, begin)
}

/// Cuts the query off all addresses within.
fn without_signatures(value: &mut Value) {
    match value {
        Value::String(address) => {
            if let Some(at) = address.find('?') {
                address.truncate(at);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(without_signatures),
        Value::Object(values) => values.values_mut().for_each(without_signatures),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civic_core::jiff::civil::date;
    use serde_json::json;

    use crate::client::client_of;

    #[test]
    fn one_reading_is_enough_only_for_lists_that_begin_with_the_newest() {
        let client = client_of("https://demo.example.org");
        assert!(client.ideas().list().is_ordered() && client.comments().list().is_ordered());
        // Nothing that these show says in which order they come.
        assert!(!client.idea_topics().list().is_ordered());
        assert!(!client.idea_phases().list().is_ordered());
        assert!(!client.ideas().deleted().is_ordered());
    }

    #[test]
    fn a_day_begins_at_its_midnight() {
        let begin = |moment: &str| {
            let (day, begin) = beginning_of_day(moment.parse().unwrap());
            (day, begin.to_string())
        };
        let second = (date(2026, 3, 2), "2026-03-02T00:00:00Z".to_owned());
        assert_eq!(begin("2026-03-02T00:00:00Z"), second);
        assert_eq!(begin("2026-03-02T23:59:59.999Z"), second);
        assert_eq!(begin("0001-01-01T00:00:00Z"), begin("1970-01-01T00:00:00Z"));
        assert_eq!(beginning_of_day(Timestamp::MIN).1, Timestamp::UNIX_EPOCH);
    }

    #[test]
    fn a_signature_is_no_part_of_an_address() {
        let mut images =
            json!([{"small": "https://img.example.org/s.jpg?Signature=a%2Fb", "n": 1}]);
        without_signatures(&mut images);
        assert_eq!(images, json!([{"small": "https://img.example.org/s.jpg", "n": 1}]));
    }
}

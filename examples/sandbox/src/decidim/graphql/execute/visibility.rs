//! Which records a caller may see, and what stands in the place of the others.

use std::sync::Arc;

use super::Run;
use super::failure::Failure;
use super::item::{Item, Resolved};
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record};

impl Run<'_> {
    pub(super) fn is_admin(&self) -> bool {
        let user = self.caller.id().and_then(|id| self.world.get(Kind::User, id));
        user.is_some_and(|user| user.flag("admin"))
    }

    /// A record, or the hole that the caller sees in its place.
    pub(super) fn seen(&self, record: Arc<Record>) -> Item {
        if self.may_see(&record) { Item::Record(record) } else { Item::Hidden(record.kind) }
    }

    /// Whether types ask themselves (`authorized?`) what a caller may see.
    pub(super) fn authorizes(&self) -> bool {
        self.version >= Version::V0_28
    }

    /// What a type asks itself before it shows a record.
    fn may_see(&self, record: &Record) -> bool {
        !self.authorizes()
            || match record.kind {
                Kind::Comment => !record.is_hidden() && !record.flag("deleted"),
                Kind::User if record.flag("is_group") => !record.flag("blocked"),
                Kind::User => !record.flag("blocked") && !record.flag("deleted"),
                Kind::Component => self.is_published(record),
                Kind::Meeting => !record.is_hidden(),
                _ => !record.is_hidden() || self.is_admin(),
            }
    }

    pub(super) fn seen_all(&self, records: Vec<Arc<Record>>) -> Item {
        Item::List(records.into_iter().map(|record| self.seen(record)).collect())
    }

    /// The record that another refers to.
    pub(super) fn referred(&self, kind: Kind, id: Option<u64>) -> Item {
        let record = id.and_then(|id| self.world.get(kind, id));
        record.map_or(Item::Null, |record| self.seen(Arc::clone(record)))
    }

    /// The records of a kind under these numbers.
    pub(super) fn numbered(&self, kind: Kind, ids: &[u64]) -> Item {
        let records = ids.iter().filter_map(|id| self.world.get(kind, *id));
        self.seen_all(records.cloned().collect())
    }

    /// What a lookup says that found nothing: silence up to 0.31.
    pub(super) fn missing(&self, what: &str) -> Resolved {
        if self.version < Version::V0_32 {
            return Ok(Item::Null);
        }
        Err(Failure::coded(format!("{what} not found"), "NOT_FOUND_ERROR").into())
    }
}

//! Content of a component that changes while it is read.

use fastrand::Rng;

use super::world::{Kind, World, content_record};
use crate::churn::Changing;
use crate::moment::DAY;

const KINDS: [Kind; 8] = [
    Kind::Proposal,
    Kind::Meeting,
    Kind::Budget,
    Kind::Result,
    Kind::Debate,
    Kind::Post,
    Kind::Sortition,
    Kind::CollaborativeText,
];

/// One component's content, changed now.
pub(super) struct ChangingContent<'w> {
    pub(super) world: &'w mut World,
    pub(super) component: u64,
    pub(super) now: i64,
}

impl ChangingContent<'_> {
    fn rows(&self) -> Vec<(Kind, u64)> {
        let component = (Kind::Component, self.component);
        let rows = KINDS.iter().flat_map(|kind| self.world.owned(component, *kind));
        rows.map(|record| (record.kind, record.id)).collect()
    }
}

impl Changing for ChangingContent<'_> {
    fn rng(&mut self) -> &mut Rng {
        &mut self.world.rng
    }

    fn insert(&mut self, is_old: bool) {
        let age = if is_old { self.world.rng.i64(DAY..400 * DAY) } else { 0 };
        content_record(self.world, self.component, self.now - age);
    }

    fn remove(&mut self, count: usize) {
        let rows = self.rows();
        if rows.is_empty() {
            return;
        }
        let at = self.world.rng.usize(..rows.len());
        for (kind, id) in rows.into_iter().skip(at).take(count) {
            self.world.remove(kind, id);
        }
    }

    fn touch(&mut self) {
        let rows = self.rows();
        if let Some((kind, id)) = self.world.rng.choice(rows) {
            let now = self.now;
            self.world.change(kind, id, |record| record.updated_at = now.max(record.created_at));
        }
    }
}

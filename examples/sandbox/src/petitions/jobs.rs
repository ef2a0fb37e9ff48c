//! What the site does at night, and what it counts then.

use std::collections::BTreeMap;

use super::dates::latest;
use super::world::World;
use crate::moment::DAY;

/// Unconfirmed signatures are deleted after this long.
const KEPT: i64 = 21 * DAY;

impl World {
    /// Does what was due since the last time. Nothing may be changed before that is done.
    pub(super) fn do_jobs(&mut self, now: i64, drift: bool) {
        let (one, four) = (latest(now, 1), latest(now, 4));
        if self.jobs.cleaned < one {
            self.jobs.cleaned = one;
            let (kept, old): (Vec<_>, Vec<_>) = std::mem::take(&mut self.unconfirmed)
                .into_iter()
                .partition(|signatory| signatory.signed >= one - KEPT);
            self.unconfirmed = kept;
            for signatory in old {
                self.signed.remove(&(signatory.petition, signatory.email));
            }
        }
        if self.jobs.counted < four {
            self.jobs.counted = four;
            self.count_all(drift);
        }
    }

    /// Sets the column `signatures_count`: all rows of the table, confirmed or not, with a moment or without.
    fn count_all(&mut self, drift: bool) {
        let mut rows = BTreeMap::<u64, usize>::new();
        for signature in &self.signatures {
            *rows.entry(signature.petition).or_default() += 1;
        }
        for petition in &mut self.petitions {
            let rows = rows.get(&petition.id).copied().unwrap_or_default();
            let (column, there) = if drift { petition.drift } else { (1, 1) };
            let off = rows.saturating_mul(column);
            petition.count = if column > there { off.div_ceil(there) } else { off / there };
        }
    }
}

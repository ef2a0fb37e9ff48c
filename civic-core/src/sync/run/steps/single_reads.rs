//! The steps of a run that read one row by itself.

use super::super::reading::Reading;
use super::super::suspects::Asking;
use super::{Phase, Step, Steps};
use crate::sync::source::SyncSource;

impl<S: SyncSource> Steps<S> {
    /// Reads one row whole that a scan named.
    pub(super) async fn fetch(&mut self, mut reading: Box<Reading<S::Item>>) -> Step<S::Item> {
        let Some((key, group)) = reading.wanted.next() else {
            return (None, Self::after_list(&self.shared.lock(), reading));
        };
        let found = self.source.get_in(&group, &key).await;
        self.shared.lock().count_single_read(found.as_ref().err());
        let change = match found {
            // The list names it, so that it is taken whatever else is true of it, as one that was read in it.
            Ok(item) => {
                reading.wanted.found();
                self.take(item, true)
            }
            Err(error) => {
                let is_fatal = reading.wanted.failed(&mut self.shared.lock(), &error);
                self.is_incomplete |= is_fatal;
                is_fatal.then_some(Err(error))
            }
        };
        (change, Phase::Fetching(reading))
    }

    /// Asks for one row that may be gone; after the last, judges what was found out.
    pub(super) async fn ask(
        &mut self,
        mut asking: Box<Asking>,
        reading: Option<Box<Reading<S::Item>>>,
    ) -> Step<S::Item> {
        let next = asking.next(&self.shared.lock().state.roster);
        let Some(key) = next else {
            let ledger = &mut *self.shared.lock();
            if let Some(mut reading) = reading.filter(|_| asking.doubts_the_list()) {
                reading.asked = Some(asking);
                return (None, self.read_again(ledger, reading));
            }
            self.is_incomplete |= asking.has_no_witness();
            let gone = asking.judge(ledger, self.settings.accepted);
            return (None, Phase::Telling(gone));
        };
        let group = self.shared.lock().state.roster.group_of(&key).to_owned();
        let found = self.source.get_in(&group, &key).await;
        self.shared.lock().count_single_read(found.as_ref().err());
        let change = match found {
            Err(error) => {
                self.is_incomplete |= asking.failed(&mut self.shared.lock(), key, &error);
                None
            }
            Ok(item) if !self.source.matches(&item) => {
                asking.no_longer_matches(key);
                None
            }
            Ok(item) => {
                let updated_at = self.source.updated_at(&item);
                let change = self.take(item, false);
                self.is_incomplete |= asking.found(&mut self.shared.lock(), key, updated_at);
                change
            }
        };
        (change, Phase::Asking(asking, reading))
    }
}

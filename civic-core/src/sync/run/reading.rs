//! A list that is being read for a run.

use jiff::Timestamp;

use super::ledger::Ledger;
use super::plan::Plan;
use super::settings::Settings;
use super::suspects::Asking;
use super::wanted::Wanted;
use crate::sync::mode::{Mode, Why};
use crate::sync::source::{AllRows, Origin, SyncSource};
use crate::sync::state::State;

/// The list being read.
pub(super) struct Reading<T> {
    pub(super) plan: Plan,
    pub(super) origin: Origin,
    /// The client's time before anything was sent.
    pub(super) begun_at: Timestamp,
    /// The watermark of the full run that this one goes on with, and the pages that it had read.
    pub(super) resumed: Option<(Timestamp, u64)>,
    pub(super) rows: AllRows<T>,
    /// The first row, which came before it was known how the list is read.
    pub(super) held: Option<T>,
    pub(super) has_begun: bool,
    /// Whether a reading without rows was made again.
    pub(super) asked_again: bool,
    /// Rows of the pass before this one.
    pub(super) rows_before: u64,
    /// What was found out before the list was read once more, because it left out too many rows.
    pub(super) asked: Option<Box<Asking>>,
    /// The rows that a scan named and that are to be read whole.
    pub(super) wanted: Wanted,
}

impl<T: Send + 'static> Reading<T> {
    /// Opens the list, where the state says from.
    pub(super) fn open<S: SyncSource<Item = T>>(
        source: &S,
        settings: &Settings,
        state: &mut State,
        origin: Origin,
        begun_at: Timestamp,
    ) -> Self {
        let plan = Plan::new(source, settings, state, &origin);
        let mut rows = plan.open(source, settings, state);
        let is_same = state.origin.as_ref() == Some(&origin);
        let pass = state.pass.take().filter(|pass| {
            // One that was cut short within its first page begins again.
            is_same && plan.mode == Mode::Full && pass.checkpoint.place.is_some()
        });
        let mut resumed = None;
        // A checkpoint that is of no use any more costs a pass from the beginning.
        if let Some(pass) = pass
            && let Ok(paginator) =
                plan.open(source, settings, state).resume(pass.checkpoint.clone())
        {
            rows = paginator;
            resumed = Some((pass.watermark, rows.report().pages));
            state.pass = Some(pass);
        }
        Self {
            plan,
            origin,
            begun_at,
            resumed,
            rows,
            held: None,
            has_begun: false,
            asked_again: false,
            rows_before: 0,
            asked: None,
            wanted: Wanted::default(),
        }
    }

    /// Begins anew as a full run, since a scan found too much that is to be read.
    pub(super) fn full<S: SyncSource<Item = T>>(
        &mut self,
        source: &S,
        settings: &Settings,
        ledger: &mut Ledger,
    ) {
        ledger.begin_anew();
        self.plan = Plan { mode: Mode::Full, why: Why::MuchChanged };
        self.rows = self.plan.open(source, settings, &ledger.state);
        (self.has_begun, self.asked_again) = (false, false);
        self.wanted = Wanted::default();
    }

    /// Begins another pass over the same rows.
    pub(super) fn again<S: SyncSource<Item = T>>(
        &mut self,
        source: &S,
        settings: &Settings,
        ledger: &mut Ledger,
    ) {
        self.rows_before = ledger.rows_in_pass;
        ledger.next_pass();
        self.rows = self.plan.open(source, settings, &ledger.state);
    }
}

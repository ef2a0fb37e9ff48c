//! Copies that are kept through bad weather: nothing is told gone that is there, and what a complete run
//! says holds.

use std::collections::BTreeSet;

use civic_core::sync::{Change, Mode, Report, State, SyncRun};

use super::tally::Tally;
use super::watch::Watch;

/// The keys of a copy, and the state that it was stored with.
#[derive(Clone, Default)]
struct Copy {
    keys: BTreeSet<String>,
    state: State,
    /// Rows that a complete run said it could not have. Until the next full run, only a change of theirs
    /// brings them.
    missing: BTreeSet<String>,
}

/// How a run ended.
enum Ended {
    Complete(Report),
    Incomplete(Report),
    /// It could not begin.
    Refused,
}

/// Keeps a copy of a list by so many runs, each from the state that the one before it stored. `there`:
/// the keys of the rows that are in the list now.
pub(crate) async fn keep<T: Send + 'static>(
    list: impl Fn(State) -> SyncRun<T>,
    there: impl Fn() -> BTreeSet<String>,
    runs: u64,
    watch: &Watch,
) -> Result<Tally, String> {
    let (mut copy, mut tally) = (Copy::default(), Tally::default());
    for _ in 0..runs {
        let before = there();
        let mut next = copy.clone();
        let (ended, gone) = follow(&mut list(stored(&copy.state)?), &mut next, watch).await?;
        let after = there();
        let throughout: BTreeSet<_> = before.intersection(&after).cloned().collect();
        if let Some(key) = gone.intersection(&throughout).next() {
            return Err(format!("{key} was told gone, and was there"));
        }
        match ended {
            Ended::Complete(report) => {
                next.missing = judge(&report, &next, &throughout)?;
                if before == after && matches!(report.mode, Mode::Full | Mode::Replace) {
                    let read = report.list.malformed + report.list.hidden == 0;
                    // What was deleted before a full run went on waits for the next.
                    let waits = report.resumed || next.state.open_suspicions() > 0;
                    let settled = read && !waits;
                    if settled && next.keys != after {
                        return Err(format!("a settled run left a copy that differs: {report}"));
                    }
                }
                tally.complete = 1;
                tally.copied += 1;
                tally.malformed += report.list.malformed;
            }
            Ended::Incomplete(report) => {
                if next.state.watermark() != copy.state.watermark() {
                    return Err(format!("an incomplete run moved the watermark: {report}"));
                }
                tally.interrupted += 1;
                tally.malformed += report.list.malformed;
            }
            Ended::Refused => {
                tally.interrupted += 1;
                continue;
            }
        }
        copy = next;
    }
    tally.rows = copy.keys.len() as u64;
    Ok(tally)
}

/// A state as another process would read it.
fn stored(state: &State) -> Result<State, String> {
    let json = serde_json::to_string(state).map_err(|error| error.to_string())?;
    serde_json::from_str(&json).map_err(|error| error.to_string())
}

/// Takes in what a run tells. Returns how it ended, and the keys that it told gone.
async fn follow<T: Send + 'static>(
    run: &mut SyncRun<T>,
    copy: &mut Copy,
    watch: &Watch,
) -> Result<(Ended, BTreeSet<String>), String> {
    let mut gone = BTreeSet::new();
    let (mut has_failed, mut replaced) = (false, None);
    while let Some(change) = watch.item(run.next()).await? {
        match change {
            Err(_) => has_failed = true,
            Ok(Change::Began { mode, .. }) => {
                replaced = (mode == Mode::Replace).then(BTreeSet::new);
            }
            Ok(Change::Upsert { key, .. }) => {
                let keys = replaced.as_mut().unwrap_or(&mut copy.keys);
                keys.extend(key.map(|key| key.to_string()));
            }
            Ok(Change::Gone { key, .. }) => {
                let key = key.to_string();
                copy.keys.remove(&key);
                gone.insert(key);
            }
            Ok(Change::Synced { state, report }) => {
                copy.state = state;
                copy.keys = replaced.unwrap_or(std::mem::take(&mut copy.keys));
                return Ok((Ended::Complete(report), gone));
            }
            Ok(Change::Incomplete { state, report }) => {
                copy.state = state;
                return Ok((Ended::Incomplete(report), gone));
            }
            Ok(_) => {}
        }
    }
    if has_failed { Ok((Ended::Refused, gone)) } else { Err("a run ended without a word".into()) }
}

/// A complete run has every row that was there throughout, but those that did not decode, those that the
/// server did not show, and those that it says could not be asked for. Returns these. One that read only
/// changes misses besides what the copy missed before.
fn judge(
    report: &Report,
    copy: &Copy,
    throughout: &BTreeSet<String>,
) -> Result<BTreeSet<String>, String> {
    let missing: BTreeSet<_> = throughout.difference(&copy.keys).cloned().collect();
    let is_full = matches!(report.mode, Mode::Full | Mode::Replace);
    let new = missing.iter().filter(|key| is_full || !copy.missing.contains(*key));
    let list = &report.list;
    let told = list.malformed + list.hidden + report.unanswered + report.withheld;
    if new.count() as u64 > told {
        return Err(format!("complete without {missing:?}: {report}"));
    }
    Ok(missing)
}

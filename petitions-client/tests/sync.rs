//! Copies of each list, kept true against the sandbox.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use civic_sandbox::{Fault, FaultRule, Petitions};
use petitions_client::resources::petitions::{PetitionListField, PetitionStatus};
use petitions_client::serde_json::{Value, json, to_value};
use petitions_client::sync::{Change, Evidence, Key, Mode, Report, State, SyncRun, Why};
use petitions_client::{Client, Error, ErrorKind};
use serde::Serialize;

use crate::support::scripted::Site;
use crate::support::{Bench, answering, client};

/// What a run yielded.
#[derive(Default)]
struct Outcome {
    began: Option<(Mode, Why)>,
    upserts: Vec<Option<Key>>,
    gone: Vec<(Key, Evidence)>,
    withheld: usize,
    report: Option<Report>,
    errors: Vec<Error>,
}

impl Outcome {
    fn report(&self) -> &Report {
        self.report.as_ref().unwrap()
    }

    fn is_complete(&self) -> bool {
        self.errors.is_empty() && self.report().complete
    }

    /// So many rows that are new or have changed, and so many that are gone.
    fn counts(&self) -> (usize, usize) {
        (self.upserts.len(), self.gone.len())
    }
}

/// A copy as a user keeps one.
#[derive(Default)]
struct Copy {
    state: State,
    rows: BTreeMap<Key, Value>,
    without_key: Vec<Value>,
}

impl Copy {
    async fn take<T: Serialize + Send + 'static>(&mut self, mut run: SyncRun<T>) -> Outcome {
        let mut outcome = Outcome::default();
        let (mut rows, mut without_key) = (self.rows.clone(), Vec::new());
        while let Some(change) = run.next().await {
            match change {
                Err(error) => outcome.errors.push(error),
                Ok(Change::Began { mode, why }) => outcome.began = Some((mode, why)),
                Ok(Change::Upsert { key, row }) => {
                    let row = to_value(row).unwrap();
                    match &key {
                        Some(key) => drop(rows.insert(key.clone(), row)),
                        None => without_key.push(row),
                    }
                    outcome.upserts.push(key);
                }
                Ok(Change::Gone { key, evidence }) => {
                    assert!(rows.remove(&key).is_some(), "{key} was not there");
                    outcome.gone.push((key, evidence));
                }
                Ok(Change::Withheld { keys }) => outcome.withheld = keys,
                Ok(Change::Synced { state, report }) => {
                    // The state is kept as text, as by a real copy.
                    let kept = petitions_client::serde_json::to_string(&state).unwrap();
                    self.state = petitions_client::serde_json::from_str(&kept).unwrap();
                    (self.rows, self.without_key) =
                        (rows.clone(), std::mem::take(&mut without_key));
                    outcome.report = Some(report);
                }
                Ok(Change::Incomplete { state, report }) => {
                    if report.mode != Mode::Replace {
                        (self.state, self.rows) = (state, rows.clone());
                    }
                    outcome.report = Some(report);
                }
                Ok(_) => panic!("a change that nobody knows"),
            }
        }
        outcome
    }
}

impl Bench {
    fn keep<T: Serialize + Send + 'static>(
        &self,
        copy: &mut Copy,
        sync: impl FnOnce(&Client, State) -> SyncRun<T>,
    ) -> Outcome {
        let run = sync(&self.client, copy.state.clone());
        self.run(copy.take(run))
    }

    /// Petitions with their status.
    fn petitions(&self, copy: &mut Copy) -> Outcome {
        let fields = [PetitionListField::Status];
        self.keep(copy, |site, state| site.petitions().list().fields(fields).sync(state))
    }

    fn organisations(&self, copy: &mut Copy) -> Outcome {
        self.keep(copy, |site, state| site.organisations().list().sync(state))
    }

    fn update(&self, petition: u64, status: PetitionStatus) {
        let updated = self.client.petitions().update(petition).status(status);
        self.run(updated).unwrap();
    }
}

fn key(id: u64) -> Key {
    Key::new(id.to_string())
}

fn site(petitions: usize) -> Bench {
    Bench::new(Petitions::builder().petitions(petitions).signatures(3).no_rate_limit())
}

#[test]
fn petitions_are_told_once_and_then_only_what_changed() {
    let (bench, mut copy) = (site(30), Copy::default());
    let first = bench.petitions(&mut copy);
    assert!(first.is_complete(), "{}", first.report());
    assert_eq!((first.began, first.counts()), (Some((Mode::Full, Why::FirstTime)), (30, 0)));
    let ids = bench.platform.petition_ids();
    assert!(ids.iter().all(|id| copy.rows.contains_key(&key(*id))));

    let second = bench.petitions(&mut copy);
    assert!(second.is_complete(), "{}", second.report());
    assert_eq!((second.began, second.counts()), (Some((Mode::Full, Why::CannotTell)), (0, 0)));
    assert_eq!((second.report().unchanged, second.report().single_reads), (30, 0));

    bench.update(ids[4], PetitionStatus::Withdrawn);
    assert!(bench.platform.delete_petition(ids[7]));
    let third = bench.petitions(&mut copy);
    assert!(third.is_complete(), "{}", third.report());
    assert_eq!(third.upserts, [Some(key(ids[4]))]);
    assert_eq!(third.gone, [(key(ids[7]), Evidence::NotFound)]);
    // One read for the deleted one, and one to see that others are found.
    assert_eq!(third.report().single_reads, 2);
    assert_eq!((copy.rows.len(), copy.state.rows()), (29, 29));
    assert_eq!(copy.rows[&key(ids[4])]["status"], "withdrawn");
}

#[test]
fn other_fields_or_another_language_mean_a_full_run() {
    let (bench, mut copy) = (site(12), Copy::default());
    bench.petitions(&mut copy);
    let bare = bench.keep(&mut copy, |site, state| site.petitions().list().sync(state));
    assert_eq!((bare.began.unwrap().1, bare.counts()), (Why::QueryChanged, (12, 0)));
    let english = |site: &Client, state| site.petitions().list().language("en").sync(state);
    let outcome = bench.keep(&mut copy, english);
    assert_eq!(outcome.began.unwrap().1, Why::QueryChanged);
    // Some are only in Dutch.
    assert!(outcome.is_complete() && (1..12).contains(&outcome.counts().0), "{}", outcome.report());
    assert_eq!(bench.keep(&mut copy, english).counts(), (0, 0));
}

#[test]
fn a_petition_that_the_list_left_out_is_found_by_itself_as_the_list_has_it() {
    let leaves_out = Arc::new(AtomicBool::new(false));
    let left_out = Arc::clone(&leaves_out);
    let site = Site::new(move |asked| {
        let lacks = |id: &u64| left_out.load(Ordering::Relaxed) && *id == 7;
        let row = |id: u64| json!({"id": id, "name": format!("Petition {id}")});
        let body = match asked.path.split_once('/') {
            None if asked.path == "organisations" => json!([]),
            None => asked.cut(1000, (1..=20).filter(|id| !lacks(id)).map(row)).into(),
            Some((_, id)) => {
                let mut petition = row(id.parse().unwrap());
                petition["description"] = json!("Unasked");
                petition["signature_timestamps"] = Value::Null;
                petition
            }
        };
        (200, body.to_string())
    });
    let mut copy = Copy::default();
    for (counts, left_out) in [((20, 0), 0), ((0, 0), 1), ((0, 0), 1)] {
        let run = site.client.petitions().list().sync(copy.state.clone());
        let outcome = site.clock.run(copy.take(run)).unwrap();
        assert!(outcome.is_complete(), "{}", outcome.report());
        assert_eq!((outcome.counts(), outcome.report().left_out), (counts, left_out));
        leaves_out.store(true, Ordering::Relaxed);
    }
    assert_eq!(copy.rows.len(), 20);
}

#[test]
fn a_petition_addressed_to_somebody_else_is_gone_from_the_list_of_an_organisation() {
    let (bench, mut copy) = (site(40), Copy::default());
    let to = bench.platform.organisation_ids()[0];
    let list = |site: &Client, state| site.petitions().list().organisations([to]).sync(state);
    let first = bench.keep(&mut copy, list);
    assert!(first.is_complete() && first.counts().0 > 3, "{}", first.report());
    let of: Vec<u64> = copy.rows.keys().map(|key| key.to_string().parse().unwrap()).collect();
    assert!(bench.platform.address(of[0], None));
    let outcome = bench.keep(&mut copy, list);
    assert!(outcome.is_complete(), "{}", outcome.report());
    assert_eq!(
        (outcome.gone, outcome.report.unwrap().passes),
        (vec![(key(of[0]), Evidence::AbsentTwice)], 2)
    );
    assert_eq!(bench.keep(&mut copy, list).counts(), (0, 0));
}

#[test]
fn a_list_that_was_cut_is_incomplete_and_empties_nothing() {
    let (bench, mut copy) = (site(30), Copy::default());
    bench.petitions(&mut copy);
    let watermark = copy.state.watermark();
    // The test key gives three rows.
    let poor = client(&bench.platform, &bench.clock, Petitions::TEST_KEY);
    let fields = [PetitionListField::Status];
    let run = poor.petitions().list().fields(fields).sync(copy.state.clone());
    let outcome = bench.run(copy.take(run));
    assert!(!outcome.report().complete, "{}", outcome.report());
    assert_eq!((outcome.counts(), copy.rows.len()), ((0, 0), 30));
    assert_eq!(copy.state.watermark(), watermark);
    let outcome = bench.petitions(&mut copy);
    assert!(outcome.is_complete() && outcome.counts() == (0, 0), "{}", outcome.report());
}

#[test]
fn one_empty_answer_and_a_server_that_finds_nothing_tell_no_deletion() {
    let (bench, mut copy) = (site(30), Copy::default());
    bench.petitions(&mut copy);
    let path = "/api/v1/petitions";
    bench.platform.inject(FaultRule::new(Fault::EmptyPage).on(path).times(1));
    let outcome = bench.petitions(&mut copy);
    assert_eq!((outcome.counts(), copy.rows.len()), ((0, 0), 30), "{}", outcome.report());
    bench.platform.clear_faults();

    // Empty for good, while each petition is found by itself.
    bench.platform.inject(FaultRule::new(Fault::EmptyPage).on(path));
    let outcome = bench.petitions(&mut copy);
    assert!(!outcome.report().complete, "{}", outcome.report());
    assert_eq!((outcome.gone.len(), copy.rows.len()), (0, 30));
    bench.platform.clear_faults();

    bench.platform.inject(FaultRule::new(Fault::Status(404)));
    let outcome = bench.petitions(&mut copy);
    assert!(!outcome.errors.is_empty() && outcome.gone.is_empty());
    assert_eq!(copy.rows.len(), 30);
    bench.platform.clear_faults();

    // The list answers, and no single petition does: a 404 then means nothing.
    let ids = bench.platform.petition_ids();
    assert!(bench.platform.delete_petition(ids[2]));
    for id in &ids {
        bench.platform.inject(FaultRule::new(Fault::Status(404)).on(format!("{path}/{id}")));
    }
    let outcome = bench.petitions(&mut copy);
    assert_eq!(
        (outcome.gone.len(), copy.state.open_suspicions() > 0),
        (0, true),
        "{}",
        outcome.report()
    );
    bench.platform.clear_faults();
    let outcome = bench.petitions(&mut copy);
    assert_eq!(outcome.gone, [(key(ids[2]), Evidence::NotFound)]);
    assert_eq!(copy.state.open_suspicions(), 0);
}

#[test]
fn many_deletions_are_withheld_until_they_are_accepted() {
    let (bench, mut copy) = (site(30), Copy::default());
    bench.petitions(&mut copy);
    for id in &bench.platform.petition_ids()[..16] {
        assert!(bench.platform.delete_petition(*id));
    }
    let outcome = bench.petitions(&mut copy);
    assert_eq!((outcome.gone.len(), outcome.withheld, copy.rows.len()), (0, 16, 30));
    assert!(outcome.is_complete(), "{}", outcome.report());
    let fields = [PetitionListField::Status];
    let accepted = bench.keep(&mut copy, |site, state| {
        site.petitions().list().fields(fields).sync(state).accept_gone(16)
    });
    assert_eq!((accepted.gone.len(), copy.rows.len()), (16, 14));
}

#[test]
fn organisations_are_compared_and_asked_for_by_themselves() {
    let (bench, mut copy) = (site(12), Copy::default());
    let first = bench.organisations(&mut copy);
    assert_eq!((first.is_complete(), first.counts()), (true, (8, 0)));
    assert_eq!(bench.organisations(&mut copy).counts(), (0, 0));
    let ids = bench.platform.organisation_ids();
    assert!(bench.platform.rename_organisation(ids[1], "Elsewhere"));
    assert!(bench.platform.delete_organisation(ids[2]));
    let outcome = bench.organisations(&mut copy);
    assert!(outcome.is_complete(), "{}", outcome.report());
    assert_eq!(outcome.upserts, [Some(key(ids[1]))]);
    assert_eq!(outcome.gone, [(key(ids[2]), Evidence::NotFound)]);

    // A server without an address for a single one: nothing shows that it is gone, and that is told.
    assert!(bench.platform.delete_organisation(ids[3]));
    for id in &ids {
        let one = format!("/api/v1/organisations/{id}");
        bench.platform.inject(FaultRule::new(Fault::Status(404)).on(one));
    }
    let outcome = bench.organisations(&mut copy);
    assert_eq!((outcome.gone.len(), copy.rows.len()), (0, 7), "{}", outcome.report());
    assert!(outcome.report().unanswered > 0, "{}", outcome.report());
    let replaced =
        bench.keep(&mut copy, |site, state| site.organisations().list().sync(state).replace());
    assert_eq!((replaced.is_complete(), replaced.upserts.len()), (true, 6));
}

#[test]
fn signatures_are_replaced_as_a_whole_or_not_at_all() {
    let builder = Petitions::builder().petitions(2).signatures(40).no_rate_limit();
    let (bench, mut copy) = (Bench::new(builder), Copy::default());
    let petition = bench.platform.petition_ids()[0];
    let list = |site: &Client, state| site.signatures().list().petitions([petition]).sync(state);
    let first = bench.keep(&mut copy, list);
    assert!(first.is_complete(), "{}", first.report());
    assert_eq!((first.began, first.upserts.len()), (Some((Mode::Replace, Why::NoKeys)), 40));
    assert!(first.upserts.iter().all(Option::is_none));

    assert!(bench.platform.unsign(petition));
    bench.platform.sign(petition, 1_700_000_000, 2);
    let outcome = bench.keep(&mut copy, list);
    assert_eq!((outcome.is_complete(), copy.without_key.len()), (true, 41), "{}", outcome.report());

    // What can be read of the signatures with the test key is not a copy.
    let poor = client(&bench.platform, &bench.clock, Petitions::TEST_KEY);
    let outcome = bench.run(copy.take(list(&poor, copy.state.clone())));
    assert!(!outcome.report().complete, "{}", outcome.report());
    assert_eq!((outcome.upserts.len(), copy.without_key.len()), (3, 41));
}

#[test]
fn a_state_of_another_list_or_site_is_refused_before_anything_is_sent() {
    let (bench, mut copy) = (site(12), Copy::default());
    bench.petitions(&mut copy);
    let asked = bench.platform.requests().len();
    let wrong = bench.keep(&mut copy, |site, state| site.organisations().list().sync(state));
    assert_eq!((wrong.errors[0].kind(), wrong.report.is_none()), (ErrorKind::SyncState, true));
    let other = bench.keep(&mut copy, |_, state| {
        let other = Client::builder("https://other.example.org").api_key("some-key").build();
        other.unwrap().petitions().list().sync(state)
    });
    assert_eq!(other.errors[0].kind(), ErrorKind::SyncState);
    let nothing =
        bench.keep(&mut copy, |site, state| site.petitions().list().page_size(0).sync(state));
    assert_eq!(nothing.errors[0].kind(), ErrorKind::InvalidInput);
    assert_eq!(bench.platform.requests().len(), asked);
}

#[test]
fn a_server_that_knows_nothing_makes_no_copy() {
    let (clock, site) = answering(404, "not here", "some-key");
    let mut copy = Copy::default();
    let outcome = clock.run(copy.take(site.petitions().list().sync(State::new()))).unwrap();
    assert_eq!(outcome.errors[0].kind(), ErrorKind::NotFound);
    assert!(!outcome.report().complete && outcome.counts() == (0, 0));
    let outcome = clock.run(copy.take(site.signatures().list().sync(State::new()))).unwrap();
    assert!(!outcome.report().complete && copy.without_key.is_empty());
}

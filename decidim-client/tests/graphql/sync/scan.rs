//! Lists that sort by id, of which a run reads the ids and `updatedAt` first.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use civic_sandbox::Churn;
use civic_sandbox::decidim::Version;
use decidim_client::graphql::Sort;
use decidim_client::sync::{Evidence, Mode, Why};
use serde_json::{Value, json};

use super::super::fullest_component::{fullest_component, visible};
use super::super::support::{Bench, site};
use super::copy::{Copy, RunOutcome};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn bench(version: Version) -> Bench {
    Bench::new(site().version(version).proposals(400).no_rate_limit())
}

fn is_scan(told: &RunOutcome) -> bool {
    matches!(told.mode, Mode::Scan { .. }) && told.why == Why::Usual && told.report.complete
}

/// The operations that the site was asked for since then, and how many rows each of their pages may have.
fn asked(bench: &Bench, since: usize) -> Vec<(String, Option<u64>)> {
    let requests = bench.platform.requests().split_off(since).into_iter();
    let asked = requests.map(|request| {
        let size = request.json().and_then(|body| body["variables"]["first"].as_u64());
        (request.operation.unwrap_or_default(), size)
    });
    asked.collect()
}

#[test]
fn a_quiet_night_reads_ids_in_the_largest_pages_and_no_record_whole() {
    for version in Version::ALL {
        let bench = bench(version);
        let (component, ids) = fullest_component(&bench);
        let proposals = |state| bench.client.proposals(component).list().sync(state);
        let mut copy = Copy::default();
        copy.run(&bench, proposals);
        let before = bench.platform.requests().len();
        let quiet = copy.run(&bench, proposals);
        assert!(quiet.is_quiet() && is_scan(&quiet), "{version}: {quiet:?}");
        assert_eq!(quiet.report.list.items, ids.len() as u64, "{version}");
        let mut asked = asked(&bench, before);
        assert_eq!(asked.remove(0).0, "ProposalsUnread", "{version}");
        assert_eq!(asked.len() as u64, quiet.report.list.pages, "{version}");
        // The first page, and six at once: 50 rows, and 49 more for each.
        let page = ("ProposalsScan".to_owned(), Some(50));
        assert!(asked.iter().all(|asked| *asked == page), "{version}: {asked:?}");
        assert!(ids.len() > 200 && asked.len() == 2, "{version}: {}", ids.len());
    }
}

/// One request for what the site has, the pages of the scan, and one for each record that changed or may be
/// gone.
#[test]
fn edits_new_proposals_and_deletions_take_a_request_each() {
    for version in Version::ALL {
        let bench = bench(version);
        let (component, ids) = fullest_component(&bench);
        let proposals = || bench.client.proposals(component).list();
        let mut copy = Copy::default();
        copy.run(&bench, |state| proposals().sync(state));
        // The first read of its kind may take one more, by which the client learns what the site has.
        bench.run(bench.client.proposals(component).get(ids[0])).unwrap();
        let (edited, deleted) = (ids[1], ids[3]);
        bench.platform.update("proposals", edited, json!({"title": {"en": "Another one"}}));
        bench.platform.delete("proposals", deleted);
        let added = bench.platform.insert_into(component).unwrap();
        let (requests, told) =
            bench.requests_of(|bench| copy.run(bench, |state| proposals().sync(state)));
        assert!(is_scan(&told), "{version}: {told:?}");
        assert_eq!(told.upserts, [edited, added], "{version}: {}", told.report);
        let gone: Vec<_> = told.gone.iter().map(|(id, why)| (*id, *why)).collect();
        assert_eq!(gone, [(deleted, Evidence::NotFound)], "{version}");
        // One of the day before the last run is read again.
        let again = told.report.unchanged;
        let most = 1 + told.report.list.pages + 3 + again;
        assert!(again <= 1 && requests as u64 == most, "{version}: {requests}, {}", told.report);
        assert_eq!(requests as u64, told.report.requests, "{version}");
        assert_eq!(copy.ids(), visible(&bench, component), "{version}");
        // What a full run reads is the same.
        let full = copy.run(&bench, |state| proposals().sync(state).full());
        assert!(full.is_quiet(), "{version}: {full:?}");
    }
}

#[test]
fn a_counter_that_moves_without_updated_at_is_seen_by_the_next_full_run_alone() {
    let bench = bench(Version::V0_30);
    let (component, ids) = fullest_component(&bench);
    let proposals = |state| bench.client.proposals(component).list().sync(state);
    let mut copy = Copy::default();
    copy.run(&bench, proposals);
    let comments = bench.platform.ids("comments").into_iter();
    let mut on_proposals = comments.filter_map(|id| {
        let comment = bench.platform.record("comments", id)?;
        let is_on = comment["owner_type"] == "Decidim::Proposals::Proposal";
        let proposal = comment["owner_id"].as_u64().filter(|id| is_on && ids.contains(id))?;
        Some((id, proposal))
    });
    let (comment, proposal) = on_proposals.next().unwrap();
    let count = |copy: &Copy| copy.rows[&proposal]["totalCommentsCount"].as_u64().unwrap();
    let before = count(&copy);
    bench.platform.delete("comments", comment);
    for night in 1..7 {
        // A run takes a minute.
        bench.clock.advance(Duration::from_secs(24 * 60 * 60 - 60));
        let told = copy.run(&bench, proposals);
        assert!(is_scan(&told) && told.is_quiet(), "night {night}: {told:?}");
    }
    bench.clock.advance(DAY);
    let told = copy.run(&bench, proposals);
    assert_eq!((told.mode, told.why, told.upserts), (Mode::Full, Why::Due, vec![proposal]));
    assert!(count(&copy) < before);
}

#[test]
fn where_much_has_changed_all_proposals_are_read() {
    let bench = bench(Version::V0_31);
    let (component, ids) = fullest_component(&bench);
    let proposals = |state| bench.client.proposals(component).list().sync(state);
    let mut copy = Copy::default();
    copy.run(&bench, proposals);
    let edited = &ids[..20];
    for id in edited {
        bench.platform.update("proposals", *id, json!({"title": {"en": "Another one"}}));
    }
    let told = copy.run(&bench, proposals);
    assert_eq!((told.mode, told.why), (Mode::Full, Why::MuchChanged), "{}", told.report);
    assert_eq!((&*told.upserts, told.report.single_reads), (edited, 0), "{}", told.report);
    // From the next night but one on they are none of the last day's.
    bench.clock.advance(DAY);
    assert_eq!(copy.run(&bench, proposals).why, Why::MuchChanged);
    bench.clock.advance(DAY);
    let told = copy.run(&bench, proposals);
    assert!(is_scan(&told) && told.is_quiet() && told.report.single_reads == 0, "{told:?}");
}

#[test]
fn posts_are_scanned_too() {
    for version in [Version::V0_24, Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).rows("posts", 120).no_rate_limit());
        let components = bench.platform.component_ids("Blogs").into_iter();
        let component =
            components.max_by_key(|id| bench.platform.ids_in(*id, "posts").len()).unwrap();
        let posts = |state| bench.client.posts(component).list().sync(state);
        let mut copy = Copy::default();
        copy.run(&bench, posts);
        let ids = copy.ids();
        bench.platform.update("posts", ids[0], json!({"title": {"en": "Another one"}}));
        bench.platform.delete("posts", ids[2]);
        let told = copy.run(&bench, posts);
        assert!(is_scan(&told), "{version}: {told:?}");
        assert_eq!(told.upserts, [ids[0]], "{version}: {told:?}");
        assert_eq!(told.gone.keys().copied().collect::<Vec<_>>(), [ids[2]], "{version}");
    }
}

/// In a component of each space, with a record that the copy does not have: it is read where it is.
#[test]
fn a_whole_site_is_scanned_component_by_component() {
    for version in [Version::V0_24, Version::V0_28, Version::V0_30_5, Version::V0_32] {
        let bench = bench(version);
        let all = || bench.client.all_proposals().list();
        let mut copy = Copy::default();
        copy.run(&bench, |state| all().sync(state));
        let (full, _) =
            bench.requests_of(|bench| copy.run(bench, |state| all().sync(state).full()));
        let (scan, quiet) = bench.requests_of(|bench| copy.run(bench, |state| all().sync(state)));
        assert!(quiet.is_quiet() && is_scan(&quiet), "{version}: {quiet:?}");
        assert!(scan <= full, "{version}: {scan} requests, {full} of a full run");

        let read = copy.ids();
        let components = bench.platform.component_ids("Proposals").into_iter();
        let listed = components.filter(|component| {
            visible(&bench, *component).iter().any(|id| read.binary_search(id).is_ok())
        });
        let listed: Vec<_> = listed.collect();
        assert!(listed.len() > 1, "{version}");
        let added: Vec<_> = listed
            .iter()
            .map(|component| bench.platform.insert_into(*component).unwrap())
            .collect();
        bench.platform.delete("proposals", read[0]);
        let (requests, told) =
            bench.requests_of(|bench| copy.run(bench, |state| all().sync(state)));
        assert!(is_scan(&told), "{version}: {}", told.report);
        assert_eq!(told.upserts, added, "{version}: {}", told.report);
        assert_eq!(told.gone.keys().copied().collect::<Vec<_>>(), [read[0]], "{version}");
        assert!(requests <= scan + added.len() + 2, "{version}: {requests}, {scan} if quiet");
        // Each is kept with its component: gone again, it is asked for there.
        bench.platform.delete("proposals", added[1]);
        let told = copy.run(&bench, |state| all().sync(state));
        assert_eq!(told.gone.get(&added[1]), Some(&Evidence::NotFound), "{version}: {told:?}");
    }
}

#[test]
fn a_list_that_is_not_sorted_by_id_or_does_not_say_when_records_were_updated_is_read_fully() {
    for without in ["Proposal.updatedAt", "Proposals.proposals(order:)"] {
        let bench = Bench::new(site().version(Version::V0_30).without([without]).no_rate_limit());
        let (component, _) = fullest_component(&bench);
        let proposals = |state| bench.client.proposals(component).list().sync(state);
        let mut copy = Copy::default();
        copy.run(&bench, proposals);
        let told = copy.run(&bench, proposals);
        assert!(told.is_quiet(), "{without}: {told:?}");
        assert_eq!((told.mode, told.why), (Mode::Full, Why::CannotTell), "{without}");
    }
    let bench = bench(Version::V0_30);
    let (component, _) = fullest_component(&bench);
    let sorted = || bench.client.proposals(component).list().by_published_at(Sort::Desc);
    let mut copy = Copy::default();
    copy.run(&bench, |state| sorted().sync(state));
    let told = copy.run(&bench, |state| sorted().sync(state));
    assert_eq!((told.mode, told.why), (Mode::Full, Why::CannotTell));
}

/// As if the site let no field go by another name.
#[test]
fn a_site_that_takes_one_page_at_a_time_is_scanned_so() {
    fn refuse(body: &mut Value) {
        if body.pointer("/data/component/proposals2").is_some() {
            let message = "Too many aliases used. You have used 5 aliases, but 0 are allowed.";
            *body = json!({"errors": [{"message": message}]});
        }
    }
    let made = site().version(Version::V0_31).proposals(400).no_rate_limit();
    let bench = Bench::edited(made, refuse);
    let (component, ids) = fullest_component(&bench);
    let proposals = |state| bench.client.proposals(component).list().sync(state);
    let mut copy = Copy::default();
    copy.run(&bench, proposals);
    let told = copy.run(&bench, proposals);
    assert!(is_scan(&told) && told.is_quiet(), "{told:?}");
    assert_eq!((told.report.list.pages, told.report.list.items), (5, ids.len() as u64));
}

/// The pages of one answer are read one after the other: a row may go between two of them.
#[test]
fn a_row_that_goes_between_two_pages_of_one_answer_hides_no_other() {
    static WITHOUT: AtomicUsize = AtomicUsize::new(0);
    fn move_up(body: &mut Value) {
        let page = format!("/data/component/proposals{}/edges", WITHOUT.load(Relaxed));
        if let Some(Value::Array(rows)) = body.pointer_mut(&page)
            && !rows.is_empty()
        {
            rows.remove(0);
        }
    }
    for page in 2..=6 {
        let made = site().version(Version::V0_31).proposals(800).no_rate_limit();
        let bench = Bench::edited(made, move_up);
        let (component, ids) = fullest_component(&bench);
        let proposals = |state| bench.client.proposals(component).list().sync(state);
        let mut copy = Copy::default();
        copy.run(&bench, proposals);
        WITHOUT.store(page, Relaxed);
        let told = copy.run(&bench, proposals);
        assert!(is_scan(&told) && told.is_quiet(), "page {page}: {told:?}");
        assert_eq!(told.report.list.items, ids.len() as u64, "page {page}");
        WITHOUT.store(0, Relaxed);
    }
}

#[test]
fn a_scan_of_a_list_that_changes_meanwhile_tells_nothing_as_gone_that_is_there() {
    for seed in 0..4 {
        let made = site().seed(seed).version(Version::V0_30).proposals(800).hidden(0.1);
        let bench = Bench::new(made.no_rate_limit());
        let (component, _) = fullest_component(&bench);
        let proposals = |state| bench.client.proposals(component).list().sync(state);
        let mut copy = Copy::default();
        copy.run(&bench, proposals);
        let churn =
            Churn { inserts_per_request: 0.1, deletes_per_request: 0.2, ..Churn::default() };
        bench.platform.churn(churn);
        let mut said = Vec::new();
        for _ in 0..3 {
            bench.clock.advance(2 * DAY);
            let told = copy.run(&bench, proposals);
            said.push((is_scan(&told), told.report.to_string()));
            let there = bench.platform.ids_in(component, "proposals");
            assert!(told.gone.keys().all(|id| !there.contains(id)), "seed {seed}: {told:?}");
        }
        assert!(said.iter().any(|(is_scan, _)| *is_scan), "seed {seed}: {said:?}");
        bench.platform.churn(Churn::default());
        let told = copy.run(&bench, proposals);
        assert!(told.report.complete, "seed {seed}: {told:?}");
        assert_eq!(copy.ids(), visible(&bench, component), "seed {seed}");
    }
}

/// The numbers of the front page.
#[test]
fn a_scan_takes_a_small_part_of_the_bytes_of_a_full_run() {
    static BYTES: AtomicUsize = AtomicUsize::new(0);
    fn weigh(body: &mut Value) {
        BYTES.fetch_add(body.to_string().len(), Relaxed);
    }
    for version in [Version::V0_24, Version::V0_30, Version::V0_32] {
        let made = site().version(version).proposals(1_000).no_rate_limit();
        let bench = Bench::edited(made, weigh);
        let (component, ids) = fullest_component(&bench);
        let proposals = || bench.client.proposals(component).list();
        let mut copy = Copy::default();
        copy.run(&bench, |state| proposals().sync(state));
        let cost = |copy: &mut Copy, is_full: bool| {
            BYTES.store(0, Relaxed);
            let (requests, told) = bench.requests_of(|bench| {
                copy.run(bench, |state| {
                    let run = proposals().sync(state);
                    if is_full { run.full() } else { run }
                })
            });
            assert!(told.is_quiet(), "{version}: {told:?}");
            (requests, BYTES.load(Relaxed))
        };
        let (full, whole) = cost(&mut copy, true);
        let (scan, light) = cost(&mut copy, false);
        println!(
            "{version}, {} proposals: {scan} requests and {light} bytes, a full run {full} and {whole}",
            ids.len()
        );
        assert!(scan * 2 < full && light * 10 < whole, "{version}: {scan}/{full}, {light}/{whole}");
    }
}

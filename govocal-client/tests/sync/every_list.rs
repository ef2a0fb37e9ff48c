//! Every list of the platform can be synced, each in its own way.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use civic_sandbox::Era;
use govocal_client::Endpoint;
use govocal_client::resources::Resource;
use govocal_client::sync::{Evidence, Mode, Why};
use serde_json::{Value, json};

use super::copy::{Copy, DAY, HOUR};
use crate::support::{Bench, platform};

/// What a list of the platform offers, by its documents and source.
#[derive(Clone, Copy, PartialEq)]
enum Offers {
    /// Single reads, dates, and a feed of deletions.
    All,
    /// The same, but the feed is always empty: `deleted_items_action.rb` looks for another name, or another
    /// action, than the one that is logged.
    AllWithMuteFeed,
    /// Single reads and dates.
    NoFeed,
    /// Dates.
    NoSingleReads,
    /// No ids.
    Pairs,
}

fn keeps_true<T: Resource>(bench: &Bench, endpoint: &Endpoint<T>, offers: Offers) {
    let path = T::PATH;
    let mut copy = Copy::of(bench, endpoint.list());
    copy.must_equal(bench);
    bench.clock.advance(HOUR);
    let ids = bench.platform.ids(path);
    let (touched, told, untold) = (ids[0], ids[1], ids[2]);
    assert!(bench.platform.update(path, touched, json!({})));
    assert!(bench.platform.delete(path, told));
    bench.clock.advance(HOUR);

    let run = copy.run(bench, copy.sync(endpoint.list())).must_be_complete();
    let feed = bench.requests(&format!("/api/v2/{path}/deleted"));
    if offers == Offers::Pairs {
        assert_eq!((run.mode, run.why, feed), (Mode::Replace, Why::NoKeys, 0), "{path}");
        copy.must_equal(bench);
        return;
    }
    assert!(matches!(run.mode, Mode::Incremental { .. }), "{path}: {}", run.report);
    run.must_upsert(&[touched]);
    match offers {
        Offers::All => run.must_lose(&[told], Evidence::FeedAndNotFound),
        _ => run.must_lose(&[], Evidence::FeedAndNotFound),
    }
    let has_feed = matches!(offers, Offers::All | Offers::AllWithMuteFeed);
    assert_eq!(feed > 0, has_feed, "{path}");

    assert!(bench.platform.delete_untold(path, untold));
    let run = copy.run(bench, copy.sync(endpoint.list()).full()).must_be_complete();
    let gone = if offers == Offers::All { vec![untold] } else { vec![told, untold] };
    let evidence = match offers {
        Offers::NoSingleReads => Evidence::AbsentTwice,
        _ => Evidence::NotFound,
    };
    run.must_lose(&gone, evidence);
    copy.must_equal(bench);
}

fn bench(era: Era) -> Bench {
    // Of fewer than four rows, two are more than half.
    let rows = platform().ideas(90).rows("project_folders", 9).rows("volunteering_causes", 20);
    let bench = Bench::new(rows.era(era).no_rate_limit());
    bench.clock.advance(DAY * 10);
    bench
}

#[test]
fn a_copy_of_every_list_becomes_true_by_what_the_platform_offers() {
    let bench = bench(Era::Y2026);
    let city = &bench.client;
    // Before the phases that they go with.
    keeps_true(&bench, &city.volunteering_causes(), Offers::AllWithMuteFeed);
    keeps_true(&bench, &city.areas(), Offers::All);
    keeps_true(&bench, &city.baskets(), Offers::All);
    keeps_true(&bench, &city.comments(), Offers::All);
    keeps_true(&bench, &city.events(), Offers::All);
    keeps_true(&bench, &city.global_topics(), Offers::All);
    keeps_true(&bench, &city.ideas(), Offers::All);
    keeps_true(&bench, &city.input_topics(), Offers::All);
    keeps_true(&bench, &city.internal_comments(), Offers::AllWithMuteFeed);
    keeps_true(&bench, &city.phases(), Offers::All);
    keeps_true(&bench, &city.projects(), Offers::All);
    keeps_true(&bench, &city.topics(), Offers::All);
    keeps_true(&bench, &city.users(), Offers::All);
    keeps_true(&bench, &city.email_campaign_deliveries(), Offers::AllWithMuteFeed);
    keeps_true(&bench, &city.email_campaigns(), Offers::AllWithMuteFeed);
    keeps_true(&bench, &city.event_attendances(), Offers::AllWithMuteFeed);
    keeps_true(&bench, &city.files(), Offers::AllWithMuteFeed);
    keeps_true(&bench, &city.project_folders(), Offers::AllWithMuteFeed);
    keeps_true(&bench, &city.volunteering_volunteers(), Offers::AllWithMuteFeed);
    keeps_true(&bench, &city.file_attachments(), Offers::NoFeed);
    keeps_true(&bench, &city.reactions(), Offers::NoSingleReads);
    keeps_true(&bench, &city.idea_phases(), Offers::Pairs);
    keeps_true(&bench, &city.idea_topics(), Offers::Pairs);
    keeps_true(&bench, &city.ideas_input_topics(), Offers::Pairs);
    keeps_true(&bench, &city.project_global_topics(), Offers::Pairs);
    keeps_true(&bench, &city.project_topics(), Offers::Pairs);
}

/// Their feed is there, and without single reads it says nothing, so it is not asked for.
#[test]
fn votes_in_baskets() {
    for era in [Era::Y2024, Era::Y2026] {
        let bench = bench(era);
        keeps_true(&bench, &bench.client.basket_ideas(), Offers::NoSingleReads);
    }
}

#[test]
fn votes_without_ids_are_told_apart_by_basket_and_idea() {
    let bench = Bench::new(platform().ideas(90).leave_out("basket_ideas", "id").no_rate_limit());
    bench.clock.advance(DAY * 10);
    let list = || bench.client.basket_ideas().list();
    let mut copy = Copy::of(&bench, list());
    copy.must_equal(&bench);
    assert!(copy.others.is_empty() && copy.rows.keys().all(|key| key.as_uuid().is_none()));
    let ids = bench.platform.ids("basket_ideas");
    assert!(bench.platform.update("basket_ideas", ids[0], json!({"votes": 4711})));
    assert!(bench.platform.delete("basket_ideas", ids[1]));
    bench.clock.advance(HOUR);
    let run = copy.run(&bench, copy.sync(list())).must_be_complete();
    assert!(matches!(run.mode, Mode::Incremental { .. }));
    assert_eq!((run.upserts.len(), run.gone.len()), (1, 0));
    let run = copy.run(&bench, copy.sync(list()).full()).must_be_complete();
    assert_eq!((run.upserts.len(), run.gone.len()), (0, 1));
    copy.must_equal(&bench);
}

static IS_UPGRADED: AtomicBool = AtomicBool::new(false);

/// Leaves the ids of votes out until the platform is upgraded.
fn without_ids(body: &mut Value) {
    let rows = body.get_mut("basket_ideas").and_then(Value::as_array_mut);
    for row in rows.into_iter().flatten().filter_map(Value::as_object_mut) {
        if !IS_UPGRADED.load(Ordering::Relaxed) {
            row.remove("id");
        }
    }
}

#[test]
fn votes_that_get_ids_are_new_and_the_old_keys_are_withheld() {
    let bench = Bench::edited(platform().ideas(90).no_rate_limit(), without_ids);
    bench.clock.advance(DAY * 10);
    let list = || bench.client.basket_ideas().list();
    let mut copy = Copy::of(&bench, list());
    let votes = copy.rows.len();
    IS_UPGRADED.store(true, Ordering::Relaxed);
    let run = copy.run(&bench, copy.sync(list()).full()).must_be_complete();
    assert_eq!((run.upserts.len(), run.gone.len(), run.withheld), (votes, 0, votes));
    let run = copy.run(&bench, copy.sync(list()).accept_gone(votes)).must_be_complete();
    assert_eq!((run.gone.len(), run.withheld), (votes, 0));
    copy.must_equal(&bench);
}

#[test]
fn initiatives_of_2024() {
    let bench = bench(Era::Y2024);
    keeps_true(&bench, &bench.client.initiatives(), Offers::All);
}

/// Platforms of 2023 fill in the open end of a range with tomorrow, cut pages to 24 rows, and the oldest
/// of them have no feeds.
#[test]
fn platforms_of_2023() {
    let bench = bench(Era::Y2023);
    keeps_true(&bench, &bench.client.ideas(), Offers::All);
    keeps_true(&bench, &bench.client.project_folders(), Offers::AllWithMuteFeed);
    keeps_true(&bench, &bench.client.reactions(), Offers::NoSingleReads);
}

#[test]
fn phases_of_one_project() {
    let bench = bench(Era::Y2024);
    let project = bench.platform.ids("projects")[0];
    let list = || bench.client.projects().phases(project);
    let of_project = || {
        let rows = bench.platform.rows("phases").into_iter();
        rows.filter(|row| row["project_id"] == project.to_string()).collect::<Vec<_>>()
    };
    let mut copy = Copy::of(&bench, list());
    copy.must_be(of_project());
    let phases = of_project();
    assert!(phases.len() > 2);
    bench.platform.delete("phases", phases[0]["id"].as_str().unwrap().parse().unwrap());
    let run = copy.run(&bench, copy.sync(list())).must_be_complete();
    assert_eq!((run.mode, run.why, run.gone.len()), (Mode::Full, Why::CannotTell, 1));
    copy.must_be(of_project());
}

#[test]
fn a_feed_of_deletions_is_replaced() {
    let bench = bench(Era::Y2026);
    bench.platform.delete("ideas", bench.platform.ids("ideas")[0]);
    bench.clock.advance(HOUR);
    let feed = || bench.client.ideas().deleted();
    let mut copy = Copy::of(&bench, feed());
    let before = copy.others.len();
    bench.platform.delete("ideas", bench.platform.ids("ideas")[0]);
    bench.clock.advance(HOUR);
    let run = copy.run(&bench, copy.sync(feed())).must_be_complete();
    assert_eq!((run.mode, copy.others.len()), (Mode::Replace, before + 1));
}

/// `Resource::SYNC` names the traits that a record has; nothing else makes sure that it names all.
#[test]
fn what_a_record_can_do_is_what_its_sync_uses() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folder = fs::read_dir(sources.join("resources")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.push(sources.join("deleted.rs"));
    for file in &mut files {
        if file.is_dir() {
            file.push("mod.rs");
        }
    }
    let mut seen = BTreeSet::new();
    for file in files {
        let code = fs::read_to_string(&file).unwrap();
        let Some((_, from)) = code.split_once("const SYNC: SyncSupport<Self> =") else { continue };
        let sync = from.split_once(';').unwrap().0;
        let is_keyed = !sync.contains("replaced()");
        for (ability, call) in [
            ("Readable", ".readable()"),
            ("Dated", ".dated()"),
            ("LogsDeletions", ".logs_deletions()"),
        ] {
            let has = code.contains(&format!("\nimpl {ability} for "));
            assert_eq!(has && is_keyed, sync.contains(call), "{ability}: {}", file.display());
        }
        assert!(is_keyed || !code.contains("\nimpl Readable for "), "{}", file.display());
        seen.insert(file);
    }
    assert_eq!(seen.len(), 29, "one for each record and the feeds");
}

//! Lists of every client, recorded at one concurrency and read from the recording at others.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use civic_core::cassette::{Recorder, Replay};
use civic_core::clock::Clock;
use civic_core::http::{HttpConfig, RateLimit};
use civic_core::list::{Paginator, Report};
use civic_core::sync::{Change, State, SyncRun};
use civic_core::testing::VirtualClock;
use civic_sandbox::{Decidim, Fault, FaultRule, GoVocal, Petitions, Platform, Version};
use serde::Serialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::as_transport::played;

/// What is read: rows, and the report.
type Read = Vec<(Vec<Value>, Report)>;

/// Reads lists of a platform with this many pages at a time.
type Reader = fn(HttpConfig, usize) -> Pin<Box<dyn Future<Output = Read>>>;

async fn read<T: Serialize + Send + 'static>(
    list: Paginator<T>,
    pages: usize,
) -> (Vec<Value>, Report) {
    let mut list = list.concurrency(pages);
    let mut rows = Vec::new();
    while let Some(row) = list.next().await {
        rows.push(serde_json::to_value(row.unwrap()).unwrap());
    }
    (rows, list.report())
}

fn go_vocal(http: HttpConfig, pages: usize) -> Pin<Box<dyn Future<Output = Read>>> {
    let city = govocal_client::Client::builder("https://city.example.org")
        .credentials(GoVocal::CLIENT_ID, GoVocal::CLIENT_SECRET)
        .http(http);
    Box::pin(async move {
        let city = city.build().unwrap();
        vec![
            read(city.ideas().list().page_size(25).stream(), pages).await,
            read(city.ideas().list().page_size(25).stream_by_page_number(), pages).await,
            read(city.comments().list().stream(), pages).await,
            read(city.reactions().list().stream(), pages).await,
            read(city.projects().list().stream(), pages).await,
            read(city.ideas().deleted().stream(), pages).await,
        ]
    })
}

fn graphql(http: HttpConfig, pages: usize) -> Pin<Box<dyn Future<Output = Read>>> {
    let site = decidim_client::graphql::Client::builder("https://site.example.org").http(http);
    Box::pin(async move {
        let site = site.build().unwrap();
        let component = Decidim::builder().seed(7).build().component_ids("Proposals")[0];
        vec![
            read(site.all_components().list().stream(), pages).await,
            read(site.proposals(component).list().stream(), pages).await,
            read(site.all_comments().list().stream(), pages).await,
        ]
    })
}

fn rest(http: HttpConfig, pages: usize) -> Pin<Box<dyn Future<Output = Read>>> {
    let site = decidim_client::rest::Client::builder("https://site.example.org")
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(["public", "proposals", "blogs"])
        .http(http);
    Box::pin(async move {
        let site = site.build().unwrap();
        vec![
            read(site.proposals().list().page_size(10).stream(), pages).await,
            read(site.components().list().stream(), pages).await,
        ]
    })
}

fn petitions(http: HttpConfig, pages: usize) -> Pin<Box<dyn Future<Output = Read>>> {
    let site = petitions_client::Client::builder("https://petitions.example.org")
        .api_key(Petitions::FULL_KEY)
        .http(http);
    Box::pin(async move {
        let site = site.build().unwrap();
        let (rows, report) = read(site.petitions().list().stream(), pages).await;
        let largest = rows[0]["id"].as_u64().unwrap();
        let signatures = site.signatures().list().petitions([largest]).stream();
        vec![(rows, report), read(signatures, pages).await]
    })
}

fn recorded_and_replayed<P: Platform + Clone>(platform: impl Fn() -> P, reader: Reader) {
    for recorded_at in [1, 4] {
        let (folder, clock) = (TempDir::new().unwrap(), VirtualClock::new());
        let file = folder.path().join("tape.jsonl");
        let recorder = Recorder::create(&file).unwrap();
        let transport = recorder.over(played(platform(), clock.clone()));
        let http = HttpConfig::new().clock(clock.clone()).transport(transport);
        let http = http.rate_limit(RateLimit::off());
        let then = clock.run(reader(http, recorded_at)).unwrap();
        recorder.finish().unwrap();
        assert!(then.iter().all(|(_, report)| report.is_consistent()), "{then:?}");
        for replayed_at in [1, 2, 4, 8] {
            let replay = Replay::open(&file).unwrap();
            let http = replay.http().rate_limit(RateLimit::off());
            let now = futures::executor::block_on(reader(http, replayed_at));
            assert_eq!(now, then, "recorded at {recorded_at}, replayed at {replayed_at}");
        }
    }
}

/// A fault that is over when it is retried.
fn once(path: &str, query: &str, fault: Fault) -> FaultRule {
    FaultRule::new(fault).on(path).when_query(query).once()
}

#[test]
pub(crate) fn lists_of_go_vocal_are_read_again_at_any_concurrency() {
    let city = || {
        let city = GoVocal::builder().seed(2026).ideas(240).no_rate_limit().build();
        for (page, fault) in [(2, Fault::Status(503)), (3, Fault::Truncate), (5, Fault::Reset)] {
            city.inject(once("/api/v2/ideas", &format!("page_number={page}"), fault));
        }
        city
    };
    recorded_and_replayed(city, go_vocal);
}

#[test]
pub(crate) fn lists_of_decidim_are_read_again_at_any_concurrency() {
    let site = || Decidim::builder().seed(7).no_rate_limit().build();
    recorded_and_replayed(site, graphql);
    recorded_and_replayed(site, rest);
}

#[test]
pub(crate) fn lists_of_petitions_are_read_again_at_any_concurrency() {
    let site =
        || Petitions::builder().seed(7).petitions(12).signatures(400).no_rate_limit().build();
    recorded_and_replayed(site, petitions);
}

/// Two tables and the list of them, with their reports.
async fn tables(http: HttpConfig) -> (Vec<Vec<Value>>, Vec<Value>) {
    let site = decidim_client::open_data::Client::builder("https://site.example.org").http(http);
    let site = site.build().unwrap();
    let list = site.tables().await.unwrap();
    let (mut proposals, mut meetings) = (site.proposals().stream(), site.meetings().stream());
    let mut rows = [Vec::new(), Vec::new()];
    while let Some(row) = proposals.try_next().await.unwrap() {
        rows[0].push(serde_json::to_value(row).unwrap());
    }
    while let Some(row) = meetings.try_next().await.unwrap() {
        rows[1].push(serde_json::to_value(row).unwrap());
    }
    let reports = [proposals.report(), meetings.report()];
    let reports = reports.iter().map(|report| serde_json::to_value(report).unwrap());
    let names = Value::from(format!("{list:?}"));
    (rows.into(), reports.chain([names]).collect())
}

/// The newest sites redirect each table to an address with a locale: both requests are on the tape.
#[test]
pub(crate) fn tables_of_open_data_are_read_again() {
    for version in [Version::V0_30, Version::V0_32] {
        let (folder, clock) = (TempDir::new().unwrap(), VirtualClock::new());
        let file = folder.path().join("tables.jsonl");
        let site = Decidim::builder().seed(7).version(version).no_rate_limit().build();
        site.inject(once("/open-data", "", Fault::Status(503)));
        let recorder = Recorder::create(&file).unwrap();
        let transport = recorder.over(played(site, clock.clone()));
        let http = HttpConfig::new().clock(clock.clone()).transport(transport);
        let then = clock.run(tables(http)).unwrap();
        recorder.finish().unwrap();
        assert!(then.0.iter().all(|rows| !rows.is_empty()), "{version:?}");
        let now = futures::executor::block_on(tables(Replay::open(&file).unwrap().http()));
        assert_eq!(now, then, "{version:?}");
    }
}

/// All changes that a run returns, and its state.
async fn run_to_end<T: Serialize + Send + 'static>(mut run: SyncRun<T>) -> (Vec<Value>, State) {
    let (mut changes, mut state) = (Vec::new(), State::new());
    while let Some(change) = run.next().await {
        match change.unwrap() {
            Change::Upsert { row, .. } => changes.push(serde_json::to_value(row).unwrap()),
            Change::Gone { key, .. } => changes.push(Value::from(format!("{key:?}"))),
            Change::Synced { state: next, report } => {
                changes.push(serde_json::to_value(report).unwrap());
                state = next;
            }
            Change::Began { mode, why } => changes.push(Value::from(format!("{mode:?} {why:?}"))),
            _ => {}
        }
    }
    (changes, state)
}

/// Two nights: what changed is told again by the recorded time, and the state is the same.
#[test]
pub(crate) fn a_copy_is_kept_true_again_from_what_was_recorded() {
    let nights = async |http: HttpConfig, day: &dyn Clock, change: &dyn Fn()| {
        let city = govocal_client::Client::builder("https://city.example.org")
            .credentials(GoVocal::CLIENT_ID, GoVocal::CLIENT_SECRET)
            .http(http)
            .build()
            .unwrap();
        let (first, state) = run_to_end(city.ideas().list().sync(State::new())).await;
        day.sleep(Duration::from_secs(86_400)).await;
        change();
        let (second, state) = run_to_end(city.ideas().list().sync(state)).await;
        (first, second, serde_json::to_value(state).unwrap())
    };
    let (folder, clock) = (TempDir::new().unwrap(), VirtualClock::new());
    let file = folder.path().join("nights.jsonl");
    let city = GoVocal::builder().seed(5).ideas(120).only(["ideas"]).no_rate_limit().build();
    let recorder = Recorder::create(&file).unwrap();
    let transport = recorder.over(played(city.clone(), clock.clone()));
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let then = clock
        .run(nights(http, &clock, &|| {
            let ids = city.ids("ideas");
            assert!(city.update("ideas", ids[70], serde_json::json!({"title": "Another title"})));
        }))
        .unwrap();
    let replay = Replay::open(&file).unwrap();
    let now = futures::executor::block_on(nights(replay.http(), &replay.clock(), &|| {}));
    assert_eq!(now.0.last(), then.0.last());
    assert_eq!(now, then);
}

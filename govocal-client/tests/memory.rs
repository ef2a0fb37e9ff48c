//! What a reading keeps in memory does not grow with the list, but for the keys of readings that need
//! them.
//!
//! A counting allocator measures the whole process, so the tests that count run in a process of their own.

use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use civic_core::clock::Clock;
use civic_core::http::{HttpConfig, RateLimit};
use civic_core::testing::{FakeTransport, VirtualClock};
use civic_sandbox::{GoVocal, Platform};
use futures::TryStreamExt;
use govocal_client::list::Paginator;
use govocal_client::resources::ideas::Idea;
use govocal_client::{Client, List};
use http::{Response, Uri};
use jiff::{SignedDuration, Timestamp};
use peak_alloc::PeakAlloc;
use serde_json::Value;

use crate::alone::run_alone;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const PAGE: u64 = 50;

/// Stand-ins in the row that all others are written after, as long as what takes their place.
const ID: &str = "eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee";
const CREATED_AT: &str = "1999-01-01T00:00:00Z";

/// A list of so many ideas, one a minute, newest first, of which none exists until it is asked for.
fn serve(rows: u64, clock: &VirtualClock) -> FakeTransport {
    let time = clock.clone();
    let now = Arc::new(move || SystemTime::from(time.now()));
    let platform = GoVocal::builder().ideas(1).only(["ideas"]).no_rate_limit().clock(now).build();
    let row: Arc<OnceLock<String>> = Arc::default();
    let newest = clock.now() - SignedDuration::from_hours(1);
    FakeTransport::new(move |request| {
        let uri = request.uri().clone();
        let answer = if uri.path() == "/api/v2/ideas" {
            let row = row.get_or_init(|| template(&platform.handle(request).body_json().unwrap()));
            page(&uri, row, rows, newest)
        } else {
            platform.handle(request).body_bytes().to_vec()
        };
        std::future::ready(Ok(Response::new(answer.into())))
    })
}

fn template(page: &Value) -> String {
    let mut row = page["ideas"][0].clone();
    row["id"] = ID.into();
    row["created_at"] = CREATED_AT.into();
    row.to_string()
}

fn page(uri: &Uri, row: &str, rows: u64, newest: Timestamp) -> Vec<u8> {
    let number = |name: &str| -> u64 {
        let mut pairs = uri.query().unwrap().split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).unwrap().1.parse().unwrap()
    };
    let (size, page) = (number("page_size"), number("page_number"));
    let begin = (page - 1) * size;
    let ideas = (begin..rows.min(begin + size)).map(|index| {
        let minutes = i64::try_from(index).unwrap();
        let at = newest - SignedDuration::from_mins(minutes);
        row.replace(ID, &format!("00000000-0000-4000-8000-{index:012x}"))
            .replace(CREATED_AT, &at.to_string())
    });
    let ideas: Vec<_> = ideas.collect();
    let total = rows.div_ceil(size);
    let meta = format!(r#"{{"current_page":{page},"total_pages":{total}}}"#);
    format!(r#"{{"ideas":[{}],"meta":{meta}}}"#, ideas.join(",")).into_bytes()
}

/// The most memory that a reading over so many pages took beside what was taken before.
fn peak(pages: u64, reading: impl FnOnce(List<Idea>) -> Paginator<Idea>) -> usize {
    let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
    let http = HttpConfig::new().clock(clock.clone()).rate_limit(RateLimit::off());
    let client = Client::builder("https://sandbox.example.org")
        .credentials(GoVocal::CLIENT_ID, GoVocal::CLIENT_SECRET)
        .http(http.transport(serve(pages * PAGE, &clock)))
        .build()
        .unwrap();
    let mut reading = reading(client.ideas().list().page_size(u16::try_from(PAGE).unwrap()));
    let before = MEMORY.current_usage();
    // The sandbox, which is asked for the first row, takes more than the reading does.
    assert!(clock.run(reading.try_next()).unwrap().unwrap().is_some());
    MEMORY.reset_peak_usage();
    let count = reading.try_fold(1, async |count, _| Ok(count + 1));
    assert_eq!(clock.run(count).unwrap().unwrap(), pages * PAGE);
    MEMORY.peak_usage() - before
}

fn hold(bytes_a_row: u64, reading: impl Fn(List<Idea>) -> Paginator<Idea>) {
    peak(2, &reading);
    let (ten, thousand) = (peak(10, &reading), peak(1000, &reading));
    let keys = usize::try_from(bytes_a_row * 1000 * PAGE).unwrap();
    println!("{ten} bytes for 10 pages, {thousand} for 1000, {keys} of them allowed for keys");
    assert!(thousand <= ten + ten / 20 + keys, "{ten} for 10 pages, {thousand} for 1000");
}

#[test]
fn memory_does_not_grow_with_the_list() {
    run_alone("memory::");
}

#[test]
#[ignore = "`memory_does_not_grow_with_the_list` runs it"]
fn a_proven_reading_over_a_thousand_pages_takes_no_more_memory_than_over_ten() {
    hold(0, List::stream);
}

#[test]
#[ignore = "`memory_does_not_grow_with_the_list` runs it"]
fn a_proven_reading_that_reads_ahead_takes_no_more_either() {
    hold(0, |list| list.stream().concurrency(8));
}

#[test]
#[ignore = "`memory_does_not_grow_with_the_list` runs it"]
fn a_reading_by_page_number_keeps_a_key_of_each_row_and_nothing_else() {
    hold(40, List::stream_by_page_number);
}

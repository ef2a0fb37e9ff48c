//! How long it takes to read 10 000 ideas from a server 50 ms away, and how many requests a
//! proven reading costs against a naive one.
//!
//! `cargo bench -p govocal-client --bench lists`
//!
//! Read the figures as ratios within one run: machines are noisy. First come the requests that a
//! proven reading takes against a naive one, counted and not timed, for sparse and for crowded days;
//! then, for each concurrency, the ideal time L·(2 + ⌈P/c⌉) for latency L and P requests in a row.
//! (`tests/costs.rs` holds the requests to their budget.) The server answers from memory: it is on
//! the client's machine, but not the client's work.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark"
)]

#[path = "../../examples/sandbox/remembered.rs"]
mod remembered;

use std::sync::LazyLock;
use std::time::Duration;

use civic_core::http::{HttpConfig, RateLimit};
use civic_core::jiff::{SignedDuration, Timestamp};
use civic_sandbox::{Fault, FaultRule, GoVocal, Server};
use divan::{Bencher, Divan};
use futures::TryStreamExt;
use govocal_client::resources::ideas::Idea;
use govocal_client::{Client, List};
use tokio::runtime::Runtime;

use self::remembered::Remembered;

const ROWS: usize = 10_000;
const LATENCY: Duration = Duration::from_millis(50);
const IDEAS: &str = "/api/v2/ideas";

/// Rows whose requests are counted.
const COUNTED_ROWS: i64 = 3_000;

struct Bench {
    runtime: Runtime,
    platform: GoVocal,
    server: Server,
}

static BENCH: LazyLock<Bench> = LazyLock::new(|| {
    let runtime = Runtime::new().unwrap();
    let platform = GoVocal::builder().seed(1).ideas(ROWS).only(["ideas"]).no_rate_limit().build();
    platform.inject(FaultRule::new(Fault::Latency(LATENCY)).on(IDEAS));
    let server = runtime.block_on(Server::start(Remembered::new(platform.clone()))).unwrap();
    Bench { runtime, platform, server }
});

fn client() -> Client {
    client_of(&BENCH.platform, &BENCH.server)
}

fn client_of(platform: &GoVocal, server: &Server) -> Client {
    Client::builder(server.url())
        .credentials(platform.client_id(), platform.client_secret())
        .http(HttpConfig::new().rate_limit(RateLimit::off()))
        .build()
        .unwrap()
}

/// Reads all rows.
fn read(list: List<Idea>, naive: bool, concurrency: usize) -> usize {
    let reading = if naive { list.stream_by_page_number() } else { list.stream() };
    let reading = reading.concurrency(concurrency);
    BENCH.runtime.block_on(reading.try_fold(0, async |count, _| Ok(count + 1))).unwrap()
}

/// Requests for pages of a proven and of a naive reading, as they arrive.
fn requests(platform: &GoVocal) -> [usize; 2] {
    let server = BENCH.runtime.block_on(Server::start(platform.clone())).unwrap();
    let client = client_of(platform, &server);
    [false, true].map(|naive| {
        platform.clear_requests();
        assert_eq!(read(client.ideas().list(), naive, 1), platform.count("ideas"));
        platform.requests().iter().filter(|request| request.path == IDEAS).count()
    })
}

/// A list with so many rows a day.
fn crowded(rows_a_day: i64) -> GoVocal {
    let platform = GoVocal::builder().ideas(0).only(["ideas"]).no_rate_limit().build();
    let newest: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
    for row in 0..COUNTED_ROWS {
        let at = newest - SignedDuration::from_secs(row * 86_400 / rows_a_day);
        platform.insert("ideas", serde_json::json!({ "created_at": at.to_string() }));
    }
    platform
}

#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn main() {
    for rows_a_day in [5, 20, 80, 300] {
        let [proven, naive] = requests(&crowded(rows_a_day));
        let ratio = proven as f64 / naive as f64;
        println!("{rows_a_day} rows a day: {proven} requests proven, {naive} naive, {ratio:.2}");
    }
    let [pages, naive] = requests(&BENCH.platform);
    println!("{ROWS} rows, {LATENCY:?} away: {pages} requests proven, {naive} naive");
    for concurrency in [1, 4, 8, 16] {
        let rounds = 2 + pages.div_ceil(concurrency);
        println!(
            "ideal at concurrency {concurrency}: {:?}",
            LATENCY * u32::try_from(rounds).unwrap()
        );
    }
    Divan::from_args().sample_count(5).sample_size(1).main();
}

#[divan::bench(args = [1, 4, 8, 16])]
fn proven(bencher: Bencher<'_, '_>, concurrency: usize) {
    let client = client();
    bencher.bench_local(|| assert_eq!(read(client.ideas().list(), false, concurrency), ROWS));
}

#[divan::bench(args = [1, 8])]
fn by_page_number(bencher: Bencher<'_, '_>, concurrency: usize) {
    let client = client();
    bencher.bench_local(|| assert_eq!(read(client.ideas().list(), true, concurrency), ROWS));
}

/// The loop that a user would write: reqwest, `serde_json`, one page after the other.
#[divan::bench]
fn by_hand(bencher: Bencher<'_, '_>) {
    #[derive(serde::Deserialize)]
    struct Page {
        ideas: Vec<Idea>,
        meta: Meta,
    }
    #[derive(serde::Deserialize)]
    struct Meta {
        total_pages: usize,
    }
    let http = reqwest::Client::new();
    let url = BENCH.server.url();
    let (id, secret) = (BENCH.platform.client_id(), BENCH.platform.client_secret());
    let token: serde_json::Value = BENCH.runtime.block_on(async {
        let body = serde_json::json!({"auth": {"client_id": id, "client_secret": secret}});
        let request = http.post(format!("{url}/api/v2/authenticate")).json(&body);
        request.send().await.unwrap().json().await.unwrap()
    });
    let token = token["jwt"].as_str().unwrap();
    bencher.bench_local(|| {
        BENCH.runtime.block_on(async {
            let (mut ideas, mut number) = (Vec::new(), 1);
            loop {
                let query = [("page_size", 100), ("page_number", number)];
                let request = http.get(format!("{url}{IDEAS}")).query(&query).bearer_auth(token);
                let page: Page = request.send().await.unwrap().json().await.unwrap();
                ideas.extend(page.ideas);
                if number >= page.meta.total_pages {
                    break;
                }
                number += 1;
            }
            assert_eq!(ideas.len(), ROWS);
        });
    });
}

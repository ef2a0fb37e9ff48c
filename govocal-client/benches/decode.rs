//! CPU time of a page of 100 ideas through the client, against bare `serde_json` into the same
//! structs.
//!
//! `cargo bench -p govocal-client --bench decode`
//!
//! Through the client means everything: a reading is made, asks, is answered from memory, decodes each
//! row on its own, tells duplicates and reports.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a benchmark")]

#[path = "../../examples/sandbox/cpu_time.rs"]
mod cpu_time;
#[path = "../../examples/sandbox/remembered.rs"]
mod remembered;

use std::hint::black_box;
use std::sync::Arc;
use std::time::SystemTime;

use civic_core::clock::Clock;
use civic_core::http::{HttpConfig, RateLimit};
use civic_core::testing::VirtualClock;
use civic_sandbox::GoVocal;
use futures::TryStreamExt;
use govocal_client::resources::ideas::Idea;
use govocal_client::{Client, http::Request};

use self::remembered::Remembered;

#[derive(serde::Deserialize)]
struct Page {
    ideas: Vec<Idea>,
    #[allow(dead_code, reason = "read as any client must")]
    meta: Meta,
}

#[derive(serde::Deserialize)]
#[allow(dead_code, reason = "read as any client must")]
struct Meta {
    current_page: u64,
    total_pages: u64,
}

fn main() {
    let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
    let time = clock.clone();
    let now = Arc::new(move || SystemTime::from(time.now()));
    let platform = GoVocal::builder().ideas(100).only(["ideas"]).no_rate_limit().clock(now).build();
    let http = HttpConfig::new().clock(clock.clone()).rate_limit(RateLimit::off());
    let client = Client::builder("https://sandbox.example.org")
        .credentials(platform.client_id(), platform.client_secret())
        .http(http.transport(Remembered::new(platform).transport()))
        .build()
        .unwrap();

    let reading = || -> Vec<Idea> {
        let reading = client.ideas().list().stream_by_page_number();
        clock.run(reading.try_collect()).unwrap().unwrap()
    };
    let request = Request::get("/api/v2/ideas").query("page_size", 100).query("page_number", 1);
    let body = clock.run(client.request(request)).unwrap().unwrap().body().clone();
    let by_hand = || serde_json::from_slice::<Page>(&body).unwrap().ideas;
    assert_eq!(reading(), by_hand());

    let [read, bare] = cpu_time::side_by_side(
        200,
        10,
        [&mut || drop(black_box(reading())), &mut || drop(black_box(by_hand()))],
    );
    println!("a page of {} ideas, {} KiB", by_hand().len(), body.len() / 1024);
    println!("client {read:?}, serde_json {bare:?}: {:.2}", cpu_time::ratio(read, bare));
}

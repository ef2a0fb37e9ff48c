//! CPU time of a page of proposals through the client, against bare `serde_json` into the same
//! structs.
//!
//! `cargo bench -p decidim-client --bench decode`
//!
//! Through the client means everything: a list is opened, the query is written for what the site is
//! known to have, the answer comes from memory, and the list reports.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark"
)]

#[path = "../../examples/sandbox/cpu_time.rs"]
mod cpu_time;
#[path = "../../examples/sandbox/remembered.rs"]
mod remembered;

use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use bytes::Bytes;
use civic_core::clock::Clock;
use civic_core::http::{HttpConfig, RateLimit};
use civic_core::testing::VirtualClock;
use civic_sandbox::{Decidim, Platform, Reply};
use decidim_client::graphql::Client;
use decidim_client::graphql::resources::Proposal;
use futures::TryStreamExt;
use serde::Deserialize;

use self::remembered::Remembered;

#[derive(Deserialize)]
struct Envelope {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    component: Component,
}

#[derive(Deserialize)]
struct Component {
    proposals: Connection,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    edges: Vec<Edge>,
    #[allow(dead_code, reason = "read as any client must")]
    page_info: PageInfo,
}

#[derive(Deserialize)]
struct Edge {
    node: Option<Proposal>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read as any client must")]
struct PageInfo {
    end_cursor: Option<String>,
    has_next_page: bool,
}

/// A site that keeps the last answer it gave.
#[derive(Clone)]
struct Kept(Decidim, Arc<Mutex<Bytes>>);

impl Platform for Kept {
    fn handle(&self, request: http::Request<Bytes>) -> Reply {
        let reply = self.0.handle(request);
        *self.1.lock().unwrap() = reply.body_bytes();
        reply
    }
}

fn main() {
    let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
    let time = clock.clone();
    let now = Arc::new(move || SystemTime::from(time.now()));
    let site = Decidim::builder().proposals(400).no_rate_limit().clock(now).build();
    let components = site.component_ids("Proposals");
    let component = *components
        .iter()
        .max_by_key(|component| site.ids_in(**component, "proposals").len())
        .unwrap();
    let last_answer = Arc::new(Mutex::default());
    let transport = Remembered::new(Kept(site, Arc::clone(&last_answer))).transport();
    let http = HttpConfig::new().clock(clock.clone()).rate_limit(RateLimit::off());
    let client = Client::builder("https://sandbox.example.org")
        .http(http.transport(transport))
        .build()
        .unwrap();

    let through_client = || -> Vec<Proposal> {
        let list = client.proposals(component).list().stream().limit_pages(1);
        clock.run(list.try_collect()).unwrap().unwrap()
    };
    let through_the_client = through_client();
    let body = last_answer.lock().unwrap().clone();
    let by_hand = || -> Vec<Proposal> {
        let page: Envelope = serde_json::from_slice(&body).unwrap();
        page.data.component.proposals.edges.into_iter().filter_map(|edge| edge.node).collect()
    };
    assert_eq!(through_the_client.len(), by_hand().len());

    let [client, bare] = cpu_time::side_by_side(
        200,
        10,
        [&mut || drop(black_box(through_client())), &mut || drop(black_box(by_hand()))],
    );
    println!("a page of {} proposals, {} KiB", by_hand().len(), body.len() / 1024);
    println!("client {client:?}, serde_json {bare:?}: {:.2}", cpu_time::ratio(client, bare));
}

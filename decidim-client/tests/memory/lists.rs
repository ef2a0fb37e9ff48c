//! What a reading keeps in memory does not grow with the list, but for the keys by which it tells
//! rows apart.

use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use civic_core::clock::Clock;
use civic_core::http::{HttpConfig, RateLimit};
use civic_core::testing::{FakeTransport, VirtualClock};
use civic_sandbox::{Decidim, Platform, RestVersion};
use decidim_client::list::Paginator;
use decidim_client::{Error, graphql, rest};
use futures::TryStreamExt;
use http::Response;
use serde_json::{Value, json};

use super::MEMORY;

const PAGE: u64 = 25;
const SIZE: u32 = 25;

/// A stand-in in the row that all others are written after, as long as what takes its place.
const ID: u64 = 9_999_999;
const FIRST: u64 = 1_000_000;

/// The most memory that a reading over so many pages took beside what was taken before.
fn peak<T: Send + 'static>(
    pages: u64,
    reading: &dyn Fn(&VirtualClock, u64) -> Paginator<T>,
) -> usize {
    let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
    let mut reading = reading(&clock, pages * PAGE);
    let before = MEMORY.current_usage();
    // The sandbox, which is asked for the first row, takes more than the reading does.
    assert!(clock.run(reading.try_next()).unwrap().unwrap().is_some());
    MEMORY.reset_peak_usage();
    let count = reading.try_fold(1, async |count, _| Ok::<_, Error>(count + 1));
    assert_eq!(clock.run(count).unwrap().unwrap(), pages * PAGE);
    MEMORY.peak_usage() - before
}

fn hold<T: Send + 'static>(bytes_a_row: u64, reading: &dyn Fn(&VirtualClock, u64) -> Paginator<T>) {
    peak(2, reading);
    let (ten, thousand) = (peak(10, reading), peak(1000, reading));
    let keys = usize::try_from(bytes_a_row * 1000 * PAGE).unwrap();
    println!("{ten} bytes for 10 pages, {thousand} for 1000, {keys} of them allowed for keys");
    assert!(thousand <= ten + ten / 20 + keys, "{ten} for 10 pages, {thousand} for 1000");
}

fn http(clock: &VirtualClock, transport: FakeTransport) -> HttpConfig {
    HttpConfig::new().clock(clock.clone()).rate_limit(RateLimit::off()).transport(transport)
}

fn site(clock: &VirtualClock) -> Decidim {
    let time = clock.clone();
    let now = Arc::new(move || SystemTime::from(time.now()));
    Decidim::builder().proposals(60).rest_version(RestVersion::V0_3).clock(now).build()
}

/// The proposals of a component by GraphQL: so many, of which none exists until it is asked for.
/// What the site knows, the sandbox says.
fn proposals(clock: &VirtualClock, rows: u64) -> Paginator<graphql::resources::Proposal> {
    let site = site(clock);
    let components = site.component_ids("Proposals");
    let component = *components
        .iter()
        .max_by_key(|component| site.ids_in(**component, "proposals").len())
        .unwrap();
    let row: OnceLock<String> = OnceLock::new();
    let transport = FakeTransport::new(move |request| {
        let asked: Value = serde_json::from_slice(request.body()).unwrap();
        let said = match row.get() {
            Some(_) => None,
            None => Some(site.handle(request).body_json().unwrap()),
        };
        let node = said.as_ref().and_then(|said| {
            let edges = said["data"]["component"]["proposals"]["edges"].as_array()?;
            edges.iter().map(|edge| edge["node"].clone()).find(|node| !node.is_null())
        });
        let answer = match (row.get(), node, said) {
            (Some(row), ..) => connection(&asked["variables"], row, rows),
            (None, Some(mut node), _) => {
                node["id"] = ID.to_string().into();
                connection(&asked["variables"], row.get_or_init(|| node.to_string()), rows)
            }
            (None, None, said) => said.unwrap_or_default().to_string(),
        };
        std::future::ready(Ok(Response::new(answer.into())))
    });
    let client = graphql::Client::builder("https://sandbox.example.org");
    client
        .http(http(clock, transport))
        .build()
        .unwrap()
        .proposals(component)
        .list()
        .page_size(SIZE)
        .stream()
}

fn connection(variables: &Value, row: &str, rows: u64) -> String {
    let begin = variables["after"].as_str().map_or(0, |cursor| {
        let bytes = BASE64_STANDARD_NO_PAD.decode(cursor).unwrap();
        String::from_utf8(bytes).unwrap().parse::<u64>().unwrap()
    });
    let end = rows.min(begin + variables["first"].as_u64().unwrap());
    let (old, edge) = (ID.to_string(), |row: &str| format!(r#"{{"node":{row}}}"#));
    let edges = (begin..end).map(|index| edge(&row.replace(&old, &(FIRST + index).to_string())));
    let edges = edges.collect::<Vec<_>>().join(",");
    let cursor = |place: u64| BASE64_STANDARD_NO_PAD.encode(place.to_string());
    let info = json!({
        "startCursor": cursor(begin + 1),
        "endCursor": cursor(end),
        "hasNextPage": end < rows,
        "hasPreviousPage": begin > 0,
    });
    format!(
        r#"{{"data":{{"component":{{"id":"1","proposals":{{"edges":[{edges}],"pageInfo":{info}}}}}}}}}"#
    )
}

/// The proposals of a server by REST, likewise.
fn by_rest(clock: &VirtualClock, rows: u64) -> rest::List<rest::resources::Proposal> {
    let site = site(clock);
    let row: OnceLock<String> = OnceLock::new();
    let transport = FakeTransport::new(move |request| {
        let uri = request.uri().clone();
        let reply = match row.get() {
            Some(_) => None,
            None => Some(site.handle(request)),
        };
        let number = |name: &str| -> Option<u64> {
            let mut pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name)?.1.parse().ok()
        };
        let Some((rows_a_page, page)) = number("per_page").zip(number("page")) else {
            return std::future::ready(Ok(reply.unwrap().to_response().unwrap().map(Into::into)));
        };
        let row = row.get_or_init(|| {
            let mut row = reply.unwrap().body_json().unwrap()["data"][0].clone();
            row["id"] = ID.to_string().into();
            row.to_string()
        });
        let old = ID.to_string();
        let begin = (page - 1) * rows_a_page;
        let shown = (begin..rows.min(begin + rows_a_page))
            .map(|index| row.replace(&old, &(FIRST + index).to_string()));
        let shown = shown.collect::<Vec<_>>().join(",");
        let mut answer = Response::new(format!(r#"{{"data":[{shown}]}}"#).into());
        answer.headers_mut().insert("total", rows.into());
        answer.headers_mut().insert("per-page", rows_a_page.into());
        std::future::ready(Ok(answer))
    });
    let (id, secret) = (Decidim::CLIENT_ID, Decidim::CLIENT_SECRET);
    let client = rest::Client::builder("https://decidim.example.org").credentials(id, secret);
    let client = client.scopes(["public", "proposals"]).http(http(clock, transport));
    let client = client.build().unwrap();
    client.proposals().list().page_size(u16::try_from(PAGE).unwrap())
}

#[test]
#[ignore = "`memory_does_not_grow_with_what_is_read` runs it"]
fn a_joined_reading_by_cursors_keeps_key_and_id_of_each_row_and_nothing_else() {
    hold(60, &proposals);
}

#[test]
#[ignore = "`memory_does_not_grow_with_what_is_read` runs it"]
fn a_rest_reading_by_page_number_keeps_a_key_of_each_row_and_nothing_else() {
    hold(40, &|clock, rows| by_rest(clock, rows).stream_by_page_number());
}

#[test]
#[ignore = "`memory_does_not_grow_with_what_is_read` runs it"]
fn a_rest_reading_in_passes_keeps_the_keys_of_two_passes_and_nothing_else() {
    hold(80, &|clock, rows| by_rest(clock, rows).stream());
}

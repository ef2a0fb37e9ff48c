//! A newest-first list. Which of its pages are asked for depends on how many are fetched at a time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;

use super::{BASE, Studio, Town};
use crate::cassette::Recorder;
use crate::clock::Clock;
use crate::http::HttpConfig;
use crate::http::RateLimit;
use crate::http::platform::HttpClient;
use crate::list::source::{Key, ListSpec, NumberedList, NumberedPage, PageRow, Position};
use crate::list::{Completeness, Paginator, Report};
use crate::testing::FakeTransport;
use crate::{Error, ErrorKind};

/// A row: its id, and the second in which it was made.
type Row = (u64, i64);

/// Rows, newest first, each moment with so many of them.
fn rows(tied: u64) -> Vec<Row> {
    (0..300).map(|n| (n, i64::try_from(1_000_000 - n / tied).unwrap())).collect()
}

#[derive(serde::Deserialize)]
struct Answer {
    rows: Vec<Row>,
    total_pages: u64,
}

/// The list, as a client reads it.
struct Rows(HttpClient);

impl ListSpec for Rows {
    type Item = Row;

    fn resource_name(&self) -> &'static str {
        "rows"
    }

    fn identity(&self) -> String {
        "rows".to_owned()
    }

    fn key(&self, row: &Row) -> Key {
        Key::of([row.0.to_le_bytes()])
    }

    fn position(&self, row: &Row) -> Option<Position> {
        Some(jiff::Timestamp::from_second(row.1).unwrap().into())
    }
}

impl NumberedList for Rows {
    fn page_size(&self) -> u64 {
        25
    }

    fn honoured_size(&self) -> u64 {
        100
    }

    fn page(&self, number: u64, size: u64) -> BoxFuture<'_, Result<NumberedPage<Row>, Error>> {
        let request = crate::http::Request::get("/rows").query("page", number).query("size", size);
        Box::pin(async move {
            let response = self.0.execute(request).await?;
            let answer: Answer = response.json()?;
            Ok(NumberedPage {
                rows: answer.rows.into_iter().map(PageRow::Decoded).collect(),
                number: Some(number),
                total_pages: answer.total_pages,
                total_rows: None,
                stats: response.stats(),
            })
        })
    }
}

/// How a server answers a request, by the how-manieth it is.
type Weather = fn(u64, &mut Vec<Row>) -> Answered;

struct Answered {
    status: u16,
    after: Duration,
    /// Whether it says how many pages there are.
    counts: bool,
}

/// It answers at once, and nothing changes.
fn calm(_: u64, _: &mut Vec<Row>) -> Answered {
    Answered { status: 200, after: Duration::from_millis(50), counts: true }
}

/// Answers overtake each other, some requests are refused, some counts are wrong, and rows come and go.
fn stormy(request: u64, rows: &mut Vec<Row>) -> Answered {
    let chance = |of: u64| {
        u64::from_le_bytes(
            Key::of([request.to_le_bytes(), of.to_le_bytes()]).to_bytes()[..8].try_into().unwrap(),
        )
    };
    if chance(1) % 5 == 0 {
        let newest = rows[0].1 + i64::try_from(chance(2) % 2).unwrap();
        rows.splice(..0, (0..chance(3) % 9).map(|n| (1_000_000 + request * 100 + n, newest)));
    }
    if chance(4) % 4 == 0 {
        let from = usize::try_from(chance(5)).unwrap_or(0) % (rows.len() - 20);
        rows.drain(from..from + usize::try_from(chance(6) % 20).unwrap());
    }
    let status = match chance(7) % 9 {
        0 => 429,
        1 => 503,
        _ => 200,
    };
    Answered {
        status,
        after: Duration::from_millis(10 + chance(8) % 400),
        counts: chance(9) % 12 > 0,
    }
}

/// A transport to such a server, whose requests are counted from here.
fn served(studio: &Studio, rows: Vec<Row>, from: u64, weather: Weather) -> FakeTransport {
    let clock = studio.clock.clone();
    let state = Arc::new(Mutex::new((from, rows)));
    FakeTransport::new(move |request| {
        let query: BTreeMap<_, _> =
            url::form_urlencoded::parse(request.uri().query().unwrap().as_bytes())
                .map(|(name, value)| (name.into_owned(), value.parse::<u64>().unwrap()))
                .collect();
        let (number, size) = (query["page"], query["size"]);
        let mut state = state.lock().unwrap();
        state.0 += 1;
        let (request, rows) = (state.0, &mut state.1);
        let Answered { status, after, counts } = weather(request, rows);
        let shown: Vec<_> = rows
            .iter()
            .skip(usize::try_from((number - 1) * size).unwrap())
            .take(usize::try_from(size).unwrap())
            .collect();
        let pages = if counts { (rows.len() as u64).div_ceil(size) } else { 0 };
        let body = serde_json::json!({"rows": shown, "total_pages": pages}).to_string();
        let clock = clock.clone();
        async move {
            clock.sleep(after).await;
            let answer = http::Response::builder().status(status).header("retry-after", "1");
            Ok(answer.body(Bytes::from(body).into()).unwrap())
        }
    })
}

type Read = (Vec<u64>, Vec<Error>, Report);

/// Reads the list to its end, so many pages at a time.
async fn read(http: HttpConfig, pages: usize) -> Read {
    let client = http.rate_limit(RateLimit::off()).build(BASE, Town).unwrap();
    let mut list = Paginator::gap_free(Rows(client)).concurrency(pages);
    let (mut ids, mut errors) = (Vec::new(), Vec::new());
    while let Some(row) = list.next().await {
        match row {
            Ok((id, _)) => ids.push(id),
            Err(error) => errors.push(error),
        }
    }
    (ids, errors, list.report())
}

/// Records the list, read so many pages at a time.
fn recorded(studio: &Studio, server: FakeTransport, pages: usize) -> Read {
    let recorder = Recorder::create(studio.path()).unwrap();
    let http = HttpConfig::new().clock(studio.clock.clone()).transport(recorder.over(server));
    let read = studio.clock.run(read(http, pages)).unwrap();
    recorder.finish().unwrap();
    read
}

fn replayed(studio: &Studio, pages: usize) -> Read {
    futures::executor::block_on(read(studio.replay().http(), pages))
}

/// All that was seen, but for what fetching took.
fn seen((ids, errors, mut report): Read) -> (Vec<u64>, Vec<ErrorKind>, Report) {
    (report.requests, report.retries, report.waited_for_rate_limit) = (0, 0, Duration::ZERO);
    (ids, errors.iter().map(Error::kind).collect(), report)
}

#[test]
fn a_list_is_read_again_as_it_was_recorded_however_many_pages_are_asked_for_at_a_time() {
    for tied in [1, 2, 3, 4, 7, 30] {
        for pages in [1, 2, 4, 8] {
            let studio = Studio::new();
            let (ids, errors, report) =
                recorded(&studio, served(&studio, rows(tied), 0, calm), pages);
            assert_eq!((ids.len(), errors.len()), (300, 0), "{tied}, {pages}: {report}");
            for again in [1, 2, 4, 8] {
                let now = replayed(&studio, again);
                assert_eq!(
                    (&now.0, now.1.len()),
                    (&ids, 0),
                    "{tied}, {pages}, {again}: {:?}",
                    now.1
                );
                assert_eq!(now.2, report, "{tied}, {pages}, {again}");
            }
        }
    }
}

#[test]
fn so_is_one_that_changed_while_the_server_refused_requests() {
    let mut throttled = 0;
    for seed in 0..20 {
        for (tied, pages) in [(1, 4), (3, 1), (3, 8), (4, 4), (7, 2)] {
            let studio = Studio::new();
            let server = served(&studio, rows(tied), seed * 100_000, stormy);
            let then = recorded(&studio, server, pages);
            throttled += u32::from(then.2.retries > 0);
            let then = seen(then);
            for again in [1, 3, 8] {
                let now = seen(replayed(&studio, again));
                assert_eq!(now, then, "{seed}: {tied}, {pages}, {again}");
            }
        }
    }
    assert!(throttled > 80, "{throttled}");
}

#[test]
fn a_list_that_was_not_recorded_to_its_end_ends_with_the_request_that_is_missing() {
    let studio = Studio::new();
    recorded(&studio, served(&studio, rows(3), 0, calm), 4);
    let written = studio.written();
    let lines: Vec<_> = written.lines().take(9).collect();
    std::fs::write(studio.path(), lines.join("\n") + "\n").unwrap();
    for pages in [1, 4] {
        let (ids, errors, report) = replayed(&studio, pages);
        assert!(!ids.is_empty() && ids.len() < 300, "{}", ids.len());
        assert!(ids.iter().copied().eq(0..ids.len() as u64), "{ids:?}");
        let error = errors.last().unwrap();
        assert_eq!(error.kind(), ErrorKind::Cassette, "{error}");
        assert!(
            error.to_string().contains("does not have this request; the nearest is GET /rows"),
            "{error}"
        );
        assert!(!matches!(report.completeness, Completeness::Proven), "{report}");
    }
}

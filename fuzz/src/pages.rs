//! What any platform may answer to the shared crate: pages of rows, and requests for patience.

use std::time::Duration;

use civic_core::http::platform::Platform;
use civic_core::http::{Request, Response, RetryPolicy};
use civic_core::list::source::{PageRow, RawRow, raw_rows, rows, rows_and};
use civic_core::testing::VirtualClock;
use serde::Deserialize;

use super::script::{Script, check_message};

/// Requests that are sent, each after what the answers before have taught the client.
const REQUESTS: usize = 3;

/// The longest wait that an error may name.
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

#[derive(Debug)]
struct Anyone;

impl Platform for Anyone {
    fn user_agent(&self) -> &'static str {
        "fuzz"
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Row {
    id: u64,
    title: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Meta {
    pages: Option<u64>,
}

/// Reads these answers as pages, by a client that asks again where it may.
pub fn attack(bytes: &[u8]) {
    let clock = VirtualClock::new();
    let http = Script::read(bytes).http(&clock, |_| ()).retry(RetryPolicy::default());
    let client = http.build("https://platform.example.org", Anyone);
    let client = client.unwrap_or_else(|error| panic!("{error}"));
    for _ in 0..REQUESTS {
        let answer = clock.run(client.execute(Request::get("/")));
        match answer.unwrap_or_else(|stuck| panic!("the client waits for nothing: {stuck}")) {
            Ok(answer) => page(&answer),
            Err(error) => {
                check_message(&error);
                assert!(error.retry_after().is_none_or(|wait| wait <= YEAR), "{error}");
            }
        }
    }
}

/// Rows that are read together are those that are read one by one.
fn page(answer: &Response) {
    let (together, one_by_one) = (rows::<Row>(answer, "rows"), raw_rows(answer, "rows"));
    let beside = rows_and::<Row, Meta>(answer, "rows", "meta");
    if let Ok((rows, meta)) = &beside {
        let _ = meta.pages;
        assert_eq!(read(rows), together.as_deref().map(read).unwrap_or_default());
    }
    match (&together, &one_by_one) {
        (Ok(rows), Ok(raw)) => {
            let raw: Vec<_> = raw.iter().map(|row| RawRow::decode::<Row>(row).ok()).collect();
            assert_eq!(read(rows), raw);
        }
        // Only what is not read at all may be no text.
        (Ok(_), Err(_)) => assert!(std::str::from_utf8(answer.body()).is_err()),
        (Err(error), _) => assert!(one_by_one.is_err(), "{error}"),
    }
    for error in [together.err(), one_by_one.err(), beside.err()].into_iter().flatten() {
        check_message(&error);
    }
}

fn read(rows: &[PageRow<Row>]) -> Vec<Option<Row>> {
    let read = |row: &PageRow<Row>| match row {
        PageRow::Decoded(row) => Some(row.clone()),
        PageRow::Raw(row) => row.decode().ok(),
    };
    rows.iter().map(read).collect()
}

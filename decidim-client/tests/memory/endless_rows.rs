//! A row of a table that does not end is an error at a limit, and takes no more memory than that.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use civic_core::http::HttpConfig;
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use decidim_client::ErrorKind;
use decidim_client::open_data::Client;
use decidim_client::open_data::report::TableCompleteness;
use futures::{StreamExt, stream};

use super::MEMORY;

const MEBIBYTE: usize = 1024 * 1024;

/// The largest row, as the reader has it.
const LARGEST: usize = 64 * MEBIBYTE;

/// Reads a table of this beginning, after which the same piece comes for ever. How much came
/// before the error, and the most memory that it took.
fn read(beginning: &'static str, piece: Bytes) -> (usize, usize) {
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let clock = VirtualClock::new();
    let transport = FakeTransport::new(move |_| {
        let (piece, counted) = (piece.clone(), Arc::clone(&counted));
        let rest = stream::repeat_with(move || {
            let taken = counted.fetch_add(piece.len(), Ordering::SeqCst);
            assert!(taken < 2 * LARGEST, "it does not end");
            Ok(piece.clone())
        });
        let body = stream::iter([Ok(Bytes::from_static(beginning.as_bytes()))]).chain(rest);
        async move { Ok(http::Response::new(FakeBody::stream(body.boxed()))) }
    });
    let http = HttpConfig::new().clock(clock.clone()).transport(transport);
    let client = Client::builder("https://decidim.example.org").http(http).build().unwrap();
    let mut rows = client.proposals().stream();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let error = clock.run(rows.next()).unwrap().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge, "{error}");
    assert!(error.to_string().contains("a row of more than"), "{error}");
    assert!(clock.run(rows.next()).unwrap().is_none());
    let report = rows.report();
    assert!(matches!(report.completeness, TableCompleteness::Interrupted { .. }), "{report}");
    (taken.load(Ordering::SeqCst), MEMORY.peak_usage() - before)
}

#[test]
#[ignore = "`memory_does_not_grow_with_what_is_read` runs it"]
fn a_row_without_end_is_an_error_at_a_limit() {
    let text = Bytes::from(vec![b'x'; MEBIBYTE]);
    let lines = Bytes::from(b"x\r\n".repeat(MEBIBYTE / 3));
    let cells = Bytes::from(vec![b';'; MEBIBYTE]);
    let crumbs = Bytes::from_static(b";;;;;;;;;;;;;;;;");
    for (what, beginning, piece, most) in [
        ("a cell", "id;title/en\n1;", text.clone(), LARGEST),
        ("a quoted cell", "id;title/en\n1;\"", lines, LARGEST),
        ("a column's name", "id;ti", text, LARGEST),
        ("cells", "id;title/en\n1;", cells.clone(), MEBIBYTE),
        ("columns", "id;title/en", cells, MEBIBYTE),
        ("columns in crumbs", "id;title/en", crumbs, MEBIBYTE),
    ] {
        let (taken, peak) = read(beginning, piece);
        println!("{what}: {taken} bytes taken, {peak} bytes of memory");
        assert!(taken <= most + 2 * MEBIBYTE, "{what}: {taken} bytes taken");
        // While a buffer doubles, it is there twice.
        assert!(peak <= 2 * most + 8 * MEBIBYTE, "{what}: {peak} bytes of memory");
    }
}

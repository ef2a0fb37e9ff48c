//! Memory that a Parquet file takes while it is written, counted by the allocator. The test that counts runs
//! in a process of its own: others would count too.

use civic_cli::sinks::Sink;
use civic_cli::sinks::parquet::Parquet;
use civic_cli::table::{Languages, Table};
use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use peak_alloc::PeakAlloc;
use schemars::JsonSchema;

use crate::alone::run_alone;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most that may be held, in MiB, whatever the number of rows.
const BUDGET: f32 = 64.0;

/// What most lists have: an id, a text, texts in many languages, a moment, a number, a list.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct Row {
    id: u64,
    body: String,
    title: Multiloc,
    created_at: Timestamp,
    likes: i64,
    tags: Vec<String>,
}

fn peak_of(rows: u32) -> f32 {
    let file = tempfile::tempfile().unwrap();
    let table = Table::of::<Row>("a/list", Languages::All);
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage_as_mb();
    let mut sink = Box::new(Parquet::new(table, file).unwrap());
    for n in 0..rows {
        let second = n % 60;
        let row = format!(
            "{{\"id\":{n},\"body\":\"Proposal number {n}: plant {} trees along the canal path\",\
             \"title\":{{\"nl\":\"Bomen {n}\",\"fr\":\"Arbres {n}\"}},\
             \"created_at\":\"2026-01-02T03:04:{second:02}.{n:06}Z\",\"likes\":{},\
             \"tags\":[\"green\",\"tag-{}\"]}}",
            n % 977,
            n % 31,
            n % 13,
        );
        sink.write(&row).unwrap();
    }
    sink.finish().unwrap();
    MEMORY.peak_usage_as_mb() - before
}

#[test]
fn a_million_rows_take_no_more_memory_than_a_hundred_thousand() {
    run_alone("memory::");
}

#[test]
#[ignore = "the test above runs it"]
fn counted_alone() {
    let [some, many] = [100_000, 1_000_000].map(peak_of);
    println!("100 000 rows: {some:.1} MiB, 1 000 000 rows: {many:.1} MiB");
    assert!(many <= BUDGET, "{many} MiB");
    assert!(many <= some * 1.5, "{some} MiB became {many} MiB");
}

//! What readings cost and how they end, line by line in a file: after a change to how lists are read it shows
//! which need more requests or fewer, and how much more or less is proven.

use std::fmt::Write as _;

use futures_util::StreamExt;

use super::promises::{WAYS, Way};
use super::{Table, Weather, read_list};
use crate::list::{Level, Paginator};
use crate::testing::{VirtualClock, golden_table};

/// Lists of these lengths, on pages of these sizes.
const ROWS: [u64; 6] = [5, 12, 60, 130, 600, 1_500];
const PAGES: [u64; 2] = [25, 100];

/// How the lists behave, and how many of each length and page size are read.
fn kinds() -> Vec<(&'static str, u64, Weather)> {
    let quiet = Weather::quiet(0);
    vec![
        ("quiet", 1, quiet),
        ("days fuller than a page", 1, Weather { rows_a_day: 300, ..quiet }),
        ("rows are counted", 1, Weather { counts_rows: true, ..quiet }),
        ("two new rows a request", 1, Weather { inserts: 2, ..quiet }),
        ("half a page of new rows a request", 1, Weather { inserts: 12, ..quiet }),
        ("moments of up to 9 rows", 2, Weather { ties: 9, ..quiet }),
        ("moments of up to 40 rows", 2, Weather { ties: 40, ..quiet }),
        ("moments of up to 400 rows", 2, Weather { ties: 400, ..quiet }),
        ("such moments, shuffled", 2, Weather { ties: 150, shuffled_ties: true, ..quiet }),
        ("such moments, and changes", 2, Weather { ties: 150, churn: 0.1, ..quiet }),
        ("pages cut to 24 rows", 1, Weather { largest_page: 24, ..quiet }),
        ("pages cut otherwise each time", 3, Weather { cut_varies: true, ..quiet }),
        ("the last page for each beyond", 1, Weather { last_page_for_all_beyond: true, ..quiet }),
        ("few changes", 4, Weather { churn: 0.05, ..quiet }),
        ("few changes, rows are counted", 4, Weather { churn: 0.05, counts_rows: true, ..quiet }),
        ("many rows at once", 4, Weather { churn: 0.4, bursts: true, ..quiet }),
        (
            "many rows at once, failures",
            2,
            Weather { churn: 0.9, bursts: true, faults: 0.1, ..quiet },
        ),
        ("rows out of order", 1, Weather { misplaced: true, ..quiet }),
    ]
}

/// What is told of them, and how wide it is in the table.
const COLUMNS: [(&str, usize); 9] = [
    ("requests", 10),
    ("rows", 8),
    ("overlap", 9),
    ("repeated", 9),
    ("missed", 8),
    ("proven", 8),
    ("consistent", 12),
    ("incomplete", 12),
    ("said", 7),
];

/// Readings of one kind.
#[derive(Default)]
struct Sum {
    requests: u64,
    items: u64,
    /// Rows that were read again because windows overlap, and those that came again.
    overlap: u64,
    duplicates: u64,
    missed: usize,
    proven: u32,
    consistent: u32,
    incomplete: u32,
    /// The letters of all that the reports say of completeness.
    said: usize,
}

impl Sum {
    fn read(kind: &Weather, times: u64, way: Way, concurrency: usize) -> Self {
        let mut sum = Self::default();
        for rows in ROWS {
            for page_size in PAGES {
                for seed in 0..times {
                    let weather = Weather { rows, concurrency, page_size, ..*kind };
                    let outcome = read_list(weather, seed, way);
                    let report = &outcome.report;
                    sum.requests += outcome.requests;
                    sum.items += report.items;
                    sum.overlap += report.overlap;
                    sum.duplicates += report.duplicates;
                    sum.missed += outcome.missed;
                    match report.completeness.level() {
                        Level::Proven => sum.proven += 1,
                        Level::Consistent => sum.consistent += 1,
                        Level::Incomplete => sum.incomplete += 1,
                    }
                    sum.said += report.completeness.to_string().len();
                }
            }
        }
        sum
    }

    /// In the order of the columns.
    fn figures(&self) -> [String; 9] {
        [
            self.requests.to_string(),
            self.items.to_string(),
            self.overlap.to_string(),
            self.duplicates.to_string(),
            self.missed.to_string(),
            self.proven.to_string(),
            self.consistent.to_string(),
            self.incomplete.to_string(),
            self.said.to_string(),
        ]
    }
}

fn line([lists, way, ahead]: [&str; 3], figures: &[String; 9]) -> String {
    let mut line = format!("{lists:34}{way:16}{ahead:>5}");
    for (figure, (_, width)) in figures.iter().zip(COLUMNS) {
        write!(line, "{figure:>width$}").unwrap();
    }
    line + "\n"
}

#[test]
fn what_readings_cost_and_how_they_end_is_as_it_was() {
    let mut table = line(["lists", "way", "ahead"], &COLUMNS.map(|(name, _)| name.to_owned()));
    for (name, times, kind) in kinds() {
        for (way_name, way) in WAYS {
            for concurrency in [1, 4] {
                let sum = Sum::read(&kind, times, way, concurrency);
                let of = [name, way_name, &concurrency.to_string()];
                table += &line(of, &sum.figures());
            }
        }
    }
    golden_table::compare("list/simulation/costs.txt", &table);
}

/// How many requests the second half of 1000 rows takes where so many were added since the first was read.
fn rest_of_a_list(page_size: u64, added: u64) -> u64 {
    let clock = VirtualClock::new();
    let table = Table::new(Weather { page_size, ..Weather::quiet(1_000) }, 7, clock.clone());
    let mut paginator = Paginator::gap_free(table.clone());
    for _ in 0..500 {
        clock.run(paginator.next()).unwrap().unwrap().unwrap();
    }
    table.grow(added);
    let before = table.requests();
    let rest = Paginator::gap_free(table.clone()).resume(paginator.checkpoint()).unwrap();
    let rows = clock.run(rest.count()).unwrap();
    assert!(rows >= 500, "{rows} rows after {added} were added");
    table.requests() - before
}

#[test]
fn what_going_on_costs_after_many_rows_were_added_is_as_it_was() {
    let mut table = String::new();
    for page_size in [25, 50, 100] {
        write!(table, "{page_size} rows a page:").unwrap();
        for added in [0, 10, 30, 60, 100, 130, 250, 500, 1_000, 3_000, 9_000, 30_000, 100_000] {
            write!(table, " {added} added, {};", rest_of_a_list(page_size, added)).unwrap();
        }
        table.push('\n');
    }
    golden_table::compare("list/simulation/costs_of_going_on.txt", &table);
}

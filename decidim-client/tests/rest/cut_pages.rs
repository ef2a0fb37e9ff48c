//! Hosts that cut pages below the size that was asked for.

use civic_core::list::Completeness;

use super::lists::TALLIES;
use super::support::{Answer, Fake, proposal};

/// A host that cuts pages to this size, and sends these headers of paging.
fn cutting(rows: u64, to: usize, headers: &'static [&'static str]) -> Fake {
    let rows: Vec<_> = (1..=rows).map(proposal).collect();
    Fake::new("v0.2", move |seen| {
        seen.is("GET", "/proposals").then(|| {
            let mut seen = seen.clone();
            let size = seen.number("per_page").unwrap().min(to).to_string();
            seen.query.retain(|(name, _)| name != "per_page");
            seen.query.push(("per_page".to_owned(), size));
            let mut answer = Answer::rows(&seen, &rows);
            answer.headers.retain(|(name, _)| headers.contains(name));
            answer
        })
    })
}

/// Neither the module nor `api-pagination` sets a largest page; hosts may (`Kaminari.config`), of
/// any size, and headers are an option of theirs, too.
#[test]
fn a_page_that_was_cut_is_no_end_where_the_host_tells_nothing() {
    for to in [3, 10, 24] {
        for by_number in [false, true] {
            let fake = cutting(70, to, &[]);
            let list = fake.client().proposals().list().page_size(30);
            let mut reading = if by_number { list.stream_by_page_number() } else { list.stream() };
            let (rows, errors) = fake.read(&mut reading);
            assert!(errors.is_empty(), "{errors:?}");
            assert_eq!(rows.len(), 70, "{to} {by_number}: {}", reading.report());
        }
    }
}

#[test]
fn a_total_without_the_size_of_pages_loses_no_row() {
    for rows in [26, 100, 110, 120] {
        for by_number in [false, true] {
            let fake = cutting(rows, 25, &["total"]);
            let list = fake.client().proposals().list().page_size(30);
            let mut reading = if by_number { list.stream_by_page_number() } else { list.stream() };
            let (read, errors) = fake.read(&mut reading);
            assert!(errors.is_empty(), "{errors:?}");
            assert_eq!(read.len() as u64, rows, "{by_number}: {}", reading.report());
            assert!(
                [Completeness::Proven, TALLIES].contains(&reading.report().completeness),
                "{rows} {by_number}: {}",
                reading.report()
            );
        }
    }
}

#[test]
fn a_host_that_cuts_pages_loses_no_row() {
    let rows: Vec<_> = (1..=95).map(proposal).collect();
    let fake = Fake::new("v0.2", move |seen| {
        seen.is("GET", "/proposals").then(|| {
            let mut seen = seen.clone();
            let size = seen.number("per_page").unwrap().min(25).to_string();
            seen.query.retain(|(name, _)| name != "per_page");
            seen.query.push(("per_page".to_owned(), size));
            Answer::rows(&seen, &rows)
        })
    });
    let mut reading = fake.client().proposals().list().stream();
    assert_eq!(fake.read(&mut reading).0.len(), 95);
    assert!(
        [Completeness::Proven, TALLIES].contains(&reading.report().completeness),
        "{}",
        reading.report()
    );
}

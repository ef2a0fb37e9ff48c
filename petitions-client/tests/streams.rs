//! Signatures are read to an end that is proven, or reported as unproven.

use std::collections::BTreeMap;

use crate::support::{Bench, client};
use civic_core::clock::Clock;
use civic_sandbox::petitions::{ApiKey, PetitionsBuilder};
use civic_sandbox::{Churn, Fault, FaultRule, Petitions};
use futures::StreamExt;
use petitions_client::DateRange;
use petitions_client::jiff::civil::date;
use petitions_client::list::{Completeness, Condition, Gap, Paginator, Report};
use petitions_client::resources::signatures::Signature;

const KEY: &str = "a-key-for-tests";

fn server() -> PetitionsBuilder {
    Petitions::builder().petitions(4).signatures(120).no_rate_limit()
}

/// A key that gets at most so many signatures at a time.
fn narrow(most: usize) -> ApiKey {
    ApiKey::full(KEY).most_signatures(most)
}

fn seconds(signatures: &[Signature]) -> Vec<i64> {
    signatures.iter().map(|it| it.timestamp.timestamp().unwrap().as_second()).collect()
}

/// The oldest petition, where the crowds are.
fn oldest(bench: &Bench) -> u64 {
    *bench.platform.petition_ids().last().unwrap()
}

fn reading(bench: &Bench, petition: u64) -> Paginator<Signature> {
    bench.client.signatures().list().petitions([petition]).stream()
}

fn read(bench: &Bench, reading: &mut Paginator<Signature>) -> (Vec<i64>, Report) {
    let (signatures, errors) = bench.read(reading);
    assert!(errors.is_empty(), "{errors:?}");
    (seconds(&signatures), reading.report())
}

/// How often each second is in it.
fn counted(seconds: &[i64]) -> BTreeMap<i64, usize> {
    let mut counts = BTreeMap::new();
    for second in seconds {
        *counts.entry(*second).or_default() += 1;
    }
    counts
}

#[test]
fn windows_reach_every_signature_whatever_a_day_means_there() {
    for midnight in [false, true] {
        for utc in [false, true] {
            for most in [10, 17, 1000] {
                let server = server().to_ends_at_midnight(midnight).utc_days(utc).key(narrow(most));
                let bench = Bench::with_key(server, KEY);
                let petition = oldest(&bench);
                let (read, report) = read(&bench, &mut reading(&bench, petition));
                let case = format!("midnight {midnight}, utc {utc}, {most}: {report}");
                assert_eq!(read, bench.platform.signatures(petition), "{case}");
                // No answer was as long as asked for, so the maximum is anybody's guess.
                let provided = Condition::OneMaximum;
                assert_eq!(report.completeness, Completeness::Consistent { provided }, "{case}");
                assert_eq!(report.server_rows_at_end, Some(120), "{case}");
            }
        }
    }
}

#[test]
fn a_quiet_petition_costs_three_requests() {
    let bench = Bench::new(server());
    let (_, report) = read(&bench, &mut reading(&bench, oldest(&bench)));
    assert_eq!((report.requests, report.retries), (3, 0), "{report}");
    assert_eq!((report.items, report.duplicates), (120, 0));
    assert_eq!(bench.queries("signatures").len(), 2);
}

#[test]
fn signatures_of_one_second_are_all_kept_across_windows() {
    let server = server().signatures(10).crowded_second(9).key(narrow(12));
    let bench = Bench::with_key(server, KEY);
    let petition = oldest(&bench);
    let expected = bench.platform.signatures(petition);
    assert!(counted(&expected).values().any(|times| *times >= 9));
    let mut reading = reading(&bench, petition);
    let (signatures, _) = bench.read(&mut reading);
    assert_eq!(seconds(&signatures), expected, "{}", reading.report());
    assert!(reading.report().is_consistent(), "{}", reading.report());
    let crowd = signatures.iter().map(|it| it.ordinal).max();
    assert!(crowd >= Some(8), "{crowd:?}");
}

#[test]
fn a_day_above_the_maximum_is_a_gap_that_names_the_day() {
    for midnight in [false, true] {
        let server = server().crowded_day(60).to_ends_at_midnight(midnight).key(narrow(25));
        let bench = Bench::with_key(server, KEY);
        let petition = oldest(&bench);
        let all = bench.platform.signatures(petition);
        let (read, report) = read(&bench, &mut reading(&bench, petition));
        let Completeness::Incomplete { gaps } = &report.completeness else { panic!("{report}") };
        let [Gap::DayTooLarge { day, rows }] = gaps.as_slice() else { panic!("{report}") };
        assert!((25..=60).contains(rows), "{report}");
        // All but that day's rows were read, none twice.
        let day = DateRange::day(*day);
        let is_elsewhere = |second: &&i64| {
            !day.contains(petitions_client::jiff::Timestamp::from_second(**second).unwrap())
        };
        let elsewhere =
            |rows: &[i64]| rows.iter().filter(is_elsewhere).copied().collect::<Vec<_>>();
        assert_eq!(elsewhere(&read), elsewhere(&all), "{report}");
        assert!(read.len() < all.len() && all.len() - read.len() <= 60);
        let (found, whole) = (counted(&read), counted(&all));
        assert!(found.iter().all(|(second, times)| whole[second] >= *times), "{report}");
    }
}

#[test]
fn a_key_without_bounds_gets_one_answer_and_an_honest_report() {
    // The whole list in one answer: another list's longer answer shows that this was not cut.
    let bench = Bench::with_key(server(), Petitions::PLAIN_KEY);
    let (rows, report) = read(&bench, &mut reading(&bench, oldest(&bench)));
    assert_eq!(rows.len(), 120);
    assert_eq!(report.completeness, Completeness::Consistent { provided: Condition::CountRight });

    let bench = Bench::with_key(server().signatures(1200), Petitions::PLAIN_KEY);
    let (rows, report) = read(&bench, &mut reading(&bench, oldest(&bench)));
    assert_eq!(rows.len(), 1000);
    let gaps = vec![Gap::Short { read: 1000, expected: 1200 }];
    assert_eq!(report.completeness, Completeness::Incomplete { gaps });
    assert!(report.to_string().contains("1000 of the 1200 rows"), "{report}");

    // Of several petitions there is no count.
    let all = bench.client.signatures().list().stream();
    let (rows, report) = {
        let mut all = all;
        read(&bench, &mut all)
    };
    assert_eq!(rows.len(), 1000);
    let gaps = vec![Gap::Unpaged { rows: 1000 }];
    assert_eq!(report.completeness, Completeness::Incomplete { gaps });
}

#[test]
fn a_server_that_refuses_bounds_with_an_error_is_taken_at_its_word() {
    let bench = Bench::new(server());
    bench.platform.inject(FaultRule::new(Fault::Status(403)).when_query("to"));
    let (rows, report) = read(&bench, &mut reading(&bench, oldest(&bench)));
    assert_eq!(rows.len(), 120);
    assert_eq!(report.completeness, Completeness::Consistent { provided: Condition::CountRight });
}

#[test]
fn the_test_keys_three_rows_are_not_taken_for_all() {
    let bench = Bench::with_key(server(), Petitions::TEST_KEY);
    let (rows, report) = read(&bench, &mut reading(&bench, oldest(&bench)));
    assert_eq!(rows.len(), 3);
    let gaps = vec![Gap::Short { read: 3, expected: 120 }];
    assert_eq!(report.completeness, Completeness::Incomplete { gaps });

    let mut all = bench.client.signatures().list().stream();
    let (rows, report) = read(&bench, &mut all);
    assert_eq!((rows.len(), report.is_consistent()), (3, false), "{report}");

    // Three are all that there is, and the count says so.
    let bench = Bench::with_key(server().signatures(3), Petitions::TEST_KEY);
    let (rows, report) = read(&bench, &mut reading(&bench, oldest(&bench)));
    assert_eq!(rows.len(), 3);
    assert_eq!(report.completeness, Completeness::Consistent { provided: Condition::CountRight });
}

#[test]
fn a_count_that_drifted_is_named_and_proves_nothing_wrong() {
    let mut seen = [false; 2];
    for seed in 0..8 {
        let bench = Bench::new(server().seed(seed).drifting_counts(true));
        for petition in bench.platform.petition_ids() {
            let (rows, report) = read(&bench, &mut reading(&bench, petition));
            assert_eq!(rows.len(), 120);
            let short = report.server_rows_at_end.unwrap() > 120;
            let by_length = Condition::OneMaximum;
            let provided = if short { Condition::OneMaximumAndCountOff } else { by_length };
            assert_eq!(report.completeness, Completeness::Consistent { provided }, "{report}");
            seen[usize::from(short)] = true;
        }
    }
    assert_eq!(seen, [true; 2]);
}

#[test]
fn what_was_there_throughout_is_read_while_signatures_come_and_go() {
    let (mut readings, mut complete) = (0, 0);
    for seed in 0..12 {
        let server =
            server().signatures(80).seed(seed).key(narrow(9 + usize::try_from(seed % 7).unwrap()));
        let server = server
            .to_ends_at_midnight(seed % 2 == 0)
            .utc_days(seed % 3 == 0)
            .crowded_second(usize::try_from(seed % 4).unwrap());
        let bench = Bench::with_key(server, KEY);
        let churn =
            Churn { inserts_per_request: 1.0, deletes_per_request: 1.0, ..Churn::default() };
        bench.platform.churn(churn);
        for petition in bench.platform.petition_ids() {
            let before = counted(&bench.platform.signatures(petition));
            let (read, report) = read(&bench, &mut reading(&bench, petition));
            let after = counted(&bench.platform.signatures(petition));
            // Nothing is doubled: what was signed before the reading comes as often as it was there.
            let found = counted(&read);
            let now = bench.clock.now().as_second();
            for (second, times) in found.iter().filter(|(second, _)| **second < now) {
                assert!(times <= before.get(second).unwrap_or(&0), "{seed} {second} {report}");
            }
            // Later signatures are of another day.
            bench.clock.advance(std::time::Duration::from_secs(86_400));
            readings += 1;
            if !report.completeness.is_consistent() {
                continue;
            }
            complete += 1;
            for (second, times) in &before {
                // Nobody signs in the past here, so the fewer of the two were there throughout.
                let throughout = times.min(after.get(second).unwrap_or(&0));
                assert!(found.get(second).unwrap_or(&0) >= throughout, "{seed} {second} {report}");
            }
        }
    }
    assert!(complete * 2 > readings, "{complete} of {readings}: a test of nothing");
}

#[test]
fn a_reading_resumes_at_every_page_without_losing_or_doubling_a_row() {
    let server = || server().crowded_second(7).key(narrow(20));
    let bench = Bench::with_key(server(), KEY);
    let petition = oldest(&bench);
    let expected = bench.platform.signatures(petition);
    let mut pages = 1;
    loop {
        let mut first = reading(&bench, petition).limit_pages(pages);
        let (mut rows, _) = read(&bench, &mut first);
        if !matches!(first.report().completeness, Completeness::Limited { .. }) {
            break;
        }
        let checkpoint = serde_json::to_string(&first.checkpoint()).unwrap();
        let size = checkpoint.len();
        assert!(size < 4000, "{size}");
        let checkpoint = serde_json::from_str(&checkpoint).unwrap();
        // Another process: another client.
        let later = client(&bench.platform, &bench.clock, KEY);
        let mut rest =
            later.signatures().list().petitions([petition]).stream().resume(checkpoint).unwrap();
        let (more, report) = read(&bench, &mut rest);
        rows.extend(more);
        assert_eq!(rows, expected, "after {pages} pages: {report}");
        assert!(report.is_consistent() && report.resumed, "{report}");
        assert_eq!(report.items, expected.len() as u64);
        pages += 1;
    }
    assert!(pages > 5, "{pages}");
    let other = bench.client.signatures().list().stream();
    let error = other.resume(reading(&bench, petition).checkpoint()).unwrap_err();
    assert_eq!(error.kind(), petitions_client::ErrorKind::Checkpoint);
}

#[test]
fn a_range_of_days_is_exact_whether_the_server_applies_it_or_not() {
    let range = DateRange::between(date(2024, 9, 1), date(2025, 3, 1)).unwrap();
    for (key, midnight, utc) in [
        (Petitions::FULL_KEY, false, false),
        (Petitions::FULL_KEY, true, false),
        (Petitions::FULL_KEY, false, true),
        (Petitions::PLAIN_KEY, false, false),
        (KEY, true, true),
        (KEY, false, false),
    ] {
        let server = server().to_ends_at_midnight(midnight).utc_days(utc).key(narrow(12));
        let bench = Bench::with_key(server, key);
        let petition = oldest(&bench);
        let mut reading =
            bench.client.signatures().list().petitions([petition]).confirmed_at(range).stream();
        let (read, report) = read(&bench, &mut reading);
        let within = |second: &i64| {
            range.contains(petitions_client::jiff::Timestamp::from_second(*second).unwrap())
        };
        let all = bench.platform.signatures(petition);
        let expected: Vec<i64> = all.into_iter().filter(within).collect();
        assert!(expected.len() > 10);
        assert_eq!(read, expected, "{report}");
        assert!(report.is_consistent(), "{report}");
        assert_eq!(report.ignored_filters.is_empty(), key != Petitions::PLAIN_KEY, "{report}");
    }
}

#[test]
fn an_empty_answer_on_the_way_is_not_the_end() {
    for skip in 0..6 {
        let bench = Bench::with_key(server().key(narrow(20)), KEY);
        let petition = oldest(&bench);
        let fault = FaultRule::new(Fault::EmptyPage).on("/api/v1/signatures").skip(skip).once();
        bench.platform.inject(fault);
        let (read, report) = read(&bench, &mut reading(&bench, petition));
        if report.completeness.is_consistent() {
            assert_eq!(read, bench.platform.signatures(petition), "{skip}: {report}");
        } else {
            let Completeness::Incomplete { gaps } = &report.completeness else {
                panic!("{report}")
            };
            assert!(skip == 0 && gaps == &[Gap::Short { read: 0, expected: 120 }], "{report}");
        }
    }
}

#[test]
fn a_monitor_follows_a_reading_that_an_adaptor_took() {
    let bench = Bench::with_key(server().key(narrow(20)), KEY);
    let reading = reading(&bench, oldest(&bench));
    let monitor = reading.monitor();
    let count = bench.run(reading.filter(|it| std::future::ready(it.is_ok())).count());
    assert_eq!(count, 120);
    assert!(monitor.report().is_consistent());
}

//! Phases by the days that they start and end on, on servers that keep dates and on servers that
//! keep instants of the platform's own zone.

use crate::support::{Bench, platform};
use civic_core::jiff::civil::{Date, date};
use civic_sandbox::GoVocalBuilder;
use govocal_client::DateRange;
use serde_json::{Value, json};
use uuid::Uuid;

/// The platforms: with dates, and with midnights of zones on both sides of UTC.
fn platforms() -> Vec<(Option<i8>, GoVocalBuilder)> {
    let zones = [None, Some(-12), Some(-5), Some(0), Some(2), Some(14)];
    let bare = || platform().only(["phases"]).rows("phases", 0);
    let with = |zone: Option<i8>| zone.map_or_else(bare, |hours| bare().phase_zone(hours));
    zones.into_iter().map(|zone| (zone, with(zone))).collect()
}

/// Phases that start or end on each of these days.
fn fill(bench: &Bench, field: &str) -> Vec<(Uuid, Date)> {
    let day = |day: Date| (bench.platform.insert("phases", json!({field: day.to_string()})), day);
    let days = date(2026, 4, 27).series(civic_core::jiff::Span::new().days(1));
    days.take(40).map(day).collect()
}

fn dates_that_start(bench: &Bench, range: DateRange) -> Vec<Uuid> {
    let mut reading = bench.client.phases().list().start_at(range).stream();
    let (rows, errors) = bench.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    assert!(reading.report().ignored_filters.is_empty(), "{}", reading.report());
    rows.iter().map(|phase| phase.id).collect()
}

fn dates_that_end(bench: &Bench, range: DateRange) -> Vec<Uuid> {
    let mut reading = bench.client.phases().list().end_at(range).stream();
    let (rows, errors) = bench.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    assert!(reading.report().ignored_filters.is_empty(), "{}", reading.report());
    rows.iter().map(|phase| phase.id).collect()
}

fn may() -> DateRange {
    DateRange::month(2026, 5).unwrap()
}

/// May, with the days that instants of other zones may lie on.
fn around_may() -> DateRange {
    DateRange::between(date(2026, 4, 29), date(2026, 6, 3)).unwrap()
}

#[test]
fn starts_that_show_as_dates_are_exactly_those_of_the_range() {
    for (zone, builder) in platforms() {
        let bench = Bench::new(builder);
        let phases = fill(&bench, "start_at");
        let read = dates_that_start(&bench, may());
        for (id, day) in phases {
            assert_eq!(read.contains(&id), may().contains_day(day), "{day}, zone {zone:?}");
        }
    }
}

#[test]
fn starts_that_show_as_instants_lose_none_and_bring_at_most_two_days_more() {
    for (zone, builder) in platforms() {
        let bench = Bench::new(builder.phase_datetimes(true));
        let phases = fill(&bench, "start_at");
        let read = dates_that_start(&bench, may());
        for (id, day) in phases {
            let listed = read.contains(&id);
            assert!(listed || !may().contains_day(day), "{day}, zone {zone:?}");
            assert!(!listed || around_may().contains_day(day), "{day}, zone {zone:?}");
        }
    }
}

#[test]
fn ends_lose_none_and_bring_at_most_two_days_more() {
    for instants in [false, true] {
        for (zone, builder) in platforms() {
            let bench = Bench::new(builder.phase_datetimes(instants));
            let phases = fill(&bench, "end_at");
            let read = dates_that_end(&bench, may());
            for (id, day) in phases {
                let listed = read.contains(&id);
                assert!(listed || !may().contains_day(day), "{day}, zone {zone:?}");
                assert!(!listed || around_may().contains_day(day), "{day}, zone {zone:?}");
            }
        }
    }
}

#[test]
fn a_server_that_ignores_the_days_of_phases_is_reported() {
    let bench = Bench::new(platform().ignore_dates(true));
    let all: Vec<Value> = bench.platform.rows("phases");
    let never = DateRange::day(date(1999, 1, 1));
    for field in ["start_at", "end_at"] {
        let list = bench.client.phases().list();
        let list = if field == "start_at" { list.start_at(never) } else { list.end_at(never) };
        let mut reading = list.stream();
        let (rows, _) = bench.read(&mut reading);
        // Phases without an end show nothing to judge them by.
        let silent = all.iter().filter(|phase| phase[field].is_null()).count();
        assert_eq!(rows.len(), silent, "{field}");
        let ignored = reading.report().ignored_filters.get(field).copied();
        assert_eq!(ignored, Some((all.len() - silent) as u64), "{field}");
    }
}

/// Pull request 14368 of the platform put both back among the fields of phases, in July 2026.
#[test]
fn phases_that_show_no_days_are_kept_as_the_server_listed_them() {
    let bare = platform().only(["phases"]).rows("phases", 0);
    let bench = Bench::new(bare.leave_out("phases", "start_at").leave_out("phases", "end_at"));
    let phases = fill(&bench, "start_at");
    let read = dates_that_start(&bench, may());
    for (id, day) in phases {
        let listed = read.contains(&id);
        assert!(listed || !may().contains_day(day), "{day}");
        assert!(!listed || around_may().contains_day(day), "{day}");
    }
    let mut reading = bench.client.phases().list().stream();
    let (rows, _) = bench.read(&mut reading);
    assert!(rows.iter().all(|phase| phase.start_at.is_none() && phase.end_at.is_none()));
    assert_eq!(rows.len(), 40);
}

//! Filters by date: a range's first day is in the list, and its end is not.

use std::collections::BTreeSet;

use civic_core::jiff::tz::Offset;
use civic_core::jiff::{Timestamp, ToSpan};
use civic_core::list::Paginator;
use civic_sandbox::decidim::Version;
use decidim_client::DateRange;
use decidim_client::graphql::Id;
use decidim_client::graphql::resources::SpaceKind;
use serde_json::{Value, json};

use super::support::{Bench, answering, site};

/// Reads the list with ranges that begin or end at the days of its own rows, and compares the rows
/// with those that the whole list shows.
fn judge<T: Send + 'static>(
    bench: &Bench,
    name: &str,
    list: impl Fn(DateRange) -> Paginator<T>,
    shown: fn(&T) -> (Id, Option<Timestamp>),
) {
    let read = |range| {
        let (rows, errors) = bench.read(&mut list(range));
        assert!(errors.is_empty(), "{name} {range}: {errors:?}");
        rows.iter().map(shown).collect::<BTreeSet<_>>()
    };
    let all = read(DateRange::all());
    let moments = all.iter().filter_map(|(_, at)| *at);
    let days: BTreeSet<_> = moments.map(|at| Offset::UTC.to_datetime(at).date()).collect();
    assert!(!days.is_empty(), "{name}: {all:?}");
    for day in days.iter().take(3).chain(days.last()).copied() {
        let (next, before) = (day + 1.day(), day - 1.day());
        for range in [
            DateRange::since(day),
            DateRange::since(next),
            DateRange::until(day),
            DateRange::until(next),
            DateRange::day(day),
            DateRange::day(before),
            DateRange::between(before, next).unwrap(),
        ] {
            let is_in = |at: &Option<Timestamp>| at.is_some_and(|at| range.contains(at));
            let expected: BTreeSet<_> = all.iter().filter(|row| is_in(&row.1)).copied().collect();
            assert_eq!(read(range), expected, "{name} {range}");
        }
        assert!(!read(DateRange::day(day)).is_empty(), "{name} {day}");
    }
}

#[test]
fn every_list_has_the_rows_of_the_range_and_no_others() {
    for version in [Version::V0_24, Version::V0_31] {
        let bench = Bench::new(site().version(version).proposals(120));
        let client = &bench.client;
        judge(
            &bench,
            "processes",
            |range| client.participatory_processes().list().published_at(range).stream(),
            |process| (process.id, process.published_at),
        );
        let component = bench.platform.component_ids("Proposals")[0];
        judge(
            &bench,
            "proposals",
            |range| client.proposals(component).list().published_at(range).stream(),
            |proposal| (proposal.id, proposal.published_at),
        );
        let blog = bench.platform.component_ids("Blogs")[0];
        judge(
            &bench,
            "posts by creation",
            |range| client.posts(blog).list().created_at(range).stream(),
            |post| (post.id, post.created_at),
        );
        judge(
            &bench,
            "posts by update",
            |range| client.posts(blog).list().updated_at(range).stream(),
            |post| (post.id, post.updated_at),
        );
    }
}

/// Up to 0.31 a component does not show when it was published.
#[test]
fn components_of_a_space_too() {
    let bench = Bench::new(site().version(Version::V0_32));
    let space = bench.platform.ids("participatory_processes")[0];
    judge(
        &bench,
        "components",
        |range| {
            let kind = SpaceKind::ParticipatoryProcess;
            bench.client.components(kind, space).list().published_at(range).stream()
        },
        |component| (component.id, component.published_at),
    );
}

#[test]
fn each_property_has_its_own_range_and_the_last_one_that_was_set_counts() {
    let (clock, client) = answering(|_, variables| {
        assert_eq!(
            variables["filter"],
            json!({"createdBefore": "2026-02-01", "updatedSince": "2026-01-15"})
        );
        let info = json!({"hasNextPage": false, "endCursor": Value::Null});
        json!({"data": {"component": {"__typename": "Blogs", "id": "3",
            "posts": {"pageInfo": info, "edges": []}}}})
    });
    let range = |text: &str| text.parse::<DateRange>().unwrap();
    let posts = client.posts(3).list();
    let posts = posts.created_at(range("2026-01")).updated_at(range("2026-01-15.."));
    let mut reading = posts.created_at(range("..2026-02-01")).stream();
    let (rows, errors) = clock.run(crate::as_transport::drained(&mut reading)).unwrap();
    assert!(rows.is_empty() && errors.is_empty(), "{errors:?}");
}

//! Servers that cut the list of petitions at a number that nobody tells.

use std::collections::BTreeSet;

use crate::support::scripted::Site;
use petitions_client::list::{Completeness, Condition, Gap, Report};
use petitions_client::serde_json::{Value, json};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// A site whose petitions are addressed so: the newest first, 0 is nobody.
fn site(addressed: Vec<u64>, most: usize) -> Site {
    Site::of(move |asked| {
        if asked.path == "organisations" {
            let ids: BTreeSet<u64> = addressed.iter().copied().filter(|id| *id > 0).collect();
            return ids.iter().map(|id| json!({"id": id, "name": "x"})).collect();
        }
        let wanted: Option<Vec<u64>> = asked
            .get("organisations")
            .map(|ids| ids.split(',').map(|id| id.parse().unwrap()).collect());
        let rows = (0..).zip(&addressed);
        let rows = rows.filter(|(_, id)| wanted.as_ref().is_none_or(|ids| ids.contains(id)));
        let rows = rows.map(|(number, _)| json!({"id": 900 - number, "name": "x"}));
        Value::Array(asked.cut(most, rows))
    })
}

fn all(addressed: &[u64], most: usize) -> (usize, Report) {
    let site = site(addressed.to_vec(), most);
    let (petitions, report) = site.read(site.client.petitions().list().stream());
    (petitions.len(), report)
}

fn of(addressed: &[u64], most: usize, organisations: &[u64]) -> (usize, Report) {
    let site = site(addressed.to_vec(), most);
    let list = site.client.petitions().list().organisations(organisations.iter().copied());
    let (petitions, report) = site.read(list.stream());
    (petitions.len(), report)
}

fn cut(rows: u64) -> Completeness {
    Completeness::Incomplete { gaps: vec![Gap::Unpaged { rows }] }
}

const WHOLE: Completeness = Completeness::Consistent { provided: Condition::ShortAnswerWhole };

#[test]
fn two_answers_of_the_greatest_length_may_both_be_cut() {
    // 25 petitions, all to one organisation, of which an answer holds ten at most.
    let (read, report) = all(&[1; 25], 10);
    assert_eq!((read, report.completeness), (10, cut(10)));
    // The same without a maximum looks the same: nobody can tell them apart.
    assert_eq!(all(&[1; 10], 1000).1.completeness, cut(10));
    // One petition to somebody else, and the answers differ.
    let (read, report) = all(&[&[1; 25][..], &[2]].concat(), 1000);
    assert_eq!((read, report.completeness), (26, WHOLE));
}

/// The description says of petitions "default 10, max not given": no number is too small for one.
#[test]
fn a_small_number_may_be_a_maximum() {
    for rows in 1..10 {
        // So many petitions, or the first of more: the answers are the same.
        for there in [rows, rows + 20] {
            let most = u64::try_from(rows).unwrap();
            assert_eq!(all(&vec![1; there], rows).1.completeness, cut(most), "{rows}");
            assert_eq!(all(&vec![0; there], rows).1.completeness, cut(most), "{rows}");
            assert_eq!(of(&vec![1; there], rows, &[1]).1.completeness, cut(most), "{rows}");
        }
        // The list of all is longer than that of the organisation, so that was not cut.
        let others = [vec![1; rows], vec![2; 2]].concat();
        assert_eq!(of(&others, 1000, &[1]).1.completeness, WHOLE, "{rows}");
    }
}

#[test]
fn named_organisations_are_measured_by_the_list_of_all() {
    // Twelve and twelve by chance: the list of all is longer, so no answer was cut.
    let chance: Vec<u64> = (0..24).map(|number| 1 + number % 2).chain([3, 3]).collect();
    assert_eq!(of(&chance, 1000, &[1, 2]).1.completeness, WHOLE);
    // Eight and eight as well.
    let chance: Vec<u64> = (0..16).map(|number| 1 + number % 2).collect();
    assert_eq!(of(&chance, 1000, &[1, 2]).1.completeness, WHOLE);
    // The list of all ends where that of the organisation does.
    let (read, report) = of(&[&[1; 80][..], &[2; 20]].concat(), 50, &[1]);
    assert_eq!((read, report.completeness), (50, cut(50)));
    // However small the number, petitions to others cannot be fewer than those to all.
    let (read, report) = of(&[1, 2, 1, 2, 1, 2, 1, 2], 3, &[1, 2]);
    assert_eq!((read, report.completeness), (6, cut(3)));
}

#[test]
fn the_list_of_all_is_asked_for_one_row_more_and_not_yielded() {
    let addressed: Vec<u64> = (0..40).map(|number| 1 + number % 2).collect();
    let site = site(addressed, 1000);
    let list = site.client.petitions().list().organisations([1]);
    let list = list.fields([petitions_client::resources::petitions::PetitionListField::Status]);
    let (petitions, report) = site.read(list.stream());
    assert_eq!((petitions.len(), report.items, &report.completeness), (20, 20, &WHOLE), "{report}");
    let wider = site.asked().pop().unwrap();
    assert_eq!((wider.number("count"), wider.get("fields")), (Some(21), None));
    assert_eq!(wider.get("organisations"), None);
}

#[test]
fn only_what_is_yielded_is_asked_for_with_its_fields() {
    let site = site((0..40).map(|number| number % 3).collect(), 1000);
    let field = petitions_client::resources::petitions::PetitionListField::Description;
    let (petitions, report) = site.read(site.client.petitions().list().fields([field]).stream());
    assert_eq!((petitions.len(), &report.completeness), (40, &WHOLE), "{report}");
    let (with, without): (Vec<_>, Vec<_>) =
        site.asked().into_iter().partition(|asked| asked.get("fields").is_some());
    assert_eq!(with.iter().map(|it| it.number("count")).collect::<Vec<_>>(), [Some(1000); 3]);
    // Whether the server goes by a number, and whom petitions are addressed to.
    assert_eq!(without.iter().map(|it| it.number("count")).collect::<Vec<_>>(), [Some(39), None]);
}

#[test]
fn a_site_with_nothing_to_read_is_read_to_the_end() {
    let ids: Vec<u64> = (1..=1600).collect();
    let site = Site::of(move |asked| match asked.path.as_str() {
        "organisations" => ids.iter().map(|id| json!({"id": id})).collect(),
        _ => json!([]),
    });
    let (petitions, report) = site.read(site.client.petitions().list().stream());
    assert_eq!((petitions.len(), &report.completeness), (0, &WHOLE), "{report}");
    let named = site.client.petitions().list().organisations(1..=1600_u64);
    let (_, report) = site.read(named.stream());
    assert_eq!(report.completeness, WHOLE, "{report}");
}

#[test]
fn one_busy_organisation_among_very_many_is_found() {
    let mut addressed = vec![777; 30];
    addressed.push(0);
    let site = Site::of({
        let petitions = site(addressed, 1000);
        move |asked| {
            if asked.path == "organisations" {
                return (1..=3000).map(|id| json!({"id": id})).collect();
            }
            let mut list = petitions.client.petitions().list();
            if let Some(ids) = asked.get("organisations") {
                list = list.organisations(ids.split(',').map(|id| id.parse::<u64>().unwrap()));
            }
            let list = list.page_size(asked.number("count").unwrap() as u64);
            json!(petitions.run(list.newest()).unwrap())
        }
    });
    let (petitions, report) = site.read(site.client.petitions().list().stream());
    assert_eq!((petitions.len(), &report.completeness), (31, &WHOLE), "{report}");
    let named = site.client.petitions().list().organisations(1..=3000_u64);
    let (petitions, report) = site.read(named.stream());
    assert_eq!((petitions.len(), &report.completeness), (30, &WHOLE), "{report}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        rng_seed: RngSeed::Fixed(11),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// What is read is the same whether or not there is a maximum that nothing exceeds, and where
    /// it cuts what organisations have, no list is called complete.
    #[test]
    fn a_maximum_never_hides_a_petition_to_somebody(
        addressed in prop::collection::vec(0_u64..6, 0..60),
        most in 1_usize..40,
        named in prop::collection::btree_set(1_u64..6, 0..4),
    ) {
        let named: Vec<u64> = named.into_iter().collect();
        let (read, report) =
            if named.is_empty() { all(&addressed, most) } else { of(&addressed, most, &named) };
        let belongs = |id: &&u64| if named.is_empty() { true } else { named.contains(id) };
        let there = addressed.iter().filter(belongs).count();
        // Of petitions to nobody, those behind the newest are beyond all reach and all proof.
        let reachable = addressed.iter().enumerate().filter(|(number, id)| {
            belongs(id) && (**id > 0 || *number < most)
        });
        if report.is_consistent() {
            prop_assert_eq!(read, reachable.count(), "{} of {}: {}", read, there, report);
        }
        if most > addressed.len() {
            prop_assert_eq!(read, there, "{}", report);
        }
    }
}

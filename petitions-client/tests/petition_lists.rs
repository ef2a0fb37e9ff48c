//! Petitions are read to an end that is proven, or reported as unproven.

use crate::support::Bench;
use civic_sandbox::Petitions;
use petitions_client::list::{Completeness, Condition, Gap};

#[test]
fn the_test_keys_three_petitions_are_not_taken_for_all() {
    let server = || Petitions::builder().petitions(4).signatures(0).no_rate_limit();
    let bench = Bench::with_key(server(), Petitions::TEST_KEY);
    let mut petitions = bench.client.petitions().list().stream();
    let (_, errors) = bench.read(&mut petitions);
    let report = petitions.report();
    assert!(errors.is_empty() && !report.is_consistent(), "{report}");
    let Completeness::Incomplete { gaps } = &report.completeness else { panic!("{report}") };
    assert_eq!(gaps.as_slice(), [Gap::Unpaged { rows: 3 }]);

    // Without a count there is no telling.
    let mut petitions = Bench::with_key(server().petitions(3), Petitions::TEST_KEY)
        .client
        .petitions()
        .list()
        .stream();
    bench.read(&mut petitions);
    assert!(!petitions.report().is_consistent(), "{}", petitions.report());
}

#[test]
fn a_site_with_many_organisations_is_read_to_the_end() {
    for (most, complete) in [(1000, true), (50, false)] {
        let server = Petitions::builder().petitions(300).organisations(500).signatures(0);
        let bench = Bench::new(server.most_petitions(most).no_rate_limit());
        let mut reading = bench.client.petitions().list().stream();
        let (petitions, errors) = bench.read(&mut reading);
        let report = reading.report();
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(report.is_consistent(), complete, "{report}");
        // A fifth has no organisation: of these only the newest are reached where lists are cut.
        assert!(petitions.len() == if complete { 300 } else { 250 }, "{report}");
    }
}

#[test]
fn petitions_of_all_organisations_are_united() {
    let bench = Bench::new(Petitions::builder().petitions(60).signatures(0).no_rate_limit());
    let mut reading = bench.client.petitions().list().stream();
    let (petitions, _) = bench.read(&mut reading);
    assert_eq!(petitions.len(), 60);
    let provided = Condition::ShortAnswerWhole;
    assert_eq!(reading.report().completeness, Completeness::Consistent { provided });

    // A server that cuts the list: only the organisations' lists reach the older ones.
    let server = Petitions::builder().petitions(60).signatures(0).most_petitions(20);
    let bench = Bench::new(server.no_rate_limit());
    let mut reading = bench.client.petitions().list().stream();
    let (petitions, _) = bench.read(&mut reading);
    let report = reading.report();
    let gaps = vec![Gap::Unpaged { rows: 20 }];
    assert_eq!(report.completeness, Completeness::Incomplete { gaps });
    assert!((45..60).contains(&petitions.len()), "{report}");
    let mut ids: Vec<_> = petitions.iter().map(|it| it.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), report.duplicates), (petitions.len(), 0));

    // Resumed at every page, they are the same.
    for pages in 1..6 {
        let mut first = bench.client.petitions().list().stream().limit_pages(pages);
        let (mut read, _) = bench.read(&mut first);
        let rest = bench.client.petitions().list().stream().resume(first.checkpoint());
        read.extend(bench.read(&mut rest.unwrap()).0);
        let again: Vec<_> = read.iter().map(|it| it.id).collect();
        assert_eq!(again, petitions.iter().map(|it| it.id).collect::<Vec<_>>());
    }
}

#[test]
fn petitions_of_an_organisation_are_asked_for_alone() {
    let bench = Bench::new(Petitions::builder().petitions(40).signatures(0).no_rate_limit());
    let ids = bench.platform.organisation_ids();
    let list = || bench.client.petitions().list();
    let mut total = 0;
    for id in &ids {
        let mut reading = list().organisations([*id]).stream();
        total += bench.read(&mut reading).0.len();
        assert!(reading.report().is_consistent(), "{}", reading.report());
    }
    let mut reading = list().organisations(ids).stream();
    assert_eq!(bench.read(&mut reading).0.len(), total);
    assert_eq!(total, 32, "a fifth of them have none");
}

#[test]
fn texts_are_joined_from_a_reading_per_language() {
    let bench = Bench::new(Petitions::builder().petitions(10).signatures(0).no_rate_limit());
    let mut reading = bench.client.petitions().list().languages(["nl", "en"]);
    let (petitions, errors) = bench.read(&mut reading);
    assert!(errors.is_empty());
    assert_eq!(petitions.len(), 10);
    let both = |texts: &petitions_client::Multiloc| texts.get("nl") != texts.get("en");
    assert!(petitions.iter().any(|it| it.text("name").is_some_and(both)));
    let mut none = bench.client.petitions().list().languages::<String>([]);
    assert_eq!(bench.read(&mut none).1.len(), 1);
}

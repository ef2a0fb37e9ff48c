//! Lists that change while they are read, against the sandbox, which knows what was there
//! throughout. (The same with a simulated server and many more walks: `civic-core`'s simulation.)
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use civic_sandbox::{Churn, GoVocal, GoVocalBuilder};
use govocal_client::List;
use govocal_client::paging::{Verdict, Walk};
use govocal_client::resources::ideas::Idea;
use support::Bench;
use uuid::Uuid;

fn platform(seed: u64) -> GoVocalBuilder {
    GoVocal::builder().seed(seed).ideas(200).only(["ideas"]).no_rate_limit()
}

/// The verdict, and how many rows were missed that were there throughout.
fn walk(seed: u64, builder: GoVocalBuilder, way: fn(List<Idea>) -> Walk<Idea>) -> (Verdict, usize) {
    let bench = Bench::new(builder);
    let before: BTreeSet<Uuid> = bench.platform.ids("ideas").into_iter().collect();
    bench.platform.churn(Churn {
        inserts_per_request: 0.3,
        old_date_share: 0.5,
        deletes_per_request: 0.5,
        updates_per_request: 0.3,
        burst_chance: 0.1,
        burst_size: 10,
    });
    let concurrency = 1 + usize::try_from(seed % 4).unwrap();
    let mut walk = way(bench.client.ideas().list().page_size(20)).concurrency(concurrency);
    let (ideas, errors) = bench.read(&mut walk);
    assert!(errors.is_empty(), "seed {seed}: {errors:?}");
    let came: BTreeSet<Uuid> = ideas.iter().map(|idea| idea.id).collect();
    assert_eq!(came.len(), ideas.len(), "seed {seed}: a row came twice");
    let after: BTreeSet<Uuid> = bench.platform.ids("ideas").into_iter().collect();
    let throughout = before.intersection(&after);
    (walk.report().verdict, throughout.filter(|id| !came.contains(id)).count())
}

#[test]
fn no_complete_walk_misses_a_row_that_was_there_throughout() {
    let mut complete = 0;
    for seed in 0..120 {
        let builder = match seed % 4 {
            0 => platform(seed),
            1 => platform(seed).shuffled_ties(true),
            2 => platform(seed).max_page_size(15),
            _ => platform(seed).crowded_day(90).ignore_dates(true),
        };
        let (verdict, missed) = walk(seed, builder, List::stream);
        if matches!(verdict, Verdict::Complete { .. }) {
            complete += 1;
            assert_eq!(missed, 0, "seed {seed}");
        }
    }
    println!("{complete} of 120 walks complete");
    assert!(complete > 90, "{complete} of 120: honest, but of little use");
}

#[test]
fn a_naive_walk_misses_rows_in_the_same_weather() {
    let missed = (0..40)
        .filter(|seed| walk(*seed, platform(*seed), List::stream_by_page_number).1 > 0)
        .count();
    println!("{missed} of 40 naive walks missed a row");
    assert!(missed > 10, "{missed}");
}

#[test]
fn on_quiet_platforms_every_walk_is_complete() {
    for seed in 0..20 {
        let bench = Bench::new(platform(seed).crowded_day(120).shuffled_ties(seed % 2 == 0));
        let mut walk = bench.client.ideas().list().page_size(50).stream();
        let (ideas, _) = bench.read(&mut walk);
        assert_eq!(ideas.len(), bench.platform.count("ideas"), "seed {seed}");
        assert!(walk.report().verdict.is_proven(), "seed {seed}: {}", walk.report());
    }
}

//! The feeds of what was deleted, whose order proves nothing.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use govocal_client::DeletedItem;
use govocal_client::paging::Verdict;
use support::{Bench, platform};
use uuid::Uuid;

/// A platform where many were deleted within a few minutes. The job that writes the feed runs some
/// seconds after each, so that neighbours in the feed are not in the order of `deleted_at`
/// (`deleted_items_action.rb` and `log_activity_job.rb` of the platform, 2025).
fn busy() -> (Bench, BTreeSet<Uuid>) {
    let bench = Bench::new(platform().rows("ideas", 400).deletion_jitter(Duration::from_secs(20)));
    let gone: BTreeSet<_> = bench.platform.ids("ideas").into_iter().take(260).collect();
    for id in &gone {
        assert!(bench.platform.delete("ideas", *id));
        bench.clock.advance(Duration::from_millis(700));
    }
    bench.clock.advance(Duration::from_secs(20));
    (bench, gone)
}

#[test]
fn a_quiet_feed_in_another_order_is_read_whole_and_told_so() {
    for rows in [25, 100] {
        let (bench, gone) = busy();
        let mut feed = bench.client.ideas().deleted().page_size(rows).stream();
        let (items, errors) = bench.read(&mut feed);
        assert!(errors.is_empty(), "{errors:?}");
        let is_ordered = items.windows(2).all(|pair| pair[0].deleted_at >= pair[1].deleted_at);
        assert!(!is_ordered, "the order is the job's");
        let read: BTreeSet<_> = items.iter().map(|item: &DeletedItem| item.id).collect();
        assert_eq!(items.len(), read.len(), "each once");
        assert!(gone.is_subset(&read));
        let verdict = feed.report().verdict;
        assert!(!matches!(verdict, Verdict::PossibleGap { .. }), "{}", feed.report());
    }
}

#[test]
fn an_empty_feed_costs_one_request() {
    let bench = Bench::new(platform());
    let (items, errors) = bench.read(&mut bench.client.project_folders().deleted().stream());
    assert!(items.is_empty() && errors.is_empty());
    assert_eq!(bench.requests("/api/v2/project_folders/deleted"), 1);
}

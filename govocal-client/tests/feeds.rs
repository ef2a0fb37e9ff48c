//! The feeds of what was deleted, whose order proves nothing.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::support::{Bench, platform};
use civic_sandbox::Churn;
use govocal_client::list::Completeness;
use govocal_client::resources::DeletedItem;
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
        let completeness = feed.report().completeness;
        assert!(!matches!(completeness, Completeness::Incomplete { .. }), "{}", feed.report());
        let said = feed.report().to_string();
        assert!(said.contains(&format!(" {} deleted ideas, ", items.len())), "{said}");
    }
}

#[test]
fn what_was_in_a_feed_is_read_while_more_is_deleted() {
    let mut agreed = 0;
    for seed in 0..30 {
        let builder = platform().seed(seed).rows("ideas", 300);
        let bench = Bench::new(builder.deletion_jitter(Duration::from_secs(20)));
        let gone: Vec<_> = bench.platform.ids("ideas").into_iter().take(80).collect();
        for id in &gone {
            assert!(bench.platform.delete("ideas", *id));
        }
        bench.clock.advance(Duration::from_secs(20));
        let deletes_per_request = [0.05, 0.3, 1.0][usize::try_from(seed % 3).unwrap()];
        bench.platform.churn(Churn { deletes_per_request, ..Churn::default() });
        let mut feed = bench.client.ideas().deleted().page_size(12).stream();
        let mut read = BTreeSet::new();
        bench.run(async {
            while let Some(item) = feed.try_next().await.unwrap() {
                assert!(read.insert(item.id), "twice");
                // Time passes, and jobs run.
                bench.clock.advance(Duration::from_millis(150));
            }
        });
        if matches!(feed.report().completeness, Completeness::Incomplete { .. }) {
            continue;
        }
        agreed += 1;
        assert!(gone.iter().all(|id| read.contains(id)), "{seed}: {}", feed.report());
    }
    assert!(agreed > 8, "{agreed} of 30: a test of nothing");
}

#[test]
fn an_empty_feed_costs_one_request() {
    let bench = Bench::new(platform());
    let (items, errors) = bench.read(&mut bench.client.project_folders().deleted().stream());
    assert!(items.is_empty() && errors.is_empty());
    assert_eq!(bench.requests("/api/v2/project_folders/deleted"), 1);
}

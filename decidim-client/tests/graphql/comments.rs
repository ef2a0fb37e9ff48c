//! Comments: threads at any depth, of a record and of a whole site.

use std::collections::BTreeSet;

use civic_core::testing::VirtualClock;
use civic_sandbox::decidim::Version;
use decidim_client::graphql::resources::{Comment, Commentable, Proposal, SpaceKind};
use decidim_client::list::{Paginator, Report};
use decidim_client::{Error, ErrorKind};
use serde_json::{Value, json};

use super::support::{Bench, answering, site};

fn ids(comments: &[Comment]) -> BTreeSet<u64> {
    comments.iter().map(|comment| comment.id.number()).collect()
}

/// The comments on a record as the platform's database has them, answers included.
fn held(bench: &Bench, root: &Commentable) -> BTreeSet<u64> {
    let mut held = BTreeSet::new();
    let mut open = vec![root.clone()];
    while let Some(on) = open.pop() {
        for id in bench.platform.ids("comments") {
            let comment = bench.platform.record("comments", id).unwrap();
            let is_on = comment["commentable_type"].as_str() == Some(on.class())
                && comment["commentable_id"].as_u64() == Some(on.id().number());
            if is_on && held.insert(id) {
                open.push(Commentable::comment(id));
            }
        }
    }
    held
}

fn most_discussed(bench: &Bench) -> Commentable {
    let ids = bench.platform.ids("proposals").into_iter().take(12).map(Commentable::proposal);
    ids.max_by_key(|root| held(bench, root).len()).unwrap()
}

#[test]
fn a_thread_is_read_to_its_depth_and_a_comment_comes_before_its_answers() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).rows("comments", 400));
        let root = most_discussed(&bench);
        let expected = held(&bench, &root);
        assert!(expected.len() > 3, "{version}");
        let mut reading = bench.client.comments(root.clone()).list().stream();
        let (comments, errors) = bench.read(&mut reading);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert_eq!(ids(&comments), expected, "{version}");
        assert!(reading.report().completeness.is_proven(), "{version}: {}", reading.report());
        let mut seen = BTreeSet::new();
        let mut depth = 0;
        for comment in &comments {
            assert_eq!(comment.root.as_ref(), Some(&root));
            if let Some(parent) = comment.parent {
                assert!(seen.contains(&parent), "{version}: {} before {parent}", comment.id);
                depth += 1;
            }
            seen.insert(comment.id);
        }
        assert!(depth > 0, "{version}: some are answers");
    }
}

#[test]
fn a_list_of_comments_resumes_anywhere() {
    let bench = Bench::new(site().rows("comments", 400));
    let root = most_discussed(&bench);
    let expected = held(&bench, &root);
    for taken in 0..expected.len() {
        let mut reading = bench.client.comments(root.clone()).list().stream();
        let mut read = take(&bench, &mut reading, taken);
        let kept =
            serde_json::from_value(serde_json::to_value(reading.checkpoint()).unwrap()).unwrap();
        let mut reading = bench.client.comments(root.clone()).list().stream().resume(kept).unwrap();
        read.extend(ids(&bench.read(&mut reading).0));
        assert_eq!(read, expected, "after {taken}");
    }
}

fn take(bench: &Bench, reading: &mut Paginator<Comment>, count: usize) -> BTreeSet<u64> {
    bench.run(async {
        let mut read = BTreeSet::new();
        for _ in 0..count {
            read.insert(reading.next().await.unwrap().unwrap().id.number());
        }
        read
    })
}

#[test]
fn all_comments_of_a_site_are_those_of_all_its_records() {
    for version in [Version::V0_27, Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let mut reading = bench.client.all_comments().list().stream();
        let (comments, errors) = bench.read(&mut reading);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let mut expected = BTreeSet::new();
        let (proposals, _) = bench.read(&mut bench.client.all_proposals().list().stream());
        for proposal in proposals.iter().take(12) {
            expected.extend(held(&bench, &Commentable::proposal(proposal.id)));
        }
        let read = ids(&comments);
        assert!(expected.len() > 5, "{version}");
        assert!(expected.is_subset(&read), "{version}");
        let classes: BTreeSet<_> = comments
            .iter()
            .filter_map(|comment| comment.root.as_ref())
            .map(Commentable::class)
            .collect();
        assert!(classes.len() >= 5, "{version}: {classes:?}");
        assert!(reading.report().is_consistent(), "{version}: {}", reading.report());

        // Resumed in the middle it goes on there.
        let mut reading = bench.client.all_comments().list().stream();
        let mut first = take(&bench, &mut reading, read.len() / 2);
        let mut rest =
            bench.client.all_comments().list().stream().resume(reading.checkpoint()).unwrap();
        first.extend(ids(&bench.read(&mut rest).0));
        assert_eq!(first, read, "{version}");
    }
}

#[test]
fn one_space_is_read_alone() {
    let bench = Bench::new(site().no_rate_limit());
    let process =
        bench.platform.record("components", bench.platform.component_ids("Proposals")[0]).unwrap();
    let process = process["owner_id"].as_u64().unwrap();
    let mut reading =
        bench.client.all_in::<Proposal>(SpaceKind::ParticipatoryProcess, process).list().stream();
    let (proposals, errors) = bench.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    let (all, _) = bench.read(&mut bench.client.all_proposals().list().stream());
    assert!(!proposals.is_empty() && proposals.len() < all.len());
    assert!(reading.report().completeness.is_proven(), "{}", reading.report());
}

/// Lists of comments and what is in them may not be null (`comments: [Comment!]!` in the schemas of
/// 0.24 to 0.30), so one answer that the caller may not see takes everything along up to the record.
/// From 0.28 on `comment_type.rb` shows nobody a comment that its author has deleted.
#[test]
fn a_deleted_answer_costs_the_answers_to_its_comment_and_no_more() {
    for version in [Version::V0_28, Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).rows("comments", 400).no_rate_limit());
        let root = most_discussed(&bench);
        let all = held(&bench, &root);
        let of = |id: u64| bench.platform.record("comments", id).unwrap();
        let parent = |id: u64| {
            let on = of(id);
            (on["commentable_type"] == "Decidim::Comments::Comment")
                .then(|| on["commentable_id"].as_u64().unwrap())
        };
        // An answer to a comment on the record itself.
        let answer =
            all.iter().copied().find(|id| parent(*id).is_some_and(|on| parent(on).is_none()));
        let answer = answer.unwrap();
        assert!(bench.platform.update("comments", answer, serde_json::json!({"deleted": true})));
        // It costs the answers to the same comment and what hangs on them.
        let mut lost: BTreeSet<u64> =
            all.iter().copied().filter(|id| parent(*id) == parent(answer)).collect();
        while let Some(more) = all
            .iter()
            .find(|id| !lost.contains(id) && parent(**id).is_some_and(|on| lost.contains(&on)))
        {
            lost.insert(*more);
        }
        assert!(lost.len() < all.len());
        let mut reading = bench.client.comments(root).list().stream();
        let (comments, errors) = bench.read(&mut reading);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let expected: BTreeSet<u64> = all.difference(&lost).copied().collect();
        assert_eq!(ids(&comments), expected, "{version}: {}", reading.report());
        let report = reading.report();
        assert!(!report.is_consistent() && report.server_errors > 0, "{version}: {report}");
        let sent = bench.platform.requests().len() as u64;
        assert_eq!(report.requests, sent, "{version}: each request is counted");
    }
}

/// A comment on the record itself that its author has deleted: from 0.28 on the list of its neighbours
/// may not hold a null either (`authorized?` of `comment_type.rs`). Nothing else lists comments, and a
/// single one is only given by an id that is known, so there is no way past it. Up to 0.27 it is shown.
#[test]
fn a_comment_that_may_not_be_shown_costs_the_list_and_the_error_says_why() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).rows("comments", 400).no_rate_limit());
        let root = most_discussed(&bench);
        let all = held(&bench, &root);
        let on_the_record = all.iter().copied().find(|id| {
            let comment = bench.platform.record("comments", *id).unwrap();
            comment["commentable_type"] != "Decidim::Comments::Comment"
        });
        let deleted = serde_json::json!({"deleted": true});
        assert!(bench.platform.update("comments", on_the_record.unwrap(), deleted));
        if version < Version::V0_28 {
            let (comments, errors) = bench.read(&mut bench.client.comments(root).list().stream());
            assert_eq!((comments.len(), errors.len()), (all.len(), 0), "{version}: {errors:?}");
            continue;
        }
        let (comments, errors) = bench.read(&mut bench.client.comments(root).list().stream());
        assert_eq!((comments.len(), errors.len()), (0, 1), "{version}: {errors:?}");
        let told = errors[0].to_string();
        let kind = errors[0].kind();
        assert!(matches!(kind, ErrorKind::Server | ErrorKind::Forbidden), "{version}: {told}");
        assert!(told.contains("a comment that this caller may not see"), "{version}: {told}");
    }
}

fn all<T: Send + 'static>(
    clock: &VirtualClock,
    mut list: Paginator<T>,
) -> (Vec<T>, Vec<Error>, Report) {
    let (rows, errors) = clock
        .run(async {
            let (mut rows, mut errors) = (Vec::new(), Vec::new());
            while let Some(row) = list.next().await {
                match row {
                    Ok(row) => rows.push(row),
                    Err(error) => errors.push(error),
                }
            }
            (rows, errors)
        })
        .unwrap();
    (rows, errors, list.report())
}

/// A comment whose id is a number, with answers.
#[test]
fn answers_to_a_comment_with_a_number_as_its_id_are_read_or_missed_aloud() {
    let (clock, client) = answering(|_, variables| {
        let comment = |id: Value, more: Value| {
            let mut it = json!({"id": id, "body": "a", "hasComments": true, "totalCommentsCount": 1, "type": "Decidim::Comments::Comment"});
            if !more.is_null() {
                it["comments"] = more;
            }
            it
        };
        let list = if variables["id"] == "1" {
            json!([comment("5".into(), json!([comment(6.into(), Value::Null)]))])
        } else {
            json!([{"id": "7", "body": "lost", "hasComments": false, "totalCommentsCount": 0, "comments": []}])
        };
        json!({"data": {"commentable": {"__typename": "Proposal", "id": variables["id"], "comments": list}}})
    });
    let list = client.comments(Commentable::proposal(1)).list().stream();
    let (rows, errors, report) = all(&clock, list);
    let ids: Vec<_> = rows.iter().map(|row| row.id.to_string()).collect();
    assert!(
        ids.contains(&"7".to_owned()) || !report.is_consistent(),
        "{ids:?} {errors:?} {report}"
    );
}

/// The answers to a comment are null without a word.
#[test]
fn answers_that_are_null_without_a_word_are_told() {
    let (clock, client) = answering(|_, variables| {
        let list = json!([
            {"id": "5", "body": "a", "hasComments": true, "totalCommentsCount": 3, "comments": null},
        ]);
        json!({"data": {"commentable": {"__typename": "Proposal", "id": variables["id"], "comments": list}}})
    });
    let list = client.comments(Commentable::proposal(1)).list().stream();
    let (rows, errors, report) = all(&clock, list);
    let ids: Vec<_> = rows.iter().map(|row| row.id.to_string()).collect();
    assert!(!report.is_consistent(), "{ids:?} {errors:?} {report}");
}

//! Accounts that were deleted or blocked, and what they left.

use std::collections::BTreeSet;

use civic_sandbox::decidim::Version;
use decidim_client::graphql::resources::{Comment, Commentable};
use serde_json::json;

use super::support::{Bench, site};

/// What `destroy_account.rb` leaves of an account: `confirmed_at` is not touched.
fn leave(bench: &Bench, user: u64) {
    let left = json!({"deleted": true, "name": "", "nickname": "", "email": ""});
    assert!(bench.platform.update("users", user, left));
}

/// `user_entity_list.rb` lists deleted accounts too, and since pull request 13511 (0.30, 0.29 by 13758)
/// `user_type.rb` shows none of them: the list of items that may not be null is null. 0.32 asks for the
/// others alone (pull request 17516).
#[test]
fn participants_are_listed_though_an_account_was_deleted() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).rows("users", 8).no_rate_limit());
        leave(&bench, 4);
        let mut list = bench.client.users().list().stream();
        let (users, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let read: BTreeSet<u64> = users.iter().map(|user| user.id.number()).collect();
        let is_shown = version < Version::V0_28;
        let mut expected: BTreeSet<u64> = (1..=8).collect();
        if !is_shown {
            expected.remove(&4);
        }
        assert_eq!(read, expected, "{version}");
        let report = list.report();
        let is_null = (Version::V0_28..Version::V0_32).contains(&version);
        assert_eq!(report.hidden, u64::from(is_null), "{version}: {report}");
        assert!(report.completeness.is_proven(), "{version}: {report}");
        let gone = users.iter().find(|user| user.id.number() == 4);
        assert_eq!(gone.map(|user| user.name.is_none()), is_shown.then_some(true), "{version}");
    }
}

#[test]
fn filters_hold_where_an_account_was_deleted() {
    let bench = Bench::new(site().version(Version::V0_30).rows("users", 8).no_rate_limit());
    leave(&bench, 4);
    let read = |list: decidim_client::graphql::lists::RecordList<_>| -> BTreeSet<u64> {
        let (users, errors) = bench.read(&mut list.stream());
        assert!(errors.is_empty(), "{errors:?}");
        let users: Vec<decidim_client::graphql::resources::User> = users;
        users.iter().map(|user| user.id.number()).collect()
    };
    let all = read(bench.client.users().list().exclude_ids([1, 2]));
    assert_eq!(all, BTreeSet::from([3, 5, 6, 7, 8]));
    assert_eq!(read(bench.client.users().list().nicknamed("mach")), BTreeSet::from([1]));
}

fn ids(comments: &[Comment]) -> BTreeSet<u64> {
    comments.iter().map(|comment| comment.id.number()).collect()
}

/// A thread of four comments, each but the first an answer, and the author of the one at this depth.
fn thread(bench: &Bench, depth: usize) -> (Commentable, u64) {
    let root = Commentable::proposal(1);
    let mut on = (root.class().to_owned(), 1);
    let mut author = None;
    for _ in 0..=depth {
        let comments = bench.platform.ids("comments").into_iter();
        let mut comments =
            comments.map(|id| bench.platform.record("comments", id).unwrap()).filter(|comment| {
                (comment["commentable_type"].as_str(), comment["commentable_id"].as_u64())
                    == (Some(on.0.as_str()), Some(on.1))
            });
        let comment = comments.next().unwrap();
        on = ("Decidim::Comments::Comment".to_owned(), comment["id"].as_u64().unwrap());
        author = comment["author_id"].as_u64();
    }
    (root, author.unwrap())
}

/// `comment_type.rb`: `author` may not be null, so that a comment of a deleted or blocked account goes
/// since pull request 13511, and with it every list that it is in.
#[test]
fn a_thread_is_read_in_full_though_an_author_is_gone() {
    let builder = |version| site().version(version).proposals(10).no_rate_limit();
    for version in [Version::V0_27, Version::V0_29, Version::V0_30, Version::V0_31, Version::V0_32]
    {
        for (depth, change) in [
            (0, json!({"deleted": true})),
            (1, json!({"blocked": true})),
            (2, json!({"deleted": true})),
            (3, json!({"blocked": true})),
        ] {
            let bench = Bench::new(builder(version));
            let (root, author) = thread(&bench, depth);
            let (before, _) = bench.read(&mut bench.client.comments(root.clone()).list().stream());
            assert!(before.len() >= 4, "{version}");
            assert!(bench.platform.update("users", author, change));
            let mut list = bench.client.comments(root).list().stream();
            let (comments, errors) = bench.read(&mut list);
            assert!(errors.is_empty(), "{version} {depth}: {errors:?}");
            assert_eq!(ids(&comments), ids(&before), "{version} {depth}");
            let report = list.report();
            let is_shown = version < Version::V0_28;
            assert_eq!(report.server_errors == 0, is_shown, "{version} {depth}: {report}");
            let unsigned = comments.iter().filter(|comment| comment.author.is_none()).count();
            assert_eq!(unsigned == 0, is_shown, "{version} {depth}");
            let author = author.to_string();
            let is_named = comments.iter().any(|comment| {
                let by = comment.author.as_ref().and_then(|author| author.id);
                by.is_some_and(|by| by.to_string() == author)
            });
            assert_eq!(is_named, is_shown, "{version} {depth}");
        }
    }
}

#[test]
fn all_comments_of_a_site_are_read_though_an_author_is_gone() {
    for version in [Version::V0_30, Version::V0_32] {
        let bench = Bench::new(site().version(version).proposals(20).no_rate_limit());
        let (before, _) = bench.read(&mut bench.client.all_comments().list().stream());
        leave(&bench, thread(&bench, 0).1);
        let (after, errors) = bench.read(&mut bench.client.all_comments().list().stream());
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert_eq!(ids(&after), ids(&before), "{version}");
    }
}

/// `authorable_interface.rb` of 0.24 to 0.26 gives the organization, which is of no type that an author
/// can be: HTTP 500. 0.27 gives null (pull request 9429).
#[test]
fn official_debates_and_meetings_are_read_from_sites_that_fail_over_their_authors() {
    for (version, fails) in [(Version::V0_24, true), (Version::V0_27, false)] {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let debates = bench.platform.component_ids("Debates")[0];
        let meetings = bench.platform.component_ids("Meetings")[0];
        for (component, list) in [(debates, "debates"), (meetings, "meetings")] {
            let first = bench.platform.ids_in(component, list)[0];
            assert!(bench.platform.update(list, first, json!({"author_id": null})));
        }
        let mut list = bench.client.debates(debates).list().stream();
        let (rows, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert_eq!(rows.len(), bench.platform.ids_in(debates, "debates").len(), "{version}");
        assert_eq!(list.report().server_errors > 0, fails, "{version}: {}", list.report());
        assert_eq!(rows.iter().all(|row| row.author.is_none()), fails, "{version}");

        let mut list = bench.client.meetings(meetings).list().stream();
        let (rows, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert_eq!(rows.len(), bench.platform.ids_in(meetings, "meetings").len(), "{version}");
        assert_eq!(list.report().server_errors > 0, fails, "{version}: {}", list.report());

        let official = bench.platform.ids_in(debates, "debates")[0];
        let debate = bench.run(bench.client.debates(debates).get(official)).unwrap();
        assert_eq!((debate.id.number(), debate.author), (official, None), "{version}");
    }
}

/// `initiative_type.rb`, `amendment_type.rb`: `author` and `amender` may not be null, and since pull
/// request 13511 `user_type.rb` shows nobody who is deleted.
#[test]
fn initiatives_and_amendments_are_read_though_an_author_is_gone() {
    for version in [Version::V0_27, Version::V0_30, Version::V0_31, Version::V0_32] {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let is_shown = version < Version::V0_28;
        let initiative = bench.platform.ids("initiatives")[0];
        leave(
            &bench,
            bench.platform.record("initiatives", initiative).unwrap()["author_id"]
                .as_u64()
                .unwrap(),
        );
        let mut list = bench.client.initiatives().list().stream();
        let (initiatives, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let is_read = |id: u64| initiatives.iter().any(|initiative| initiative.id.number() == id);
        assert!(is_read(initiative), "{version}");
        assert_eq!(list.report().server_errors == 0, is_shown, "{version}: {}", list.report());
        let one = bench.run(bench.client.initiatives().get(initiative)).unwrap();
        assert_eq!(one.author.is_some(), is_shown, "{version}");

        let amendment =
            bench.platform.record("amendments", bench.platform.ids("amendments")[0]).unwrap();
        let proposal =
            bench.platform.record("proposals", amendment["amendable_id"].as_u64().unwrap());
        let (proposal, amender) = (proposal.unwrap(), amendment["amender_id"].as_u64().unwrap());
        let id = |record: &serde_json::Value, name: &str| record[name].as_u64().unwrap();
        let proposals = bench.client.proposals(id(&proposal, "owner_id"));
        let amendments = || proposals.amendments(id(&proposal, "id")).list().stream();
        let (before, _) = bench.read(&mut amendments());
        leave(&bench, amender);
        let mut list = amendments();
        let (after, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert!(!before.is_empty() && after.len() == before.len(), "{version}");
        assert_eq!(list.report().server_errors == 0, is_shown, "{version}: {}", list.report());
    }
}

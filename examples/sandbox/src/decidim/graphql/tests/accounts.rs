//! Accounts that were deleted or blocked: what is left of them.

use serde_json::{Value, json};

use super::Visit;
use crate::decidim::{Decidim, Version};

/// What `destroy_account.rb` leaves of an account: `confirmed_at` is not touched.
fn leaves(visit: &Visit, user: u64) {
    let left = json!({"deleted": true, "name": "", "nickname": "", "email": "", "admin": false});
    assert!(visit.platform.update("users", user, left));
}

/// A site whose third account is the only one that was deleted.
fn site_of(version: Version) -> Visit {
    let visit = Visit::to(
        Decidim::builder().proposals(10).rows("users", 6).version(version).no_rate_limit(),
    );
    leaves(&visit, 3);
    visit
}

fn ids(users: &Value) -> Vec<u64> {
    let users = users.as_array().unwrap().iter();
    let mut ids: Vec<u64> =
        users.map(|user| user["id"].as_str().unwrap().parse().unwrap()).collect();
    ids.sort_unstable();
    ids
}

/// `user_entity_list.rb`: `.confirmed.not_blocked`, and no condition on `deleted_at`; `user_presenter.rb`
/// writes `@` before any nickname.
#[test]
fn a_deleted_account_is_listed_without_a_name_up_to_0_27() {
    for version in [Version::V0_24, Version::V0_27] {
        let users = site_of(version).data("{ users { id name nickname deleted } }")["users"].take();
        assert_eq!(ids(&users), [1, 2, 3, 4, 5, 6], "{version}");
        let gone = json!({"id": "3", "name": "", "nickname": "@", "deleted": true});
        assert!(users.as_array().unwrap().contains(&gone), "{version}: {users}");
    }
}

/// `user_type.rb` (pull request 13511): `authorized?` wants `!object.deleted?`, and `query_extensions.rb`
/// lists `[Core::AuthorInterface]`, whose items may not be null. So pull request 17516 found it:
/// "the API query `users { id name }` is failing".
#[test]
fn one_deleted_account_makes_the_list_of_participants_null() {
    for version in [Version::V0_29, Version::V0_30, Version::V0_31] {
        let visit = site_of(version);
        let answer = visit.ask("{ users { id } }");
        assert_eq!(answer["data"], json!({"users": null}), "{version}");
        let errors = answer["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{version}");
        let message = "Cannot return null for non-nullable field Query.users";
        assert_eq!(errors[0]["message"], message, "{version}");
        // `user_entity_input_filter.rb`: ILIKE '%_%', and a deleted account's nickname is empty.
        let named = visit.data("{ users(filter: {nickname: \"_\"}) { id } }");
        assert_eq!(ids(&named["users"]), [1, 2, 4, 5, 6], "{version}");
        assert_eq!(visit.data("{ user(id: 3) { id } }"), json!({"user": null}), "{version}");
    }
}

/// Pull request 17516 on 0.32: accounts that were deleted are not asked for.
#[test]
fn from_0_32_on_deleted_accounts_are_not_listed() {
    let users = site_of(Version::V0_32).data("{ users { id } }")["users"].take();
    assert_eq!(ids(&users), [1, 2, 4, 5, 6]);
}

/// only `where.not(confirmed_at: nil)` in 0.24 and 0.25, `.confirmed.not_blocked` from 0.26 on.
#[test]
fn blocked_accounts_are_listed_up_to_0_25() {
    for (version, is_listed) in [(Version::V0_24, true), (Version::V0_27, false)] {
        let visit = site_of(version);
        assert!(visit.platform.update("users", 2, json!({"blocked": true})));
        let listed = ids(&visit.data("{ users { id } }")["users"]);
        assert_eq!(listed.contains(&2), is_listed, "{version}");
    }
}

/// `@query` has no order but the one that is asked for: an update moves a row.
#[test]
fn participants_come_as_the_database_keeps_them() {
    let visit = Visit::to(Decidim::builder().proposals(10).rows("users", 5).no_rate_limit());
    let order = |query: &str| -> Vec<Value> {
        let users = visit.data(query)["users"].clone();
        users.as_array().unwrap().iter().map(|user| user["id"].clone()).collect()
    };
    let mut before = order("{ users { id } }");
    assert_eq!(before.len(), 5);
    visit.platform.update("users", before[0].as_str().unwrap().parse().unwrap(), json!({}));
    before.rotate_left(1);
    assert_eq!(order("{ users { id } }"), before);
    assert_eq!(order("{ users(order: {id: \"ASC\"}) { id } }"), ["1", "2", "3", "4", "5"]);
}

const COMMENTS: &str = "{ commentable(id: \"1\", type: \"Decidim::Proposals::Proposal\", \
    locale: \"en\", toggleTranslations: false) { comments { id author { id } } } }";

/// `comment_type.rb`: `author` may not be null, and since pull request 13511 `user_type.rb` shows nobody
/// who is deleted or blocked: the comment goes, and the list with it.
#[test]
fn a_comment_of_a_deleted_or_blocked_account_takes_its_list_along() {
    for change in [json!({"deleted": true}), json!({"blocked": true})] {
        let visit = Visit::version(Version::V0_30);
        let comment = visit.data(COMMENTS)["commentable"]["comments"][0].clone();
        let author = comment["author"]["id"].as_str().unwrap().parse().unwrap();
        assert!(visit.platform.update("users", author, change.clone()));
        let answer = visit.ask(COMMENTS);
        assert_eq!(answer["data"], json!({"commentable": null}), "{change}");
        let message = "Cannot return null for non-nullable field Comment.author";
        assert_eq!(answer["errors"][0]["message"], message, "{change}");
        let unsigned = COMMENTS.replace("author { id }", "body");
        assert!(visit.data(&unsigned)["commentable"]["comments"].is_array(), "{change}");

        visit.platform.upgrade(Version::V0_32);
        let told = &visit.errors(COMMENTS)[0];
        assert_eq!(told["extensions"]["code"], "UNAUTHORIZED_OBJECT_ERROR", "{change}");
        let path = json!(["commentable", "comments", 0, "author"]);
        assert_eq!(told["path"], path, "{change}");

        visit.platform.upgrade(Version::V0_27);
        let shown = &visit.data(COMMENTS)["commentable"]["comments"][0]["author"]["id"];
        assert_eq!(shown, &comment["author"]["id"], "{change}");
    }
}

/// `coauthorable_interface.rb`, `endorsable_interface.rb`: `author` and the items of `authors` and
/// `endorsements` may be null.
#[test]
fn what_a_deleted_account_wrote_or_signed_has_a_hole_in_its_place() {
    let visit = Visit::version(Version::V0_30);
    let signed = json!({"author_ids": [2, 3], "endorser_ids": [3], "official": false});
    let proposal = visit.platform.ids_in(visit.component("Proposals"), "proposals")[0];
    assert!(visit.platform.update("proposals", proposal, signed));
    leaves(&visit, 3);
    let query = format!(
        "{{ component(id: {}) {{ ... on Proposals {{ proposal(id: {proposal}) {{ author {{ id }} \
         authors {{ id }} endorsements {{ id name nickname }} }} }} }} }}",
        visit.component("Proposals")
    );
    let shown = || visit.data(&query)["component"]["proposal"].clone();
    let holes =
        json!({"author": {"id": "2"}, "authors": [{"id": "2"}, null], "endorsements": [null]});
    assert_eq!(shown(), holes);
    visit.platform.update("proposals", proposal, json!({"author_ids": [3]}));
    assert_eq!(shown()["author"], json!(null));
    visit.platform.upgrade(Version::V0_27);
    assert_eq!(shown()["author"], json!({"id": "3"}));
    assert_eq!(shown()["endorsements"], json!([{"id": "3", "name": "", "nickname": "@"}]));
}

/// `authorable_interface.rb` of 0.24 to 0.26 gives the organization, which `author_interface.rb` has no
/// type for: `UnresolvedTypeError`, and `queries_controller.rb` answers 500. 0.27 gives null (pull
/// request 9429). In 0.24 `meeting_type.rb` gives the same author.
#[test]
fn an_official_debate_or_meeting_breaks_0_24_where_its_author_is_asked_for() {
    let visit = Visit::version(Version::V0_24);
    for (kind, list) in [("Debates", "debates"), ("Meetings", "meetings")] {
        let component = visit.component(kind);
        let first = visit.platform.ids_in(component, list)[0];
        assert!(visit.platform.update(list, first, json!({"author_id": null})));
        let query = |fields: &str| {
            let rows = format!("{list} {{ nodes {{ id {fields} }} }}");
            json!({"query": format!("{{ component(id: {component}) {{ ... on {kind} {{ {rows} }} }} }}")})
        };
        let reply = visit.post(&query("author { id }"));
        assert_eq!(reply.status().unwrap(), 500, "{kind}");
        let message = json!({"errors": [{"message": "Internal Server error"}], "data": {}});
        assert_eq!(reply.body_json(), Some(message), "{kind}");
        assert_eq!(visit.post(&query("")).status().unwrap(), 200, "{kind}");
        visit.platform.upgrade(Version::V0_27);
        assert_eq!(visit.post(&query("author { id }")).status().unwrap(), 200, "{kind}");
        visit.platform.upgrade(Version::V0_24);
    }
}

use serde_json::{Value, json};

use super::Visit;
use crate::churn::Churn;
use crate::decidim::{Decidim, Version};

const PAGE: &str = "query Page($id: ID!, $first: Int, $after: String, $order: ProposalSort, $filter: \
    ProposalFilter) { component(id: $id) { ... on Proposals { proposals(first: $first, after: $after, \
    order: $order, filter: $filter) { pageInfo { startCursor endCursor hasNextPage hasPreviousPage } \
    edges { cursor node { id publishedAt voteCount } } nodes { id } } } } }";

fn page(visit: &Visit, variables: &Value) -> Value {
    let mut variables = variables.clone();
    if variables.get("id").is_none() {
        variables["id"] = json!(visit.component("Proposals"));
    }
    let mut body = visit.ask_with(PAGE, &variables);
    assert_eq!(body.get("errors"), None);
    body["data"]["component"]["proposals"].take()
}

fn ids(page: &Value) -> Vec<u64> {
    let edges = page["edges"].as_array().unwrap();
    let ids = edges.iter().filter_map(|edge| edge["node"]["id"].as_str());
    ids.map(|id| id.parse().unwrap()).collect()
}

fn big() -> Visit {
    Visit::to(Decidim::builder().proposals(200).no_rate_limit())
}

#[test]
fn paging_by_cursor_sees_every_proposal_once() {
    let visit = big();
    let component = visit.component("Proposals");
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = page(&visit, &json!({"first": 30, "after": after}));
        seen.extend(ids(&page));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(seen, visit.platform.ids_in(component, "proposals"));
    assert_eq!(seen.len(), 120);
}

#[test]
fn cursors_are_offsets_and_pages_are_capped_at_50() {
    let visit = big();
    let first = page(&visit, &json!({}));
    assert_eq!(ids(&first).len(), 50);
    assert_eq!(
        first["pageInfo"],
        json!({"startCursor": "MQ", "endCursor": "NTA", "hasNextPage": true, "hasPreviousPage": false})
    );
    assert_eq!(first["edges"][1]["cursor"], "Mg");
    let next = page(&visit, &json!({"first": 2, "after": "Mg"}));
    assert_eq!(next["pageInfo"]["startCursor"], "Mw");
    assert_eq!(next["pageInfo"]["hasPreviousPage"], true);
    let beyond = page(&visit, &json!({"after": "OTk5"}));
    assert_eq!(beyond["pageInfo"]["endCursor"], Value::Null);
    assert_eq!(beyond["edges"], json!([]));
}

#[test]
fn an_unreadable_cursor_is_an_error_on_what_looks_at_the_rows() {
    let visit = big();
    let id = visit.component("Proposals");
    let query = format!(
        "{{ component(id: {id}) {{ ... on Proposals {{ proposals(after: \"zzz!\") {{ pageInfo {{ endCursor }} }} }} }} }}"
    );
    let body = visit.ask(&query);
    assert_eq!(body["errors"][0]["message"], "Invalid input: \"zzz!\"");
    assert_eq!(
        body["errors"][0]["path"],
        json!(["component", "proposals", "pageInfo", "endCursor"])
    );
    assert_eq!(body["data"]["component"]["proposals"]["pageInfo"], json!({"endCursor": null}));
}

#[test]
fn orders_and_filters_work() {
    let visit = big();
    let votes = |page: &Value| -> Vec<i64> {
        let edges = page["edges"].as_array().unwrap();
        edges.iter().map(|edge| edge["node"]["voteCount"].as_i64().unwrap()).collect()
    };
    let all = votes(&page(&visit, &json!({"order": {"voteCount": "DESC"}})));
    assert!(all.is_sorted_by(|left, right| left >= right) && all[0] > all[49]);
    let day = "2024-01-01";
    let since = page(&visit, &json!({"filter": {"publishedSince": day}}));
    let before = page(&visit, &json!({"filter": {"publishedBefore": day}}));
    let moments = |page: &Value| -> Vec<String> {
        let edges = page["edges"].as_array().unwrap();
        edges.iter().map(|edge| edge["node"]["publishedAt"].as_str().unwrap().to_owned()).collect()
    };
    assert!(!ids(&since).is_empty() && moments(&since).iter().all(|moment| moment.as_str() >= day));
    assert!(
        !ids(&before).is_empty() && moments(&before).iter().all(|moment| moment.as_str() < day)
    );
}

#[test]
fn hidden_votes_are_null_and_order_nothing() {
    let visit = big();
    let id = visit.platform.component_ids("Proposals")[1];
    let page = page(&visit, &json!({"id": id, "order": {"voteCount": "desc"}}));
    assert!(
        page["edges"].as_array().unwrap().iter().all(|edge| edge["node"]["voteCount"].is_null())
    );
    assert!(ids(&page).is_sorted());
}

#[test]
fn a_hidden_proposal_is_a_hole_in_edges_and_nodes() {
    let visit = |version| {
        let builder = Decidim::builder().proposals(80).hidden(0.3).no_rate_limit();
        Visit::to(builder.version(version))
    };
    let old = visit(Version::V0_31);
    let hidden = old.platform.hidden_ids("proposals");
    let all = old.platform.ids_in(old.component("Proposals"), "proposals");
    let page_of = page(&old, &json!({}));
    assert_eq!(page_of["edges"].as_array().unwrap().len(), all.len());
    let visible: Vec<u64> = all.iter().copied().filter(|id| !hidden.contains(id)).collect();
    assert!(visible.len() < all.len());
    assert_eq!(ids(&page_of), visible);
    let holes = page_of["nodes"].as_array().unwrap().iter().filter(|node| node.is_null()).count();
    assert_eq!(holes, all.len() - visible.len());
    // Up to 0.27 the types ask nothing (`proposal_type.rb` has no `authorized?`).
    let before = visit(Version::V0_27);
    assert_eq!(before.platform.hidden_ids("proposals"), hidden);
    assert_eq!(ids(&page(&before, &json!({}))), all);
    // Administrators see them; 0.32 says why others do not.
    assert_eq!(ids(&page(&visit(Version::V0_31).signed_in(), &json!({}))), all);
    let new = visit(Version::V0_32);
    let body = new.ask_with(PAGE, &json!({"id": new.component("Proposals")}));
    let error = &body["errors"][0];
    assert_eq!(error["extensions"]["code"], "UNAUTHORIZED_OBJECT_ERROR");
    assert_eq!(
        error["message"],
        "You cannot view or edit this Proposal because you do not have permissions"
    );
    assert_eq!(error["path"].as_array().unwrap().last().unwrap(), "node");
}

/// `comment_type.rb` asks `!hidden? && !deleted?` of each from 0.28 on.
#[test]
fn a_deleted_comment_makes_a_list_of_non_null_items_null_from_0_28_on() {
    let visit = Visit::to(Decidim::builder().proposals(10).no_rate_limit());
    let comments = visit.platform.ids("comments");
    let record = visit.platform.record("comments", comments[0]).unwrap();
    assert_eq!(record["commentable_id"], 1);
    let query = "{ commentable(id: \"1\", type: \"Decidim::Proposals::Proposal\", locale: \"en\", \
        toggleTranslations: false) { id comments { id } } }";
    assert!(visit.data(query)["commentable"]["comments"].is_array());
    visit.platform.update("comments", comments[0], json!({"deleted": true}));
    assert_eq!(visit.platform.deleted_comments(), comments[..1]);
    assert_eq!(
        visit.ask(query),
        json!({
            "errors": [{"message": "Cannot return null for non-nullable field Proposal.comments"}],
            "data": {"commentable": null},
        })
    );
    // As graphql-ruby 2.4 tells it; 2.5 has words for an item, but 0.32 tells why it is null.
    visit.platform.upgrade(Version::V0_31);
    assert_eq!(
        visit.ask(query)["errors"],
        json!([{
            "message": "Cannot return null for non-nullable field Proposal.comments",
            "locations": [{"line": 1, "column": 108}],
            "path": ["commentable", "comments", 0],
        }])
    );
    // Administrators see no more; up to 0.27 it is shown like any other, without a counter's word.
    visit.platform.upgrade(Version::V0_32);
    let told = visit.errors(query);
    assert_eq!(told[0]["extensions"]["code"], "UNAUTHORIZED_OBJECT_ERROR");
    let visit = visit.signed_in();
    assert_eq!(visit.errors(query), told);
    visit.platform.upgrade(Version::V0_27);
    let shown = visit.data(query)["commentable"]["comments"][0]["id"].clone();
    assert_eq!(shown, comments[0].to_string());
}

/// `commentable_interface.rb`: `SortedComments.for(..).not_hidden`, 0.24 in `sorted_comments.rb`;
/// the counter is `comments.not_hidden.not_deleted.count`.
#[test]
fn a_hidden_comment_is_in_no_list_of_any_version() {
    for version in [Version::V0_24, Version::V0_27, Version::V0_30, Version::V0_32] {
        let visit = Visit::version(Version::V0_31).signed_in();
        visit.platform.upgrade(version);
        let of = "commentable(id: \"1\", type: \"Decidim::Proposals::Proposal\", locale: \"en\", \
            toggleTranslations: false) { hasComments totalCommentsCount comments { id } }";
        let ask = || visit.data(&format!("{{ {of} }}"))["commentable"].clone();
        let before = ask();
        let listed = before["comments"].as_array().unwrap();
        assert!(!listed.is_empty());
        for comment in listed {
            let id = comment["id"].as_str().unwrap().parse().unwrap();
            assert!(visit.platform.update("comments", id, json!({"hidden": true})));
        }
        let after = ask();
        assert_eq!(after["comments"], json!([]), "{version}");
        assert_eq!(after["hasComments"], version == Version::V0_24, "{version}");
        let count = |answer: &Value| answer["totalCommentsCount"].as_u64().unwrap();
        assert_eq!(count(&before) - count(&after), listed.len() as u64, "{version}");
    }
}

/// `meetings_type.rb` asks for `Meeting.published.visible`, and `visible` in `meeting.rb` is about private
/// meetings: hidden ones are listed, until pull request 13511 has `permissions.rb` hide them.
#[test]
fn a_hidden_meeting_is_listed_up_to_0_27_and_a_hole_after_that() {
    for version in [Version::V0_24, Version::V0_27, Version::V0_28, Version::V0_30, Version::V0_31]
    {
        let visit = Visit::version(version);
        let component = visit.component("Meetings");
        let all = visit.platform.ids_in(component, "meetings");
        visit.platform.update("meetings", all[0], json!({"hidden": true}));
        let query = format!(
            "{{ component(id: {component}) {{ ... on Meetings {{ meeting(id: {}) {{ id }} meetings {{ \
             nodes {{ id }} }} }} }} }}",
            all[0]
        );
        let is_shown = version < Version::V0_28;
        let component = &visit.data(&query)["component"];
        assert_eq!(component["meeting"].is_object(), is_shown, "{version}");
        let nodes = component["meetings"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), all.len(), "{version}");
        // What is updated comes last.
        assert_eq!(nodes.last().unwrap().is_object(), is_shown, "{version}");
    }
}

/// `ComponentListBase` orders proposals and posts by id; the other lists are `Meeting.where(..)`
/// without an order, which the database gives as it keeps them.
#[test]
fn an_update_moves_a_row_of_a_list_without_an_order() {
    let visit = Visit::version(Version::V0_30);
    let lists = [
        ("Meetings", "meetings", true),
        ("Debates", "debates", true),
        ("Budgets", "budgets", true),
        ("Accountability", "results", true),
        ("Sortitions", "sortitions", true),
        ("Proposals", "proposals", false),
        ("Blogs", "posts", false),
    ];
    for (component_type, list, moves) in lists {
        let component = visit.component(component_type);
        let query = format!(
            "{{ component(id: {component}) {{ ... on {component_type} {{ {list} {{ nodes {{ id }} }} }} }} }}"
        );
        let ids = || -> Vec<String> {
            let nodes = visit.data(&query)["component"][list]["nodes"].clone();
            let nodes = nodes.as_array().unwrap().clone();
            nodes.iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
        };
        let mut before = ids();
        assert!(before.len() > 1, "{list}");
        visit.platform.update(list, before[0].parse().unwrap(), json!({}));
        if moves {
            before.rotate_left(1);
        }
        assert_eq!(ids(), before, "{list}");
    }
}

#[test]
fn churn_changes_a_component_before_each_request_for_it() {
    let visit = big();
    let before = visit.platform.count("proposals");
    visit.platform.churn(Churn { deletes_per_request: 1.0, ..Churn::default() });
    for _ in 0..10 {
        page(&visit, &json!({"first": 1}));
    }
    visit.data("{ decidim { applicationName } }");
    assert_eq!(visit.platform.count("proposals"), before - 10);
    visit.platform.churn(Churn { inserts_per_request: 2.0, ..Churn::default() });
    page(&visit, &json!({"first": 1}));
    assert_eq!(visit.platform.count("proposals"), before - 8);
}

use super::{Visit, error, header, id, status};
use crate::churn::Churn;
use crate::decidim::{Decidim, RestVersion};
use serde_json::json;
use std::collections::BTreeSet;

#[test]
fn a_proposal_is_listed_once_for_each_author_and_counted_so() {
    let visit = Visit::default();
    let reply = visit.get("/proposals?per_page=1000", &visit.machine);
    let rows = reply.body_json().unwrap()["data"].as_array().unwrap().clone();
    assert_eq!(header(&reply, "total").unwrap(), rows.len().to_string());
    let distinct: BTreeSet<u64> = rows.iter().map(id).collect();
    assert!(rows.len() > distinct.len());
    for row in &rows {
        let count = rows.iter().filter(|other| other["id"] == row["id"]).count();
        assert_eq!(row["relationships"]["coauthors"]["meta"]["count"], count);
    }
    let shown: BTreeSet<u64> = visit
        .platform
        .component_ids("Proposals")
        .iter()
        // Process 4 is not published.
        .filter(|component| {
            visit.platform.record("components", **component).unwrap()["owner_id"] != 4
        })
        .flat_map(|component| visit.platform.ids_in(*component, "proposals"))
        .collect();
    assert_eq!(distinct, shown);
}

#[test]
fn proposals_come_oldest_first_and_take_a_direction() {
    let visit = Visit::default();
    let published = |query: &str| -> Vec<i64> {
        let rows = visit.rows(&format!("/proposals?per_page=1000&{query}"));
        let record = |row| visit.platform.record("proposals", id(row)).unwrap();
        rows.iter().map(|row| record(row)["published_at"].as_i64().unwrap()).collect()
    };
    assert!(published("").is_sorted());
    assert!(published("order=published_at&order_direction=desc").is_sorted_by(|a, b| a >= b));
    for (query, expected) in [
        ("order=name", (400, "Unknown order name".to_owned())),
        ("order_direction=up", (400, "Unknown order direction up".to_owned())),
        ("order=asc", (500, "Internal Server Error".to_owned())),
    ] {
        let reply = visit.get(&format!("/proposals?{query}"), &visit.machine);
        assert_eq!(error(&reply), expected);
    }
}

#[test]
fn proposals_are_narrowed_to_a_state_and_a_place() {
    let visit = Visit::default();
    let rows = visit
        .rows("/proposals?per_page=1000&filter[state_in][]=accepted&filter[state_in][]=rejected");
    let states: BTreeSet<&str> = rows
        .iter()
        .map(|row| row["relationships"]["state"]["meta"]["token"].as_str().unwrap())
        .collect();
    assert_eq!(states.into_iter().collect::<Vec<_>>(), ["accepted", "rejected"]);
    let stateless = visit.rows("/proposals?per_page=1000&filter[state_blank]=true");
    assert!(!stateless.is_empty());
    assert!(stateless.iter().all(|row| row["relationships"].get("state").is_none()));
    let component = visit.proposal_component();
    let inside = visit.ids(&format!("/proposals?per_page=1000&component_id={component}"));
    let truth: BTreeSet<u64> = visit.platform.ids_in(component, "proposals").into_iter().collect();
    assert_eq!(inside.into_iter().collect::<BTreeSet<u64>>(), truth);
    let assembly = visit.rows("/proposals?per_page=1000&space_manifest=assemblies&space_id=1");
    assert!(!assembly.is_empty());
    assert!(
        assembly.iter().all(|row| row["relationships"]["space"]["data"]["type"] == "assemblies")
    );
    assert_eq!(status(&visit.get("/proposals?space_manifest=clubs", &visit.machine)), 500);
    let all = visit.rows("/proposals?per_page=1000").len();
    assert_eq!(visit.rows("/proposals?per_page=1000&space_id=1").len(), all);
}

#[test]
fn own_votes_filter_for_participants_only() {
    for (version, nobody) in [(RestVersion::V0_2_3, 200), (RestVersion::V0_2_10, 500)] {
        let visit = Visit::version(version);
        visit.platform.update(
            "proposals",
            3,
            json!({"voter_ids": [*visit.platform.ids("users").last().unwrap()]}),
        );
        let path = "/proposals?per_page=1000&filter[voted_weight_eq]=1";
        let found = visit.data(path, &visit.participant);
        let found: BTreeSet<u64> = found.as_array().unwrap().iter().map(id).collect();
        assert_eq!(found, BTreeSet::from([3]));
        assert_eq!(status(&visit.get(path, &visit.machine)), nobody);
        let rest = visit
            .data("/proposals?per_page=1000&filter[voted_weight_blank]=true", &visit.participant);
        assert!(rest.as_array().unwrap().iter().all(|row| id(row) != 3));
    }
}

#[test]
fn one_proposal_has_neighbours_and_a_filter_against_it_breaks_the_server() {
    let visit = Visit::default();
    let ids = visit.ids("/proposals?per_page=1000");
    let (first, second) = (ids[0], *ids.iter().find(|id| **id != ids[0]).unwrap());
    let shown = visit.data(&format!("/proposals/{first}"), &visit.machine);
    assert!(shown["links"].get("prev").is_none());
    assert!(
        shown["links"]["next"]["href"].as_str().unwrap().ends_with(&format!("/proposals/{second}"))
    );
    assert_eq!(shown["attributes"]["created_at"].as_str().unwrap().len(), 20);
    let stateless = id(&visit.rows("/proposals?filter[state_blank]=true")[0]);
    let path = format!("/proposals/{stateless}?filter[state_eq]=accepted");
    assert_eq!(status(&visit.get(&path, &visit.machine)), 500);
    assert_eq!(error(&visit.get("/proposals/99999", &visit.machine)).0, 404);
}

#[test]
fn hidden_proposals_are_not_listed() {
    let visit = Visit::to(Decidim::builder().hidden(0.3));
    let hidden = visit.platform.hidden_ids("proposals");
    assert!(!hidden.is_empty());
    let ids = visit.ids("/proposals?per_page=1000");
    assert!(ids.iter().all(|id| !hidden.contains(id)));
}

#[test]
fn proposals_come_and_go_between_pages() {
    let visit = Visit::default();
    let component = visit.proposal_component();
    let before = visit.platform.ids_in(component, "proposals");
    visit.platform.churn(Churn {
        inserts_per_request: 1.0,
        deletes_per_request: 1.0,
        ..Churn::default()
    });
    for page in 1..=4 {
        visit.rows(&format!("/proposals?component_id={component}&page={page}"));
    }
    let after = visit.platform.ids_in(component, "proposals");
    assert_ne!(before, after);
    assert_eq!(before.len(), after.len());
}

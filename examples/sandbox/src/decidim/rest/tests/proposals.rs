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
        let visit = Visit::to(Decidim::builder().rest_version(version).weighted_votes(true));
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

/// `add_vote_weight_filter!` in `proposals_controller.rb` (v0.2.3), `ransackers.rb` (v0.2.5 to v0.3.4).
#[test]
fn a_filter_on_votes_is_ignored_by_old_servers_without_weights() {
    for (version, heeded) in [(RestVersion::V0_2_3, false), (RestVersion::V0_2_10, true)] {
        let visit = Visit::version(version);
        let all = visit.data("/proposals?per_page=1000", &visit.participant);
        let path = "/proposals?per_page=1000&filter[voted_weight_eq]=1";
        let found = visit.data(path, &visit.participant);
        let (found, all) = (found.as_array().unwrap().len(), all.as_array().unwrap().len());
        assert_eq!(found == 0, heeded, "{version:?}");
        assert_eq!(found == all, !heeded, "{version:?}");
    }
}

/// `proposals_controller.rb`, `show` (v0.2.9), `proposal_pagination_meta` (v0.2.10 to v0.3.4).
#[test]
fn a_filter_against_the_shown_proposal_breaks_old_servers_and_costs_newer_ones_its_neighbours() {
    for (version, expected) in
        [(RestVersion::V0_2_3, 500), (RestVersion::V0_2_10, 200), (RestVersion::V0_3, 200)]
    {
        let visit = Visit::version(version);
        let stateless = id(&visit.rows("/proposals?filter[state_blank]=true")[0]);
        let path = format!("/proposals/{stateless}?filter[state_eq]=accepted");
        let reply = visit.get(&path, &visit.machine);
        assert_eq!(status(&reply), expected, "{version:?}");
        if expected == 200 {
            let links = reply.body_json().unwrap()["data"]["links"].take();
            assert!(links.get("prev").is_none() && links.get("next").is_none(), "{version:?}");
        }
    }
}

#[test]
fn one_proposal_has_neighbours() {
    let visit = Visit::default();
    let ids = visit.ids("/proposals?per_page=1000");
    let (first, second) = (ids[0], *ids.iter().find(|id| **id != ids[0]).unwrap());
    let shown = visit.data(&format!("/proposals/{first}"), &visit.machine);
    assert!(shown["links"].get("prev").is_none());
    assert!(
        shown["links"]["next"]["href"].as_str().unwrap().ends_with(&format!("/proposals/{second}"))
    );
    assert_eq!(shown["attributes"]["created_at"].as_str().unwrap().len(), 20);
    assert_eq!(error(&visit.get("/proposals/99999", &visit.machine)).0, 404);
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

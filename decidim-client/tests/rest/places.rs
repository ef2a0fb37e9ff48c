//! Rows of another place than was asked for.

use decidim_client::ErrorKind;
use decidim_client::rest::resources::SpaceManifest;
use serde_json::json;

use super::support::{Answer, Fake, proposal};

#[test]
fn rows_of_another_place_are_dropped_and_reported() {
    // The server ignores where: as `blog_components` does in every release, whose `index` looks only
    // at `filter`.
    let mut elsewhere = proposal(2);
    elsewhere["relationships"]["component"]["data"]["id"] = "13".into();
    let mut nowhere = proposal(3);
    nowhere["relationships"] = json!({});
    let mut other_space = proposal(4);
    other_space["relationships"]["space"]["data"]["id"] = "8".into();
    let mut other_kind = proposal(5);
    other_kind["relationships"]["space"]["data"]["type"] = "participatory_processes".into();
    let rows = [proposal(1), elsewhere, nowhere, other_space, other_kind];
    let fake = Fake::new("v0.2", move |seen| match seen.path.as_str() {
        "/proposals" => Some(Answer::rows(seen, &rows)),
        "/proposals/2" => Some(Answer::data(rows[1].clone())),
        _ => None,
    });
    let list = fake.client().proposals().list();
    let read = |list: decidim_client::rest::List<_, _>| {
        let mut reading = list.stream();
        let (rows, errors) = fake.read(&mut reading);
        assert!(errors.is_empty(), "{errors:?}");
        let rows: Vec<decidim_client::rest::resources::Proposal> = rows;
        let ids: Vec<_> = rows.iter().filter_map(|row| row.id.number()).collect();
        (ids, json!(reading.report().ignored_filters))
    };
    // A row that does not show where it is, is the server's to judge.
    assert_eq!(read(list.clone().in_component(12)), (vec![1, 3, 4, 5], json!({"component_id": 1})));
    assert_eq!(
        read(list.clone().in_space(SpaceManifest::Assemblies, 3)),
        (vec![1, 2, 3], json!({"space_id": 1, "space_manifest": 1}))
    );
    let get = fake.client().proposals().get(2).in_component(12);
    let error = fake.run(get).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert!(error.to_string().contains("component_id"), "{error}");
}

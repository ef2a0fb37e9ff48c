//! Every filter family and context parameter, as sent, and what becomes of rows that do not fit.

use decidim_client::ErrorKind;
use decidim_client::rest::filters::{IdFilter, TextFilter, WeightFilter};
use decidim_client::rest::resources::ComponentManifest;
use decidim_client::rest::resources::DraftChange;
use decidim_client::rest::resources::OrganizationChange;
use decidim_client::rest::resources::{SpaceManifest, SpaceType};
use serde_json::json;

use super::lists::space;
use super::support::{Answer, Fake, map, proposal};

/// A server that lists nothing.
fn empty() -> Fake {
    Fake::new("v0.2", |seen| (seen.method == "GET").then(|| Answer::rows(seen, &[])))
}

/// The query that a list sends, without what turns pages.
macro_rules! query {
    ($fake:ident, $list:expr) => {{
        let (_, errors) = $fake.read(&mut $list.stream());
        assert!(errors.is_empty(), "{errors:?}");
        let mut query = map(&$fake.last());
        query.remove("page");
        query.remove("per_page");
        json!(query)
    }};
}

#[test]
fn spaces() {
    let fake = empty();
    let list = fake.client().spaces().list();
    assert_eq!(
        query!(
            fake,
            list.clone().manifest_name(SpaceManifest::Assemblies).id(IdFilter::any_of([1, 2]))
        ),
        json!({"filter[manifest_name_eq]": ["assemblies"], "filter[id_in][]": ["1", "2"]})
    );
    assert_eq!(
        query!(
            fake,
            list.title(TextFilter::starts_with("Bud"))
                .title(TextFilter::not_eq("Budget"))
                .title(TextFilter::matches("%get%"))
                .title(TextFilter::matches("%dge%"))
        ),
        json!({"filter[title_start]": ["Bud"], "filter[title_not_eq]": ["Budget"],
            "filter[title_matches]": ["%dge%"]})
    );
    assert_eq!(fake.last().path, "/spaces/search");
}

#[test]
fn components_of_all_three_lists() {
    let fake = empty();
    let client = fake.client();
    assert_eq!(
        query!(
            fake,
            client
                .components()
                .list()
                .manifest_name(TextFilter::any_of([
                    ComponentManifest::Proposals,
                    ComponentManifest::Blogs
                ]))
                .id(7)
                .name(TextFilter::blank(false))
                .participatory_space_type(SpaceType::Assembly)
                .participatory_space_id(3)
        ),
        json!({"filter[manifest_name_in][]": ["proposals", "blogs"], "filter[id_eq]": ["7"],
            "filter[name_blank]": ["false"], "filter[participatory_space_id_eq]": ["3"],
            "filter[participatory_space_type_eq]": ["Decidim::Assembly"]})
    );
    assert_eq!(fake.last().path, "/components/search");
    assert_eq!(
        query!(
            fake,
            client
                .proposal_components()
                .list()
                .participatory_space_type(TextFilter::none_of([SpaceType::Assembly]))
                .name("Ideas")
        ),
        json!({"filter[participatory_space_type_not_in][]": ["Decidim::Assembly"],
            "filter[name_eq]": ["Ideas"]})
    );
    assert_eq!(fake.last().path, "/components/proposal_components");
    assert_eq!(
        query!(
            fake,
            client
                .blog_components()
                .list()
                .participatory_space_id(IdFilter::present(true))
                .participatory_space_id(IdFilter::blank(false))
        ),
        json!({"filter[participatory_space_id_present]": ["true"],
            "filter[participatory_space_id_blank]": ["false"]})
    );
    assert_eq!(fake.last().path, "/components/blog_components");
}

#[test]
fn users() {
    let fake = empty();
    let client = fake.builder().locales(["en"]).build().unwrap();
    assert_eq!(
        query!(
            fake,
            client
                .users()
                .list()
                .nickname(TextFilter::starts_with("ana"))
                .id(IdFilter::eq(5))
                .extended_data_cont(r#""foo": "bar""#)
        ),
        json!({"filter[nickname_start]": ["ana"], "filter[id_eq]": ["5"],
            "filter[extended_data_cont]": [r#""foo": "bar""#]})
    );
    assert_eq!(
        query!(fake, client.users().list().extended_data_entry("key", json!({"is": "awesome"}))),
        json!({"filter[extended_data_cont]": [r#""key": {"is": "awesome"}"#]})
    );
}

#[test]
fn proposals_with_their_place_order_and_votes() {
    let fake = empty();
    let user = fake.user();
    assert_eq!(
        query!(
            fake,
            user.proposals()
                .list()
                .in_space(SpaceManifest::Assemblies, 3)
                .in_component(12)
                .state(TextFilter::none_of(["rejected"]))
                .voted_weight(WeightFilter::greater_than(0))
                .voted_weight(WeightFilter::less_than(3))
                .newest_first()
                .locales(["en", "pt-BR"])
        ),
        json!({"order": ["published_at"], "order_direction": ["desc"],
            "space_manifest": ["assemblies"], "space_id": ["3"], "component_id": ["12"],
            "filter[state_not_in][]": ["rejected"], "filter[voted_weight_gt]": ["0"],
            "filter[voted_weight_lt]": ["3"], "locales[]": ["en", "pt-BR"]})
    );
    for (weight, name, value) in [
        (WeightFilter::eq(1), "eq", "1"),
        (WeightFilter::any_of([1]), "in][", "1"),
        (WeightFilter::present(true), "present", "true"),
        (WeightFilter::blank(true), "blank", "true"),
    ] {
        let query = query!(fake, user.proposals().list().voted_weight(weight));
        assert_eq!(query[format!("filter[voted_weight_{name}]")], json!([value]));
    }
    let query = query!(fake, user.proposals().list().in_spaces(SpaceManifest::Initiatives));
    assert_eq!(query["space_manifest"], json!(["initiatives"]));
}

#[test]
fn blogs_are_always_asked_for_in_a_stable_order() {
    let fake = empty();
    let blogs = fake.client().blogs();
    assert_eq!(query!(fake, blogs.list()), json!({"order": ["published_at"]}));
    assert_eq!(
        query!(fake, blogs.list().oldest_first().in_component(9)),
        json!({"order": ["published_at"], "order_direction": ["asc"], "component_id": ["9"]})
    );
}

#[test]
fn details_take_their_place_too() {
    let fake = Fake::new("v0.2", |_| None);
    let client = fake.client();
    let _ =
        fake.run(client.proposals().get(7).in_space(SpaceManifest::Assemblies, 3).in_component(12));
    assert_eq!(
        json!(map(&fake.last())),
        json!({"space_manifest": ["assemblies"], "space_id": ["3"], "component_id": ["12"]})
    );
    let _ = fake.run(client.blogs().get(7).in_component(12).locales(["fr"]));
    assert_eq!(json!(map(&fake.last())), json!({"component_id": ["12"], "locales[]": ["fr"]}));
    let _ = fake.run(client.blog_components().get(7).in_spaces(SpaceManifest::Assemblies));
    assert_eq!(json!(map(&fake.last())), json!({"space_manifest": ["assemblies"]}));
}

#[test]
fn the_clients_locales_hold_unless_a_call_says_otherwise() {
    let fake = empty();
    let client = fake.builder().locales(["en", "fr"]).build().unwrap();
    assert_eq!(query!(fake, client.spaces().list()), json!({"locales[]": ["en", "fr"]}));
    assert_eq!(query!(fake, client.spaces().list().locales([""; 0])), json!({}));
}

#[test]
fn conditions_that_servers_would_ignore_are_refused() {
    let fake = empty();
    let client = fake.client();
    for odd in ["", " ", ".", ".."] {
        for list in [
            client.proposals().list().in_component(odd),
            client.proposals().list().in_space(SpaceManifest::Assemblies, odd),
            client.proposals().list().in_spaces(SpaceManifest::from(" ")),
        ] {
            let (_, errors) = fake.read(&mut list.stream());
            assert_eq!(errors[0].kind(), ErrorKind::InvalidInput, "{odd:?}");
        }
        let get = client.proposals().get(7).in_component(odd);
        assert_eq!(fake.run(get).unwrap_err().kind(), ErrorKind::InvalidInput);
        let get = client.spaces().get_by_manifest(SpaceManifest::from(odd), 7);
        assert_eq!(fake.run(get).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    for list in [
        client.spaces().list().title(""),
        client.spaces().list().id(IdFilter::any_of([0_u64; 0])),
        client.spaces().list().title(TextFilter::any_of(["a", " "])),
    ] {
        let (_, errors) = fake.read(&mut list.stream());
        assert_eq!(errors[0].kind(), ErrorKind::InvalidInput);
    }
    assert!(fake.seen().is_empty());
}

#[test]
fn changes_of_nothing_and_odd_ids_are_refused() {
    let fake = empty();
    let user = fake.user();
    let drafts = user.draft_proposals();
    let kind = |error: decidim_client::Error| error.kind();
    for odd in [
        kind(fake.run(drafts.update(7, &DraftChange::new())).unwrap_err()),
        kind(fake.run(drafts.update(7, &DraftChange::new().locale("en"))).unwrap_err()),
        kind(fake.run(drafts.create("")).unwrap_err()),
        kind(fake.run(user.vote("..", 1)).unwrap_err()),
        kind(fake.run(user.introspect(&" ".into())).unwrap_err()),
        kind(
            fake.run(fake.client().organizations().update(1, &OrganizationChange::new()))
                .unwrap_err(),
        ),
    ] {
        assert_eq!(odd, ErrorKind::InvalidInput);
    }
    assert!(fake.seen().is_empty());
}

#[test]
fn rows_that_an_ignored_condition_let_through_are_dropped_and_reported() {
    let mut process = space(2);
    process["attributes"]["manifest_name"] = "participatory_processes".into();
    let rows = [space(1), process];
    let fake = Fake::new("v0.2", move |seen| {
        seen.is("GET", "/spaces/search").then(|| Answer::rows(seen, &rows))
    });
    let mut reading =
        fake.client().spaces().list().manifest_name(SpaceManifest::Assemblies).stream();
    assert_eq!(fake.read(&mut reading).0.len(), 1);
    assert_eq!(reading.report().ignored_filters["manifest_name"], 1);

    // Decidim's scope `state_eq` (`proposal.rb`) takes whatever was withdrawn for it.
    let rows = [proposal(1)];
    let fake = Fake::new("v0.2", move |seen| {
        seen.is("GET", "/proposals").then(|| Answer::rows(seen, &rows))
    });
    let mut reading = fake.client().proposals().list().state("withdrawn").stream();
    assert_eq!(fake.read(&mut reading).0.len(), 1);
    assert!(reading.report().ignored_filters.is_empty());

    // A row that does not show the field is the server's to judge.
    let mut stateless = proposal(2);
    stateless["relationships"].as_object_mut().unwrap().remove("state");
    let rows = [proposal(1), stateless];
    let fake = Fake::new("v0.2", move |seen| {
        seen.is("GET", "/proposals").then(|| Answer::rows(seen, &rows))
    });
    let mut reading = fake.client().proposals().list().state("accepted").stream();
    assert_eq!(fake.read(&mut reading).0.len(), 2);
}

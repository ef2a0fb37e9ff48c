//! How many requests a site of an unknown version costs, and what is learnt from them.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::resources::ComponentKind;
use decidim_client::graphql::{Capabilities, Sort};
use decidim_client::{DateRange, ErrorKind};

use super::support::{Bench, site};

#[test]
fn a_first_call_costs_at_most_three_requests_and_later_ones_cost_one() {
    for version in Version::ALL {
        let bench = Bench::of(version);
        let component = bench.platform.component_ids("Proposals")[0];
        let id = bench.platform.ids_in(component, "proposals")[0];
        let get = |bench: &Bench| bench.run(bench.client.proposals(component).get(id)).unwrap();
        let (first, proposal) = bench.requests_of(get);
        assert!(first <= 3, "{version}: {first}");
        let (later, again) = bench.requests_of(get);
        assert_eq!(later, 1, "{version}");
        assert_eq!(proposal, again);
        // What one query taught, the others of the same records need not find out.
        let reading = bench.client.proposals(component).list().stream();
        let (page, _) = bench.requests_of(|bench| bench.read(&mut reading.limit_pages(1)));
        assert!(page <= 2, "{version}: {page}");
    }
}

#[test]
fn capabilities_can_be_kept_and_given_back() {
    let bench = Bench::of(Version::V0_29);
    let component = bench.platform.component_ids("Proposals")[0];
    let id = bench.platform.ids_in(component, "proposals")[0];
    bench.run(bench.client.proposals(component).get(id)).unwrap();
    let known = bench.client.capabilities();
    assert!(known.is_field_missing("Proposal", "likesCount"), "{known}");
    assert!(known.is_field_missing("Proposal", "taxonomies"), "{known}");
    assert!(!known.is_field_missing("Proposal", "category"), "{known}");
    let kept = serde_json::to_string(&known).unwrap();
    let known: Capabilities = serde_json::from_str(&kept).unwrap();
    let bench = Bench::with(site().version(Version::V0_29), |client| client.capabilities(known));
    let (requests, _) =
        bench.requests_of(|b| b.run(b.client.proposals(component).get(id)).unwrap());
    assert_eq!(requests, 1);
}

#[test]
fn renamed_fields_are_one_accessor() {
    for version in [Version::V0_29, Version::V0_30, Version::V0_31] {
        let bench = Bench::of(version);
        let component = bench.platform.component_ids("Proposals")[0];
        let (proposals, _) = bench.read(&mut bench.client.proposals(component).list().stream());
        assert!(proposals.iter().all(|proposal| proposal.likes_count().is_some()), "{version}");
        assert!(proposals.iter().any(|proposal| proposal.likes_count() > Some(0)), "{version}");
        assert!(
            proposals.iter().any(|p| p.classification.taxonomies_or_category().next().is_some()),
            "{version}"
        );
        let by_likes = bench.client.proposals(component).list().by_likes_count(Sort::Desc);
        let (sorted, errors) = bench.read(&mut by_likes.stream());
        assert!(errors.is_empty(), "{version}: {errors:?}");
        assert!(sorted.is_sorted_by_key(|p| std::cmp::Reverse(p.likes_count())), "{version}");
    }
}

/// The sandbox sorts by themes and by districts, as `organization_type.rb` lists them: the roots.
#[test]
fn districts_can_be_told_from_themes() {
    for version in [Version::V0_30, Version::V0_31, Version::V0_32] {
        let bench = Bench::of(version);
        let (taxonomies, _) = bench.read(&mut bench.client.taxonomies().list().stream());
        let below = |name| {
            let root = taxonomies.iter().find(|root| root.name.get("en") == Some(name)).unwrap();
            root.below(&taxonomies)
        };
        let (themes, districts) = (below("Themes"), below("Districts"));
        assert_eq!((themes.len(), districts.len()), (3, 3), "{version}");
        let component = bench.platform.component_ids("Proposals")[0];
        let (proposals, _) = bench.read(&mut bench.client.proposals(component).list().stream());
        let terms = proposals.iter().flat_map(|it| it.classification.taxonomies_or_category());
        for term in terms {
            let id = term.id.unwrap();
            assert!(themes.contains(&id) != districts.contains(&id), "{version}: {id}");
            let is_district =
                ["North", "South", "Harbour"].map(Some).contains(&term.name.get("en"));
            assert_eq!(districts.contains(&id), is_district, "{version}: {id}");
        }
    }
}

#[test]
fn an_argument_that_the_caller_set_is_never_dropped() {
    let range = DateRange::since(decidim_client::jiff::civil::date(2025, 1, 1));
    for gone in ["Proposals.proposals(filter:)", "ProposalFilter.publishedSince", "ProposalFilter"]
    {
        let bench = Bench::new(site().without([gone]));
        let component = bench.platform.component_ids("Proposals")[0];
        let (rows, errors) =
            bench.read(&mut bench.client.proposals(component).list().published_at(range).stream());
        assert!(rows.is_empty(), "{gone}");
        assert_eq!(errors[0].kind(), ErrorKind::Unsupported, "{gone}: {}", errors[0]);
        let (requests, errors) = bench.requests_of(|bench| {
            bench.read(&mut bench.client.proposals(component).list().published_at(range).stream()).1
        });
        assert_eq!(
            (requests, errors[0].kind()),
            (1, ErrorKind::Unsupported),
            "{gone}: known by now, and asked again: the site may have been upgraded"
        );
        // Without the argument all is well.
        let (rows, errors) = bench.read(&mut bench.client.proposals(component).list().stream());
        assert!(errors.is_empty() && !rows.is_empty(), "{gone}: {errors:?}");
    }
}

#[test]
fn an_order_of_the_clients_own_may_be_missing() {
    for gone in ["Proposals.proposals(order:)", "ProposalSort.id", "ProposalSort"] {
        let bench = Bench::new(site().proposals(300).without([gone]));
        let component = bench.platform.component_ids("Proposals")[0];
        let mut reading = bench.client.proposals(component).list().stream();
        let (rows, errors) = bench.read(&mut reading);
        assert!(errors.is_empty(), "{gone}: {errors:?}");
        assert_eq!(rows.len(), bench.platform.ids_in(component, "proposals").len(), "{gone}");
    }
}

#[test]
fn components_of_plugins_keep_their_name() {
    let bench = Bench::new(site().plugin_components());
    let (components, errors) = bench.read(&mut bench.client.all_components().list().stream());
    assert!(errors.is_empty(), "{errors:?}");
    let plans = components.iter().find(|component| component.kind == *"Plans").unwrap();
    assert!(!plans.kind.is_known() && !plans.name.is_empty());
    assert!(components.iter().any(|component| component.kind == *"Component"));
    assert!(components.iter().any(|component| component.kind == ComponentKind::Proposals));
    let one = bench.run(bench.client.all_components().get(plans.id)).unwrap();
    assert_eq!(one.kind, plans.kind);
}

#[test]
fn what_a_version_does_not_have_is_named() {
    let bench = Bench::of(Version::V0_27);
    let text = "{ staticPages { id } }";
    let error = bench.run(async { bench.client.query(text).await }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("Query.staticPages"), "{error}");
}

#[test]
fn one_record_is_asked_for_in_one_way_and_then_in_another() {
    for version in Version::ALL {
        let bench = Bench::of(version);
        let users = bench.client.users();
        let ids = bench.platform.ids("users");
        let first = bench.run(users.get(ids[1])).unwrap();
        let other = bench.run(users.get(ids[2])).unwrap();
        let again = bench.run(users.get_by_nickname(other.nickname.as_deref().unwrap())).unwrap();
        assert_ne!(first.id, other.id, "{version}");
        assert_eq!(again.id, other.id, "{version}");
    }
}

#[test]
fn what_a_query_of_the_callers_own_writes_out_is_never_dropped() {
    let bench = Bench::signed_in(Version::V0_31);
    let id = bench.platform.ids("proposals")[0];
    let before = bench.platform.count("comments");
    let group = format!(
        "mutation {{ commentable(id: \"{id}\", type: \"Decidim::Proposals::Proposal\", locale: \"en\", \
         toggleTranslations: false) {{ addComment(body: \"A fine idea.\", userGroupId: 3) {{ id }} }} }}"
    );
    let hashtag = "{ participatoryProcesses(filter: {hashtag: \"trees\"}) { id } }";
    let half = format!(
        "mutation {{ commentable(id: \"{id}\", type: \"Decidim::Proposals::Proposal\", locale: \"en\", \
         toggleTranslations: false) {{ addComment(body: \"A fine idea.\") {{ id }} }} plantTree(kind: 1) {{ id }} }}"
    );
    for text in [group.as_str(), hashtag, half.as_str()] {
        let error = bench.run(async { bench.client.query(text).await }).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{text}: {error}");
    }
    assert_eq!(bench.platform.count("comments"), before, "nothing was written");
}

#[test]
fn fragments_of_a_query_are_cut_where_they_stand_and_fall_when_nothing_is_left() {
    let bench = Bench::of(Version::V0_27);
    let component = bench.platform.component_ids("Proposals")[0];
    // The three came with 0.31.
    let text = "query($id: ID!) { component(id: $id) { ...P ...Q } } \
                fragment P on Proposals { id weight url ...Q } fragment Q on Proposals { visible createdAt }";
    let query = bench.client.query(text).variable("id", component.to_string());
    let answer = bench.run(query).unwrap();
    let data: serde_json::Value = answer.decode().unwrap();
    assert_eq!(data["component"]["id"], component.to_string(), "{data}");
    assert!(data["component"]["weight"].is_number(), "{data}");
    let missing: Vec<_> = answer.missing_features().iter().map(ToString::to_string).collect();
    assert!(missing.contains(&"Proposals.url".to_owned()), "{missing:?}");
    assert!(missing.contains(&"Proposals.visible".to_owned()), "{missing:?}");
}

#[test]
fn a_text_in_a_query_of_the_callers_own_is_asked_for_in_the_sites_form() {
    // 0.27 has a plain text there (type Organization of the printed 0.27 schema): the mistake is the
    // query's, and the site's words say what to do.
    let bench = Bench::of(Version::V0_27);
    let text = "{ organization { name { translations { text } } } }";
    let error = bench.run(bench.client.query(text)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    assert!(error.to_string().contains("name"), "{error}");
    // A typed read takes either form.
    let organization = bench.run(bench.client.organization()).unwrap();
    assert!(organization.name.get("und").is_some(), "{organization:?}");
}

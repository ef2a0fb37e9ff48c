//! Components: of modules that the site no longer has, of two words, and by name.

use std::collections::BTreeSet;

use civic_sandbox::decidim::Version;
use decidim_client::ErrorKind;
use decidim_client::graphql::Sort;
use decidim_client::graphql::resources::{Component, ComponentKind, SpaceKind};
use serde_json::json;

use super::support::{Bench, site};

fn ids(components: &[Component]) -> Vec<u64> {
    components.iter().map(|component| component.id.number()).collect()
}

/// `component_list.rb` drops the condition on modules with the order, and `component_interface.rb` asks
/// nil for its `query_type`: HTTP 500 for every list of components without a type.
#[test]
fn components_are_read_kind_by_kind_where_one_breaks_the_list_of_all() {
    for version in [Version::V0_24, Version::V0_27, Version::V0_30, Version::V0_31, Version::V0_33]
    {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let process = SpaceKind::ParticipatoryProcess;
        let of_process = || bench.client.components(process, 1).list();
        let (before, _) = bench.read(&mut of_process().stream());
        let (all_before, _) = bench.read(&mut bench.client.all_components().list().stream());
        let removed = bench.platform.component_ids("Blogs")[0];
        let module = json!({"manifest_name": "removed_module"});
        assert!(bench.platform.update("components", removed, module));
        let is_left = |id: &u64| *id != removed;

        let mut list = of_process().stream();
        let (after, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let expected: Vec<u64> = ids(&before).into_iter().filter(is_left).collect();
        assert!(expected.len() > 5 && expected.len() < before.len(), "{version}");
        assert_eq!(ids(&after), expected, "{version}");
        assert_eq!(list.report().server_errors, 1, "{version}: {}", list.report());

        let (by_weight, errors) = bench.read(&mut of_process().by_weight(Sort::Desc).stream());
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let weights: Vec<_> = by_weight.iter().map(|component| component.weight).collect();
        assert!(weights.is_sorted_by(|one, next| one >= next), "{version}: {weights:?}");
        assert_eq!(by_weight.len(), expected.len(), "{version}");

        let mut list = bench.client.all_components().list().stream();
        let (after, errors) = bench.read(&mut list);
        assert!(errors.is_empty(), "{version}: {errors:?}");
        let expected: BTreeSet<u64> = ids(&all_before).into_iter().filter(is_left).collect();
        assert_eq!(ids(&after).into_iter().collect::<BTreeSet<_>>(), expected, "{version}");
        assert_eq!(list.report().server_errors, 1, "{version}: {}", list.report());

        // What is read by kind has nothing to do with it.
        let mut list = bench.client.all_proposals().list().stream();
        let (_, errors) = bench.read(&mut list);
        assert!(errors.is_empty() && list.report().server_errors == 0, "{version}: {errors:?}");
    }
}

/// The elections of 0.31 name no type, and come as `Component` (`component_manifest.rb`, `api.rb`).
#[test]
fn components_without_a_kind_of_their_own_are_read_too() {
    let bench = Bench::new(site().version(Version::V0_31).no_rate_limit());
    let blogs = bench.platform.component_ids("Blogs");
    bench.platform.update("components", blogs[0], json!({"manifest_name": "elections"}));
    let read = || {
        let list = bench.client.components(SpaceKind::ParticipatoryProcess, 1).list();
        let (components, errors) = bench.read(&mut list.stream());
        assert!(errors.is_empty(), "{errors:?}");
        let found = components.iter().find(|component| component.id.number() == blogs[0]);
        found.unwrap().kind.clone()
    };
    assert_eq!(read(), *"Component");
    // Beside one of a module that was removed as well.
    let pages = bench.platform.component_ids("Pages");
    bench.platform.update("components", pages[0], json!({"manifest_name": "removed_module"}));
    assert_eq!(read(), *"Component");
}

/// `component_input_filter.rb`: `value.downcase` up to 0.30, then `value.underscore`.
#[test]
fn a_kind_of_two_words_is_found_in_every_version() {
    let bench = Bench::new(site().version(Version::V0_31).no_rate_limit());
    let list = || bench.client.components(SpaceKind::ParticipatoryProcess, 1).list();
    let texts = bench.read(&mut list().kind(ComponentKind::CollaborativeTexts).stream()).0;
    assert_eq!(ids(&texts), bench.platform.component_ids("CollaborativeTexts"));
    // With a plugin of 0.30, which the sandbox does not have a type for: it fails only if it is found.
    let bench = Bench::new(site().version(Version::V0_30).no_rate_limit());
    let blogs = bench.platform.component_ids("Blogs")[0];
    bench.platform.update("components", blogs, json!({"manifest_name": "awesome_map"}));
    let list = bench.client.components(SpaceKind::ParticipatoryProcess, 1).list();
    let (_, errors) = bench.read(&mut list.kind("AwesomeMap").stream());
    assert_eq!(errors[0].kind(), ErrorKind::Server, "{errors:?}");
}

/// `has_localized_input_filter.rb`: a language that the site does not have is refused; without one the
/// site searches in its own.
#[test]
fn components_are_found_by_name_on_a_site_without_english() {
    let build = || site().locales(["ca", "es"]).no_rate_limit();
    let found = |bench: &Bench, name: &str| {
        let list = bench.client.components(SpaceKind::ParticipatoryProcess, 1).list();
        let (components, errors) = bench.read(&mut list.named(name).by_name(Sort::Asc).stream());
        (ids(&components), errors)
    };
    let bench = Bench::new(build());
    let blogs = &bench.platform.component_ids("Blogs")[..1];
    let (components, errors) = found(&bench, "notícies");
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(components, blogs);
    let bench = Bench::with(build(), |builder| builder.locale("es"));
    assert_eq!(found(&bench, "noticias").0, blogs);
    let bench = Bench::with(build(), |builder| builder.locale("en"));
    let (_, errors) = found(&bench, "news");
    assert_eq!(errors[0].kind(), ErrorKind::Rejected, "{errors:?}");
    assert!(errors[0].to_string().contains("en locale is not used"), "{errors:?}");
}

/// The least weight that there is.
#[test]
fn the_least_weight_does_not_overflow() {
    let bench = Bench::new(site().no_rate_limit());
    let removed = bench.platform.component_ids("Blogs")[0];
    bench.platform.update("components", removed, json!({"manifest_name": "removed_module"}));
    let pages = bench.platform.component_ids("Pages")[0];
    assert!(bench.platform.update("components", pages, json!({"weight": i64::MIN})));
    let list = bench.client.components(SpaceKind::ParticipatoryProcess, 1).list();
    let (rows, errors) = bench.read(&mut list.by_weight(Sort::Desc).stream());
    assert!(!rows.is_empty(), "{errors:?}");
}

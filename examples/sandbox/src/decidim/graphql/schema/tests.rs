use std::collections::BTreeSet;
use std::path::Path;

use super::definition::{BUILT_IN, Types};
use super::table::{parse, read, types};
use super::{Schema, Shape, items};
use crate::decidim::{Decidim, Version};

fn schema(version: Version) -> Schema {
    Schema::of(&Decidim::builder().version(version).into_settings().1)
}

#[test]
fn each_version_has_its_own_fields() {
    let has = |version, ty: &str, field: &str| schema(version).field(ty, field).is_some();
    assert!(has(Version::V0_30, "Proposal", "endorsements"));
    assert!(!has(Version::V0_31, "Proposal", "endorsements"));
    assert!(has(Version::V0_31, "Proposal", "likes"));
    assert!(has(Version::V0_29, "Proposal", "category"));
    assert!(!has(Version::V0_30, "Proposal", "category"));
    assert!(has(Version::V0_27, "Query", "consultations"));
    assert!(!has(Version::V0_28, "Query", "consultations"));
    assert!(schema(Version::V0_31).get("Sortitions").is_some());
    assert!(schema(Version::V0_32).get("Sortitions").is_none());
    let stat = |version| schema(version).field("Statistic", "name").unwrap().ty.to_string();
    assert_eq!(
        (stat(Version::V0_30_5), stat(Version::V0_31)),
        ("String!".into(), "TranslatedField".into())
    );
}

#[test]
fn nothing_refers_to_a_type_that_is_not_there() {
    for version in Version::ALL {
        let schema = schema(version);
        let known = |name: &str| schema.get(name).is_some() || BUILT_IN.contains(&name);
        for (name, definition) in &schema.types {
            for (field, definition) in &definition.fields {
                assert!(known(definition.ty.inner_named_type()), "{version} {name}.{field}");
                for (argument, input) in &definition.arguments {
                    assert!(
                        known(input.ty.inner_named_type()),
                        "{version} {name}.{field}({argument}:)"
                    );
                }
            }
            for interface in &definition.interfaces {
                for field in schema.get(interface).unwrap().fields.keys() {
                    assert!(
                        definition.fields.contains_key(field),
                        "{version} {name}: {interface}.{field}"
                    );
                }
            }
        }
        let text = super::print::text(&schema.types);
        assert!(apollo_compiler::Schema::parse_and_validate(text, "s").is_ok(), "{version}");
    }
}

#[test]
fn an_item_goes_with_all_that_needs_it() {
    let without = |items: &[&str]| {
        Schema::of(&Decidim::builder().without(items.iter().copied()).into_settings().1)
    };
    let schema = without(&["Meeting"]);
    assert!(schema.get("Meeting").is_none() && schema.get("MeetingConnection").is_none());
    assert!(schema.field("Meetings", "meetings").is_none());
    assert!(schema.field("Proposal", "meeting").is_none());
    let schema = without(&["Proposals.proposals(order:)", "ProposalFilter.publishedSince"]);
    let proposals = schema.field("Proposals", "proposals").unwrap();
    assert!(
        !proposals.arguments.contains_key("order") && proposals.arguments.contains_key("filter")
    );
    assert!(!schema.get("ProposalFilter").unwrap().inputs.contains_key("publishedSince"));
    let schema = without(&["CommentableInterface.comments"]);
    assert!(schema.field("Debate", "comments").is_none());
    // The last member takes its input along.
    let schema = without(&["ProposalFilter.publishedSince", "ProposalFilter.publishedBefore"]);
    assert!(schema.get("ProposalFilter").is_none());
    assert!(!schema.field("Proposals", "proposals").unwrap().arguments.contains_key("filter"));
}

#[test]
fn every_listed_item_can_be_taken_out_and_leaves_a_sound_schema() {
    let all = items(Version::V0_32);
    assert!(all.len() > 700, "{}", all.len());
    for item in [
        "Proposal.likes",
        "Meeting",
        "Proposals.proposals(order:)",
        "ProposalFilter.publishedSince",
    ] {
        assert!(all.iter().any(|listed| listed == item), "{item}");
    }
    // One in forty, for time.
    for item in all.iter().step_by(40) {
        let schema = Schema::of(
            &Decidim::builder().version(Version::V0_32).without([item]).into_settings().1,
        );
        assert_ne!(schema.types, *types(Version::V0_32), "{item}");
        let text = super::print::text(&schema.types);
        assert!(apollo_compiler::Schema::parse_and_validate(text, "s").is_ok(), "{item}");
    }
}

#[test]
fn plugins_add_components_and_fields() {
    let schema = Schema::of(&Decidim::builder().plugin_components().into_settings().1);
    assert!(schema.possible("ComponentInterface").contains("Plans"));
    assert!(schema.possible("ComponentInterface").contains("Component"));
    assert!(schema.field("Plans", "weight").is_some());
    assert!(schema.field("Proposal", "budgetHint").is_some());
}

/// Compares with schemas that were printed elsewhere, if a folder of them is named.
#[test]
#[ignore = "needs CIVIC_REFERENCE_DIR, a folder with decidim-schemas/*.graphql"]
fn the_table_agrees_with_the_reference_schemas() {
    let folder = std::env::var("CIVIC_REFERENCE_DIR").unwrap();
    let files = [
        (Version::V0_24, "0.24"),
        (Version::V0_27, "0.27"),
        (Version::V0_28, "0.28"),
        (Version::V0_29, "0.29"),
        (Version::V0_30, "0.30"),
        (Version::V0_30_5, "0.30"),
        (Version::V0_32, "latest-approximate"),
    ];
    for (version, file) in files {
        let path = Path::new(&folder).join(format!("decidim-schemas/{file}.graphql"));
        let reference = read(&parse(&std::fs::read_to_string(path).unwrap()), None);
        let ours = types(version);
        let names = |types: &Types| types.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(names(ours), names(&reference), "{version}");
        for (name, definition) in &reference {
            assert_eq!(ours.get(name), Some(definition), "{version} {name}");
            assert!(definition.shape != Shape::Object || !definition.fields.is_empty());
        }
    }
}

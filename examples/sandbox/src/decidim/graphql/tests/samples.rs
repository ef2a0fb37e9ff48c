use std::path::Path;

use apollo_compiler::ast::{Definition, Document};
use serde_json::{Value, json};

use super::Visit;
use crate::decidim::Version;

/// Whether a sample operation is valid on a version.
fn is_valid_on(name: &str, version: Version) -> bool {
    match name {
        "SortitionsPage" => version < Version::V0_32,
        "ProposalEndorsements" | "OrganizationStatsLegacy" => version < Version::V0_31,
        "ProposalLikes" | "OrganizationStats" => version >= Version::V0_31,
        "CreateProposal" => version == Version::V0_32,
        _ => true,
    }
}

/// Sends sample operations that were checked elsewhere, if a folder with them is named.
#[test]
#[ignore = "needs CIVIC_REFERENCE_DIR, a folder with decidim-graphql-queries.graphql"]
fn sample_operations_are_valid_on_the_versions_that_they_are_for() {
    let folder = std::env::var("CIVIC_REFERENCE_DIR").unwrap();
    let path = Path::new(&folder).join("decidim-graphql-queries.graphql");
    let text = std::fs::read_to_string(path).unwrap();
    let document = Document::parse(text, "samples.graphql").unwrap();
    for version in Version::ALL {
        let visit = Visit::version(version);
        for definition in &document.definitions {
            let Definition::OperationDefinition(operation) = definition else { continue };
            let name = operation.name.as_ref().unwrap().as_str();
            let variables = json!({
                "componentId": "1", "proposalId": "1", "assemblyId": "1", "first": 50,
                "locale": "en", "toggle": true, "body": "Hello", "slug": "participatory-process-1",
                "id": if name == "AddComment" || name == "UpVoteComment" { "1" } else { "2" },
                "type": if name == "AddComment" { "Decidim::Proposals::Proposal" } else { "Meetings" },
                "dir": "desc", "since": "2020-01-01",
                "input": {"locale": "en", "attributes": {"title": "Install more bike lanes", "body": "x"}},
            });
            let body = visit.ask_with(&operation.to_string(), &variables);
            let executed = body.get("data").is_some();
            assert_eq!(executed, is_valid_on(name, version), "{version} {name} {body}");
            let is_write = matches!(name, "AddComment" | "UpVoteComment" | "CreateProposal");
            if executed && !is_write {
                assert_eq!(body.get("errors"), None::<&Value>, "{version} {name}");
            }
        }
    }
}

//! Reads of whole sites, which bring what the site holds.

use std::collections::BTreeSet;

use decidim_client::graphql::resources::{Proposal, SpaceKind};

use super::components::space;
use super::operation::{ALWAYS, Brought, Operation, op, rows};
use crate::graphql::support::Bench;

/// The kinds of spaces: their class, the field that lists them, and the sandbox's name of the list.
const SPACES: [(&str, &str, &str); 6] = [
    (PROCESS, "Query.participatoryProcesses", "participatory_processes"),
    ("Decidim::Assembly", "Query.assemblies", "assemblies"),
    ("Decidim::Conference", "Query.conferences", "conferences"),
    ("Decidim::Initiative", "Query.initiatives", "initiatives"),
    ("Decidim::Consultation", "Query.consultations", "consultations"),
    ("Decidim::Votings::Voting", "Query.votings", "votings"),
];

const PROCESS: &str = "Decidim::ParticipatoryProcess";
const PROPOSAL: &str = "Decidim::Proposals::Proposal";
const COMMENT: &str = "Decidim::Comments::Comment";

/// The components that the version can show, since it has their kind and that of their space, and
/// that anybody may see.
fn components(bench: &Bench) -> BTreeSet<u64> {
    let items: BTreeSet<String> = bench.platform.schema_items().into_iter().collect();
    let of_known_kinds = items.iter().flat_map(|item| bench.platform.component_ids(item));
    let is_shown = |id: &u64| {
        let component = bench.platform.record("components", *id).unwrap();
        let (_, field, list) =
            SPACES.iter().find(|(class, ..)| component["owner_type"] == *class).unwrap();
        let space = bench.platform.record(list, component["owner_id"].as_u64().unwrap()).unwrap();
        items.contains(*field) && !space["published_at"].is_null()
    };
    of_known_kinds.filter(is_shown).collect()
}

/// The component that a record is in.
fn component_of(bench: &Bench, class: &str, id: u64) -> u64 {
    if class == "Decidim::Component" {
        return id;
    }
    let record = bench.platform.record(&list_of(class), id).unwrap();
    let (class, id) = (&record["owner_type"], &record["owner_id"]);
    component_of(bench, class.as_str().unwrap(), id.as_u64().unwrap())
}

/// `Decidim::Blogs::Post` to `posts`.
fn list_of(class: &str) -> String {
    format!("{}s", class.rsplit("::").next().unwrap().to_lowercase())
}

/// The records of a class that are in these components.
fn within(bench: &Bench, components: &BTreeSet<u64>, class: &str) -> BTreeSet<u64> {
    let ids = bench.platform.ids(&list_of(class)).into_iter();
    ids.filter(|id| components.contains(&component_of(bench, class, *id))).collect()
}

pub(crate) const SITES: &[Operation] = &[
    op("all components", ALWAYS, |b| {
        let (read, pages) = rows(b, b.client.all_components().list().stream())?;
        let read: BTreeSet<u64> = read.iter().map(|component| component.id.number()).collect();
        assert_eq!(read, components(b));
        Ok(Brought { records: read.len(), pages, text: String::new() })
    }),
    op("all proposals", ALWAYS, |b| {
        let (read, pages) = rows(b, b.client.all_proposals().list().stream())?;
        let read: BTreeSet<u64> = read.iter().map(|proposal| proposal.id.number()).collect();
        assert_eq!(read, within(b, &components(b), PROPOSAL));
        // Each kind of space is asked for its components, besides.
        Ok(Brought { records: read.len(), pages: pages + SPACES.len(), text: String::new() })
    }),
    op("all proposals of a process", ALWAYS, |b| {
        let process = space(b, "participatory_processes");
        let reading =
            b.client.all_in::<Proposal>(SpaceKind::ParticipatoryProcess, process).list().stream();
        let (read, pages) = rows(b, reading)?;
        let read: BTreeSet<u64> = read.iter().map(|proposal| proposal.id.number()).collect();
        let mut its = components(b);
        its.retain(|id| {
            let component = b.platform.record("components", *id).unwrap();
            component["owner_type"] == PROCESS && component["owner_id"] == process.number()
        });
        assert_eq!(read, within(b, &its, PROPOSAL));
        // The process is asked for its components, besides.
        Ok(Brought { records: read.len(), pages: pages + 1, text: String::new() })
    }),
    op("all comments", ALWAYS, |b| {
        let mut reading = b.client.all_comments().list().stream();
        let (comments, errors) = b.read(&mut reading);
        assert!(errors.is_empty(), "{errors:?}");
        assert!(reading.report().is_consistent(), "{}", reading.report());
        let read: BTreeSet<u64> = comments.iter().map(|comment| comment.id.number()).collect();
        assert_eq!(read, within(b, &components(b), COMMENT));
        for comment in &comments {
            let held = b.platform.record("comments", comment.id.number()).unwrap();
            assert_eq!(comment.body.as_deref(), held["body"].as_str());
        }
        // Most requests are for what can be commented on.
        let pages = usize::try_from(reading.report().requests).unwrap();
        Ok(Brought { records: read.len(), pages, text: String::new() })
    }),
];

//! The writes of 0.33: for administrators alone, and never sent twice.

use std::future::Future;

use civic_core::Sent;
use civic_sandbox::decidim::Version;
use decidim_client::graphql::writes::{
    Attachable, AttachmentAttributes, AttachmentCollectionAttributes, BudgetAttributes,
    MilestoneAttributes, ProjectAttributes, ResultAttributes, Write,
};
use decidim_client::graphql::{Client, Id, ServerError};
use decidim_client::jiff::civil::date;
use decidim_client::{Error, ErrorKind, Multiloc};
use serde::de::DeserializeOwned;

use super::site::{Reply, Site};
use crate::graphql::every_version::components::first;
use crate::graphql::support::Bench;

type Sending = std::pin::Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

fn sending<T: DeserializeOwned + Send + 'static>(write: Write<T>) -> Sending {
    Box::pin(async { write.await.map(drop) })
}

/// Where the records are that are written.
#[derive(Clone, Copy)]
struct Places {
    budgets: Id,
    budget: Id,
    project: Id,
    results: Id,
    result: Id,
    /// A milestone, an attachment, a collection and a file: they need not be there.
    other: Id,
}

/// Each write, by the field of the mutation that does it.
fn writes(client: &Client, at: Places) -> Vec<(&'static str, Sending)> {
    let text = Multiloc::single("en", "Trees");
    let budget = || BudgetAttributes::new().title(&text);
    let project = || ProjectAttributes::new().title(&text).description(&text).budget_amount(5);
    let budgets = client.budgets(at.budgets);
    let result = || ResultAttributes::new().title(&text);
    let milestone = || MilestoneAttributes::new().title(&text).entry_date(date(2027, 2, 12));
    let file = || AttachmentAttributes::new().signed_id("a--b").title(&text).description(&text);
    let folder = || AttachmentCollectionAttributes::new().name(&text).description(&text);
    let (results, other) = (client.results(at.results), at.other);
    let mut all = vec![
        ("createBudget", sending(budgets.create(budget()))),
        ("update", sending(budgets.update(at.budget, budget()))),
        ("delete", sending(budgets.delete(at.budget))),
        ("createProject", sending(budgets.create_project(at.budget, project()))),
        ("update", sending(budgets.update_project(at.budget, at.project, project()))),
        ("delete", sending(budgets.delete_project(at.budget, at.project))),
        ("createResult", sending(results.create(result()))),
        ("update", sending(results.update(at.result, result()))),
        ("delete", sending(results.delete(at.result))),
        ("createMilestone", sending(results.create_milestone(at.result, milestone()))),
        ("updateMilestone", sending(results.update_milestone(at.result, other, milestone()))),
        ("deleteMilestone", sending(results.delete_milestone(at.result, other))),
        ("deleteBlob", sending(client.delete_blob(other))),
    ];
    for on in [
        Attachable::result(at.results, at.result),
        Attachable::project(at.budgets, at.budget, at.project),
    ] {
        all.extend([
            ("createAttachment", sending(client.create_attachment(&on, file()))),
            ("updateAttachment", sending(client.update_attachment(&on, other, file()))),
            ("deleteAttachment", sending(client.delete_attachment(&on, other))),
            (
                "createAttachmentCollection",
                sending(client.create_attachment_collection(&on, folder())),
            ),
            (
                "updateAttachmentCollection",
                sending(client.update_attachment_collection(&on, other, folder())),
            ),
            (
                "deleteAttachmentCollection",
                sending(client.delete_attachment_collection(&on, other)),
            ),
        ]);
    }
    all
}

fn places(bench: &Bench) -> Places {
    let budget = first(bench, "Budgets", "budgets");
    let mut projects = bench.platform.ids("projects").into_iter();
    let of_budget =
        |id: &u64| bench.platform.record("projects", *id).unwrap()["owner_id"] == budget.number();
    Places {
        budgets: Id::new(bench.platform.component_ids("Budgets")[0]),
        budget,
        project: Id::new(projects.find(of_budget).unwrap()),
        results: Id::new(bench.platform.component_ids("Accountability")[0]),
        result: first(bench, "Accountability", "results"),
        other: Id::new(1),
    }
}

#[test]
fn nobody_else_may_do_it_and_nothing_is_changed() {
    for (bench, code) in [
        (Bench::of(Version::V0_33), "UNAUTHORIZED_FIELD_ERROR"),
        (Bench::participant(Version::V0_33), "MUTATION_NOT_AUTHORIZED_ERROR"),
    ] {
        let kinds = ["budgets", "projects", "results", "milestones", "attachments", "blobs"];
        let counts = || kinds.map(|kind| bench.platform.count(kind));
        let before = counts();
        for (field, write) in writes(&bench.client, places(&bench)) {
            let error = bench.run(write).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Forbidden, "{field}: {error}");
            assert_eq!(ServerError::all_of(&error)[0].code(), Some(code), "{field}: {error}");
        }
        assert_eq!(counts(), before);
    }
}

#[test]
fn a_write_that_may_have_arrived_is_not_sent_again() {
    let id = Id::new(5);
    let at = Places { budgets: id, budget: id, project: id, results: id, result: id, other: id };
    let count = writes(&Site::answering([]).client, at).len();
    for number in 0..count {
        for reply in [Reply::Reset, Reply::ResetWithin, Reply::Stall] {
            let site = Site::answering([reply]);
            let (field, write) = writes(&site.client, at).swap_remove(number);
            let error = site.clock.run(write).unwrap().unwrap_err();
            assert_ne!(error.was_sent(), Sent::No, "{field}: {error}");
            let is_cut = matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout);
            assert!(is_cut, "{field}: {error}");
            assert_eq!(site.bodies().len(), 1, "{field}");
        }
    }
}

#[test]
fn older_sites_are_told_from_those_that_have_it_and_nothing_is_changed() {
    for version in Version::ALL.into_iter().filter(|version| *version < Version::V0_33) {
        let bench = Bench::signed_in(version);
        let before = bench.platform.count("budgets");
        for (field, write) in writes(&bench.client, places(&bench)) {
            let error = bench.run(write).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{version}: {field}: {error}");
        }
        assert_eq!(bench.platform.count("budgets"), before);
    }
}

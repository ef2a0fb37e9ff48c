//! Attachments on the sandbox's site of 0.33. What a site refuses is from decidim-admin
//! `attachment_form.rb`, what a change keeps from decidim-core `mutations/update_attachment_type.rb`.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::resources::Blob;
use decidim_client::graphql::writes::{
    Attachable, AttachmentAttributes, AttachmentCollectionAttributes, NewFile,
};
use decidim_client::graphql::{Id, ServerError};
use decidim_client::{ErrorKind, Multiloc};
use serde_json::json;

use super::site::Site;
use crate::graphql::every_version::components::first;
use crate::graphql::support::Bench;

pub(super) fn text(text: &str) -> Multiloc {
    Multiloc::single("en", text)
}

/// A result and a project.
pub(super) fn both(bench: &Bench) -> [(Attachable, &'static str, u64); 2] {
    let component = bench.platform.component_ids("Accountability")[0];
    let result = first(bench, "Accountability", "results");
    let budget = first(bench, "Budgets", "budgets");
    let of_budget =
        |id: &u64| bench.platform.record("projects", *id).unwrap()["owner_id"] == budget.number();
    let project = bench.platform.ids("projects").into_iter().find(of_budget).unwrap();
    let budgets = bench.platform.component_ids("Budgets")[0];
    [
        (Attachable::result(component, result), "Decidim::Accountability::Result", result.number()),
        (Attachable::project(budgets, budget, project), "Decidim::Budgets::Project", project),
    ]
}

pub(super) fn uploaded(bench: &Bench) -> Blob {
    let plan = NewFile::new("plan.pdf", "application/pdf", &b"%PDF-1.7 made up"[..]);
    bench.run(bench.client.upload_file(plan)).unwrap()
}

fn attached(blob: &Blob) -> AttachmentAttributes {
    let title = Multiloc::from([("en", "The plan"), ("ca", "El pla")]);
    AttachmentAttributes::new().file(blob).title(&title).description(&text("Where they go."))
}

#[test]
fn an_attachment_is_made_changed_and_deleted() {
    let bench = Bench::signed_in(Version::V0_33);
    for (on, class, id) in both(&bench) {
        let blob = uploaded(&bench);
        let write = bench.client.create_attachment(&on, attached(&blob).weight(4));
        let made = bench.run(write).unwrap();
        assert_eq!(made.content_type.as_deref(), Some("application/pdf"));
        let attachment = made.id.unwrap();
        let held = || bench.platform.record("attachments", attachment.number());
        let now = held().unwrap();
        assert_eq!((&now["owner_type"], &now["owner_id"]), (&json!(class), &json!(id)));
        assert_eq!(now["title"], json!({"en": "The plan", "ca": "El pla"}));
        assert_eq!((&now["blob_id"], &now["weight"]), (&json!(blob.id.number()), &json!(4)));

        // A text replaces all its languages, the weight is reset, and what else is not set stays.
        let changes = AttachmentAttributes::new().title(&text("The new plan"));
        let write = bench.client.update_attachment(&on, attachment, changes);
        assert_eq!(bench.run(write).unwrap().weight, Some(0));
        let now = held().unwrap();
        assert_eq!(now["title"], json!({"en": "The new plan"}));
        assert_eq!(now["description"], json!({"en": "Where they go."}));
        assert_eq!(now["blob_id"], json!(blob.id.number()));

        let gone = bench.run(bench.client.delete_attachment(&on, attachment)).unwrap();
        assert_eq!(gone.title.get("en"), Some("The new plan"));
        assert!(held().is_none());
    }
}

#[test]
fn an_attachment_is_put_into_a_collection_by_its_id_or_its_key() {
    let bench = Bench::signed_in(Version::V0_33);
    for (on, ..) in both(&bench) {
        let blob = uploaded(&bench);
        let plans = AttachmentCollectionAttributes::new()
            .name(&text("Plans"))
            .description(&text("One each."))
            .key("plans");
        let plans = bench.run(bench.client.create_attachment_collection(&on, plans)).unwrap();
        for attributes in
            [attached(&blob).collection(plans.id), attached(&blob).collection_key("plans")]
        {
            let made = bench.run(bench.client.create_attachment(&on, attributes)).unwrap();
            let now = bench.platform.record("attachments", made.id.unwrap().number()).unwrap();
            assert_eq!(now["attachment_collection_id"], json!(plans.id.number()));
        }
        let renamed = AttachmentCollectionAttributes::new().name(&text("All plans"));
        let write = bench.client.update_attachment_collection(&on, plans.id, renamed);
        assert_eq!(bench.run(write).unwrap().attachments.len(), 2);

        let before = bench.platform.count("attachments");
        let wrong = attached(&blob).collection_key("minutes");
        let error = bench.run(bench.client.create_attachment(&on, wrong)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
        let wrong = attached(&blob).collection(Id::new(999_999));
        let error = bench.run(bench.client.create_attachment(&on, wrong)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        assert_eq!(bench.platform.count("attachments"), before);
    }
}

#[test]
fn what_the_site_finds_wrong_is_told_and_nothing_is_changed() {
    let bench = Bench::signed_in(Version::V0_33);
    let [(result, ..), (project, ..)] = both(&bench);
    let blob = uploaded(&bench);
    let before = bench.platform.count("attachments");
    let unsigned = attached(&blob).signed_id("made-up--0");
    let error = bench.run(bench.client.create_attachment(&result, unsigned)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    assert_eq!(ServerError::all_of(&error)[0].problems()[0].path, ["attributes", "file"]);
    let foreign = attached(&blob).description(&Multiloc::single("ca", "On van."));
    let error = bench.run(bench.client.create_attachment(&result, foreign)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    assert_eq!(bench.platform.count("attachments"), before);

    let made = bench.run(bench.client.create_attachment(&result, attached(&blob))).unwrap();
    let id = made.id.unwrap();
    let error = bench.run(bench.client.delete_attachment(&project, id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "of another record: {error}");
    assert!(bench.platform.record("attachments", id.number()).is_some());
}

#[test]
fn what_the_client_can_see_to_be_wrong_is_not_sent() {
    let site = Site::answering([]);
    let (client, on) = (&site.client, Attachable::result(47, 5));
    let new = AttachmentAttributes::new;
    for (write, why) in [
        (client.create_attachment(&on, new()), "file is missing"),
        (client.create_attachment(&on, new().signed_id("a--b")), "title is missing"),
        (
            client.create_attachment(&on, new().signed_id("a--b").title(&text("a"))),
            "description is missing",
        ),
        (client.create_attachment(&on, new().signed_id(" ")), "no signed id"),
        (client.update_attachment(&on, 9, new()), "nothing is set"),
        (client.update_attachment(&on, 9, new().title(&text(" "))), "title is blank"),
        (client.update_attachment(&on, 9, new().collection_key("")), "key of the collection"),
    ] {
        let error = site.run(write).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
    assert!(site.bodies().is_empty());
}

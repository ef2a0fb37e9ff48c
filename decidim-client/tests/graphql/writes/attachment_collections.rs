//! Collections of attachments on the sandbox's site of 0.33. What a site refuses is from decidim-admin
//! `attachment_collection_form.rb`, what a change keeps from decidim-core
//! `mutations/update_attachment_collection_type.rb`.

use civic_sandbox::decidim::Version;
use decidim_client::ErrorKind;
use decidim_client::graphql::ServerError;
use decidim_client::graphql::writes::{Attachable, AttachmentCollectionAttributes};
use serde_json::json;

use super::attachments::{both, text};
use super::site::Site;
use crate::graphql::support::Bench;

fn plans() -> AttachmentCollectionAttributes {
    AttachmentCollectionAttributes::new().name(&text("Plans")).description(&text("One each."))
}

#[test]
fn a_collection_is_made_changed_and_deleted() {
    let bench = Bench::signed_in(Version::V0_33);
    let client = &bench.client;
    for (on, class, id) in both(&bench) {
        let write = client.create_attachment_collection(&on, plans().key("plans").weight(3));
        let made = bench.run(write).unwrap();
        assert_eq!((made.key.as_deref(), made.weight), (Some("plans"), Some(3)));
        let held = || bench.platform.record("attachment_collections", made.id.number());
        let now = held().unwrap();
        assert_eq!((&now["owner_type"], &now["owner_id"]), (&json!(class), &json!(id)));
        assert_eq!(now["name"], json!({"en": "Plans"}));

        // The weight is reset, and what else is not set stays.
        let changes = AttachmentCollectionAttributes::new().name(&text("All plans"));
        let after = bench.run(client.update_attachment_collection(&on, made.id, changes)).unwrap();
        assert_eq!((after.key.as_deref(), after.weight), (Some("plans"), Some(0)));
        assert_eq!(held().unwrap()["description"], json!({"en": "One each."}));

        let gone = bench.run(client.delete_attachment_collection(&on, made.id)).unwrap();
        assert_eq!(gone.id, Some(made.id));
        assert!(held().is_none());
    }
}

#[test]
fn a_key_is_taken_once_for_each_record() {
    let bench = Bench::signed_in(Version::V0_33);
    let client = &bench.client;
    let [(result, ..), (project, ..)] = both(&bench);
    bench.run(client.create_attachment_collection(&result, plans().key("plans"))).unwrap();
    bench.run(client.create_attachment_collection(&project, plans().key("plans"))).unwrap();
    let before = bench.platform.count("attachment_collections");
    let again = client.create_attachment_collection(&result, plans().key("plans"));
    let error = bench.run(again).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    assert_eq!(ServerError::all_of(&error)[0].problems()[0].path, ["attributes", "key"]);
    assert_eq!(bench.platform.count("attachment_collections"), before);
}

#[test]
fn what_the_client_can_see_to_be_wrong_is_not_sent() {
    let site = Site::answering([]);
    let (client, on) = (&site.client, Attachable::project(44, 5, 71));
    let new = AttachmentCollectionAttributes::new;
    for (write, why) in [
        (client.create_attachment_collection(&on, new()), "name is missing"),
        (
            client.create_attachment_collection(&on, new().name(&text("a"))),
            "description is missing",
        ),
        (client.create_attachment_collection(&on, plans().key(" ")), "key is blank"),
        (client.update_attachment_collection(&on, 9, new()), "nothing is set"),
        (client.update_attachment_collection(&on, 9, new().name(&text(""))), "name is blank"),
    ] {
        let error = site.run(write).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
    assert!(site.bodies().is_empty());
}

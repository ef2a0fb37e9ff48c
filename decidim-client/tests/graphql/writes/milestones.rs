//! Milestones on the sandbox's site of 0.33. What a site refuses is from decidim-accountability
//! `milestone_form.rb`, what a change keeps from `mutations/milestone/update_milestone_type.rb`.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::writes::MilestoneAttributes;
use decidim_client::graphql::{Id, ServerError};
use decidim_client::jiff::civil::date;
use decidim_client::{ErrorKind, Multiloc};
use serde_json::json;

use super::site::Site;
use crate::graphql::every_version::components::{first, results};
use crate::graphql::support::Bench;

fn text(text: &str) -> Multiloc {
    Multiloc::single("en", text)
}

fn holes() -> MilestoneAttributes {
    MilestoneAttributes::new()
        .title(&Multiloc::from([("en", "The holes"), ("ca", "Els forats")]))
        .entry_date(date(2027, 2, 12))
}

#[test]
fn a_milestone_is_made_changed_and_deleted() {
    let bench = Bench::signed_in(Version::V0_33);
    let (results, result) = (results(&bench), first(&bench, "Accountability", "results"));
    let full = holes().description(&text("<p>All ten.</p>"));
    let made = bench.run(results.create_milestone(result, full)).unwrap();
    assert_eq!(made.entry_date, Some(date(2027, 2, 12)));
    let id = made.id.unwrap();
    let held = || bench.platform.record("milestones", id.number());
    let now = held().unwrap();
    assert_eq!(now["owner_id"], json!(result.number()));
    assert_eq!(now["title"], json!({"en": "The holes", "ca": "Els forats"}));

    // A text replaces all its languages; what is not set stays.
    let changes = MilestoneAttributes::new().title(&text("All holes"));
    let after = bench.run(results.update_milestone(result, id, changes)).unwrap();
    assert_eq!(after.entry_date, Some(date(2027, 2, 12)));
    let now = held().unwrap();
    assert_eq!(now["title"], json!({"en": "All holes"}));
    assert_eq!(now["description"], json!({"en": "<p>All ten.</p>"}));

    let gone = bench.run(results.delete_milestone(result, id)).unwrap();
    assert_eq!(gone.title.get("en"), Some("All holes"));
    assert!(held().is_none());
}

#[test]
fn what_the_site_finds_wrong_is_told_and_nothing_is_changed() {
    let bench = Bench::signed_in(Version::V0_33);
    let results = results(&bench);
    let ids = bench.platform.ids("results");
    let (one, other) = (Id::new(ids[0]), Id::new(ids[1]));
    let before = bench.platform.count("milestones");
    let foreign = holes().title(&Multiloc::single("es", "Los hoyos"));
    let error = bench.run(results.create_milestone(one, foreign)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    assert_eq!(ServerError::all_of(&error)[0].problems()[0].path, ["attributes", "titleEn"]);
    let unknown = holes().description(&Multiloc::single("tlh", "Qut"));
    let error = bench.run(results.create_milestone(one, unknown)).unwrap_err();
    assert_eq!(ServerError::all_of(&error)[0].code(), Some("INVALID_LOCALE_ERROR"));
    assert_eq!(bench.platform.count("milestones"), before);

    let id = bench.run(results.create_milestone(one, holes())).unwrap().id.unwrap();
    for write in [
        results.update_milestone(other, id, holes()),
        results.delete_milestone(other, id),
        results.delete_milestone(one, Id::new(999_999)),
    ] {
        let error = bench.run(write).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
    assert_eq!(bench.platform.count("milestones"), before + 1);
}

#[test]
fn what_the_client_can_see_to_be_wrong_is_not_sent() {
    let site = Site::answering([]);
    let results = site.client.results(47);
    let new = MilestoneAttributes::new;
    for (write, why) in [
        (results.create_milestone(5, new()), "title is missing"),
        (results.create_milestone(5, new().title(&text("a"))), "entryDate is missing"),
        (results.create_milestone(5, holes().title(&text(""))), "title is blank"),
        (results.update_milestone(5, 9, new()), "nothing is set"),
    ] {
        let error = site.run(write).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
    assert!(site.bodies().is_empty());
}

//! Results on the sandbox's site of 0.33. What a site refuses is from decidim-accountability
//! `result_form.rb`, what a change keeps from `mutations/result/update_result_type.rb`.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::writes::ResultAttributes;
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

#[test]
fn a_result_is_made_changed_and_deleted() {
    let bench = Bench::signed_in(Version::V0_33);
    let (results, parent) = (results(&bench), first(&bench, "Accountability", "results"));
    let proposal = bench.platform.ids("proposals")[0];
    let project = bench.platform.ids("projects")[0];
    let component = bench.platform.component_ids("Accountability")[0];
    let status = bench.platform.ids_in(component, "statuses")[0];
    let full = ResultAttributes::new()
        .title(&Multiloc::from([("en", "Ten trees"), ("ca", "Deu arbres")]))
        .description(&text("<p>In the square.</p>"))
        .start_date(date(2027, 2, 1))
        .end_date(date(2027, 6, 30))
        .progress(40.5)
        .status(status)
        .parent(parent)
        .external_id("EXT-9")
        .proposal_ids([Id::new(proposal)])
        .project_ids([Id::new(project)])
        .taxonomies([Id::new(2)])
        .weight(3);
    let made = bench.run(results.create(full)).unwrap();
    assert_eq!((made.start_date, made.end_date), (Some(date(2027, 2, 1)), Some(date(2027, 6, 30))));
    assert_eq!(made.status.unwrap().id, Some(Id::new(status)));
    let held = || bench.platform.record("results", made.id.number());
    let now = held().unwrap();
    assert_eq!(now["title"], json!({"en": "Ten trees", "ca": "Deu arbres"}));
    assert_eq!((&now["progress"], &now["weight"]), (&json!(40.5), &json!(3)));
    assert_eq!(
        (&now["parent_id"], &now["external_id"]),
        (&json!(parent.number()), &json!("EXT-9"))
    );
    assert_eq!(
        (&now["proposal_ids"], &now["project_ids"]),
        (&json!([proposal]), &json!([project]))
    );
    assert_eq!(now["taxonomy_ids"], json!([2]));

    // A language that is not named stays, and so does all that is not set.
    let changes = ResultAttributes::new().title(&text("Eleven trees")).progress(100.0);
    let after = bench.run(results.update(made.id, changes)).unwrap();
    assert_eq!((after.progress, after.start_date), (Some(100.0), Some(date(2027, 2, 1))));
    let now = held().unwrap();
    assert_eq!(now["title"], json!({"en": "Eleven trees", "ca": "Deu arbres"}));
    assert_eq!(now["description"], json!({"en": "<p>In the square.</p>"}));

    let gone = bench.run(results.delete(made.id)).unwrap();
    assert_eq!(gone.title.get("en"), Some("Eleven trees"));
    assert!(held().is_none());
}

#[test]
fn what_the_site_finds_wrong_is_told_and_nothing_is_changed() {
    let bench = Bench::signed_in(Version::V0_33);
    let results = results(&bench);
    let before = bench.platform.count("results");
    let titled = || ResultAttributes::new().title(&text("Trees"));
    for (attributes, path) in [
        (ResultAttributes::new().title(&Multiloc::single("es", "Árboles")), "titleEn"),
        (titled().parent(Id::new(999_999)), "parent"),
        (titled().status(Id::new(999_999)), "status"),
    ] {
        let error = bench.run(results.create(attributes)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        assert_eq!(ServerError::all_of(&error)[0].problems()[0].path, ["attributes", path]);
    }
    let error = bench.run(results.update(Id::new(999_999), titled())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert_eq!(bench.platform.count("results"), before);
}

#[test]
fn what_the_client_can_see_to_be_wrong_is_not_sent() {
    let site = Site::answering([]);
    let results = site.client.results(47);
    let new = ResultAttributes::new;
    for (write, why) in [
        (results.create(new()), "title is missing"),
        (results.create(new().title(&text(" "))), "title is blank"),
        (results.update(5, new()), "nothing is set"),
        (results.update(5, new().progress(100.5)), "between 0 and 100"),
        (results.update(5, new().progress(-1.0)), "between 0 and 100"),
        (results.update(5, new().progress(f64::NAN)), "not a finite number"),
        (results.update(5, new().parent(Id::new(1 << 40))), "parent is too large"),
        (results.update(5, new().taxonomies([Id::new(1 << 40)])), "too large"),
    ] {
        let error = site.run(write).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
    assert!(site.bodies().is_empty());
}

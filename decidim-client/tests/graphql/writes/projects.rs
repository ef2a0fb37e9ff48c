//! Projects on the sandbox's site of 0.33. What a site refuses is from decidim-budgets
//! `project_form.rb`, what a change keeps from `mutations/update_project_type.rb`.

use civic_sandbox::decidim::Version;
use decidim_client::geo::GeoPoint;
use decidim_client::graphql::writes::ProjectAttributes;
use decidim_client::graphql::{Id, ServerError};
use decidim_client::{ErrorKind, Multiloc};
use serde_json::json;

use super::site::Site;
use crate::graphql::every_version::components::{budgets, first};
use crate::graphql::support::Bench;

fn text(text: &str) -> Multiloc {
    Multiloc::single("en", text)
}

fn shade() -> ProjectAttributes {
    ProjectAttributes::new()
        .title(&Multiloc::from([("en", "Shade"), ("ca", "Ombra")]))
        .description(&text("<p>Ten trees.</p>"))
        .budget_amount(12_500)
}

#[test]
fn a_project_is_made_changed_and_deleted() {
    let bench = Bench::signed_in(Version::V0_33);
    let (budgets, budget) = (budgets(&bench), first(&bench, "Budgets", "budgets"));
    let proposal = bench.platform.ids("proposals")[0];
    let full = shade()
        .address("Main Street 1")
        .coordinates(GeoPoint { latitude: 41.4, longitude: 2.2 })
        .proposal_ids([Id::new(proposal)])
        .taxonomies([Id::new(2)]);
    let made = bench.run(budgets.create_project(budget, full)).unwrap();
    assert_eq!(made.budget_amount, Some(12_500));
    let held = || bench.platform.record("projects", made.id.number());
    let now = held().unwrap();
    assert_eq!(now["owner_id"], json!(budget.number()));
    assert_eq!(now["title"], json!({"en": "Shade", "ca": "Ombra"}));
    assert_eq!(now["address"], "Main Street 1");
    assert_eq!((&now["latitude"], &now["longitude"]), (&json!(41.4), &json!(2.2)));
    assert_eq!((&now["proposal_ids"], &now["taxonomy_ids"]), (&json!([proposal]), &json!([2])));

    // A text replaces all its languages; what is not set stays.
    let changes = ProjectAttributes::new().title(&text("More shade")).budget_amount(15_000);
    let after = bench.run(budgets.update_project(budget, made.id, changes)).unwrap();
    assert_eq!(after.budget_amount, Some(15_000));
    let now = held().unwrap();
    assert_eq!(now["title"], json!({"en": "More shade"}));
    assert_eq!(now["description"], json!({"en": "<p>Ten trees.</p>"}));
    assert_eq!((&now["address"], &now["taxonomy_ids"]), (&json!("Main Street 1"), &json!([2])));

    let gone = bench.run(budgets.delete_project(budget, made.id)).unwrap();
    assert_eq!(gone.title.get("en"), Some("More shade"));
    assert!(held().is_none());
}

#[test]
fn what_the_site_finds_wrong_is_told_and_nothing_is_changed() {
    let bench = Bench::signed_in(Version::V0_33);
    let (budgets, budget) = (budgets(&bench), first(&bench, "Budgets", "budgets"));
    let before = bench.platform.count("projects");
    let foreign = shade().title(&Multiloc::single("es", "Sombra"));
    let error = bench.run(budgets.create_project(budget, foreign)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    let problems = ServerError::all_of(&error)[0].problems();
    assert_eq!(problems[0].path, ["attributes", "titleEn"]);
    let error = bench.run(budgets.create_project(Id::new(999_999), shade())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert_eq!(bench.platform.count("projects"), before);
}

#[test]
fn a_project_of_another_budget_is_not_found() {
    let bench = Bench::signed_in(Version::V0_33);
    let budgets = budgets(&bench);
    let all = bench.platform.ids("budgets");
    let (one, other) = (Id::new(all[0]), Id::new(all[1]));
    let made = bench.run(budgets.create_project(one, shade())).unwrap();
    let error = bench.run(budgets.delete_project(other, made.id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert!(bench.platform.record("projects", made.id.number()).is_some());
}

#[test]
fn what_the_client_can_see_to_be_wrong_is_not_sent() {
    let site = Site::answering([]);
    let budgets = site.client.budgets(44);
    let new = ProjectAttributes::new;
    for (write, why) in [
        (budgets.create_project(5, new()), "title is missing"),
        (budgets.create_project(5, new().title(&text("a"))), "description is missing"),
        (
            budgets.create_project(5, new().title(&text("a")).description(&text("b"))),
            "budgetAmount is missing",
        ),
        (budgets.create_project(5, shade().budget_amount(0)), "budgetAmount is 0"),
        (budgets.create_project(5, shade().title(&text("\n"))), "title is blank"),
        (
            budgets.update_project(
                5,
                7,
                new().coordinates(GeoPoint { latitude: 99.0, longitude: 0.0 }),
            ),
            "coordinates",
        ),
        (budgets.update_project(5, 7, new()), "nothing is set"),
        (budgets.update_project(5, 7, new().proposal_ids([Id::new(1 << 40)])), "too large"),
    ] {
        let error = site.run(write).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
    assert!(site.bodies().is_empty());
}

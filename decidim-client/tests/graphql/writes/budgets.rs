//! Budgets on the sandbox's site of 0.33. What a site refuses is from decidim-budgets
//! `budget_form.rb`, what a change keeps from `mutations/update_budget_type.rb`.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::writes::BudgetAttributes;
use decidim_client::graphql::{Id, ServerError};
use decidim_client::{ErrorKind, Multiloc};
use serde_json::json;

use super::site::Site;
use crate::graphql::every_version::components::{budgets, first};
use crate::graphql::support::Bench;

fn title(text: &str) -> Multiloc {
    Multiloc::single("en", text)
}

#[test]
fn a_budget_is_made_changed_and_deleted() {
    let bench = Bench::signed_in(Version::V0_33);
    let budgets = budgets(&bench);
    let trees = BudgetAttributes::new()
        .title(&Multiloc::from([("en", "Trees"), ("ca", "Arbres")]))
        .description(&title("<p>For the squares.</p>"))
        .total_budget(120_000)
        .weight(3);
    let made = bench.run(budgets.create(trees)).unwrap();
    assert_eq!((made.total_budget(), made.weight), (Some(120_000), Some(3)));
    let held = || bench.platform.record("budgets", made.id.number());
    let now = held().unwrap();
    assert_eq!(now["title"], json!({"en": "Trees", "ca": "Arbres"}));
    assert_eq!(now["description"], json!({"en": "<p>For the squares.</p>"}));

    // A language that is not named stays, and so does all that is not set.
    let changes = BudgetAttributes::new().title(&title("More trees")).total_budget(150_000);
    let after = bench.run(budgets.update(made.id, changes)).unwrap();
    assert_eq!(after.title.get("ca"), Some("Arbres"));
    let now = held().unwrap();
    assert_eq!(now["title"], json!({"en": "More trees", "ca": "Arbres"}));
    assert_eq!((&now["total_budget"], &now["weight"]), (&json!(150_000), &json!(3)));

    let gone = bench.run(budgets.delete(made.id)).unwrap();
    assert_eq!(gone.title.get("en"), Some("More trees"));
    assert!(held().is_none());
}

#[test]
fn a_new_budget_needs_no_more_than_a_title() {
    let bench = Bench::signed_in(Version::V0_33);
    let bare = BudgetAttributes::new().title(&title("Trees"));
    let made = bench.run(budgets(&bench).create(bare)).unwrap();
    assert_eq!((made.total_budget(), made.weight), (Some(0), Some(0)));
}

#[test]
fn what_the_site_finds_wrong_is_told_and_nothing_is_changed() {
    let bench = Bench::signed_in(Version::V0_33);
    let budgets = budgets(&bench);
    let before = bench.platform.count("budgets");
    // The site's main language is English.
    let foreign = BudgetAttributes::new().title(&Multiloc::single("es", "Árboles"));
    let error = bench.run(budgets.create(foreign)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    let problems = ServerError::all_of(&error)[0].problems();
    assert_eq!(problems[0].path, ["attributes", "titleEn"]);

    let unknown = BudgetAttributes::new().title(&Multiloc::from([("en", "Trees"), ("tlh", "Sor")]));
    let error = bench.run(budgets.create(unknown)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    assert_eq!(ServerError::all_of(&error)[0].code(), Some("INVALID_LOCALE_ERROR"));

    let missing = BudgetAttributes::new().weight(1);
    let error = bench.run(budgets.update(Id::new(999_999), missing)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    let error = bench.run(budgets.delete(Id::new(999_999))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert_eq!(bench.platform.count("budgets"), before);
}

#[test]
fn a_budget_of_another_component_is_not_found() {
    let bench = Bench::signed_in(Version::V0_33);
    let id = first(&bench, "Budgets", "budgets");
    let elsewhere = bench.client.budgets(bench.platform.component_ids("Proposals")[0]);
    let error = bench.run(elsewhere.delete(id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert!(bench.platform.record("budgets", id.number()).is_some());
}

#[test]
fn what_the_client_can_see_to_be_wrong_is_not_sent() {
    let site = Site::answering([]);
    let budgets = site.client.budgets(44);
    for (write, why) in [
        (budgets.create(BudgetAttributes::new()), "title is missing"),
        (budgets.create(BudgetAttributes::new().total_budget(5)), "title is missing"),
        (budgets.create(BudgetAttributes::new().title(&title(" "))), "title is blank"),
        (budgets.create(BudgetAttributes::new().title(&Multiloc::new())), "title is blank"),
        (budgets.update(5, BudgetAttributes::new()), "nothing is set"),
        (budgets.update(5, BudgetAttributes::new().title(&title(""))), "title is blank"),
        (budgets.update(5, BudgetAttributes::new().total_budget(u32::MAX)), "too large"),
        (budgets.update(5, BudgetAttributes::new().weight(1)).locale("ca"), "no text in one"),
    ] {
        let error = site.run(write).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
    assert!(site.bodies().is_empty());
}

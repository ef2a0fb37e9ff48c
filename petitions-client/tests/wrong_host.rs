//! Other hosts than petitions sites: a web server's page, a path that is not there, JSON of another API.

use petitions_client::resources::petitions::PetitionStatus;

use crate::support::answering;

const HINT: &str = "or https://petitions.example.org is not a petitions site";

#[test]
fn an_answer_in_no_form_of_the_apis_names_the_host() {
    for (status, body) in [
        (200, "<!DOCTYPE html><html><title>Welcome to nginx!</title></html>"),
        (200, r#"{"version": "2.1", "status": "up"}"#),
        (404, ""),
        (404, "<html><title>404 Not Found</title></html>"),
        (405, "<html><title>405 Not Allowed</title></html>"),
        (403, "<html><title>403 Forbidden</title></html>"),
        (401, ""),
    ] {
        let (clock, site) = answering(status, body, "some-key");
        let single = clock.run(site.petitions().get(101)).unwrap().unwrap_err();
        let list = clock.run(site.petitions().list().stream().try_next()).unwrap().unwrap_err();
        let mut signatures = site.signatures().list().petitions([101]).stream();
        let signatures = clock.run(signatures.try_next()).unwrap().unwrap_err();
        for error in [single, list, signatures] {
            assert!(error.hint().is_some_and(|hint| hint.ends_with(HINT)), "{status}: {error}");
        }
    }
}

#[test]
fn a_site_that_says_in_its_own_words_that_it_has_no_such_petition_is_not_doubted() {
    let (clock, site) = answering(404, r#"{"error": "Not found"}"#, "some-key");
    let error = clock.run(site.petitions().get(5)).unwrap().unwrap_err();
    assert_eq!(error.hint(), None, "{error}");
}

#[test]
fn a_write_that_another_host_answers_with_a_page_names_it_or_says_what_is_unclear() {
    let (clock, site) = answering(404, "", "some-key");
    let write = site.petitions().update(101).status(PetitionStatus::InProcess);
    let error = clock.run(write).unwrap().unwrap_err();
    assert!(error.hint().is_some_and(|hint| hint.ends_with(HINT)), "{error}");
    let (clock, site) = answering(200, "<html><title>Home</title></html>", "some-key");
    let write = site.petitions().update(101).status(PetitionStatus::InProcess);
    let error = clock.run(write).unwrap().unwrap_err();
    assert!(error.hint().is_some(), "{error}");
}

//! Questionnaires, what they ask, and what is answered to them: since 0.3.0.

mod authoring;
mod reading;
mod submitting;

use civic_sandbox::{Decidim, RestVersion};
use decidim_client::rest::resources::{
    Question, QuestionChange, QuestionType, Questionnaire, QuestionnaireChange, Submission,
};
use decidim_client::rest::{Client, Id, UserClient};
use decidim_client::{Error, ErrorKind, Multiloc};
use serde_json::Value;

use super::newer::{all_unsent, reads, refused, requests};
use super::{every_version, platform};
use crate::bench::Bench;

/// The releases before 0.3 know no scope `surveys`, so their tokens are without.
pub(super) fn client(bench: &Bench, version: RestVersion) -> Client {
    let scopes: &[&str] = if version >= RestVersion::V0_3 {
        &["public", "oauth", "system", "surveys"]
    } else {
        &["public", "oauth"]
    };
    Client::builder("https://decidim.example.org")
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(scopes.iter().copied())
        .http(bench.http.clone())
        .build()
        .unwrap()
}

fn newest() -> (Bench, Client) {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let site = client(&bench, RestVersion::V0_3);
    (bench, site)
}

fn somebody(site: &Client) -> UserClient {
    let person = site.impersonate("oak_street").register_on_missing(true);
    person.accept_tos_on_register(true).skip_confirmation_on_register(true).build().unwrap()
}

fn texts(en: &str) -> Multiloc {
    Multiloc::from([("en", en)])
}

/// The questionnaire of the first survey.
fn survey(bench: &Bench, site: &Client) -> Questionnaire {
    let component = bench.platform.component_ids("Surveys")[0];
    let mut found = reads!(bench, site.questionnaires().list().in_component(component));
    found.sort_by_key(|questionnaire| questionnaire.id.number());
    found.remove(0)
}

fn question(bench: &Bench, site: &Client, form: &Questionnaire, kind: &QuestionType) -> Question {
    let all = reads!(bench, site.questions().of_questionnaire(&form.id));
    all.into_iter().find(|it| it.attributes.question_type.as_ref() == Some(kind)).unwrap()
}

fn record(bench: &Bench, list: &str, id: &Id) -> Value {
    bench.platform.record(list, id.number().unwrap()).unwrap()
}

/// `decidim-restfull-forms` came with 0.3.0 (the tags v0.2.12 and v0.3.0 of decidim-rest-full).
#[test]
fn releases_without_questionnaires_are_not_even_asked() {
    every_version(|version, bench| {
        if version >= RestVersion::V0_3 {
            return;
        }
        let site = client(&bench, version);
        bench.run(site.version()).unwrap();
        let mut errors: Vec<Error> = Vec::new();
        let sent = requests(&bench, || {
            macro_rules! refuses {
                ($($call:expr),+ $(,)?) => {
                    $(errors.push(bench.run($call).map(drop).unwrap_err());)+
                };
            }
            let kind = QuestionType::LongAnswer;
            let question = QuestionChange::new().question_type(&kind).body(&texts("Where?"));
            let submission = Submission::to(1).text(1, "By the river");
            refuses!(
                site.questionnaires().get(1),
                site.questionnaires().update(1, &QuestionnaireChange::new().title(&texts("x"))),
                site.questions().get(1),
                site.questions().create(1, &question),
                site.questions().update(1, &question),
                site.questions().delete(1),
                site.answer_options().create(1, &texts("x")),
                site.answer_options().update(1, &texts("x")),
                site.answer_options().delete(1),
                site.answers().submit(&submission),
                site.answers().submit_later(&submission),
                site.questionnaire_responses().get(1),
                site.questionnaire_responses().delete(1),
                site.submission_request("3f6c1d2e-4b9a-4d0c-8f53-0d5b9f1c2a77"),
            );
            errors.push(refused!(bench, site.questionnaires().list()));
            errors.push(refused!(bench, site.questions().of_questionnaire(1)));
            errors.push(refused!(bench, site.answer_options().of_question(1)));
            errors.push(refused!(bench, site.answers().list()));
        });
        assert_eq!((sent, errors.len()), (0, 18), "{version:?}");
        all_unsent(&errors, "since 0.3.0");
    });
}

/// `ability.rb`, `perms_for_surveys_forms` (v0.3.4).
#[test]
fn a_missing_permission_is_named() {
    let (scope, ability) = ("surveys", "surveys.questions.manage");
    let few = civic_sandbox::ApiClient::new("client-of-few-rights", "a-secret-of-no-use")
        .without_ability(ability);
    let bench = Bench::new(platform(RestVersion::V0_3).api_client(few));
    let site = Client::builder("https://decidim.example.org")
        .credentials("client-of-few-rights", "a-secret-of-no-use")
        .scopes(["public", scope])
        .http(bench.http.clone())
        .build()
        .unwrap();
    let error = refused!(bench, site.questions().of_questionnaire(1));
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert!(error.hint().unwrap().contains(ability), "{error}");
    assert!(!reads!(bench, site.questionnaires().list()).is_empty());
}

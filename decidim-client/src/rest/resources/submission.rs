//! What a participant hands in to a questionnaire, and the request for it.

use std::collections::BTreeMap;
use std::fmt;

use civic_core::http::types::Method;
use civic_core::http::{Call, Response};
use civic_core::{Error, Extra};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::questionnaires::SINCE;
use crate::rest::api_request::ApiRequest;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::id::Id;
use crate::rest::jobs::JobStatus;
use crate::rest::lenient_decode::keeps_extra;
use crate::rest::list::LOCALE;
use crate::rest::record::Record;

/// A participant's answers to a questionnaire, by the ids of its questions.
///
/// It is handed in in the name of the client's participant, if it has one. `Debug` shows neither the answers
/// nor whose they are.
#[derive(Clone, PartialEq)]
#[must_use]
pub struct Submission {
    questionnaire: Id,
    answers: BTreeMap<String, Value>,
    user: Option<Id>,
    anonymous: bool,
    client_ip: Option<String>,
    locale: Option<String>,
    invalid: Option<&'static str>,
}

impl Submission {
    /// No answers yet to this questionnaire.
    ///
    /// ```
    /// use decidim_client::rest::resources::Submission;
    ///
    /// let submission = Submission::to(7)
    ///     .text(31, "By the river")
    ///     .option(32, 305)
    ///     .options(33, [307, 308])
    ///     .matrix(34, [(11, 310), (12, 312)]);
    /// ```
    pub fn to(questionnaire_id: impl Into<Id>) -> Self {
        Self {
            questionnaire: questionnaire_id.into(),
            answers: BTreeMap::new(),
            user: None,
            anonymous: false,
            client_ip: None,
            locale: None,
            invalid: None,
        }
    }

    /// The text with which a question is answered.
    pub fn text(self, question_id: impl Into<Id>, text: impl Into<String>) -> Self {
        self.answer(&question_id.into(), Value::String(text.into()))
    }

    /// The one option that is chosen.
    pub fn option(self, question_id: impl Into<Id>, option_id: impl Into<Id>) -> Self {
        let option = option_id.into();
        self.checked(&option).answer(&question_id.into(), option.as_str().into())
    }

    /// The options that are chosen; where they are sorted, all of them in their order.
    pub fn options<I: Into<Id>>(
        mut self,
        question_id: impl Into<Id>,
        option_ids: impl IntoIterator<Item = I>,
    ) -> Self {
        let mut chosen = Vec::new();
        for option in option_ids {
            let option = option.into();
            self = self.checked(&option);
            chosen.push(Value::from(option.as_str()));
        }
        self.answer(&question_id.into(), Value::Array(chosen))
    }

    /// The option that is chosen for each row. The API takes one for each, also where the question allows
    /// more. The ids of the rows are properties of the question in the questionnaire's
    /// [schema](super::QuestionnaireAttributes::schema).
    pub fn matrix<R: Into<Id>, O: Into<Id>>(
        mut self,
        question_id: impl Into<Id>,
        options_by_row: impl IntoIterator<Item = (R, O)>,
    ) -> Self {
        let mut chosen = Map::new();
        for (row, option) in options_by_row {
            let (row, option) = (row.into(), option.into());
            self = self.checked(&row).checked(&option);
            chosen.insert(row.as_str().to_owned(), option.as_str().into());
        }
        self.answer(&question_id.into(), Value::Object(chosen))
    }

    /// Nobody's answers, although the client acts for somebody.
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// The answers of the participant with this id, whoever the client acts for.
    pub fn of_user(mut self, id: impl Into<Id>) -> Self {
        let id = id.into();
        self.user = Some(id.clone());
        self.checked(&id)
    }

    /// The network address of the participant, of which the server keeps a hash.
    pub fn client_ip(mut self, address: impl Into<String>) -> Self {
        self.client_ip = Some(address.into());
        self
    }

    /// The locale of the server's messages about it.
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = Some(locale.into());
        self
    }

    fn answer(mut self, question: &Id, answer: Value) -> Self {
        self.answers.insert(question.as_str().to_owned(), answer);
        self.checked(question)
    }

    fn checked(mut self, id: &Id) -> Self {
        if id.is_odd() {
            self.invalid = Some("a submission names an invalid id");
        }
        self
    }

    /// Whether it says what a job would forget.
    pub(super) fn says_who(&self) -> bool {
        self.anonymous || self.client_ip.is_some()
    }

    pub(super) fn request(&self, needs: Needs) -> ApiRequest {
        let reference = |kind: &str, id: &Id| json!({"data": {"type": kind, "id": id.as_str()}});
        let mut relations = Map::new();
        relations
            .insert("questionnaire".to_owned(), reference("questionnaires", &self.questionnaire));
        if let Some(user) = &self.user {
            relations.insert("user".to_owned(), reference("user", user));
        }
        let mut meta = Map::new();
        if self.anonymous {
            meta.insert("anonymous".to_owned(), true.into());
        }
        if let Some(address) = &self.client_ip {
            meta.insert("client_ip".to_owned(), address.as_str().into());
        }
        let body = json!({"meta": meta, "data": {
            "type": "questionnaire_response",
            "attributes": {"answers": self.answers},
            "relationships": relations,
        }});
        let request = ApiRequest::new(Method::POST, "answers", needs).since([SINCE]);
        let request = match &self.locale {
            Some(locale) => request.with(|request| request.query(LOCALE, locale)),
            None => request,
        };
        request.refused(self.refusal()).json(&body)
    }

    fn refusal(&self) -> Option<Error> {
        let why = if self.answers.is_empty() {
            Some("the submission has no answers")
        } else if self.anonymous && self.user.is_some() {
            Some("a submission is either anonymous or somebody's")
        } else {
            self.invalid
        };
        self.questionnaire.refusal().or_else(|| why.map(Error::invalid_input))
    }
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission")
            .field("questionnaire", &self.questionnaire)
            .field("answers", &self.answers.len())
            .field("anonymous", &self.anonymous)
            .finish_non_exhaustive()
    }
}

/// What comes of a submission that a job hands in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SubmittedAnswers {
    /// The [`QuestionnaireResponse`](super::QuestionnaireResponse) that it became.
    pub questionnaire_response_id: Id,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl<A: Actor> Client<A> {
    /// What became of a submission that a job hands in, by the job's id. Since 0.3. Scope `surveys`.
    ///
    /// [`Client::job`] says more, and needs no token.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let request = site.submission_request("3f6c1d2e-4b9a-4d0c-8f53-0d5b9f1c2a77").await?;
    /// println!("{:?} {:?}", request.attributes.status, request.response_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where no job that hands in answers has this id.
    pub fn submission_request(&self, job_id: &str) -> Call<SubmissionRequest> {
        let (id, needs) = (Id::from(job_id), Needs::of_scope(Scope::Surveys));
        let call = ApiRequest::on(Method::GET, "submission_requests", &id, "", needs);
        self.session.call(call.since([SINCE]), |_, answer: Result<Response, Error>| async {
            answer?.json_under("data")
        })
    }
}

/// A submission that a job hands in. Its id is the job's.
pub type SubmissionRequest = Record<SubmissionRequestAttributes>;

/// The fields of a submission that a job hands in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct SubmissionRequestAttributes {
    /// The state of the job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<JobStatus>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(SubmissionRequestAttributes);

impl SubmissionRequest {
    /// The [`QuestionnaireResponse`](super::QuestionnaireResponse) that it became. `None` before the job is
    /// done, and where it failed.
    pub fn response_id(&self) -> Option<Id> {
        let result = self.links.get("result")?;
        Some(Id::from(result.href.rsplit('/').next()?)).filter(|id| !id.is_odd())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_answer_and_no_address() {
        let submission = Submission::to(7).text(31, "By the river").client_ip("203.0.113.42");
        let shown = format!("{submission:?}");
        assert!(!shown.contains("river") && !shown.contains("203."), "{shown}");
    }

    #[test]
    fn a_submission_that_cannot_be_meant_is_refused() {
        for (submission, said) in [
            (Submission::to(7), "no answers"),
            (Submission::to("").text(1, "x"), "is not a valid id"),
            (Submission::to(7).text("", "x"), "an invalid id"),
            (Submission::to(7).options(1, ["", "2"]), "an invalid id"),
            (Submission::to(7).text(1, "x").anonymous().of_user(3), "either anonymous"),
        ] {
            let error = submission.request(Needs::NOTHING).check().unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
        assert!(Submission::to(7).option(1, 2).request(Needs::NOTHING).check().is_ok());
    }

    #[test]
    fn the_result_of_a_job_is_named_by_a_link() {
        // `SubmissionRequestSerializer`: only of a completed job.
        let href = "https://decidim.example.org/api/questionnaire_responses/31";
        let done = json!({"id": "3f6c", "type": "submission_request",
            "attributes": {"status": "completed"}, "links": {"result": {"href": href}}});
        let read: SubmissionRequest = serde_json::from_value(done).unwrap();
        assert_eq!(read.response_id(), Some(Id::from(31)));
        assert_eq!(read.attributes.status, Some(JobStatus::Completed));
        let open = json!({"id": "3f6c", "attributes": {"status": "pending"}, "links": {}});
        let read: SubmissionRequest = serde_json::from_value(open).unwrap();
        assert_eq!(read.response_id(), None);
    }
}

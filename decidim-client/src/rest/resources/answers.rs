//! Answers to questionnaires: single ones, and what a participant hands in.

use civic_core::http::{Call, Response};
use civic_core::list::query::Filter;
use civic_core::list::source::Key;
use civic_core::{Error, ErrorKind, Extra};
use serde::{Deserialize, Serialize};

use super::questionnaire_responses::QuestionnaireResponse;
use super::questionnaires::{LARGEST_PAGE, SINCE};
use super::submission::{Submission, SubmittedAnswers};
use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::jobs::Job;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::list::List;
use crate::rest::record::{Record, ToOne};
use crate::rest::required_release::Since;
use crate::rest::resource::{Listed, Resource, sealed};
use crate::rest::server_error::ServerError;
use crate::rest::wire::is_default;

const SUBMIT: Needs = Needs::new(Scope::Surveys, "surveys.answers.submit");

impl<A: Actor> Client<A> {
    /// Answers to questionnaires. Since 0.3. Scope `surveys`; to list them the permissions
    /// `surveys.answers.read` **and** `surveys.answers.submit`, to hand them in only the latter.
    ///
    /// The list has single answers, in no order that can be trusted; it does not tell who gave them, and of
    /// a choice not which. [`questionnaire_responses`](Self::questionnaire_responses) has all that one
    /// participant answered.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut answers = site.answers().list().in_questionnaire(7).stream();
    /// while let Some(answer) = answers.try_next().await? {
    ///     println!("{:?}: {:?}", answer.attributes.question_id, answer.attributes.body);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn answers(&self) -> Endpoint<Answer, A> {
        Endpoint::new(self)
    }
}

impl<A: Actor> Endpoint<Answer, A> {
    /// Hands in a participant's answers to a questionnaire, and returns them as the server keeps them.
    /// Permission `surveys.answers.submit`.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::Submission;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let submission = Submission::to(7).text(31, "By the river").option(32, 305).anonymous();
    /// let response = site.answers().submit(&submission).await?;
    /// println!("{} {:?}", response.id, response.attributes.answers);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Rejected`](ErrorKind::Rejected) where an answer breaks a rule, such as a mandatory question without one:
    /// [`ServerError::problems`] tells them. It tells none where the participant has answered already.
    /// [`InvalidInput`](ErrorKind::InvalidInput) for a submission without answers, or of a participant who
    /// is to stay nameless.
    pub fn submit(&self, submission: &Submission) -> Call<QuestionnaireResponse> {
        let call = submission.request(SUBMIT).inline();
        self.session().call(call, |_, answer| async { read(answer) })
    }

    /// Leaves it to a job to hand the answers in. Its result is the id of the
    /// [`QuestionnaireResponse`].
    ///
    /// A job that fails says no more than "validation failed".
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::Submission;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let job = ana.answers().submit_later(&Submission::to(7).text(31, "By the river")).await?;
    /// let submitted = job.finished().await?;
    /// let response = ana.questionnaire_responses().get(&submitted.questionnaire_response_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput) as for [`submit`](Self::submit), and for a submission that is
    /// [anonymous](Submission::anonymous) or has the participant's [address](Submission::client_ip): known servers
    /// do not keep either with the job, and would take it for one in the caller's name.
    pub fn submit_later(&self, submission: &Submission) -> Call<Job<SubmittedAnswers>> {
        let unkept = submission.says_who().then(|| {
            Error::invalid_input(
                "servers forget of a submission that a job hands in whether it is anonymous, and the \
                 address: use submit()",
            )
        });
        self.session()
            .call(submission.request(SUBMIT).refused(unkept), |context, answer| async move {
                Job::accepted(&context.session, &answer?)
            })
    }
}

fn read(answer: Result<Response, Error>) -> Result<QuestionnaireResponse, Error> {
    match answer {
        Ok(answer) => answer.json_under("data"),
        // `AnswerQuestionnaire` turns down a second submission without saying why.
        Err(error) if says_no_reason(&error) => {
            let why = "the server names no rule that is broken: the participant may have answered already";
            Err(error.with_kind(ErrorKind::Rejected).with_hint(why))
        }
        Err(error) => Err(error),
    }
}

fn says_no_reason(error: &Error) -> bool {
    matches!(ServerError::of(error), Some(ServerError::Validation(problems)) if problems.is_empty())
}

/// The answer to one question. Its id is unique. Personal data, as far as people write any.
pub type Answer = Record<AnswerAttributes, Extra, AnswerRelationships>;

/// The fields of an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct AnswerAttributes {
    /// The text. Null where options were chosen, or nothing was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question_id: Option<Id>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The records that an answer is related to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct AnswerRelationships {
    /// The questionnaire.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub questionnaire: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(AnswerAttributes, AnswerRelationships);

impl sealed::Permitted for Answer {
    const NEEDS: Needs = Needs::new(Scope::Surveys, "surveys.answers.read");
}

impl Resource for Answer {
    const PATH: &'static str = "answers";
    const RESOURCE_NAME: &'static str = "answers";
    const TRANSLATED: bool = false;
    const SINCE: Option<Since> = Some(SINCE);
    const LARGEST_PAGE: Option<u16> = Some(LARGEST_PAGE);
    const IS_COUNTED: bool = false;

    fn key(&self) -> Key {
        self.identity(None)
    }
}

impl Listed for Answer {}

impl<A: Actor> List<Answer, A> {
    /// Those to this questionnaire.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let answers = site.answers().list().in_questionnaire(7).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_questionnaire(self, id: impl Into<Id>) -> Self {
        let id = id.into();
        let filter = Filter::one("questionnaire_id", &id).sent_as("filter[questionnaire_id]");
        self.set(filter.refused(id.refusal()).shown(move |row: &Answer| {
            row.relationships.questionnaire.data.as_ref().map(|shown| shown.id == id)
        }))
    }
}

//! All that one participant answered to a questionnaire.

use std::collections::BTreeMap;

use civic_core::Extra;
use civic_core::http::types::Method;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::questionnaires::SINCE;
use crate::rest::api_request::ApiRequest;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::jobs::Deleted;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::record::{Record, Reference, ToOne};
use crate::rest::required_release::Since;
use crate::rest::resource::{Readable, Resource, sealed};
use crate::rest::wire::{is_default, or_default};
use crate::rest::write::Write;

const DESTROY: Needs = Needs::new(Scope::Surveys, "surveys.answers.destroy");

impl<A: Actor> Client<A> {
    /// All that one participant answered to a questionnaire, together. Since 0.3. Scope `surveys`,
    /// permission `surveys.answers.read`.
    ///
    /// There is no list of them: each [`Answer`](super::Answer) has an id by which those of the same
    /// participant are read.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let response = site.questionnaire_responses().get(4101).await?;
    /// for (question, answer) in &response.attributes.answers {
    ///     println!("{question}: {answer:?}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn questionnaire_responses(&self) -> Endpoint<QuestionnaireResponse, A> {
        Endpoint::new(self)
    }
}

impl<A: Actor> Endpoint<QuestionnaireResponse, A> {
    /// Deletes all that this participant answered, for good. Permission `surveys.answers.destroy`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// site.questionnaire_responses().delete(4101).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "destroy")]
    pub fn delete(&self, id: impl Into<Id>) -> Write<Deleted> {
        let path = QuestionnaireResponse::PATH;
        let call = ApiRequest::on(Method::DELETE, path, &id.into(), "", DESTROY);
        Write::new(self.session(), call.since([SINCE]))
    }
}

/// All that one participant answered. Its id is that of the answer by which it was asked for, or of
/// the first. Personal data, as far as people write any.
pub type QuestionnaireResponse = Record<
    QuestionnaireResponseAttributes,
    QuestionnaireResponseMeta,
    QuestionnaireResponseRelationships,
>;

/// The answers of a participant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct QuestionnaireResponseAttributes {
    /// The answers by the ids of their questions.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub answers: BTreeMap<String, AnswerValue>,
    /// A hash of the address that it came from. Null where it was handed in without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_ip: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The answer to a question, by how it is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum AnswerValue {
    /// A text.
    Text(String),
    /// The ids of the options that were chosen, also of a single one.
    Options(Vec<Id>),
    /// The id of the option that was chosen, by that of its row. Where a row has more, servers tell one.
    Matrix(BTreeMap<String, Id>),
    /// Null where nothing was answered, or something in a form that this version does not know.
    Other(Value),
}

/// Data about a participant's answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct QuestionnaireResponseMeta {
    /// The participant. Null where they are nameless.
    #[serde(
        deserialize_with = "lenient_decode::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub user: Option<Reference>,
    /// When the first of the answers was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// The locale of the server's messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The locale that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_locale: Option<String>,
    /// The locale that was asked for and is not there. Null where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback_from: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The records that a participant's answers are related to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct QuestionnaireResponseRelationships {
    /// The questionnaire.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub questionnaire: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(
    QuestionnaireResponseAttributes,
    QuestionnaireResponseMeta,
    QuestionnaireResponseRelationships
);

impl sealed::Permitted for QuestionnaireResponse {
    const NEEDS: Needs = Needs::new(Scope::Surveys, "surveys.answers.read");
}

impl Resource for QuestionnaireResponse {
    const PATH: &'static str = "questionnaire_responses";
    const RESOURCE_NAME: &'static str = "questionnaire responses";
    const TRANSLATED: bool = false;
    const IN_ONE_LOCALE: bool = true;
    const SINCE: Option<Since> = Some(SINCE);

    fn key(&self) -> Key {
        self.identity(None)
    }
}

impl Readable for QuestionnaireResponse {}

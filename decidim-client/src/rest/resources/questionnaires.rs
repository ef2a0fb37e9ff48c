//! Questionnaires: those of surveys and of registrations for meetings.

use civic_core::http::types::Method;
use civic_core::jiff::Timestamp;
use civic_core::list::query::Filter;
use civic_core::list::source::Key;
use civic_core::{Error, Extra, Multiloc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::rest::api_request::ApiRequest;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::get::Get;
use crate::rest::id::Id;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::list::{LOCALE, List};
use crate::rest::record::Record;
use crate::rest::required_release::Since;
use crate::rest::resource::{Listed, Readable, Resource, sealed};
use crate::rest::version::Release;
use crate::rest::wire::{is_default, or_default};
use crate::rest::write::Write;

/// The largest page of questionnaires and answers. Who asks for more gets 25 rows.
pub(super) const LARGEST_PAGE: u16 = 100;

pub(super) const SINCE: Since = Since::new(Release::V0_3_0, "questionnaires");

const READ: Needs = Needs::new(Scope::Surveys, "surveys.questionnaires.read");

impl<A: Actor> Client<A> {
    /// Questionnaires of surveys and of registrations for meetings. Since 0.3. Scope `surveys`, permission
    /// `surveys.questionnaires.read` (or `surveys.read`).
    ///
    /// The list has those in spaces that the actor may see, in no order that can be trusted. A single one is found wherever in the organisation it is, and tells how to answer it.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut questionnaires = site.questionnaires().list().in_component(31).stream();
    /// while let Some(questionnaire) = questionnaires.try_next().await? {
    ///     println!("{} {:?}", questionnaire.id, questionnaire.attributes.title);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn questionnaires(&self) -> Endpoint<Questionnaire, A> {
        Endpoint::new(self)
    }
}

impl<A: Actor> Endpoint<Questionnaire, A> {
    /// Changes title and description. Servers ask for no other permission than to read it.
    ///
    /// What is changed is replaced in all locales: those that the change does not name are lost.
    ///
    /// [`enqueue`](Write::enqueue) leaves it to a job whose result is the database's row: the id, and
    /// everything else in `extra`.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::rest::resources::QuestionnaireChange;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let title = Multiloc::from([("ca", "La plaça"), ("es", "La plaza")]);
    /// let change = QuestionnaireChange::new().title(&title);
    /// let questionnaire = site.questionnaires().update(7, &change).await?;
    /// println!("{:?}", questionnaire.attributes.title);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for an empty change;
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such questionnaire.
    pub fn update(&self, id: impl Into<Id>, change: &QuestionnaireChange) -> Write<Questionnaire> {
        let id = id.into();
        let nothing = (*change == QuestionnaireChange::default())
            .then(|| Error::invalid_input("the change has no field"));
        let data = json!({"type": Questionnaire::PATH, "id": id.as_str(), "attributes": change});
        let call = ApiRequest::on(Method::PUT, Questionnaire::PATH, &id, "", READ);
        let call = call.since([SINCE]).refused(nothing);
        Write::new(self.session(), call.json(&json!({"data": data})))
    }
}

/// What to change of a questionnaire; all else stays. (Servers drop the terms of service that a
/// change names.)
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[must_use]
pub struct QuestionnaireChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Multiloc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Multiloc>,
}

impl QuestionnaireChange {
    /// No change yet.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::rest::resources::QuestionnaireChange;
    ///
    /// let change = QuestionnaireChange::new().title(&Multiloc::from([("en", "The square")]));
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The title in all its locales.
    pub fn title(mut self, title: &Multiloc) -> Self {
        self.title = Some(title.clone());
        self
    }

    /// The description in all its locales; HTML.
    pub fn description(mut self, description: &Multiloc) -> Self {
        self.description = Some(description.clone());
        self
    }
}

/// A questionnaire. Its id is unique.
pub type Questionnaire = Record<QuestionnaireAttributes, QuestionnaireMeta, Extra>;

/// The fields of a questionnaire, its texts in one locale: that of [`QuestionnaireMeta::locale`] where they
/// have it, else any.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct QuestionnaireAttributes {
    /// Title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Description; HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Option<String>,
    /// What answers to it are: a JSON Schema, its properties by the ids of questions. Empty in lists.
    /// (It says of every choice that it is one text.)
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub schema: Extra,
    /// How it is shown, in the form of JSON Forms: texts, options and which question depends on which. Empty in
    /// lists.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub ui: Extra,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Data about a questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct QuestionnaireMeta {
    /// The locale of its texts, in lower case: `pt-br`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The locale that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_locale: Option<String>,
    /// The locale that was asked for and is not there. Null where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback_from: Option<String>,
    /// Who may answer it. Empty in lists.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub submission: SubmissionRules,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Who may answer a questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct SubmissionRules {
    /// Whether nameless answers are taken: true of all surveys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allows_anonymous: Option<bool>,
    /// Whether the participant's address is wanted with them. Servers take answers without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requires_participant_ip: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(QuestionnaireAttributes, QuestionnaireMeta, SubmissionRules);

impl sealed::Permitted for Questionnaire {
    const NEEDS: Needs = READ;
}

/// A single one is not a row of the list: it has more fields, and is found where the list does not show
/// it. So it does not prove what the list has.
impl Resource for Questionnaire {
    const PATH: &'static str = "questionnaires";
    const RESOURCE_NAME: &'static str = "questionnaires";
    const TRANSLATED: bool = false;
    const IN_ONE_LOCALE: bool = true;
    const SINCE: Option<Since> = Some(SINCE);
    const LARGEST_PAGE: Option<u16> = Some(LARGEST_PAGE);
    const IS_COUNTED: bool = false;

    fn key(&self) -> Key {
        self.identity(None)
    }
}

impl Listed for Questionnaire {}

impl Readable for Questionnaire {}

impl<A: Actor> List<Questionnaire, A> {
    /// Those in this component of surveys or meetings.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let survey = site.questionnaires().list().in_component(31).stream().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_component(self, id: impl Into<Id>) -> Self {
        self.narrowed("component_id", "filter[component_id]", &id.into())
    }

    /// Those in the spaces with this id: an assembly and a process may have the same, and servers do not ask
    /// which is meant.
    pub fn in_spaces_with_id(self, id: impl Into<Id>) -> Self {
        self.narrowed("participatory_space_id", "filter[participatory_space_id]", &id.into())
    }

    /// The one with this id, if the list has it.
    pub fn id(self, id: impl Into<Id>) -> Self {
        let id = id.into();
        let filter = Filter::one("id", &id).sent_as("filter[questionnaire_id]");
        let filter = filter.refused(id.refusal());
        self.set(filter.shown(move |row: &Questionnaire| Some(row.id == id)))
    }

    /// The locale of its texts, such as `pt-BR`. Default: the first of the client's locales, else the
    /// participant's own, else the organisation's. Servers refuse a locale that they do not have.
    pub fn locale(self, locale: impl Into<String>) -> Self {
        self.set(Filter::one(LOCALE, locale.into()))
    }

    fn narrowed(self, name: &'static str, parameter: &'static str, id: &Id) -> Self {
        self.set(Filter::one(name, id).sent_as(parameter).refused(id.refusal()))
    }
}

impl Get<Questionnaire> {
    /// The locale of its texts; see [`List::locale`].
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let questionnaire = site.questionnaires().get(7).locale("ca").await?;
    /// println!("{:?}", questionnaire.attributes.ui);
    /// # Ok(())
    /// # }
    /// ```
    pub fn locale(self, locale: impl Into<String>) -> Self {
        self.set(Filter::one(LOCALE, locale.into()))
    }
}

//! The questions of a questionnaire, as its authors keep them.

use civic_core::http::types::Method;
use civic_core::list::query::Filter;
use civic_core::list::source::Key;
use civic_core::{Error, Extra, Multiloc, open_enum};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::questionnaires::{Questionnaire, SINCE};
use crate::rest::api_request::ApiRequest;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::jobs::Deleted;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::list::List;
use crate::rest::record::{Record, ToOne};
use crate::rest::required_release::Since;
use crate::rest::resource::{Readable, Resource, Single, sealed};
use crate::rest::wire::{is_default, or_default};
use crate::rest::write::Write;

/// Every call about questions and their options needs it.
pub(super) const MANAGE: Needs = Needs::new(Scope::Surveys, "surveys.questions.manage");

impl<A: Actor> Client<A> {
    /// The questions of questionnaires. Since 0.3. Scope `surveys`, permission `surveys.questions.manage`,
    /// to read them too.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut questions = site.questions().of_questionnaire(7).stream();
    /// while let Some(question) = questions.try_next().await? {
    ///     println!("{} {:?}", question.id, question.attributes.body.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn questions(&self) -> Endpoint<Question, A> {
        Endpoint::new(self)
    }
}

impl<A: Actor> Endpoint<Question, A> {
    /// The questions of this questionnaire, all in one answer, in their order. There is no list of the
    /// questions of all.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let questions = site.questions().of_questionnaire(7).stream().collect_consistent().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn of_questionnaire(&self, questionnaire_id: impl Into<Id>) -> List<Question, A> {
        let id = questionnaire_id.into();
        let filter = Filter::one("questionnaire_id", &id).sent_as("filter[questionnaire_id]");
        let filter = filter.refused(id.refusal()).shown(move |row: &Question| {
            row.relationships.questionnaire.data.as_ref().map(|shown| shown.id == id)
        });
        List::new(self.session().clone()).set(filter)
    }

    /// Adds a question to a questionnaire.
    ///
    /// [`enqueue`](Write::enqueue) leaves it to a job whose result is the database's row: the id, and
    /// everything else in `extra`.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::rest::resources::{QuestionChange, QuestionType};
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let question = QuestionChange::new()
    ///     .question_type(&QuestionType::SingleOption)
    ///     .body(&Multiloc::from([("en", "Which square?")]))
    ///     .position(3);
    /// let question = site.questions().create(7, &question).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for a question without type or text;
    /// [`Rejected`](civic_core::ErrorKind::Rejected) where the server does not have the type;
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such questionnaire.
    pub fn create(
        &self,
        questionnaire_id: impl Into<Id>,
        question: &QuestionChange,
    ) -> Write<Question> {
        let questionnaire = questionnaire_id.into();
        let lacks = |name: &str| !question.changes.contains_key(name);
        let incomplete = (lacks("question_type") || lacks("body"))
            .then(|| Error::invalid_input("a question needs a type and a text"));
        let body = json!({"data": {
            "type": Question::PATH,
            "attributes": question,
            "relationships": {"questionnaire": {
                "data": {"type": Questionnaire::PATH, "id": questionnaire.as_str()},
            }},
        }});
        let call = ApiRequest::new(Method::POST, Question::PATH, MANAGE).since([SINCE]);
        let call = call.naming(&questionnaire).refused(incomplete);
        Write::new(self.session(), call.json(&body))
    }

    /// Changes a question. A text that is changed is replaced in all locales.
    ///
    /// Of [`enqueue`](Write::enqueue) see [`create`](Self::create).
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::QuestionChange;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let question = site.questions().update(31, &QuestionChange::new().mandatory(true)).await?;
    /// assert_eq!(question.attributes.mandatory, Some(true));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for an empty change.
    pub fn update(&self, id: impl Into<Id>, change: &QuestionChange) -> Write<Question> {
        let id = id.into();
        let nothing = change.changes.is_empty();
        let nothing = nothing.then(|| Error::invalid_input("the change has no field"));
        let data = json!({"type": Question::PATH, "id": id.as_str(), "attributes": change});
        let call = ApiRequest::on(Method::PUT, Question::PATH, &id, "", MANAGE);
        let call = call.since([SINCE]).refused(nothing);
        Write::new(self.session(), call.json(&json!({"data": data})))
    }

    /// Deletes a question with its options and all answers to it, for good.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// site.questions().delete(31).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "destroy")]
    pub fn delete(&self, id: impl Into<Id>) -> Write<Deleted> {
        let call = ApiRequest::on(Method::DELETE, Question::PATH, &id.into(), "", MANAGE);
        Write::new(self.session(), call.since([SINCE]))
    }
}

open_enum! {
    /// How a question is answered.
    pub enum QuestionType {
        /// With a line of text.
        ShortAnswer = "short_answer",
        /// With a text.
        LongAnswer = "long_answer",
        /// With one option.
        SingleOption = "single_option",
        /// With any number of options, up to [`QuestionAttributes::max_choices`].
        MultipleOption = "multiple_option",
        /// With all options in an order.
        Sorting = "sorting",
        /// With one option for each row.
        MatrixSingle = "matrix_single",
        /// With options for each row.
        MatrixMultiple = "matrix_multiple",
        /// With files, which the API does not take.
        Files = "files",
        /// Not at all: it begins another page.
        Separator = "separator",
        /// Not at all: a title and a text.
        TitleAndDescription = "title_and_description",
    }
}

/// What a question is to be, or what to change of it; all else stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[must_use]
pub struct QuestionChange {
    #[serde(flatten)]
    changes: Extra,
}

impl QuestionChange {
    /// Nothing yet.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::rest::resources::{QuestionChange, QuestionType};
    ///
    /// let question = QuestionChange::new()
    ///     .question_type(&QuestionType::ShortAnswer)
    ///     .body(&Multiloc::from([("en", "Where do you live?")]))
    ///     .mandatory(true);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The question in all its locales.
    pub fn body(self, body: &Multiloc) -> Self {
        self.set("body", json!(body))
    }

    /// What is explained below it, in all its locales; HTML.
    pub fn description(self, description: &Multiloc) -> Self {
        self.set("description", json!(description))
    }

    /// How it is answered.
    pub fn question_type(self, question_type: &QuestionType) -> Self {
        self.set("question_type", question_type.as_str())
    }

    /// Its place among the questions, from 0. Servers do not move the others.
    pub fn position(self, position: u32) -> Self {
        self.set("position", position)
    }

    /// Whether it must be answered.
    pub fn mandatory(self, mandatory: bool) -> Self {
        self.set("mandatory", mandatory)
    }

    /// How many options may be chosen at most; of questions with several.
    pub fn max_choices(self, choices: u32) -> Self {
        self.set("max_choices", choices)
    }

    /// The longest answer in characters, 0 for no limit; of questions with a text.
    pub fn max_characters(self, characters: u32) -> Self {
        self.set("max_characters", characters)
    }

    fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.changes.insert(name.to_owned(), value.into());
        self
    }
}

/// A question. Its id is unique.
pub type Question = Record<QuestionAttributes, Extra, QuestionRelationships>;

/// The fields of a question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct QuestionAttributes {
    /// Its place among the questions, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// Whether it must be answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandatory: Option<bool>,
    /// How it is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question_type: Option<QuestionType>,
    /// The question, in all its locales.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub body: Multiloc,
    /// What is explained below it, in all its locales; HTML.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// How many options may be chosen at most. Null for no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_choices: Option<i64>,
    /// The longest answer, in characters; 0 for no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_characters: Option<i64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The records that a question is related to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct QuestionRelationships {
    /// Its questionnaire.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub questionnaire: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(QuestionAttributes, QuestionRelationships);

impl sealed::Permitted for Question {
    const NEEDS: Needs = MANAGE;
}

impl Resource for Question {
    const PATH: &'static str = "questions";
    const RESOURCE_NAME: &'static str = "questions";
    const TRANSLATED: bool = false;
    const SINCE: Option<Since> = Some(SINCE);
    const IN_PAGES: bool = false;

    fn key(&self) -> Key {
        self.identity(None)
    }

    fn single(key: &str) -> Option<Single> {
        Some(Single::of::<Self>(key))
    }
}

impl Readable for Question {}

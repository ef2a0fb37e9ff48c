//! The options of a question.

use civic_core::http::types::Method;
use civic_core::list::query::Filter;
use civic_core::list::source::Key;
use civic_core::{Error, Extra, Multiloc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::questionnaires::SINCE;
use super::questions::MANAGE;
use crate::rest::api_request::ApiRequest;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::Needs;
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::jobs::Deleted;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::list::List;
use crate::rest::record::{Record, ToOne};
use crate::rest::required_release::Since;
use crate::rest::resource::{Resource, sealed};
use crate::rest::wire::{is_default, or_default};
use crate::rest::write::Write;

/// The parameter that names the question, of a list and of a new option.
const OF_QUESTION: &str = "filter[question_id]";

impl<A: Actor> Client<A> {
    /// The options of questions that are answered by choosing. Since 0.3. Scope `surveys`, permission
    /// `surveys.questions.manage`, to read them too.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut options = site.answer_options().of_question(31).stream();
    /// while let Some(option) = options.try_next().await? {
    ///     println!("{} {:?}", option.id, option.attributes.body.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn answer_options(&self) -> Endpoint<AnswerOption, A> {
        Endpoint::new(self)
    }
}

impl<A: Actor> Endpoint<AnswerOption, A> {
    /// The options of this question, all in one answer. There is no list of the options of all, and none is
    /// read by itself.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let options = site.answer_options().of_question(31).stream().collect_consistent().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn of_question(&self, question_id: impl Into<Id>) -> List<AnswerOption, A> {
        let id = question_id.into();
        let filter = Filter::one("question_id", &id).sent_as(OF_QUESTION);
        let filter = filter.refused(id.refusal()).shown(move |row: &AnswerOption| {
            row.relationships.question.data.as_ref().map(|shown| shown.id == id)
        });
        List::new(self.session().clone()).set(filter)
    }

    /// Adds an option to a question.
    ///
    /// [`enqueue`](Write::enqueue) leaves it to a job whose result is the database's row: the id, and
    /// everything else in `extra`.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let option = Multiloc::from([("ca", "La plaça gran"), ("es", "La plaza mayor")]);
    /// let option = site.answer_options().create(31, &option).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for an option without text;
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such question.
    pub fn create(&self, question_id: impl Into<Id>, body: &Multiloc) -> Write<AnswerOption> {
        let question = question_id.into();
        let call = ApiRequest::new(Method::POST, AnswerOption::PATH, MANAGE);
        let call = call.since([SINCE]).naming(&question).refused(textless(body));
        let call = call.with(|request| request.query(OF_QUESTION, question.as_str()));
        let data = json!({"type": AnswerOption::PATH, "attributes": {"body": body}});
        Write::new(self.session(), call.json(&json!({"data": data})))
    }

    /// Changes the text of an option, in all its locales.
    ///
    /// Of [`enqueue`](Write::enqueue) see [`create`](Self::create).
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let option = site.answer_options().update(305, &Multiloc::from([("en", "The market")])).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for a text in no locale.
    pub fn update(&self, id: impl Into<Id>, body: &Multiloc) -> Write<AnswerOption> {
        let id = id.into();
        let call = ApiRequest::on(Method::PUT, AnswerOption::PATH, &id, "", MANAGE);
        let call = call.since([SINCE]).refused(textless(body));
        let data =
            json!({"type": AnswerOption::PATH, "id": id.as_str(), "attributes": {"body": body}});
        Write::new(self.session(), call.json(&json!({"data": data})))
    }

    /// Deletes an option, for good.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// site.answer_options().delete(305).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "destroy")]
    pub fn delete(&self, id: impl Into<Id>) -> Write<Deleted> {
        let call = ApiRequest::on(Method::DELETE, AnswerOption::PATH, &id.into(), "", MANAGE);
        Write::new(self.session(), call.since([SINCE]))
    }
}

/// Servers take an option without text, and show an empty line for it.
fn textless(body: &Multiloc) -> Option<Error> {
    (*body == Multiloc::default()).then(|| Error::invalid_input("an option needs a text"))
}

/// An option of a question. Its id is unique.
pub type AnswerOption = Record<AnswerOptionAttributes, Extra, AnswerOptionRelationships>;

/// The fields of an option. (Whether it takes a text beside it, the API does not tell.)
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct AnswerOptionAttributes {
    /// Its text, in all its locales.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub body: Multiloc,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The records that an option is related to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct AnswerOptionRelationships {
    /// Its question.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub question: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(AnswerOptionAttributes, AnswerOptionRelationships);

impl sealed::Permitted for AnswerOption {
    const NEEDS: Needs = MANAGE;
}

impl Resource for AnswerOption {
    const PATH: &'static str = "answer_options";
    const RESOURCE_NAME: &'static str = "answer options";
    const TRANSLATED: bool = false;
    const SINCE: Option<Since> = Some(SINCE);
    const IN_PAGES: bool = false;

    fn key(&self) -> Key {
        self.identity(None)
    }
}

//! Forms to fill in: of surveys, and for registering for meetings.

use civic_core::jiff::Timestamp;
use civic_core::{Multiloc, open_enum};
use serde::{Deserialize, Serialize};

use crate::graphql::id::Id;
use crate::graphql::text::{Translated, list};

open_enum! {
    /// What kind of answer a question asks for.
    pub enum QuestionType {
        /// A line of text; up to 0.30.
        ShortAnswer = "short_answer",
        /// A long text; up to 0.30.
        LongAnswer = "long_answer",
        /// A line of text; since 0.31.
        ShortResponse = "short_response",
        /// A long text; since 0.31.
        LongResponse = "long_response",
        /// One of the options.
        SingleOption = "single_option",
        /// Any of the options.
        MultipleOption = "multiple_option",
        /// The options in an order.
        Sorting = "sorting",
        /// Files.
        Files = "files",
        /// One of the options for each row.
        MatrixSingle = "matrix_single",
        /// Any of the options for each row.
        MatrixMultiple = "matrix_multiple",
        /// No question: the end of a page.
        Separator = "separator",
        /// No question: a heading.
        TitleAndDescription = "title_and_description",
    }
}

/// A form to fill in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Questionnaire {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// The terms to agree to: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub tos: Multiloc,
    /// The questions.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub questions: Vec<Question>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// When it was published. Since 0.31.
    pub published_at: Option<Timestamp>,
}

/// A question of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Question {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The question.
    #[serde(default, with = "Translated")]
    pub body: Multiloc,
    /// More on it: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// What kind of answer it asks for.
    pub question_type: Option<QuestionType>,
    /// Whether it must be answered.
    pub mandatory: Option<bool>,
    /// Its place in the form.
    pub position: Option<i64>,
    /// How long an answer may be; 0 for as long as one likes.
    pub max_characters: Option<u64>,
    /// How many options may be chosen; null for as many as one likes.
    pub max_choices: Option<u64>,
    /// The options to choose from. Up to 0.30.
    #[serde(default, deserialize_with = "list::deserialize")]
    answer_options: Vec<ResponseOption>,
    /// The options to choose from. Since 0.31.
    #[serde(default, deserialize_with = "list::deserialize")]
    response_options: Vec<ResponseOption>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Question {
    /// The options to choose from; up to 0.30 they are answer options.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let survey = site.surveys(55).get(1).await?;
    /// for question in survey.questionnaire.iter().flat_map(|form| &form.questions) {
    ///     println!("{:?}", question.body.text("ca"));
    ///     for option in question.response_options() {
    ///         println!("  {:?}", option.body.text("ca"));
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn response_options(&self) -> &[ResponseOption] {
        if self.response_options.is_empty() { &self.answer_options } else { &self.response_options }
    }
}

/// An option to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResponseOption {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// What it says.
    #[serde(default, with = "Translated")]
    pub body: Multiloc,
    /// Whether it goes with a text of one's own.
    pub free_text: Option<bool>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn options_of_either_name_are_the_options() {
        for name in ["answerOptions", "responseOptions"] {
            let row = json!({"id": "1", name: [{"id": "2", "freeText": true}, null]});
            let question: Question = serde_json::from_value(row).unwrap();
            assert_eq!(question.response_options().len(), 1, "{name}");
        }
    }
}

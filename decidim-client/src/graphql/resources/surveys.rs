//! Surveys.

use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Questionnaire;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;

/// A survey. What people answered is not public.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Survey {
    /// The id.
    pub id: Id,
    /// Its questions.
    pub questionnaire: Option<Questionnaire>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Content for Survey {
    const RESOURCE_NAME: &'static str = "surveys";
    const COMPONENT: &'static str = "Surveys";
    const PAGE: Operation =
        Operation::new("Surveys", include_str!("../../../graphql/surveys.graphql"));
    const LIST: &'static str = "surveys";
    const ONE: &'static str = "survey";

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The surveys of a component; most have one.
    ///
    /// Servers read them without any order: see [`ContentList::two_passes`](crate::graphql::lists::ContentList::two_passes).
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut surveys = site.surveys(55).list().two_passes().stream();
    /// while let Some(survey) = surveys.try_next().await? {
    ///     if let Some(form) = survey.questionnaire {
    ///         println!("{:?}: {} questions", form.title.text("ca"), form.questions.len());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn surveys(&self, component: impl Into<Id>) -> Contents<Survey> {
        Contents::new(self, component)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        samples::read_every_field::<Survey>();
    }
}

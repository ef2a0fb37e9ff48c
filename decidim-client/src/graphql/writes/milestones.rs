//! Making, changing and deleting the milestones of a result.

use civic_core::Multiloc;
use civic_core::jiff::civil::Date;

use super::input::Input;
use super::write::Write;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::{AccountabilityResult, Milestone};

const CREATE: Operation =
    Operation::new("CreateMilestone", include_str!("../../../graphql/results.graphql"));
const UPDATE: Operation =
    Operation::new("UpdateMilestone", include_str!("../../../graphql/results.graphql"));
const DELETE: Operation =
    Operation::new("DeleteMilestone", include_str!("../../../graphql/results.graphql"));

/// What administrators say of a milestone that they make or change. A new one needs a title, in the
/// site's main language at least, and a day; a change needs anything.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct MilestoneAttributes(Input);

impl MilestoneAttributes {
    /// Attributes that say nothing yet.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::graphql::writes::MilestoneAttributes;
    /// use decidim_client::jiff::civil::date;
    ///
    /// let dug = MilestoneAttributes::new()
    ///     .title(&Multiloc::single("ca", "Els forats"))
    ///     .entry_date(date(2027, 2, 12));
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The title by language; at least one must not be blank. A change replaces all languages.
    pub fn title(mut self, texts: &Multiloc) -> Self {
        self.0.some_texts("title", texts);
        self
    }

    /// The description by language: HTML. A change replaces all languages.
    pub fn description(mut self, texts: &Multiloc) -> Self {
        self.0.texts("description", texts);
        self
    }

    /// The day.
    pub fn entry_date(mut self, day: Date) -> Self {
        self.0.set("entryDate", day);
        self
    }
}

/// Writes of milestones.
impl Contents<AccountabilityResult> {
    /// Makes a milestone of a result as an administrator. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::graphql::writes::MilestoneAttributes;
    /// # use decidim_client::jiff::civil::date;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let dug = MilestoneAttributes::new()
    ///     .title(&Multiloc::single("ca", "Els forats"))
    ///     .entry_date(date(2027, 2, 12));
    /// let milestone = site.results(47).create_milestone(5, dug).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_milestone(
        &self,
        result: impl Into<Id>,
        mut attributes: MilestoneAttributes,
    ) -> Write<Milestone> {
        attributes.0.needs("title");
        attributes.0.needs("entryDate");
        let path = &["component", "result", "createMilestone"];
        self.of_result(result.into(), CREATE, path, attributes.0)
    }

    /// Changes a milestone as an administrator. What is not set stays as it is. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::MilestoneAttributes;
    /// # use decidim_client::jiff::civil::date;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let later = MilestoneAttributes::new().entry_date(date(2027, 3, 1));
    /// let milestone = site.results(47).update_milestone(5, 9, later).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_milestone(
        &self,
        result: impl Into<Id>,
        id: impl Into<Id>,
        mut attributes: MilestoneAttributes,
    ) -> Write<Milestone> {
        attributes.0.needs_something();
        let path = &["component", "result", "updateMilestone"];
        let write = self.of_result(result.into(), UPDATE, path, attributes.0);
        write.variable("id", id.into().to_string())
    }

    /// Deletes a milestone as an administrator, for good. It is given as it was. Since 0.33.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let gone = site.results(47).delete_milestone(5, 9).await?;
    /// println!("deleted {:?}", gone.title.text("ca"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete_milestone(&self, result: impl Into<Id>, id: impl Into<Id>) -> Write<Milestone> {
        let path = &["component", "result", "deleteMilestone"];
        let write = self.of_result(result.into(), DELETE, path, Input::default());
        write.variable("id", id.into().to_string())
    }

    fn of_result(
        &self,
        result: Id,
        operation: Operation,
        path: &'static [&'static str],
        input: Input,
    ) -> Write<Milestone> {
        self.write(operation, path, input).variable("result", result.to_string())
    }
}

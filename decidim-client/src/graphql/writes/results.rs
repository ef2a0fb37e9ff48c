//! Making, changing and deleting results.

use civic_core::Multiloc;
use civic_core::jiff::civil::Date;

use super::input::Input;
use super::write::Write;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::AccountabilityResult;

const CREATE: Operation =
    Operation::new("CreateResult", include_str!("../../../graphql/results.graphql"));
const UPDATE: Operation =
    Operation::new("UpdateResult", include_str!("../../../graphql/results.graphql"));
const DELETE: Operation =
    Operation::new("DeleteResult", include_str!("../../../graphql/results.graphql"));

/// What administrators say of a result that they make or change. A new one needs a title, in the
/// site's main language at least; a change needs anything.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct ResultAttributes(Input);

impl ResultAttributes {
    /// Attributes that say nothing yet.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::graphql::{Id, writes::ResultAttributes};
    /// use decidim_client::jiff::civil::date;
    ///
    /// let planted = ResultAttributes::new()
    ///     .title(&Multiloc::single("ca", "Deu arbres a la plaça"))
    ///     .start_date(date(2027, 2, 1))
    ///     .progress(40.0)
    ///     .proposal_ids([Id::new(35)]);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The title by language; at least one must not be blank. A change keeps the languages that it does
    /// not name.
    pub fn title(mut self, texts: &Multiloc) -> Self {
        self.0.some_texts("title", texts);
        self
    }

    /// The description by language: HTML. A change keeps the languages that it does not name.
    pub fn description(mut self, texts: &Multiloc) -> Self {
        self.0.texts("description", texts);
        self
    }

    /// The first day.
    pub fn start_date(mut self, day: Date) -> Self {
        self.0.set("startDate", day);
        self
    }

    /// The last day. Sites take one before the first, too.
    pub fn end_date(mut self, day: Date) -> Self {
        self.0.set("endDate", day);
        self
    }

    /// How far it got, in percent: from 0 to 100.
    pub fn progress(mut self, percent: f64) -> Self {
        if percent.is_finite() && !(0.0..=100.0).contains(&percent) {
            self.0.fault("progress is not between 0 and 100".to_owned());
        }
        self.0.number("progress", percent);
        self
    }

    /// Its status, by the id of one that the component defines.
    pub fn status(mut self, id: impl Into<Id>) -> Self {
        self.0.id_number("status", id.into());
        self
    }

    /// The result of the same component that it is part of.
    pub fn parent(mut self, id: impl Into<Id>) -> Self {
        self.0.id_number("parent", id.into());
        self
    }

    /// Its id in another system.
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.0.set("externalId", id.into());
        self
    }

    /// The proposals that it comes from, by their ids. A change replaces them.
    pub fn proposal_ids(mut self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.0.id_numbers("proposalIds", ids);
        self
    }

    /// The projects of budgets that it comes from, by their ids. A change replaces them.
    pub fn project_ids(mut self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.0.id_numbers("projectIds", ids);
        self
    }

    /// Its taxonomies, by their ids. A change replaces them. Sites leave out those that they do not have
    /// without a word.
    pub fn taxonomies(mut self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.0.id_numbers("taxonomies", ids);
        self
    }

    /// Its place among its siblings.
    pub fn weight(mut self, weight: u32) -> Self {
        self.0.count("weight", weight);
        self
    }
}

/// Writes.
impl Contents<AccountabilityResult> {
    /// Makes a result as an administrator. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::graphql::writes::ResultAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let planted = ResultAttributes::new().title(&Multiloc::single("ca", "Deu arbres")).progress(40.0);
    /// let result = site.results(47).create(planted).await?;
    /// println!("{:?}", result.url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(&self, mut attributes: ResultAttributes) -> Write<AccountabilityResult> {
        attributes.0.needs("title");
        let path = &["component", "createResult"];
        self.write(CREATE, path, attributes.0)
    }

    /// Changes a result as an administrator. What is not set stays as it is. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::ResultAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let result = site.results(47).update(5, ResultAttributes::new().progress(100.0)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update(
        &self,
        id: impl Into<Id>,
        mut attributes: ResultAttributes,
    ) -> Write<AccountabilityResult> {
        attributes.0.needs_something();
        let path = &["component", "result", "update"];
        self.write_one(id.into(), UPDATE, path, attributes.0)
    }

    /// Deletes a result as an administrator: it goes to the trash, from which administrators can restore
    /// it on the site's own pages. It is given as it was. Since 0.33.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let gone = site.results(47).delete(5).await?;
    /// println!("deleted {:?}", gone.title.text("ca"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete(&self, id: impl Into<Id>) -> Write<AccountabilityResult> {
        let path = &["component", "result", "delete"];
        self.write_one(id.into(), DELETE, path, Input::default())
    }
}

//! Making, changing and deleting the projects of a budget.

use civic_core::Multiloc;
use civic_core::geo::GeoPoint;

use super::input::Input;
use super::write::Write;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::{Budget, Project};

const CREATE: Operation =
    Operation::new("CreateProject", include_str!("../../../graphql/budgets.graphql"));
const UPDATE: Operation =
    Operation::new("UpdateProject", include_str!("../../../graphql/budgets.graphql"));
const DELETE: Operation =
    Operation::new("DeleteProject", include_str!("../../../graphql/budgets.graphql"));

/// What administrators say of a project that they make or change. A new one needs title and
/// description, both in the site's main language at least, and what it costs; a change needs anything.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct ProjectAttributes(Input);

impl ProjectAttributes {
    /// Attributes that say nothing yet.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::graphql::{Id, writes::ProjectAttributes};
    ///
    /// let project = ProjectAttributes::new()
    ///     .title(&Multiloc::single("ca", "Ombra a la plaça"))
    ///     .description(&Multiloc::single("ca", "<p>Deu arbres.</p>"))
    ///     .budget_amount(12_500)
    ///     .proposal_ids([Id::new(35)]);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The title by language; at least one must not be blank. A change replaces all languages.
    pub fn title(mut self, texts: &Multiloc) -> Self {
        self.0.some_texts("title", texts);
        self
    }

    /// The description by language: HTML; at least one must not be blank. A change replaces all
    /// languages.
    pub fn description(mut self, texts: &Multiloc) -> Self {
        self.0.some_texts("description", texts);
        self
    }

    /// What it costs, in the site's currency: from 1 to 2 147 483 647.
    pub fn budget_amount(mut self, amount: u32) -> Self {
        if amount == 0 {
            self.0.fault("budgetAmount is 0".to_owned());
        }
        self.0.count("budgetAmount", amount);
        self
    }

    /// The address, as text.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.0.set("address", address.into());
        self
    }

    /// Where it is.
    pub fn coordinates(mut self, place: GeoPoint) -> Self {
        self.0.place(place);
        self
    }

    /// The proposals that it comes from, by their ids. A change replaces them.
    pub fn proposal_ids(mut self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.0.id_numbers("proposalIds", ids);
        self
    }

    /// Its taxonomies, by their ids. A change replaces them. Sites leave out those that they do not have
    /// without a word.
    pub fn taxonomies(mut self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.0.ids("taxonomies", ids);
        self
    }
}

/// Writes of projects.
impl Contents<Budget> {
    /// Makes a project of a budget as an administrator. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::graphql::writes::ProjectAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let shade = ProjectAttributes::new()
    ///     .title(&Multiloc::single("ca", "Ombra a la plaça"))
    ///     .description(&Multiloc::single("ca", "<p>Deu arbres.</p>"))
    ///     .budget_amount(12_500);
    /// let project = site.budgets(44).create_project(5, shade).await?;
    /// println!("{:?}", project.url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_project(
        &self,
        budget: impl Into<Id>,
        mut attributes: ProjectAttributes,
    ) -> Write<Project> {
        for name in ["title", "description", "budgetAmount"] {
            attributes.0.needs(name);
        }
        let path = &["component", "budget", "createProject"];
        self.of_budget(budget.into(), CREATE, path, attributes.0)
    }

    /// Changes a project as an administrator. What is not set stays as it is. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::ProjectAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let dearer = ProjectAttributes::new().budget_amount(15_000);
    /// let project = site.budgets(44).update_project(5, 71, dearer).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_project(
        &self,
        budget: impl Into<Id>,
        id: impl Into<Id>,
        mut attributes: ProjectAttributes,
    ) -> Write<Project> {
        attributes.0.needs_something();
        let path = &["component", "budget", "project", "update"];
        let write = self.of_budget(budget.into(), UPDATE, path, attributes.0);
        write.variable("id", id.into().to_string())
    }

    /// Deletes a project as an administrator: it goes to the trash, from which administrators can
    /// restore it on the site's own pages. It is given as it was. Since 0.33.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let gone = site.budgets(44).delete_project(5, 71).await?;
    /// println!("deleted {:?}", gone.title.text("ca"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete_project(&self, budget: impl Into<Id>, id: impl Into<Id>) -> Write<Project> {
        let path = &["component", "budget", "project", "delete"];
        let write = self.of_budget(budget.into(), DELETE, path, Input::default());
        write.variable("id", id.into().to_string())
    }

    fn of_budget(
        &self,
        budget: Id,
        operation: Operation,
        path: &'static [&'static str],
        input: Input,
    ) -> Write<Project> {
        self.write(operation, path, input).variable("budget", budget.to_string())
    }
}

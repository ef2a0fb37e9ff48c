//! Making, changing and deleting budgets.

use civic_core::Multiloc;

use super::input::Input;
use super::write::Write;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::Budget;

const CREATE: Operation =
    Operation::new("CreateBudget", include_str!("../../../graphql/budgets.graphql"));
const UPDATE: Operation =
    Operation::new("UpdateBudget", include_str!("../../../graphql/budgets.graphql"));
const DELETE: Operation =
    Operation::new("DeleteBudget", include_str!("../../../graphql/budgets.graphql"));

/// What administrators say of a budget that they make or change. A new one needs a title, in the
/// site's main language at least; a change needs anything.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct BudgetAttributes(Input);

impl BudgetAttributes {
    /// Attributes that say nothing yet.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::graphql::writes::BudgetAttributes;
    ///
    /// let budget = BudgetAttributes::new()
    ///     .title(&Multiloc::from([("ca", "Arbres"), ("es", "Árboles")]))
    ///     .total_budget(120_000);
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

    /// How much there is to spend, in the site's currency; for a new budget 0 by default. At most
    /// 2 147 483 647.
    pub fn total_budget(mut self, amount: u32) -> Self {
        self.0.count("totalBudget", amount);
        self
    }

    /// Its place among the component's budgets; for a new one 0 by default.
    pub fn weight(mut self, weight: u32) -> Self {
        self.0.count("weight", weight);
        self
    }
}

/// Writes.
impl Contents<Budget> {
    /// Makes a budget as an administrator. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::graphql::writes::BudgetAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let trees = BudgetAttributes::new().title(&Multiloc::single("ca", "Arbres")).total_budget(120_000);
    /// let budget = site.budgets(44).create(trees).await?;
    /// println!("{:?}", budget.url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(&self, mut attributes: BudgetAttributes) -> Write<Budget> {
        attributes.0.needs("title");
        let path = &["component", "createBudget"];
        self.write(CREATE, path, attributes.0)
    }

    /// Changes a budget as an administrator. What is not set stays as it is. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::BudgetAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let budget = site.budgets(44).update(5, BudgetAttributes::new().total_budget(150_000)).await?;
    /// println!("{:?} to spend", budget.total_budget());
    /// # Ok(())
    /// # }
    /// ```
    pub fn update(&self, id: impl Into<Id>, mut attributes: BudgetAttributes) -> Write<Budget> {
        attributes.0.needs_something();
        let path = &["component", "budget", "update"];
        self.write_one(id.into(), UPDATE, path, attributes.0)
    }

    /// Deletes a budget as an administrator: it goes to the trash, from which administrators can restore
    /// it on the site's own pages. It is given as it was. Since 0.33.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let gone = site.budgets(44).delete(5).await?;
    /// println!("deleted {:?}", gone.title.text("ca"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete(&self, id: impl Into<Id>) -> Write<Budget> {
        let path = &["component", "budget", "delete"];
        self.write_one(id.into(), DELETE, path, Input::default())
    }
}

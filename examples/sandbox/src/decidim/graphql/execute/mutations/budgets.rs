//! Budgets: making, changing and deleting them.

use serde_json::{Value, json};

use super::super::Run;
use super::super::failure::Stop;
use super::super::item::{Item, Resolved};
use super::attributes::Attributes;
use crate::decidim::world::{Fields, Kind, Record};

impl Run<'_> {
    /// Only a title must be there. What a change leaves out stays, each language of a text for itself.
    fn budget_fields(&self, input: &Value, before: Option<&Record>) -> Result<Fields, Stop> {
        let had = |column: &str| before.map_or(Value::Null, |it| it.get(column).clone());
        let number = |column: &str| before.map_or_else(|| json!(0), |it| it.get(column).clone());
        let mut attributes = Attributes::of(input, self.world)?;
        attributes.translated("title", &had("title"), true)?;
        attributes.translated("description", &had("description"), false)?;
        attributes.amount("totalBudget", "total_budget", 0, &number("total_budget"));
        attributes.amount("weight", "weight", 0, &number("weight"));
        attributes.finish()
    }

    pub(super) fn create_budget(&mut self, component: &Record, input: &Value) -> Resolved {
        self.administrator("BudgetsMutation", "createBudget")?;
        let fields = self.budget_fields(input, None)?;
        let owner = Some((component.kind, component.id));
        let id = self.world.add(Kind::Budget, owner, self.now, fields);
        Ok(Item::record(self.world.get(Kind::Budget, id)))
    }

    pub(super) fn update_budget(&mut self, budget: &Record, input: &Value) -> Resolved {
        self.administrator("BudgetMutation", "update")?;
        let fields = self.budget_fields(input, Some(budget))?;
        Ok(self.changed(budget, |budget| budget.fields.extend(fields)))
    }
}

//! Projects of a budget: making, changing and deleting them.

use serde_json::{Value, json};

use super::super::Run;
use super::super::failure::Stop;
use super::super::item::{Item, Resolved};
use super::attributes::Attributes;
use crate::decidim::world::{Fields, Kind, Record};

impl Run<'_> {
    /// What a change leaves out stays; a text that it gives replaces all languages of the one before.
    fn project_fields(&self, input: &Value, before: Option<&Record>) -> Result<Fields, Stop> {
        let had = |column: &str| before.map_or(Value::Null, |it| it.get(column).clone());
        let mut attributes = Attributes::of(input, self.world)?;
        for name in ["title", "description"] {
            let is_given = attributes.get(name).as_object().is_some_and(|it| !it.is_empty());
            let before = if is_given { Value::Null } else { had(name) };
            attributes.translated(name, &before, true)?;
        }
        attributes.amount("budgetAmount", "budget_amount", 1, &had("budget_amount"));
        for name in ["address", "latitude", "longitude"] {
            attributes.plain(name, name);
        }
        attributes.numbers("proposalIds", "proposal_ids");
        attributes.taxonomies();
        attributes.finish()
    }

    pub(super) fn create_project(&mut self, budget: &Record, input: &Value) -> Resolved {
        self.administrator("BudgetMutation", "createProject")?;
        let mut fields = self.project_fields(input, None)?;
        let number = self.world.count(Kind::Project) + 1;
        fields.insert("reference".to_owned(), json!(format!("ex-PROJ-{number}")));
        let owner = Some((budget.kind, budget.id));
        let id = self.world.add(Kind::Project, owner, self.now, fields);
        Ok(Item::record(self.world.get(Kind::Project, id)))
    }

    pub(super) fn update_project(&mut self, project: &Record, input: &Value) -> Resolved {
        self.administrator("ProjectMutation", "update")?;
        let fields = self.project_fields(input, Some(project))?;
        Ok(self.changed(project, |project| project.fields.extend(fields)))
    }
}

//! Milestones of a result: making, changing and deleting them.

use std::sync::Arc;

use serde_json::Value;

use super::super::Run;
use super::super::failure::Stop;
use super::super::item::{Item, Resolved};
use super::super::query_fields::id_in;
use super::attributes::{Attributes, BLANK};
use crate::decidim::world::{Fields, Kind, Record};

impl Run<'_> {
    /// A title and a day must be there. A text that is given replaces all languages of the one before.
    fn milestone_fields(&self, input: &Value, before: Option<&Record>) -> Result<Fields, Stop> {
        let mut attributes = Attributes::of(input, self.world)?;
        for (name, required) in [("title", true), ("description", false)] {
            attributes.replaced(name, before, required)?;
        }
        if let Some(before) = before {
            attributes.put("entry_date", before.get("entry_date").clone());
        }
        attributes.day("entryDate", "entry_date");
        if !attributes.has("entry_date") {
            attributes.refuse("entryDate", BLANK);
        }
        attributes.finish()
    }

    pub(super) fn create_milestone(&mut self, result: &Record, input: &Value) -> Resolved {
        self.administrator("ResultMutation", "createMilestone")?;
        let fields = self.milestone_fields(input, None)?;
        let owner = Some((result.kind, result.id));
        let id = self.world.add(Kind::Milestone, owner, self.now, fields);
        Ok(Item::record(self.world.get(Kind::Milestone, id)))
    }

    pub(super) fn update_milestone(&mut self, result: &Record, input: &Value) -> Resolved {
        self.administrator("ResultMutation", "updateMilestone")?;
        let Some(milestone) = self.hanging_on(result, Kind::Milestone, input) else {
            return self.missing("Milestone");
        };
        let fields = self.milestone_fields(input, Some(&milestone))?;
        Ok(self.changed(&milestone, |milestone| milestone.fields.extend(fields)))
    }

    /// A milestone is deleted for good: there is no trash for them.
    pub(super) fn delete_milestone(&mut self, result: &Record, arguments: &Value) -> Resolved {
        self.administrator("ResultMutation", "deleteMilestone")?;
        let Some(milestone) = self.hanging_on(result, Kind::Milestone, arguments) else {
            return self.missing("Milestone");
        };
        self.world.remove(Kind::Milestone, milestone.id);
        Ok(Item::Record(milestone))
    }

    /// What hangs on a record and has the id that the arguments name.
    pub(super) fn hanging_on(
        &self,
        record: &Record,
        kind: Kind,
        arguments: &Value,
    ) -> Option<Arc<Record>> {
        let found = id_in(arguments, "id").and_then(|id| self.world.get(kind, id));
        found.filter(|it| it.owner == Some((record.kind, record.id))).cloned()
    }
}

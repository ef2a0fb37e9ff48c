//! Results: making, changing and deleting them.

use serde_json::{Value, json};

use super::super::Run;
use super::super::failure::Stop;
use super::super::item::{Item, Resolved};
use super::attributes::{Attributes, BLANK};
use crate::decidim::world::{Fields, Kind, Record};

impl Run<'_> {
    /// Only a title must be there. What a change leaves out stays, each language of a text for itself.
    fn result_fields(
        &self,
        component: Option<(Kind, u64)>,
        input: &Value,
        before: Option<&Record>,
    ) -> Result<Fields, Stop> {
        let had = |column: &str| before.map_or(Value::Null, |it| it.get(column).clone());
        let mut attributes = Attributes::of(input, self.world)?;
        attributes.translated("title", &had("title"), true)?;
        attributes.translated("description", &had("description"), false)?;
        attributes.day("startDate", "start_date");
        attributes.day("endDate", "end_date");
        match attributes.get("progress").as_f64() {
            Some(progress) if progress < 0.0 => {
                attributes.refuse("progress", "must be greater than or equal to 0");
            }
            Some(progress) if progress > 100.0 => {
                attributes.refuse("progress", "must be less than or equal to 100");
            }
            _ => attributes.plain("progress", "progress"),
        }
        for (name, column, what, kind) in [
            ("parentId", "parent_id", "parent", Kind::Result),
            ("decidimAccountabilityStatusId", "status_id", "status", Kind::ResultStatus),
        ] {
            let Some(id) = attributes.get(name).as_u64() else { continue };
            let found = self.world.get(kind, id).filter(|it| it.owner == component);
            match found {
                Some(_) => attributes.put(column, id),
                None => attributes.refuse(what, BLANK),
            }
        }
        attributes.plain("externalId", "external_id");
        attributes.plain("weight", "weight");
        attributes.numbers("proposalIds", "proposal_ids");
        attributes.numbers("projectIds", "project_ids");
        attributes.taxonomies();
        attributes.finish()
    }

    pub(super) fn create_result(&mut self, component: &Record, input: &Value) -> Resolved {
        self.administrator("AccountabilityMutation", "createResult")?;
        let owner = Some((component.kind, component.id));
        let mut fields = self.result_fields(owner, input, None)?;
        let number = self.world.count(Kind::Result) + 1;
        fields.insert("reference".to_owned(), json!(format!("ex-RESU-{number}")));
        let id = self.world.add(Kind::Result, owner, self.now, fields);
        Ok(Item::record(self.world.get(Kind::Result, id)))
    }

    pub(super) fn update_result(&mut self, result: &Record, input: &Value) -> Resolved {
        self.administrator("ResultMutation", "update")?;
        let fields = self.result_fields(result.owner, input, Some(result))?;
        Ok(self.changed(result, |result| result.fields.extend(fields)))
    }
}

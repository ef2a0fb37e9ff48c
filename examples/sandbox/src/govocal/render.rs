//! A stored row in its wire form.

use std::sync::Arc;

use serde_json::{Value, json};

use super::dates::wire_moment;
use super::fields_of_era::rename;
use super::locale::flat;
use super::resource::Resource;
use super::table::Row;
use super::world::World;
use crate::moment::parse_day;

impl World {
    /// The wire form of a row, with flat texts in the chosen language.
    pub(super) fn render(&self, resource: &Resource, row: &Row, locale: &str) -> Value {
        let platform = &self.site.locales;
        let mut wire = row.fields.clone();
        wire.retain(|field, _| !field.starts_with('_'));
        self.derive(resource, row, &mut wire);
        for field in resource.localised {
            let texts = wire.remove(*field).unwrap_or_default();
            wire.insert((*field).to_owned(), flat(&texts, locale, platform));
            if resource.maps.contains(field) {
                wire.insert(format!("{field}_multiloc"), texts);
            }
        }
        if resource.own_id {
            wire.insert("id".to_owned(), json!(row.id));
        }
        if resource.timestamps {
            wire.insert("created_at".to_owned(), json!(wire_moment(row.created)));
            wire.insert("updated_at".to_owned(), json!(wire_moment(row.updated)));
        }
        if resource.table == "topics" && resource.name != "input_topics" {
            wire.remove("project_id");
        }
        for (stored, name) in resource.renames {
            rename(&mut wire, stored, name);
        }
        self.era().shape(resource, &mut wire);
        for (_, field) in self.settings.left_out.iter().filter(|(of, _)| of == resource.name) {
            wire.remove(field);
        }
        Value::Object(wire)
    }

    /// Fields that are another row's.
    fn derive(&self, resource: &Resource, row: &Row, wire: &mut super::table::Fields) {
        let parent =
            |table: &str, field: &str| -> Option<&Arc<Row>> { self.get(table, row.uuid(field)?) };
        let title = |row: Option<&Arc<Row>>, field: &str| {
            row.and_then(|row| row.fields.get(field)).cloned().unwrap_or_default()
        };
        match resource.table {
            "ideas" => {
                let phase = parent("phases", "creation_phase_id");
                wire.insert(
                    "project_title".to_owned(),
                    title(parent("projects", "project_id"), "title"),
                );
                wire.insert("creation_phase_title".to_owned(), title(phase, "title"));
                wire.insert("survey_title".to_owned(), title(phase, "_survey_title"));
            }
            "phases" => {
                wire.insert(
                    "project_title".to_owned(),
                    title(parent("projects", "project_id"), "title"),
                );
                if self.settings.phases_show_moments() {
                    self.as_moment(wire, "start_at");
                    self.as_moment(wire, "end_at");
                }
            }
            _ => {}
        }
    }

    fn as_moment(&self, wire: &mut super::table::Fields, field: &str) {
        if let Some(day) = wire.get(field).and_then(Value::as_str).and_then(parse_day) {
            let moment = self.settings.stored_phase_moment(field, day);
            wire.insert(field.to_owned(), json!(wire_moment(moment)));
        }
    }
}

//! Components: pages of their content, and single pieces of it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Run;
use super::failure::Stop;
use super::item::Item;
use super::item::Page;
use super::order;
use super::query_fields::id_in;
use super::types::{kind_of, type_name};
use crate::decidim::churn::ChangingContent;
use crate::decidim::graphql::schema::Field;
use crate::decidim::world::{Kind, Record};

impl Run<'_> {
    pub(super) fn component(
        &mut self,
        component: &Arc<Record>,
        field: &str,
        definition: &Field,
        arguments: &Value,
    ) -> Result<Option<Item>, Stop> {
        let ty = definition.ty.inner_named_type().as_str();
        if let Some(kind) = ty.strip_suffix("Connection").and_then(kind_of) {
            let (churn, now) = (self.churn, self.now);
            let mut content = ChangingContent { world: self.world, component: component.id, now };
            churn.change(&mut content);
            return Ok(Some(self.page(component, kind, arguments)?));
        }
        if definition.arguments.contains_key("id")
            && let Some(kind) = kind_of(ty)
        {
            let found = id_in(arguments, "id").and_then(|id| self.world.get(kind, id));
            let found = found.filter(|found| found.owner_id(Kind::Component) == Some(component.id));
            let found = found.filter(|found| !is_left_out(found));
            return Ok(Some(match found {
                Some(record) => self.seen(Arc::clone(record)),
                None => self.missing(type_name(kind))?,
            }));
        }
        Ok(Some(match field {
            "participatorySpace" => Item::record(self.world.owner(component)),
            "url" => self.url(&format!("f/{}", component.id)),
            "plansCount" => 1.into(),
            "plans" => {
                let title = component.get("name");
                Item::Value(json!([{"id": 1, "title": title, "state": "OPEN"}]))
            }
            _ => return Ok(None),
        }))
    }

    fn page(&self, component: &Record, kind: Kind, arguments: &Value) -> Result<Item, Stop> {
        let filter = order::filter(arguments);
        let mut rows = Vec::new();
        for record in self.world.owned((Kind::Component, component.id), kind) {
            if is_left_out(&record) {
                continue;
            }
            if order::is_within(filter, "published", record.number("published_at"))?
                && order::is_within(filter, "created", Some(record.created_at))?
                && order::is_within(filter, "updated", Some(record.updated_at))?
            {
                rows.push(record);
            }
        }
        let votes_hidden = votes_hidden(component);
        // The others come as the database keeps them.
        let has_order = matches!(kind, Kind::Proposal | Kind::Post);
        let rest = |row: &Record| if has_order { row.id } else { row.place };
        order::sort(&mut rows, arguments, rest, |record, key| match key {
            "id" => record.id.into(),
            "created_at" => record.created_at.into(),
            "updated_at" => record.updated_at.into(),
            "vote_count" if votes_hidden => Value::Null,
            "endorsement_count" | "like_count" => record.ids_in("endorser_ids").len().into(),
            _ => record.get(key).clone(),
        })?;
        let items = rows.into_iter().map(|record| self.seen(record)).collect();
        let most = self.bend.page_size.unwrap_or(usize::MAX);
        let most = most.min(self.world.settings.max_page_size);
        let mut arguments = arguments.clone();
        if self.bend.always_first
            && let Some(arguments) = arguments.as_object_mut()
        {
            arguments.remove("after");
        }
        let mut page = Page::cut(items, &arguments, most);
        if self.bend.empty {
            page.items.clear();
        }
        Ok(Item::Page(Arc::new(page)))
    }
}

/// Whether the query itself passes a row over, for administrators too: private meetings and drafts.
fn is_left_out(record: &Record) -> bool {
    match record.kind {
        Kind::Meeting => record.flag("private_meeting") && !record.flag("transparent"),
        Kind::Proposal => record.get("published_at").is_null(),
        _ => false,
    }
}

/// Whether a component keeps its votes to itself.
pub(super) fn votes_hidden(component: &Record) -> bool {
    component.get("settings").get("votes_hidden").and_then(Value::as_bool).unwrap_or(false)
}

//! How any field finds its value: by rule, where no special one applies.

use std::sync::Arc;

use apollo_compiler::ast::Type;
use serde_json::{Value, json};

use super::Run;
use super::failure::Stop;
use super::item::{Item, Resolved};
use super::page::cursor;
use super::translated::translated;
use super::types::{kind_of, type_name};
use crate::decidim::graphql::schema::{Field, Shape};
use crate::decidim::snake_case::snake_case;
use crate::decidim::world::{Kind, Record};

impl Run<'_> {
    /// The type of an object; `None` where this schema has none for it.
    pub(super) fn object_type(&self, item: &Item, declared: &str) -> Option<String> {
        if self.schema.get(declared)?.shape == Shape::Object {
            return Some(declared.to_owned());
        }
        let name = match item {
            Item::Typed(name, _) => (*name).to_owned(),
            Item::Record(record) => match record.kind {
                Kind::Component if declared == "ComponentMutation" => {
                    format!("{}Mutation", self.component_type(record))
                }
                Kind::Component => self.component_type(record),
                Kind::User if record.flag("is_group") && self.schema.get("UserGroup").is_some() => {
                    "UserGroup".to_owned()
                }
                kind => type_name(kind).to_owned(),
            },
            _ => return None,
        };
        (self.schema.get(&name).is_some() && self.schema.is_a(&name, declared)).then_some(name)
    }

    pub(super) fn resolve(
        &mut self,
        parent: &Item,
        object: &str,
        field: &str,
        definition: &Field,
        arguments: &Value,
    ) -> Resolved {
        match parent {
            Item::Null if self.is_mutation => self.mutation_root(field, arguments),
            Item::Null => self.root(field, definition, arguments),
            Item::Record(record) if object.ends_with("Mutation") => {
                self.mutation_field(record, object, field, definition, arguments)
            }
            Item::Record(record) => self.record(record, field, definition, arguments),
            Item::Value(value) | Item::Typed(_, value) => {
                if (object, field) == ("ParticipatorySpaceLink", "participatorySpace") {
                    return Ok(Item::record(self.world.get(Kind::Assembly, 1)));
                }
                if object == "TranslatedField" {
                    return Ok(translated(value, field, arguments, self.version));
                }
                Ok(self.member(value, field, &definition.ty))
            }
            Item::Page(page) => {
                if field == "pageInfo" {
                    return Ok(Item::PageInfo(Arc::clone(page)));
                }
                if let Some(broken) = &page.broken {
                    return Err(broken.clone().into());
                }
                let items = page.items.iter().cloned();
                Ok(Item::List(if field == "nodes" {
                    items.collect()
                } else {
                    let numbered = items.enumerate();
                    numbered
                        .map(|(at, item)| Item::Edge(page.offset + at + 1, Box::new(item)))
                        .collect()
                }))
            }
            Item::PageInfo(page) => {
                if let Some(broken) = &page.broken {
                    return Err(broken.clone().into());
                }
                let (first, last) = page.ends().unzip();
                Ok(match field {
                    "startCursor" => json!(first),
                    "endCursor" => json!(last),
                    "hasNextPage" => json!(page.has_next),
                    _ => json!(page.has_previous),
                }
                .into())
            }
            Item::Edge(position, node) => {
                Ok(if field == "cursor" { cursor(*position).into() } else { (**node).clone() })
            }
            Item::List(_) | Item::Hidden(_) | Item::Failed(_) => Err(Stop::Crash),
        }
    }

    pub(super) fn record(
        &mut self,
        record: &Arc<Record>,
        field: &str,
        definition: &Field,
        arguments: &Value,
    ) -> Resolved {
        match field {
            "id" => return Ok(record.id.into()),
            "createdAt" if record.kind == Kind::Comment => {
                return Ok(self.comment_moment(record));
            }
            "createdAt" => return Ok(record.created_at.into()),
            "updatedAt" => return Ok(record.updated_at.into()),
            "type" if record.kind != Kind::Attachment => return Ok(record.kind.class().into()),
            _ => {}
        }
        let special = match record.kind {
            Kind::User => self.person(record, field, &definition.ty),
            Kind::Component => self.component(record, field, definition, arguments)?,
            Kind::Organization => self.organization(field, definition),
            kind if kind.is_space() => self.space(record, field, arguments)?,
            _ => None,
        };
        if field == "comments" && record.kind.is_commentable() {
            self.comment_order(arguments)?;
        }
        let special = match special {
            None => self.shared_field(record, field, arguments)?,
            some => some,
        };
        let special = special.or_else(|| self.content(record, field));
        Ok(special.unwrap_or_else(|| self.by_rule(record, field, &definition.ty)))
    }

    /// A column of the field's name, the record that one refers to, or those that hang on it.
    fn by_rule(&self, record: &Record, field: &str, ty: &Type) -> Item {
        let key = snake_case(field);
        if let Some(value) = record.fields.get(&key) {
            return Item::Value(value.clone());
        }
        let kind = kind_of(ty.inner_named_type());
        if let Some(kind) = kind {
            if ty.is_list() {
                return self.seen_all(self.world.owned((record.kind, record.id), kind));
            }
            if let Some(id) = record.id_in(&format!("{key}_id")) {
                return self.referred(kind, Some(id));
            }
            if let Some(owner) = record.owner.filter(|(owner, _)| *owner == kind) {
                return Item::record(self.world.get(owner.0, owner.1));
            }
        }
        nothing(ty, record.created_at)
    }

    /// A member of a stored object.
    fn member(&self, value: &Value, field: &str, ty: &Type) -> Item {
        let key = snake_case(field);
        if let Some(value) = value.get(&key) {
            return Item::Value(value.clone());
        }
        let id = value.get(format!("{key}_id")).and_then(Value::as_u64);
        match (kind_of(ty.inner_named_type()), id) {
            (Some(kind), Some(id)) => self.referred(kind, Some(id)),
            _ => nothing(ty, 0),
        }
    }
}

/// What stands for a value that the platform has not: null where it may.
fn nothing(ty: &Type, moment: i64) -> Item {
    if ty.is_list() {
        return Item::List(Vec::new());
    }
    if !ty.is_non_null() {
        return Item::Null;
    }
    match ty.inner_named_type().as_str() {
        "String" => "".into(),
        "ID" => "0".into(),
        "Boolean" => false.into(),
        "Int" | "Float" => 0.into(),
        "DateTime" | "Date" => moment.into(),
        _ => Item::Value(json!({})),
    }
}

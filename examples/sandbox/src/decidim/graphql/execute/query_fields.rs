//! The fields of `Query`.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Run;
use super::failure::Stop;
use super::item::{Item, Resolved};
use super::modules::Module;
use super::order;
use super::types::{kind_of, type_name};
use crate::decidim::graphql::schema::Field;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record};

/// The number in an argument, given as text or number.
pub(super) fn id_in(arguments: &Value, name: &str) -> Option<u64> {
    match arguments.get(name)? {
        Value::String(text) => text.parse().ok(),
        value => value.as_u64(),
    }
}

impl Run<'_> {
    pub(super) fn root(&mut self, field: &str, definition: &Field, arguments: &Value) -> Resolved {
        match field {
            "decidim" => Ok(self.decidim()),
            "organization" => Ok(Item::record(self.world.organization())),
            "session" => Ok(self.caller.id().map_or(Item::Null, |id| {
                Item::Typed("Session", json!({"user_id": id, "verified_user_groups": []}))
            })),
            "component" => self.component_root(arguments),
            "commentable" => self.commentable(arguments),
            "user" => self.user(arguments),
            "users" => self.users(arguments),
            "hashtags" => {
                let wanted = arguments.get("name").and_then(Value::as_str).unwrap_or_default();
                let wanted = wanted.to_lowercase();
                Ok(self.all(Kind::Hashtag, |hashtag| {
                    hashtag.text("name").is_some_and(|name| name.starts_with(&wanted))
                }))
            }
            "metrics" => {
                let names = arguments.get("names").and_then(Value::as_array);
                Ok(self.all(Kind::Metric, |metric| {
                    names.is_none_or(|names| names.contains(metric.get("name")))
                }))
            }
            "participantDetails" => Ok(self.participant(arguments)),
            _ => {
                let Some(kind) = kind_of(definition.ty.inner_named_type()) else {
                    return Ok(Item::Null);
                };
                if definition.ty.is_list() {
                    self.listed(kind, arguments)
                } else {
                    self.one(kind, arguments)
                }
            }
        }
    }

    fn decidim(&self) -> Item {
        let settings = &self.world.settings;
        let told = settings.disclose_version.unwrap_or(self.version < Version::V0_30);
        let version = told.then(|| self.version.release());
        Item::Typed("Decidim", json!({"version": version, "application_name": "Example Town"}))
    }

    fn all(&self, kind: Kind, wanted: impl Fn(&Record) -> bool) -> Item {
        Item::records(self.world.rows(kind).filter(|record| wanted(record)).cloned())
    }

    /// Whether the caller may see a space or component at all.
    pub(super) fn is_published(&self, record: &Record) -> bool {
        self.is_admin() || !record.get("published_at").is_null()
    }

    fn listed(&self, kind: Kind, arguments: &Value) -> Resolved {
        let mut rows: Vec<Arc<Record>> = Vec::new();
        let filter = order::filter(arguments);
        let hashtag = filter.get("hashtag").and_then(Value::as_str);
        for record in self.world.rows(kind) {
            let published = record.number("published_at");
            let is_shown = !kind.is_space() || self.is_published(record);
            let is_tagged = hashtag.is_none_or(|hashtag| record.text("hashtag") == Some(hashtag));
            if order::is_within(filter, "published", published)? && is_shown && is_tagged {
                rows.push(Arc::clone(record));
            }
        }
        order::sort(&mut rows, arguments, |row| row.id, column)?;
        Ok(Item::records(rows))
    }

    fn one(&self, kind: Kind, arguments: &Value) -> Resolved {
        let slug = arguments.get("slug").and_then(Value::as_str);
        let found = match (id_in(arguments, "id"), slug) {
            (Some(id), _) => self.world.get(kind, id),
            (None, Some(slug)) => {
                self.world.rows(kind).find(|record| record.text("slug") == Some(slug))
            }
            (None, None) => None,
        };
        let is_shown = |record: &&Arc<Record>| !kind.is_space() || self.is_published(record);
        match found.filter(is_shown) {
            Some(record) => Ok(self.seen(Arc::clone(record))),
            None => self.missing(type_name(kind)),
        }
    }

    /// What is published, for administrators too. Up to 0.27 the space of a component is not looked at.
    pub(super) fn component_root(&self, arguments: &Value) -> Resolved {
        let found = id_in(arguments, "id").and_then(|id| self.world.get(Kind::Component, id));
        let found = found.filter(|found| !found.get("published_at").is_null());
        let found = match found.map(|found| (found, self.module_of(found))) {
            Some((found, Module::There)) => Some(found),
            Some((_, Module::Removed)) if self.version < Version::V0_29 => return Err(Stop::Crash),
            _ => None,
        };
        let space = found.and_then(|found| self.world.space_of(found));
        let is_seen = !self.authorizes() || space.is_some_and(|space| self.is_published(space));
        match found.filter(|_| is_seen) {
            Some(component) => Ok(Item::Record(Arc::clone(component))),
            None => self.missing("Component"),
        }
    }

    /// Up to 0.31 the server does not survive a type or number that it does not know.
    pub(super) fn commentable(&self, arguments: &Value) -> Resolved {
        let class = arguments.get("type").and_then(Value::as_str).unwrap_or_default();
        let kind = Kind::of_class(class).filter(|kind| kind.is_commentable());
        let found = kind.zip(id_in(arguments, "id"));
        match found.and_then(|(kind, id)| self.world.get(kind, id)) {
            Some(record) => Ok(self.seen(Arc::clone(record))),
            None if self.version < Version::V0_32 => Err(Stop::Crash),
            None => self.missing("Commentable"),
        }
    }
}

/// A column to sort spaces and people by.
pub(super) fn column(record: &Record, key: &str) -> Value {
    match key {
        "id" => record.id.into(),
        "created_at" => record.created_at.into(),
        "updated_at" => record.updated_at.into(),
        _ => record.get(key).clone(),
    }
}

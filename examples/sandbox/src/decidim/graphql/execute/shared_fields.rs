//! The fields that many kinds of records have: authors, versions, files, parents, addresses.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Run;
use super::failure::Stop;
use super::item::Item;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record};

impl Run<'_> {
    pub(super) fn shared_field(
        &self,
        record: &Arc<Record>,
        field: &str,
        arguments: &Value,
    ) -> Result<Option<Item>, Stop> {
        let key = (record.kind, record.id);
        if record.kind == Kind::Comment
            && let Some(item) = self.comment(record, field)
        {
            return Ok(Some(item));
        }
        let ids = |name: &str| record.ids_in(name);
        Ok(Some(match field {
            // The organization is of no type that an author can be; official posts came with 0.27.
            "author"
                if self.version < Version::V0_27
                    && matches!(record.kind, Kind::Debate | Kind::Meeting)
                    && record.get("author_id").is_null() =>
            {
                return Err(Stop::Crash);
            }
            "author" => {
                let author = record.id_in("author_id").or(ids("author_ids").first().copied());
                self.referred(Kind::User, author)
            }
            "authors" => self.numbered(Kind::User, &ids("author_ids")),
            "authorsCount" => Item::count(ids("author_ids").len()),
            "endorsements" | "likes" => self.numbered(Kind::User, &ids("endorser_ids")),
            "endorsementsCount" | "likesCount" => Item::count(ids("endorser_ids").len()),
            "followers" => self.numbered(Kind::User, &ids("follower_ids")),
            "followsCount" => Item::count(ids("follower_ids").len()),
            "taxonomies" => self.numbered(Kind::Taxonomy, &ids("taxonomy_ids")),
            "editor" | "user" if record.get("editor_id").is_u64() => {
                self.referred(Kind::User, record.id_in("editor_id"))
            }
            "versions" => Item::records(self.world.owned(key, Kind::Version)),
            "versionsCount" => Item::count(self.world.owned(key, Kind::Version).len()),
            // They hang on the record that has the collection.
            "attachments" if record.kind == Kind::AttachmentCollection => {
                let all = self.world.rows(Kind::Attachment);
                let filed =
                    all.filter(|it| it.id_in("attachment_collection_id") == Some(record.id));
                Item::records(filed.cloned())
            }
            "attachments" => Item::records(self.world.owned(key, Kind::Attachment)),
            "comments" => self.comments(record, arguments),
            "totalCommentsCount" => Item::count(self.world.all_comments(record)),
            "hasComments" => self.has_comments(record).into(),
            "acceptsNewComments" | "commentsHaveAlignment" | "commentsHaveVotes"
                if record.kind.is_commentable() =>
            {
                true.into()
            }
            "userAllowedToComment" => self.caller.id().is_some().into(),
            "coordinates" => match (record.get("latitude"), record.get("longitude")) {
                (Value::Null, _) | (_, Value::Null) => Item::Null,
                (latitude, longitude) => {
                    Item::Value(json!({"latitude": latitude, "longitude": longitude}))
                }
            },
            "url" if record.kind == Kind::Attachment => self.file(record, "file_url"),
            "thumbnail" => self.file(record, "thumbnail_url"),
            "type" if record.kind == Kind::Attachment => record.get("file_type").clone().into(),
            "url" if record.kind == Kind::StaticPage => {
                self.url(&format!("pages/{}", record.text("slug").unwrap_or_default()))
            }
            "url" => {
                let component = self.world.component_of(record).map_or(0, |component| component.id);
                self.url(&format!("f/{component}/{}/{}", record.kind.list(), record.id))
            }
            "children" => self.children(record.kind, Some(record.id)),
            "subcategories" => self.children(Kind::Category, Some(record.id)),
            "childrenCount" => match self.children(record.kind, Some(record.id)) {
                Item::List(children) => Item::count(children.len()),
                other => other,
            },
            "isRoot" => record.get("parent_id").is_null().into(),
            "participatoryProcesses" | "processes" | "assemblies" | "initiatives" => {
                self.members(record, field)
            }
            "staticPages" => {
                let pages = self.world.rows(Kind::StaticPage);
                Item::records(pages.filter(|it| it.id_in("topic_id") == Some(record.id)).cloned())
            }
            _ => return Ok(None),
        }))
    }

    /// Hosts differ in whether an address names them; these do.
    fn file(&self, record: &Record, name: &str) -> Item {
        let host = &self.world.settings.host;
        let path = record.text(name).map(|path| self.stored_at(path));
        path.map_or(Item::Null, |path| format!("https://{host}{path}").into())
    }

    /// The spaces of a group or type.
    fn members(&self, record: &Record, field: &str) -> Item {
        let (kind, column) = match (field, record.kind) {
            ("participatoryProcesses", _) => (Kind::Process, "group_id"),
            ("processes", _) => (Kind::Process, "type_id"),
            ("assemblies", _) => (Kind::Assembly, "assembly_type_id"),
            _ => (Kind::Initiative, "initiative_type_id"),
        };
        let all = self.world.rows(kind).filter(|space| space.id_in(column) == Some(record.id));
        let shown = all.filter(|space| self.is_admin() || !space.get("published_at").is_null());
        Item::records(shown.cloned())
    }
}

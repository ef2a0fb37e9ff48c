//! What many kinds of content share: authors, comments, versions, files.

use std::cmp::Reverse;
use std::sync::Arc;

use serde_json::{Value, json};

use super::Run;
use super::failure::Stop;
use super::item::Item;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record};
use crate::moment::format;

impl Run<'_> {
    pub(super) fn discussion(
        &self,
        record: &Arc<Record>,
        field: &str,
        arguments: &Value,
    ) -> Option<Item> {
        let key = (record.kind, record.id);
        if record.kind == Kind::Comment
            && let Some(item) = self.comment(record, field)
        {
            return Some(item);
        }
        let ids = |name: &str| record.ids_in(name);
        Some(match field {
            "author" => {
                let author = record.id_in("author_id").or(ids("author_ids").first().copied());
                Item::record(author.and_then(|id| self.world.get(Kind::User, id)))
            }
            "authors" => self.numbered(Kind::User, &ids("author_ids")),
            "authorsCount" => Item::count(ids("author_ids").len()),
            "endorsements" | "likes" => self.numbered(Kind::User, &ids("endorser_ids")),
            "endorsementsCount" | "likesCount" => Item::count(ids("endorser_ids").len()),
            "followers" => self.numbered(Kind::User, &ids("follower_ids")),
            "followsCount" => Item::count(ids("follower_ids").len()),
            "taxonomies" => self.numbered(Kind::Taxonomy, &ids("taxonomy_ids")),
            "editor" | "user" if record.get("editor_id").is_u64() => {
                let editor = record.id_in("editor_id");
                Item::record(editor.and_then(|id| self.world.get(Kind::User, id)))
            }
            "versions" => Item::records(self.world.owned(key, Kind::Version)),
            "versionsCount" => Item::count(self.world.owned(key, Kind::Version).len()),
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
            _ => return None,
        })
    }

    /// Hosts differ in whether an address names them; these do.
    fn file(&self, record: &Record, name: &str) -> Item {
        let host = &self.world.settings.host;
        record.text(name).map_or(Item::Null, |path| format!("https://{host}{path}").into())
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

    /// The server sorts these orders itself and then asks the result for what only a query can do
    /// (`SortedComments.for(..).not_hidden`): 0.24 does not ask, 0.31 does not sort so.
    pub(super) fn comment_order(&self, arguments: &Value) -> Result<(), Stop> {
        let order = arguments.get("orderBy").and_then(Value::as_str);
        let breaks = (Version::V0_27..Version::V0_31).contains(&self.version)
            && matches!(order, Some("best_rated" | "most_discussed"));
        if breaks { Err(Stop::Crash) } else { Ok(()) }
    }

    /// A plain list. The query leaves the hidden ones out, for administrators too; of the others one
    /// that may not be seen makes all of it null.
    fn comments(&self, record: &Record, arguments: &Value) -> Item {
        let mut comments = self.world.owned((record.kind, record.id), Kind::Comment);
        let single = arguments.get("singleCommentId").and_then(Value::as_str);
        if let Some(single) = single.filter(|single| !single.is_empty()) {
            comments.retain(|comment| comment.id.to_string() == single);
        }
        comments.retain(|comment| !comment.is_hidden());
        let count = |comment: &Arc<Record>, name: &str| comment.ids_in(name).len();
        match arguments.get("orderBy").and_then(Value::as_str) {
            Some("recent") => comments.sort_by_key(|it| Reverse((it.created_at, it.id))),
            Some("best_rated") => comments.sort_by_key(|it| {
                Reverse(count(it, "up_voter_ids") + 100 - count(it, "down_voter_ids").min(100))
            }),
            Some("most_discussed") => {
                comments.sort_by_key(|it| Reverse(self.world.all_comments(it)));
            }
            _ => comments.sort_by_key(|it| (it.created_at, it.id)),
        }
        self.seen_all(comments)
    }

    /// `comment_threads.size`, since 0.25 of those that are not hidden; deleted ones count.
    fn has_comments(&self, record: &Record) -> bool {
        let comments = self.world.owned((record.kind, record.id), Kind::Comment);
        comments.iter().any(|it| self.version < Version::V0_27 || !it.is_hidden())
    }

    fn comment(&self, comment: &Record, field: &str) -> Option<Item> {
        let voted = |name: &str| {
            self.caller.id().is_some_and(|caller| comment.ids_in(name).contains(&caller))
        };
        let body = comment.text("body").unwrap_or_default();
        Some(match field {
            "formattedBody" => format!("<div><p>{body}</p></div>").into(),
            "formattedCreatedAt" => format(comment.created_at, "%d/%m/%Y %H:%M").into(),
            "upVotes" => Item::count(comment.ids_in("up_voter_ids").len()),
            "downVotes" => Item::count(comment.ids_in("down_voter_ids").len()),
            "upVoted" => voted("up_voter_ids").into(),
            "downVoted" => voted("down_voter_ids").into(),
            "alreadyReported" => false.into(),
            "sgid" => format!("sgid-comment-{}", comment.id).into(),
            _ => return None,
        })
    }

    /// Up to 0.30 a comment's moment is a text.
    pub(super) fn comment_moment(&self, comment: &Record) -> Item {
        if self.version < Version::V0_31 {
            format(comment.created_at, "%Y-%m-%dT%H:%M:%SZ").into()
        } else {
            comment.created_at.into()
        }
    }
}

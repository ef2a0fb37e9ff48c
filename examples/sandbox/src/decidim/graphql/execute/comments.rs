//! Comments: which of them a list shows, where a deleted or hidden one leaves it, and in which order.

use std::cmp::Reverse;
use std::sync::Arc;

use serde_json::Value;

use super::Run;
use super::failure::Stop;
use super::item::Item;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record};
use crate::moment::format;

impl Run<'_> {
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
    pub(super) fn comments(&self, record: &Record, arguments: &Value) -> Item {
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
    pub(super) fn has_comments(&self, record: &Record) -> bool {
        let comments = self.world.owned((record.kind, record.id), Kind::Comment);
        comments.iter().any(|it| self.version < Version::V0_27 || !it.is_hidden())
    }

    pub(super) fn comment(&self, comment: &Record, field: &str) -> Option<Item> {
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
            "sgid" => self.global_id(comment.kind.class(), comment.id).into(),
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

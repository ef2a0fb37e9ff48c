//! Comments and their votes.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::Run;
use super::super::item::{Item, Resolved};
use crate::decidim::world::{Fields, Kind, Record};

impl Run<'_> {
    pub(super) fn add_comment(&mut self, on: &Record, arguments: &Value) -> Resolved {
        let author = self.actor()?;
        let body = arguments.get("body").and_then(Value::as_str).unwrap_or_default();
        if body.trim().is_empty() {
            return Err(self.problem("creating the comment"));
        }
        let depth = on.number("depth").map_or(0, |depth| depth + 1);
        let fields = Fields::from_iter([
            ("author_id".to_owned(), author.into()),
            ("body".to_owned(), body.into()),
            ("locale".to_owned(), self.world.main_locale().into()),
            ("alignment".to_owned(), arguments.get("alignment").cloned().unwrap_or(json!(0))),
            ("depth".to_owned(), depth.into()),
            ("up_voter_ids".to_owned(), json!([])),
            ("down_voter_ids".to_owned(), json!([])),
            ("commentable_type".to_owned(), on.kind.class().into()),
            ("commentable_id".to_owned(), on.id.into()),
        ]);
        let id = self.world.add(Kind::Comment, Some((on.kind, on.id)), self.now, fields);
        Ok(Item::record(self.world.get(Kind::Comment, id)))
    }

    /// A second vote takes the first back; one for the other side is refused.
    pub(super) fn vote_comment(&mut self, comment: &Arc<Record>, up: bool) -> Resolved {
        let voter = self.actor()?;
        let (side, other) = if up {
            ("up_voter_ids", "down_voter_ids")
        } else {
            ("down_voter_ids", "up_voter_ids")
        };
        if comment.ids_in(other).contains(&voter) {
            return Err(self.problem("voting the comment"));
        }
        let mut voters = comment.ids_in(side);
        match voters.iter().position(|id| *id == voter) {
            Some(at) => {
                voters.remove(at);
            }
            None => voters.push(voter),
        }
        Ok(self.changed(comment, |comment| {
            comment.fields.insert(side.to_owned(), json!(voters));
        }))
    }
}

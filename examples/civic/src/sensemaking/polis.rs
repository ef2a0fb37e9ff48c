//! Polis reads a CSV of seed comments, which participants vote on, and of it only the column `comment_text`.
//!
//! Sources, in `compdemocracy/polis`: `client-admin/src/components/conversation-admin/ModerateCommentSeed.js` shows
//! the header to administrators; `server/src/routes/comments.ts` (`handle_POST_comments_bulk`) reads the column,
//! skips blank and repeated comments and ignores other columns (pull request 2081, issue 2108);
//! `server/postgres/migrations/000000_initial.sql` stores a comment in 1000 characters, so that a longer one fails.
//!
//! A comment stands on a card, so it is one line.

use super::account::Reason;
use super::rows::{Declared, Rows};
use super::statement::Statement;
use crate::table::ColumnType;

pub(super) const COLUMNS: [Declared; 1] =
    [("comment_text", ColumnType::Text, "A statement that people can vote on.")];

/// What the database holds of a comment, in characters.
const LONGEST: usize = 1000;

pub(super) struct Polis;

impl Rows for Polis {
    fn take(&mut self, statement: Statement) -> Result<Option<Vec<String>>, Reason> {
        let text = statement.one_line();
        if text.chars().count() > LONGEST { Err(Reason::TooLong) } else { Ok(Some(vec![text])) }
    }
}

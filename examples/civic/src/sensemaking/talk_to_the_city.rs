//! Talk to the City reads `id`, `comment` and `interview`, which is the name that it shows for who said it.
//!
//! Sources, in `AIObjectives/tttc-light-js`: `README.md` shows the format; `common/csv-validation/index.ts` names the
//! standard columns (`comment-id` and `comment-body` are older names, read with a warning) and refuses a file with
//! an empty comment or one of more than 10000 characters; `common/csv-security/index.ts` counts the lines of a file,
//! 10000 at most.
//!
//! Since lines are counted, a comment is one.

use super::account::Reason;
use super::rows::{Declared, Rows};
use super::statement::Statement;
use crate::table::ColumnType;

pub(super) const COLUMNS: [Declared; 3] = [
    ("id", ColumnType::Text, "The id of the record on its platform."),
    ("comment", ColumnType::Text, "What was said."),
    ("interview", ColumnType::Text, "A keyed hash of who said it."),
];

/// The longest comment, in the units that JavaScript counts.
const LONGEST: usize = 10_000;

pub(super) struct TalkToTheCity;

impl Rows for TalkToTheCity {
    fn take(&mut self, statement: Statement) -> Result<Option<Vec<String>>, Reason> {
        let comment = statement.one_line();
        if comment.encode_utf16().count() > LONGEST {
            return Err(Reason::TooLong);
        }
        Ok(Some(vec![statement.id, comment, statement.author]))
    }
}

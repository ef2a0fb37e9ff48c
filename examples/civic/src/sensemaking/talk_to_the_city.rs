//! Talk to the City reads `id`, `comment` and `interview`, which is the name that it shows for who said it.
//!
//! Sources, in `AIObjectives/tttc-light-js`: `README.md` shows the format; `common/csv-validation/index.ts` names the
//! standard columns (`comment-id` and `comment-body` are older names, read with a warning) and refuses a file with
//! an empty comment or one of more than 10000 characters; `common/csv-security/index.ts` counts the lines of a file,
//! 10000 at most, and refuses a file with a sign of broken UTF-8, with 100 commas or quotation marks in a row, or
//! with a cell that looks like a formula or a script; `express-server/src/routes/create.ts` refuses such a cell once
//! more.
//!
//! Since lines are counted, a comment is one. An apostrophe goes before a formula, as the tool's own
//! `sanitizeCSVCell` has it, and into what it takes for a script: `'=1`, `data':`. The sign of broken UTF-8 becomes a
//! question mark. A text that repeats commas or quotation marks so often is left out.

use std::collections::BTreeSet;

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

/// What it refuses wherever it stands in a text, letters in any case: a beginning and an end, and whether spaces may
/// be between them.
const SCRIPTS: [(&str, &str, bool); 7] = [
    ("dde", "(", true),
    ("cmd", "|", true),
    ("power", "shell", false),
    ("javascript", ":", false),
    ("data", ":", false),
    ("<", "script", false),
    ("vbscript", ":", false),
];

/// The commas and the quotation marks in a row that it refuses. A CSV doubles the latter.
const ROWS: [(char, usize); 2] = [(',', 100), ('"', 50)];

#[derive(Default)]
pub(super) struct TalkToTheCity {
    rewritten: u64,
}

impl Rows for TalkToTheCity {
    fn take(&mut self, statement: Statement) -> Result<Option<Vec<String>>, Reason> {
        let plain = statement.one_line();
        let comment = accepted(&plain);
        if comment.encode_utf16().count() > LONGEST {
            return Err(Reason::TooLong);
        }
        if ROWS.iter().any(|(sign, times)| comment.contains(&sign.to_string().repeat(*times))) {
            return Err(Reason::Repetitive);
        }
        self.rewritten += u64::from(comment != plain);
        Ok(Some(vec![statement.id, comment, statement.author]))
    }

    fn rewritten(&self) -> u64 {
        self.rewritten
    }
}

/// The text as the tool takes it.
fn accepted(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut places = BTreeSet::new();
    for (begins, ends, may_be_apart) in SCRIPTS {
        for (at, _) in lower.match_indices(begins) {
            let place = at + begins.len();
            let rest = lower.get(place..).unwrap_or_default();
            let rest = if may_be_apart { rest.trim_start_matches(is_space) } else { rest };
            if rest.starts_with(ends) {
                places.insert(place);
            }
        }
    }
    let mut accepted = String::with_capacity(text.len() + places.len() + 1);
    if is_formula(lower.trim_start_matches(is_space)) {
        accepted.push('\'');
    }
    for (at, sign) in text.char_indices() {
        if places.contains(&at) {
            accepted.push('\'');
        }
        accepted.push(if sign == char::REPLACEMENT_CHARACTER { '?' } else { sign });
    }
    accepted
}

/// `=`, or the call of a function behind `+`, `-` or `@`.
fn is_formula(text: &str) -> bool {
    let is_call = |call: &str| {
        let rest = call.trim_start_matches(|sign: char| sign.is_ascii_alphabetic());
        rest.len() < call.len() && rest.starts_with('(')
    };
    text.starts_with('=') || text.strip_prefix(['+', '-', '@']).is_some_and(is_call)
}

/// What JavaScript takes for a space.
fn is_space(sign: char) -> bool {
    sign.is_whitespace() || sign == '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;

    // The texts of `common/csv-security/__tests__/csv-security.test.ts`, and of those that it takes the nearest.
    #[test]
    fn what_looks_like_a_formula_or_a_script_gets_an_apostrophe_and_nothing_else_does() {
        for (text, taken) in [
            ("=SUM(A1:A10)", "'=SUM(A1:A10)"),
            ("= ", "'= "),
            ("\u{feff}=1", "'\u{feff}=1"),
            ("+SUM(1+1)", "'+SUM(1+1)"),
            ("-average(A1:A10)", "'-average(A1:A10)"),
            ("@if(A1>0,1,0)", "'@if(A1>0,1,0)"),
            ("Open data: yes. DATA:x", "Open data': yes. DATA':x"),
            ("javascript:alert(1)", "javascript':alert(1)"),
            ("VBScript:msgbox(1)", "VBScript':msgbox(1)"),
            ("a <script>alert(1)</script>", "a <'script>alert(1)</script>"),
            ("DDE (\"cmd\")", "DDE' (\"cmd\")"),
            ("cmd | calc", "cmd' | calc"),
            ("Ärger mit PowerShell", "Ärger mit Power'Shell"),
            ("a\u{fffd}b", "a?b"),
        ] {
            assert_eq!(accepted(text), taken);
            // What was changed is not changed again: the tool takes it.
            assert_eq!(accepted(taken), taken);
        }
        for text in [
            "",
            "john@example.com",
            "@username: great point!",
            "@(x)",
            "+1-555-1234",
            "-5°C",
            "- Item (one)",
            "a=b",
            "data : more",
            "power shell",
            "< script",
            "add (more)",
        ] {
            assert_eq!(accepted(text), text);
        }
    }
}

//! Rows of JSON as a table: CSV with the same columns in the same order, run after run.
//!
//! Which columns there are is known only when the last row has come. So the rows lie on disk as
//! JSON Lines, and are read twice: once for the columns, once for the cells.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use civic_core::Html;
use civic_core::multiloc::Preference;
use civic_examples::program::Failure;
use serde_json::Value;

use crate::flat::{Cell, cells};

/// The columns of a table, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// Each with whether it holds HTML.
    html_by_path: BTreeMap<String, bool>,
}

impl Columns {
    /// The columns of all rows.
    pub(crate) fn of(lines: impl BufRead, reader: Option<&Preference>) -> Result<Self, Failure> {
        let mut columns = Self::default();
        for line in lines.lines() {
            let record: Value = serde_json::from_str(&line?)?;
            for (path, cell) in cells(&record, reader) {
                let is_html = matches!(cell, Cell::Text(text) if looks_like_html(&text));
                *columns.html_by_path.entry(path).or_default() |= is_html;
            }
        }
        Ok(columns)
    }

    /// The id first, the others by name; behind a column with HTML one with the words alone.
    fn ordered(&self) -> impl Iterator<Item = (&str, bool)> {
        let id = self.html_by_path.get_key_value("id");
        let others = self.html_by_path.iter().filter(|(path, _)| *path != "id");
        id.into_iter().chain(others).map(|(path, is_html)| (path.as_str(), *is_html))
    }

    /// The name of the column with the words of this one: one that no other has.
    fn words_of(&self, path: &str) -> String {
        let mut name = format!("{path}_text");
        while self.html_by_path.contains_key(&name) {
            name.push('_');
        }
        name
    }

    /// Writes the table.
    pub(crate) fn write(
        &self,
        lines: impl BufRead,
        reader: Option<&Preference>,
        out: impl Write,
    ) -> Result<(), Failure> {
        let mut table = csv::Writer::from_writer(out);
        for (path, is_html) in self.ordered() {
            table.write_field(guarded(path))?;
            if is_html {
                table.write_field(guarded(&self.words_of(path)))?;
            }
        }
        if !self.html_by_path.is_empty() {
            table.write_record(None::<&[u8]>)?;
        }
        for line in lines.lines() {
            let record: Value = serde_json::from_str(&line?)?;
            let cells = cells(&record, reader);
            for (path, is_html) in self.ordered() {
                let (text, words) = match cells.get(path) {
                    Some(Cell::Text(text)) => (
                        guarded(text),
                        is_html.then(|| guarded(&Html::new(text.as_str()).to_text())),
                    ),
                    Some(Cell::Plain(text)) => (text.clone(), None),
                    None => (String::new(), None),
                };
                table.write_field(text)?;
                if is_html {
                    table.write_field(words.unwrap_or_default())?;
                }
            }
            table.write_record(None::<&[u8]>)?;
        }
        table.flush()?;
        Ok(())
    }
}

/// A text that no spreadsheet takes for a formula: where it might, an apostrophe goes before it.
///
/// Anybody may write a proposal that begins with `=`, and many a spreadsheet runs it when the
/// export is opened.
fn guarded(text: &str) -> String {
    let opens_a_formula = text.starts_with(['\t', '\r', '\n'])
        || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if opens_a_formula { format!("'{text}") } else { text.to_owned() }
}

/// Whether there is a tag in it: nothing marks HTML on the wire.
fn looks_like_html(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') && rest.contains('>')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(lines: &str, reader: Option<&Preference>) -> String {
        let mut out = Vec::new();
        let columns = Columns::of(lines.as_bytes(), reader).unwrap();
        columns.write(lines.as_bytes(), reader, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_those_of_all_rows_the_id_first_the_others_by_name() {
        let lines = "{\"title\":\"a\",\"id\":2}\n{\"body\":null,\"id\":1,\"new\":true}\n";
        assert_eq!(table(lines, None), "id,body,new,title\n2,,,a\n1,,true,\n");
        let other_order = lines.lines().rev().collect::<Vec<_>>().join("\n");
        assert_eq!(table(&other_order, None), "id,body,new,title\n1,,true,\n2,,,a\n");
        assert_eq!(table("", None), "");
    }

    #[test]
    fn html_has_its_words_beside_it() {
        let lines = "{\"body\":\"<p>Oak &amp; <b>elm</b></p>\"}\n{\"body\":\"1 < 2\"}\n{}\n";
        let table = table(lines, None);
        assert_eq!(
            table,
            "body,body_text\n<p>Oak &amp; <b>elm</b></p>,Oak & elm\n1 < 2,1 < 2\n,\n"
        );
    }

    #[test]
    fn no_two_columns_have_one_name() {
        let line = r#"{"body":"<p>Oak</p>","body_text":"elm"}"#;
        assert_eq!(table(line, None), "body,body_text_,body_text\n<p>Oak</p>,Oak,elm\n");
    }

    #[test]
    fn no_text_is_taken_for_a_formula_and_no_number_is_changed() {
        for text in ["=1+1", "+31", "-x", "@SUM(A1)", " =1", "\t=1", "＝1", "\n-1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["a=b", "", "1-2", "x@example.org", "'=1"] {
            assert_eq!(guarded(text), text);
        }
        assert_eq!(table("{\"=a\":-5}\n", None), "'=a\n-5\n");
        // Words that the HTML hid.
        let hidden = table("{\"body\":\"<p>=1+1</p>\"}\n", None);
        assert_eq!(hidden, "body,body_text\n<p>=1+1</p>,'=1+1\n");
    }
}

//! A query of this crate. Its text is in `graphql/`; a test checks it against
//! `graphql/schema.graphql`.

use serde_json::{Map, Value};

use crate::graphql::adapt::version_probe;
use crate::graphql::answer::Answer;
use crate::graphql::call::{Call, FilePart, QueryMode, SeveralPages};
use crate::graphql::client::Client;
use crate::graphql::document::Document;
use crate::graphql::server_error::AUTHORS;
use civic_core::Error;

/// The named fragments that several files of queries share.
const SHARED: &str = include_str!("../../../graphql/fragments.graphql");

/// The field that says when a row was last updated.
pub(in crate::graphql) const UPDATED_AT: &str = "updatedAt";

/// A query of this crate.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    name: &'static str,
    text: &'static str,
}

/// In which form an operation is sent.
#[derive(Clone, Copy, Debug)]
pub(in crate::graphql) enum Form<'a> {
    /// As it is written.
    Whole,
    /// For one record instead of the list: the list's field, the record's, and its arguments with
    /// their types.
    One { list: &'a str, single: &'a str, arguments: &'a [(&'a str, &'a str)] },
    /// With nothing of the list's rows but their ids, and how many comments they have.
    Ids { list: &'a str },
    /// With nothing of the list's rows but their ids and when they were updated, and so many pages at once.
    Scan { list: &'a str, pages: u32 },
    /// With nothing of the lists of this name within the rows of one of this name.
    Shallow { list: &'a str },
    /// With another field of the same form in place of one.
    Instead { of: &'a str, field: &'a str },
}

/// What a call says beside its query.
#[derive(Clone, Debug, Default)]
pub(in crate::graphql) struct Asked<'a> {
    pub(in crate::graphql) variables: Map<String, Value>,
    pub(in crate::graphql) soft: &'a [&'a str],
    pub(in crate::graphql) essential: &'a [&'a str],
    pub(in crate::graphql) rows: Option<(&'a str, u32)>,
    pub(in crate::graphql) pages: Option<SeveralPages>,
    /// Whether it is enough that the memory says that the site does not have what is essential. Elsewhere the
    /// site is asked again before the caller hears of it.
    pub(in crate::graphql) trusting: bool,
    /// The file that is the variable `file`.
    pub(in crate::graphql) file: Option<FilePart>,
    /// Whether [`AUTHORS`] are not asked for, wherever they stand: the site fails to return them.
    pub(in crate::graphql) without_authors: bool,
}

impl Operation {
    /// The operation of this name in a file of `graphql/`.
    pub(crate) const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text }
    }

    pub(in crate::graphql) fn name(&self) -> &'static str {
        self.name
    }

    /// What a plan for this form is remembered by.
    pub(in crate::graphql) fn key(&self, form: Form<'_>) -> String {
        match form {
            Form::Whole => self.name.to_owned(),
            Form::One { single, arguments, .. } => {
                format!("{} one {single} {arguments:?}", self.name)
            }
            Form::Ids { .. } => format!("{} ids", self.name),
            Form::Scan { pages, .. } => format!("{} scan {pages}", self.name),
            Form::Shallow { .. } => format!("{} shallow", self.name),
            Form::Instead { field, .. } => format!("{} of {field}", self.name),
        }
    }

    pub(in crate::graphql) fn document(&self, form: Form<'_>) -> Result<Document, Error> {
        let text = format!("{}\n{SHARED}", self.text);
        let document = Document::parse(&text, Some(self.name))?.with_fragments_written_out()?;
        Ok(match form {
            Form::Whole => document,
            Form::One { list, single, arguments } => document.of_one(list, single, arguments),
            Form::Ids { list } => {
                document.with_rows_of(list, &["id", "totalCommentsCount", "projects"], "Ids")
            }
            Form::Scan { list, pages } => {
                let scan = document.with_rows_of(list, &["id", UPDATED_AT], "Scan");
                scan.with_pages(list, pages)
            }
            Form::Shallow { list } => document.shallow(list),
            Form::Instead { of, field } => document.with_field(of, field),
        })
    }

    pub(in crate::graphql) async fn run(
        &self,
        client: &Client,
        form: Form<'_>,
        asked: Asked<'_>,
    ) -> Result<Answer, Error> {
        let Asked { variables, soft, essential, rows, pages, trusting, file, without_authors } =
            asked;
        let (without, named): (&[&str], &str) =
            if without_authors { (&AUTHORS, " without authors") } else { (&[], "") };
        let key = format!("{} at {}{named}", self.key(form), essential.join(".")).into();
        let mode = QueryMode::Typed { trusting };
        let call = Call { key, variables, soft, essential, rows, pages, mode, file };
        let document = || {
            let mut document = self.document(form)?.without_fields(without).along(essential);
            version_probe::add_to(&mut document);
            Ok(document)
        };
        let answer = client.call(call, document).await?;
        // A single record shows by its own field that it has no author.
        let is_list = !matches!(form, Form::One { .. });
        Ok(if without_authors && is_list { answer.without_authors() } else { answer })
    }

    /// Has the site check the query, and read nothing: one cheap request, by which the site shows what
    /// it does not have of it.
    pub(in crate::graphql) async fn check(
        &self,
        client: &Client,
        form: Form<'_>,
        asked: Asked<'_>,
    ) -> Result<Answer, Error> {
        let Asked { variables, soft, essential, .. } = asked;
        let key = format!("{} at {} unread", self.key(form), essential.join(".")).into();
        let mode = QueryMode::Typed { trusting: true };
        let (rows, pages, file) = (None, None, None);
        let call = Call { key, variables, soft, essential: &[], rows, pages, mode, file };
        let document = || {
            let mut document = self.document(form)?.along(essential);
            version_probe::add_to(&mut document);
            Ok(document.unread())
        };
        client.call(call, document).await
    }
}

//! An operation of the client, and what came of it.

use decidim_client::Error;
use decidim_client::list::Paginator;
use schemars::JsonSchema;
use serde::Serialize;

use crate::described::assert_described;
use crate::graphql::support::Bench;

/// What an operation brought: how many records, in how many pages, and the records themselves where
/// they are compared.
pub(crate) struct Brought {
    pub(crate) records: usize,
    pub(crate) pages: usize,
    pub(crate) text: String,
}

pub(crate) type Outcome = Result<Brought, Error>;

/// An operation: its name, what a version must have for it (any of these), and the call.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) needs: &'static [&'static str],
    pub(crate) call: fn(&Bench) -> Outcome,
}

/// What every version has.
pub(crate) const ALWAYS: &[&str] = &["Query"];

pub(crate) const fn op(
    name: &'static str,
    needs: &'static [&'static str],
    call: fn(&Bench) -> Outcome,
) -> Operation {
    Operation { name, needs, call }
}

/// The rows of a reading that lost nothing, and how many pages they came in.
pub(crate) fn rows<T>(bench: &Bench, mut reading: Paginator<T>) -> Result<(Vec<T>, usize), Error>
where
    T: JsonSchema + Serialize + Send + 'static,
{
    let (rows, errors) = bench.read(&mut reading);
    if let Some(error) = errors.into_iter().next() {
        return Err(error);
    }
    let report = reading.report();
    assert_eq!(report.malformed, 0, "{:?}", report.malformed_rows);
    assert_eq!(report.server_errors, 0, "{:?}", report.server_error_texts);
    assert_described(&rows, &[]);
    Ok((rows, usize::try_from(report.pages).unwrap()))
}

pub(crate) fn all<T>(bench: &Bench, reading: Paginator<T>) -> Outcome
where
    T: JsonSchema + Serialize + Send + 'static,
{
    let (rows, pages) = rows(bench, reading)?;
    Ok(Brought { records: rows.len(), pages, text: serde_json::to_string(&rows).unwrap() })
}

pub(crate) fn one<T: JsonSchema + Serialize>(outcome: Result<T, Error>) -> Outcome {
    outcome.inspect(|record| assert_described([record], &[])).map(|_| Brought {
        records: 1,
        pages: 1,
        text: String::new(),
    })
}

//! The order of a form's lists, and rows as jobs return them.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use crate::decidim::rest::call::Call;
use crate::decidim::world::Record;
use crate::reply::Reply;

/// A row of the database, as a job returns a record.
pub(super) fn row(record: &Record, columns: &[(&str, &str)]) -> Value {
    let mut row = json!({
        "id": record.id,
        "created_at": Call::exact_moment(Some(record.created_at)),
        "updated_at": Call::exact_moment(Some(record.updated_at)),
    });
    if let Some(row) = row.as_object_mut() {
        for (column, field) in columns {
            row.insert((*column).to_owned(), record.get(field).clone());
        }
    }
    row
}

/// What a write answers: a job returns the row, a request what it shows.
pub(super) fn written(
    call: &Call<'_>,
    status: StatusCode,
    shown: impl FnOnce(&Call<'_>) -> Value,
    row: impl FnOnce() -> Value,
) -> Reply {
    if call.in_job {
        Reply::json(StatusCode::OK, &row())
    } else {
        Reply::json(status, &shown(call))
    }
}

/// What a deletion answers.
pub(super) fn deleted(call: &Call<'_>) -> Reply {
    if call.in_job {
        Reply::json(StatusCode::OK, &json!(true))
    } else {
        Reply::empty(StatusCode::NO_CONTENT)
    }
}

/// Newest first by a moment; nothing decides between rows of one.
pub(super) fn newest_first(
    call: &mut Call<'_>,
    rows: &mut [Arc<Record>],
    moment: impl Fn(&Record) -> i64,
) {
    call.disorder(rows);
    rows.sort_by_key(|row| std::cmp::Reverse(moment(row)));
}

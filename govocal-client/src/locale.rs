//! The language to read texts in.

use civic_core::list::query::{Filter, Query};

use crate::client::Client;

/// Its parameter.
pub(crate) const LOCALE: &str = "locale";

/// A query in the client's own language.
pub(crate) fn in_locale<T>(client: &Client) -> Query<T> {
    let mut query = Query::new();
    if let Some(locale) = client.locale() {
        query.set(Filter::one(LOCALE, locale));
    }
    query
}

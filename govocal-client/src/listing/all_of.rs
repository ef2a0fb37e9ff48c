//! Filters by several ids, all of which a row must have.

use std::collections::HashSet;

use civic_core::list::query::Filter;
use uuid::Uuid;

/// A filter on rows that have all of these ids. Each is sent once: servers compare how many a row has
/// with how many they were sent, and list nothing where one is named twice.
pub(crate) fn all_of<T>(name: &'static str, ids: impl IntoIterator<Item = Uuid>) -> Filter<T> {
    let mut named = HashSet::new();
    Filter::several(name, ids.into_iter().filter(move |id| named.insert(*id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use civic_core::list::query::Query;

    #[test]
    fn an_id_that_is_named_twice_is_sent_once_in_its_first_place() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut query = Query::<()>::new();
        query.set(all_of("topic_ids", [b, a, b]));
        let sent: Vec<String> = query.sent().map(|(_, value)| value.to_owned()).collect();
        assert_eq!(sent, [b.to_string(), a.to_string()]);
    }
}

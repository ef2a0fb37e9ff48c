//! Reading one filter of a query.

use crate::govocal::table::Row;
use crate::govocal::world::World;
use crate::query::Query;

/// Whether a row passes a filter.
pub(super) type Test<'a> = Box<dyn Fn(&Row) -> bool + 'a>;

/// A scalar filter, unless this platform ignores it. A blank one is a value as any other.
pub(super) fn read<'q>(world: &World, query: &'q Query, parameter: &str) -> Option<&'q str> {
    query.get(parameter).filter(|_| !world.settings.ignored_parameters.contains(parameter))
}

/// A list filter, unless this platform ignores it.
pub(super) fn read_list<'q>(world: &World, query: &'q Query, parameter: &str) -> Vec<&'q str> {
    if world.settings.ignored_parameters.contains(parameter) {
        return Vec::new();
    }
    query.list(parameter)
}

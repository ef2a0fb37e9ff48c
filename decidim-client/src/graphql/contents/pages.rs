//! The pages of a connection.

use civic_core::list::source::{Key, ListSpec};

use super::content::Content;
use super::query::Contents;
use crate::graphql::operation::Form;

/// The list on the wire.
pub(in crate::graphql) struct Pages<T> {
    pub(super) contents: Contents<T>,
    pub(super) direction: Direction,
    pub(super) form: Form<'static>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum Direction {
    Forward,
    Backward,
}

impl<T: Content> Pages<T> {
    pub(in crate::graphql) fn new(contents: Contents<T>, direction: Direction) -> Self {
        Self { contents, direction, form: Form::Whole }
    }

    /// The same pages with no more of each row than its id and how many comments it has.
    pub(in crate::graphql) fn light(contents: Contents<T>) -> Self {
        let form = Form::Ids { list: T::LIST };
        Self { form, ..Self::new(contents, Direction::Forward) }
    }

    pub(super) fn is_backward(&self) -> bool {
        self.direction == Direction::Backward
    }

    /// Whether pages are joined by ids that only ever grow.
    pub(super) fn joins(&self) -> bool {
        T::SORTS_BY_ID && !self.is_backward() && self.contents.order.is_empty()
    }
}

impl<T: Content> ListSpec for Pages<T> {
    type Item = T;

    fn resource_name(&self) -> &str {
        T::RESOURCE_NAME
    }

    fn identity(&self) -> String {
        let base = self.contents.client.base_url().trim_end_matches('/');
        let asked = serde_json::Value::Object(self.contents.variables());
        format!("decidim-client/1 {base}/api {} {asked}", T::PAGE.name())
    }

    fn key(&self, item: &T) -> Key {
        item.id().key()
    }
}

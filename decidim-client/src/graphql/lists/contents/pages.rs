//! The pages of a connection.

use civic_core::list::source::{Key, ListSpec};

use super::list::ContentList;
use crate::graphql::document::several_pages;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Form;

/// The list on the wire.
pub(in crate::graphql) struct Pages<T> {
    pub(super) list: ContentList<T>,
    pub(super) direction: Direction,
    pub(super) form: Form<'static>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum Direction {
    Forward,
    Backward,
}

impl<T: Content> Pages<T> {
    pub(in crate::graphql) fn new(list: ContentList<T>, direction: Direction) -> Self {
        Self { list, direction, form: Form::Whole }
    }

    /// The same pages with no more of each row than its id and how many comments it has.
    pub(in crate::graphql) fn light(list: ContentList<T>) -> Self {
        let form = Form::Ids { list: T::LIST };
        Self { form, ..Self::new(list, Direction::Forward) }
    }

    /// The same pages with no more of each row than its id and when it was updated.
    pub(in crate::graphql) fn scan(list: ContentList<T>) -> Self {
        let form = Form::Scan { list: T::LIST, pages: several_pages::MOST };
        Self { form, ..Self::new(list, Direction::Forward) }
    }

    /// The same pages with the deadline of the call running from now on, for one page.
    pub(super) fn started(&self) -> Self {
        let mut list = self.list.clone();
        list.client = list.client.started();
        Self { list, direction: self.direction, form: self.form }
    }

    pub(super) fn is_backward(&self) -> bool {
        self.direction == Direction::Backward
    }

    /// Whether pages are joined by ids that only ever grow.
    pub(super) fn joins(&self) -> bool {
        T::SORTS_BY_ID && !self.is_backward() && self.list.order.is_empty()
    }
}

impl<T: Content> ListSpec for Pages<T> {
    type Item = T;

    fn resource_name(&self) -> &str {
        T::RESOURCE_NAME
    }

    fn identity(&self) -> String {
        let base = self.list.client.base_url().trim_end_matches('/');
        let asked = serde_json::Value::Object(self.list.variables());
        format!("decidim-client/1 {base}/api {} {asked}", T::PAGE.name())
    }

    fn key(&self, item: &T) -> Key {
        item.id().key()
    }
}

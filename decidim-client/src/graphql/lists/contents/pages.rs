//! The pages of a connection.

use std::marker::PhantomData;

use civic_core::list::source::{Key, ListSpec};

use super::list::ContentQuery;
use crate::graphql::document::several_pages;
use crate::graphql::records::operation::Form;
use crate::graphql::records::{Content, ContentKind};

/// The list on the wire, whatever its records are.
pub(in crate::graphql) struct Pages {
    pub(super) kind: ContentKind,
    pub(super) query: ContentQuery,
    pub(super) direction: Direction,
    pub(super) form: Form<'static>,
}

/// The same as a list of records.
pub(super) struct PagesOf<T> {
    pub(super) pages: Pages,
    record: PhantomData<fn() -> T>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graphql) enum Direction {
    Forward,
    Backward,
}

impl Pages {
    pub(in crate::graphql) fn new(
        kind: ContentKind,
        query: ContentQuery,
        direction: Direction,
    ) -> Self {
        Self { kind, query, direction, form: Form::Whole }
    }

    /// The same pages with no more of each row than its id and how many comments it has.
    pub(in crate::graphql) fn light(kind: ContentKind, query: ContentQuery) -> Self {
        let form = Form::Ids { list: kind.list };
        Self { form, ..Self::new(kind, query, Direction::Forward) }
    }

    /// The same pages with no more of each row than its id and when it was updated.
    pub(in crate::graphql) fn scan(kind: ContentKind, query: ContentQuery) -> Self {
        let form = Form::Scan { list: kind.list, pages: several_pages::MOST };
        Self { form, ..Self::new(kind, query, Direction::Forward) }
    }

    /// The same pages with the deadline of the call running from now on, for one page.
    pub(super) fn started(&self) -> Self {
        let client = self.query.client.started();
        let query = ContentQuery { client, ..self.query.clone() };
        Self { query, ..*self }
    }

    pub(super) fn is_backward(&self) -> bool {
        self.direction == Direction::Backward
    }

    /// Whether pages are joined by ids that only ever grow.
    pub(super) fn joins(&self) -> bool {
        self.kind.sorts_by_id && !self.is_backward() && self.query.order.is_empty()
    }

    /// As a list of these records.
    pub(super) fn of<T: Content>(self) -> PagesOf<T> {
        PagesOf { pages: self, record: PhantomData }
    }
}

impl<T: Content> ListSpec for PagesOf<T> {
    type Item = T;

    fn resource_name(&self) -> &str {
        self.pages.kind.resource_name
    }

    fn identity(&self) -> String {
        let query = &self.pages.query;
        let base = query.client.base_url().trim_end_matches('/');
        let asked = serde_json::Value::Object(query.variables());
        format!("decidim-client/1 {base}/api {} {asked}", self.pages.kind.page.name())
    }

    fn key(&self, item: &T) -> Key {
        item.id().key()
    }
}

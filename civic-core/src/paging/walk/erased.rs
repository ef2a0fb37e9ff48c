//! A source without its types, so that a walk is a `Walk<T>` and nothing more.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::foreign_cursor;
use crate::Error;
use crate::http::Receipt;
use crate::paging::key::Key;
use crate::paging::list::{List, Screen};
use crate::paging::rows::{RawRow, RowFault};
use crate::paging::source::{Next, PageSource};

pub(super) struct Source<S>(pub(super) S);

pub(super) struct ErasedPage {
    pub(super) cursor: Value,
    pub(super) rows: VecDeque<RawRow>,
    pub(super) next: Next<Value>,
    pub(super) server_count: Option<u64>,
    pub(super) receipt: Receipt,
}

pub(super) trait ErasedSource<T>: Send + Sync {
    fn noun(&self) -> &str;
    fn identity(&self) -> String;
    fn must_read(&self, cursor: Option<&Value>) -> Result<(), Error>;
    fn decode(&self, row: &RawRow) -> Result<T, RowFault>;
    fn key(&self, item: &T) -> Key;
    fn screen(&self, item: &T) -> Screen;
    fn fetch(
        self: Arc<Self>,
        cursor: Option<Value>,
    ) -> BoxFuture<'static, Result<ErasedPage, Error>>;
}

impl<S: PageSource> Source<S> {
    fn cursor(&self, cursor: Option<&Value>) -> Result<S::Cursor, Error> {
        match cursor {
            None => Ok(self.0.first()),
            Some(cursor) => S::Cursor::deserialize(cursor).map_err(foreign_cursor),
        }
    }
}

impl<S, T> ErasedSource<T> for Source<S>
where
    S: PageSource,
    S::List: List<Item = T>,
    T: DeserializeOwned,
{
    fn noun(&self) -> &str {
        self.0.list().noun()
    }

    fn identity(&self) -> String {
        format!("{} by {}", self.0.list().identity(), self.0.manner())
    }

    fn must_read(&self, cursor: Option<&Value>) -> Result<(), Error> {
        self.cursor(cursor).map(|_| ())
    }

    fn decode(&self, row: &RawRow) -> Result<T, RowFault> {
        row.decode()
    }

    fn key(&self, item: &T) -> Key {
        self.0.list().key(item)
    }

    fn screen(&self, item: &T) -> Screen {
        self.0.list().screen(item)
    }

    fn fetch(
        self: Arc<Self>,
        cursor: Option<Value>,
    ) -> BoxFuture<'static, Result<ErasedPage, Error>> {
        Box::pin(async move {
            let cursor = self.cursor(cursor.as_ref())?;
            let value = |cursor: &S::Cursor| serde_json::to_value(cursor).map_err(foreign_cursor);
            let at = value(&cursor)?;
            let page = self.0.fetch(cursor).await?;
            Ok(ErasedPage {
                cursor: at,
                rows: page.rows.into(),
                next: match page.next {
                    Next::Page(next) => Next::Page(value(&next)?),
                    Next::End(proof) => Next::End(proof),
                },
                server_count: page.server_count,
                receipt: page.receipt,
            })
        })
    }
}

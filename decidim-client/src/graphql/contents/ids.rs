//! A second, light pass over a list: nothing but ids.

use std::collections::BTreeSet;

use civic_core::http::Receipt;
use civic_core::paging::{Gap, Proof, RawRow};
use civic_core::{Error, ErrorKind};

use super::pages::{Pages, Row};
use super::{Content, Contents};
use crate::graphql::id::Id;
use crate::graphql::operation::Form;

/// Records that are fetched one by one because the first pass missed them; with more, the list
/// changes too fast.
const FETCHED_SINGLY: usize = 100;

/// What a walk has seen, as far as it was this process that saw it.
#[derive(Debug, Default)]
pub(super) struct Seen {
    ids: BTreeSet<Id>,
    places: u64,
}

impl Seen {
    /// Which of the rows are new, by ids that only grow; and how many of these should have come
    /// before. A process that has not seen the beginning takes all but the last row read for new.
    pub(super) fn behind<T>(
        &self,
        last: Option<Id>,
        rows: &[Option<Row<T>>],
    ) -> (Vec<bool>, usize) {
        let Some(last) = last else { return (vec![true; rows.len()], 0) };
        let mut strays = 0;
        let mut is_new = |row: &Row<T>| {
            let old = row.id.filter(|id| *id <= last);
            let is_known = old.is_some_and(|id| id == last || self.ids.contains(&id));
            strays += usize::from(old.is_some() && !is_known);
            !is_known
        };
        let new = rows.iter().map(|row| row.as_ref().is_some_and(&mut is_new)).collect();
        (new, if self.ids.is_empty() { 0 } else { strays })
    }

    pub(super) fn note<T>(&mut self, rows: &[Option<Row<T>>]) {
        self.places += rows.len() as u64;
        self.ids.extend(rows.iter().flatten().filter_map(|row| row.id));
    }
}

impl<T: Content> Pages<T> {
    /// Reads the ids again. Returns the rows that the first pass missed, and what that proves.
    pub(super) async fn confirm(
        &self,
        places: u64,
    ) -> Result<(Vec<RawRow>, Proof, Receipt), Error> {
        let mut receipt = Receipt::default();
        let (read, complete) = {
            let seen = self.seen();
            // A walk that was resumed has not seen its beginning: there is nothing to compare.
            (seen.ids.clone(), seen.places >= places)
        };
        if !complete {
            return Ok((Vec::new(), Proof::IfUnchanged, receipt));
        }
        let mut missed = Vec::new();
        let mut cursor = None;
        loop {
            let form = Form::Ids { list: T::LIST };
            let page = self.read(form, cursor.as_deref(), false).await?;
            receipt.add(page.receipt);
            let ids = page.rows.iter().flatten().filter_map(|row| row.id);
            missed.extend(ids.filter(|id| !read.contains(id)));
            let (more, next) = match page.info {
                info if self.is_backward() => (info.has_previous_page, info.start_cursor),
                info => (info.has_next_page, info.end_cursor),
            };
            if !more.unwrap_or(false) || next.is_none() || next == cursor {
                break;
            }
            cursor = next;
        }
        if missed.len() > FETCHED_SINGLY {
            let gaps = vec![Gap::Unsteady { passes: 2 }];
            return Ok((Vec::new(), Proof::Gaps(gaps), receipt));
        }
        let mut rows = Vec::new();
        for id in missed {
            rows.extend(self.one(id, &mut receipt).await?);
        }
        Ok((rows, Proof::Agreed(2), receipt))
    }

    /// One row by its id; `None` where it has gone meanwhile.
    async fn one(&self, id: Id, receipt: &mut Receipt) -> Result<Option<RawRow>, Error> {
        match self.contents.ask_for(id).await {
            Ok(answer) => {
                receipt.add(answer.receipt());
                Ok(answer.at(&Contents::<T>::ONE)?.map(|row| answer.own(RawRow::new(row))))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

//! One of the other languages, read beside the first.

use std::collections::HashMap;
use std::task::{Context, Poll, ready};

use crate::Error;
use crate::list::key::Key;
use crate::list::paginator::Paginator;

/// A record whose texts come in one language at a time.
pub trait Localized {
    /// Its texts by field name, in the language that it was read in. `None` where a text is null.
    fn texts(&self) -> Vec<(&'static str, Option<&str>)>;
}

/// How many rows ahead a row is looked for, and for how many rows those passed over are kept.
const AHEAD: u64 = 1000;

type Texts = Vec<(&'static str, Option<String>)>;

pub(super) fn texts_of(item: &impl Localized) -> Texts {
    item.texts().into_iter().map(|(field, text)| (field, text.map(str::to_owned))).collect()
}

pub(super) struct Reading<T> {
    pub(super) locale: String,
    pub(super) paginator: Paginator<T>,
    /// Rows passed over, with their place.
    passed: HashMap<Key, (u64, Texts)>,
    read: u64,
    /// The place of the furthest row that was asked for and found.
    found_at: u64,
    /// How many rows were not found.
    pub(super) missed: u64,
}

impl<T: Localized + Send + 'static> Reading<T> {
    pub(super) fn new((locale, paginator): (String, Paginator<T>)) -> Self {
        let passed = HashMap::new();
        Self { locale, paginator, passed, read: 0, found_at: 0, missed: 0 }
    }

    /// Reads until the row is found, or too many rows have come.
    pub(super) fn poll_find(&mut self, key: Key, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        while !self.passed.contains_key(&key) && self.read - self.found_at < AHEAD {
            let Some((key, item)) = ready!(self.paginator.poll_keyed(cx)?) else { break };
            self.read += 1;
            self.passed.insert(key, (self.read, texts_of(&item)));
        }
        Poll::Ready(Ok(()))
    }

    /// The row's texts, if the search found it.
    pub(super) fn take(&mut self, key: Key) -> Option<Texts> {
        let Some((place, texts)) = self.passed.remove(&key) else {
            self.missed += 1;
            return None;
        };
        self.found_at = self.found_at.max(place);
        // Far behind, nobody will ask for them any more: the lists have the same order.
        if self.passed.len() as u64 > AHEAD {
            let oldest = self.found_at.saturating_sub(AHEAD);
            self.passed.retain(|_, (place, _)| *place > oldest);
        }
        Some(texts)
    }
}

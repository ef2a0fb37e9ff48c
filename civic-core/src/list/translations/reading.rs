//! One of the other languages, read beside the first.

use std::collections::HashMap;
use std::task::{Context, Poll, ready};

use crate::Error;
use crate::list::key::Key;
use crate::list::paginator::Paginator;
use crate::list::report::Report;

/// A record whose texts come in one language at a time.
pub trait Localized {
    /// Its texts by field name, in the language that it was read in. `None` where a text is null.
    fn texts(&self) -> Vec<(&'static str, Option<&str>)>;
}

/// How many rows ahead a row is looked for, and for how many rows those passed over are kept.
const AHEAD: u64 = 1000;

type Texts = Vec<(&'static str, Option<String>)>;

pub(super) struct Reading<T> {
    locale: String,
    paginator: Paginator<T>,
    /// Rows passed over, with their place.
    passed: HashMap<Key, (u64, Texts)>,
    read: u64,
    /// The place of the furthest row that was asked for and found.
    found_at: u64,
    missed: u64,
    ended: bool,
}

impl<T: Localized + Send + 'static> Reading<T> {
    pub(super) fn new(locale: String, paginator: Paginator<T>) -> Self {
        let passed = HashMap::new();
        Self { locale, paginator, passed, read: 0, found_at: 0, missed: 0, ended: false }
    }

    pub(super) fn locale(&self) -> &str {
        &self.locale
    }

    pub(super) fn missed(&self) -> u64 {
        self.missed
    }

    pub(super) fn report(&self) -> Report {
        self.paginator.report()
    }

    #[cfg(feature = "blocking")]
    pub(super) fn ask_anew(&mut self) {
        self.paginator.ask_anew();
    }

    /// Reads until the row is found, or too many rows have come.
    pub(super) fn poll_find(&mut self, key: Key, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        while !self.passed.contains_key(&key) && !self.ended && self.read - self.found_at < AHEAD {
            match ready!(self.paginator.poll_keyed(cx)) {
                Some(Ok((key, item))) => {
                    self.read += 1;
                    let texts = item.texts();
                    let texts = texts.into_iter().map(|(f, text)| (f, text.map(str::to_owned)));
                    self.passed.insert(key, (self.read, texts.collect()));
                }
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => self.ended = true,
            }
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

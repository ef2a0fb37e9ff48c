//! A list read once per language, joined row by row.

mod reading;

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::{Stream, StreamExt, TryStreamExt};

pub use self::reading::Localized;
use self::reading::{Reading, texts_of};
use super::completeness::Completeness;
use super::gap::Gap;
use super::key::Key;
use super::paginator::Paginator;
use super::report::Report;
use crate::{Error, Multiloc};

/// A record with its texts in every language asked for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Translated<T> {
    /// The record as read in the first language.
    pub item: T,
    /// The languages in which the record was not found.
    pub missing: Vec<String>,
    texts: BTreeMap<&'static str, Multiloc>,
}

impl<T> Translated<T> {
    /// A field's text in every language; `None` where the record has no such field.
    ///
    /// Where a text is not translated, platforms answer in another language without saying so. A text
    /// that equals that of an earlier language is therefore marked as a possible fallback.
    ///
    /// ```no_run
    /// use civic_core::list::translations::Translated;
    ///
    /// # fn example<T>(idea: Translated<T>) {
    /// if let Some(choice) = idea.text("title").and_then(|title| title.choose(["nl", "en"])) {
    ///     println!("{choice}");
    /// }
    /// # }
    /// ```
    pub fn text(&self, field: &str) -> Option<&Multiloc> {
        self.texts.get(field)
    }

    /// All texts by field.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &Multiloc)> {
        self.texts.iter().map(|(field, text)| (*field, text))
    }
}

/// One [`Paginator`] per language, joined by key into a stream of [`Translated`] records.
///
/// The rows of the first language are yielded, in their order. The other languages are read as far as
/// needed, at most 1000 rows ahead. A row that is not found there has no text in that language, and the
/// report says so.
#[doc(alias("i18n", "locale", "multilingual"))]
#[must_use = "a paginator sends nothing until it is polled"]
pub struct Translations<T> {
    lead: Paginator<T>,
    locale: String,
    others: Vec<Reading<T>>,
    current: Option<(Key, T)>,
}

impl<T: Localized + Send + 'static> Translations<T> {
    /// Joins these lists, each with the language that it is read in. `lead` comes first.
    pub fn new(
        lead: (String, Paginator<T>),
        others: impl IntoIterator<Item = (String, Paginator<T>)>,
    ) -> Self {
        let (locale, lead) = lead;
        let others = others.into_iter().map(Reading::new).collect();
        Self { lead, locale, others, current: None }
    }

    /// Reads the list that `reading` makes in each of these languages. With no language the stream fails
    /// before anything is sent.
    pub fn in_each<L: Into<String>>(
        languages: impl IntoIterator<Item = L>,
        reading: impl Fn(Option<String>) -> Paginator<T>,
    ) -> Self {
        let languages = languages.into_iter().map(Into::<String>::into);
        let mut readings = languages.map(|it| (it.clone(), reading(Some(it))));
        let none = || {
            let none = Error::invalid_input("at least one language is needed");
            (String::new(), reading(None).refused(Some(none)))
        };
        Self::new(readings.next().unwrap_or_else(none), readings)
    }

    /// The next item in all languages. `None` at the end.
    ///
    /// It is the method of the same name of `futures::StreamExt`, so that no other crate is needed.
    ///
    /// ```no_run
    /// use civic_core::list::translations::{Localized, Translations};
    ///
    /// # async fn example<T: Localized + std::fmt::Debug + Send + 'static>(mut ideas: Translations<T>) {
    /// while let Some(idea) = ideas.next().await {
    ///     match idea {
    ///         Ok(idea) => println!("{:?}", idea.text("title")),
    ///         Err(error) => eprintln!("{error}"), // the next call goes on
    ///     }
    /// }
    /// # }
    /// ```
    #[expect(clippy::should_implement_trait, reason = "it is the method of a stream")]
    pub fn next(&mut self) -> impl Future<Output = Option<Result<Translated<T>, Error>>> + Unpin {
        StreamExt::next(self)
    }

    /// The next item in all languages. `Ok(None)` at the end.
    ///
    /// ```no_run
    /// use civic_core::list::translations::{Localized, Translations};
    ///
    /// # async fn example<T: Localized + Send + 'static>(mut ideas: Translations<T>) -> Result<(), civic_core::Error> {
    /// while let Some(idea) = ideas.try_next().await? {
    ///     println!("{:?}, not found in {:?}", idea.text("title"), idea.missing);
    /// }
    /// println!("{}", ideas.report());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error that reading met. The list goes on: call it again.
    pub fn try_next(
        &mut self,
    ) -> impl Future<Output = Result<Option<Translated<T>>, Error>> + Unpin {
        TryStreamExt::try_next(self)
    }

    /// The report of the first language, with the requests of all, and with a gap for each language that
    /// was not read completely or in which rows were not found.
    pub fn report(&self) -> Report {
        let mut report = self.lead.report();
        let mut found = Vec::new();
        for other in &self.others {
            let own = other.paginator.report();
            let locale = &other.locale;
            report.requests += own.requests;
            report.retries += own.retries;
            report.waited_for_rate_limit += own.waited_for_rate_limit;
            if !own.is_consistent() && own.completeness != Completeness::InProgress {
                found.push(Gap::Reading { locale: locale.clone() });
            }
            if other.missed > 0 {
                found.push(Gap::Untranslated { locale: locale.clone(), rows: other.missed });
            }
        }
        match &mut report.completeness {
            _ if found.is_empty() => {}
            Completeness::Incomplete { gaps } => gaps.extend(found),
            Completeness::Interrupted { .. } | Completeness::InProgress => {}
            completeness => *completeness = Completeness::Incomplete { gaps: found },
        }
        report
    }

    /// The report of each language.
    pub fn reports(&self) -> Vec<(&str, Report)> {
        let lead = (self.locale.as_str(), self.lead.report());
        let others = self.others.iter().map(|it| (it.locale.as_str(), it.paginator.report()));
        std::iter::once(lead).chain(others).collect()
    }

    #[cfg(feature = "blocking")]
    pub(super) fn ask_anew(&mut self) {
        self.lead.ask_anew();
        self.others.iter_mut().for_each(|other| other.paginator.ask_anew());
    }

    fn join(&mut self, key: Key, item: T) -> Translated<T> {
        let mut found = vec![(&self.locale, texts_of(&item))];
        let mut missing = Vec::new();
        for other in &mut self.others {
            match other.take(key) {
                Some(texts) => found.push((&other.locale, texts)),
                None => missing.push(other.locale.clone()),
            }
        }
        let mut readings: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (locale, texts) in found {
            for (field, text) in texts {
                readings.entry(field).or_default().push((locale.clone(), text));
            }
        }
        let texts = readings
            .into_iter()
            .map(|(field, readings)| (field, Multiloc::from_readings(readings)))
            .collect();
        Translated { item, missing, texts }
    }
}

impl<T: Localized + Send + 'static> Stream for Translations<T> {
    type Item = Result<Translated<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.current.is_none() {
            this.current = ready!(this.lead.poll_keyed(cx)?);
        }
        let Some((key, _)) = &this.current else { return Poll::Ready(None) };
        for other in &mut this.others {
            ready!(other.poll_find(*key, cx))?;
        }
        Poll::Ready(this.current.take().map(|(key, item)| Ok(this.join(key, item))))
    }
}

impl<T> Unpin for Translations<T> {}

impl<T> fmt::Debug for Translations<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Translations")
            .field("lead", &self.lead)
            .field("others", &self.others.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

//! In which languages a table has its texts.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use civic_core::Multiloc;
use civic_core::multiloc::{Matched, Preference};

/// In which languages a table has the texts that records have in many.
#[derive(Clone, Debug, Default)]
pub enum Languages {
    /// In all of them: a map from language to text.
    #[default]
    All,
    /// In each of these a column: `title_nl`, `title_fr`. It is empty where there is no such text.
    Each(EachLanguage),
    /// In the one that suits a reader best, and `title_locale` says which that is.
    Best(Preference),
}

impl Languages {
    /// One column for each of these languages, once if one is named twice; a map of all where none is named.
    pub fn each(tags: &[String]) -> Self {
        let mut once: Vec<String> = Vec::new();
        for tag in tags {
            if !once.iter().any(|known| column_of(known).eq_ignore_ascii_case(&column_of(tag))) {
                once.push(tag.clone());
            }
        }
        if once.is_empty() {
            Self::All
        } else {
            Self::Each(EachLanguage { tags: once, found: Arc::default() })
        }
    }

    /// Which of the languages that were asked for no text of the rows so far was in, in words. `None` where each
    /// was, or where the rows had no text in any language.
    pub(crate) fn without_text(&self) -> Option<String> {
        let Self::Each(each) = self else { return None };
        let found = each.found.lock().unwrap_or_else(PoisonError::into_inner);
        let is_missing = |tag: &&String| !found.asked_for.contains(*tag);
        let missing: Vec<&str> = each.tags.iter().filter(is_missing).map(String::as_str).collect();
        if missing.is_empty() || found.all.is_empty() {
            return None;
        }
        let all: Vec<&str> = found.all.iter().map(String::as_str).collect();
        let columns = if missing.len() == 1 { "its columns are" } else { "their columns are" };
        Some(format!(
            "no text is in {}: {columns} empty. The texts are in: {}",
            missing.join(" or in "),
            all.join(", ")
        ))
    }
}

/// Languages with a column each, and which languages the texts of the rows were in.
#[derive(Clone, Debug)]
pub struct EachLanguage {
    pub(super) tags: Vec<String>,
    found: Arc<Mutex<Found>>,
}

#[derive(Debug, Default)]
struct Found {
    asked_for: BTreeSet<String>,
    all: BTreeSet<String>,
}

impl EachLanguage {
    /// The text in each of the languages, where there is one.
    pub(super) fn texts<'t>(&self, texts: &'t Multiloc) -> Vec<Option<&'t str>> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        for text in texts {
            if !found.all.contains(&text.tag) {
                found.all.insert(text.tag.clone());
            }
        }
        let text_in = |tag: &String| {
            let text = text_in(texts, tag);
            if text.is_some() && !found.asked_for.contains(tag) {
                found.asked_for.insert(tag.clone());
            }
            text
        };
        self.tags.iter().map(text_in).collect()
    }
}

/// The ending of the column of a language: `nl_BE` for `nl-BE`, which SQL takes without quotes.
pub(super) fn column_of(tag: &str) -> String {
    tag.replace('-', "_")
}

/// The text in a language, as used in any region.
fn text_in<'t>(texts: &'t Multiloc, tag: &str) -> Option<&'t str> {
    let choice = texts.choose([tag])?;
    matches!(choice.matched, Matched::Exact | Matched::SameLanguage).then_some(choice.text)
}

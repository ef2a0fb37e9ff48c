//! In which languages a table has its texts.

use civic_core::multiloc::{Matched, Preference};

use civic_core::Multiloc;

/// In which languages a table has the texts that records have in many.
#[derive(Clone, Debug, Default)]
pub enum Languages {
    /// In all of them: a map from language to text.
    #[default]
    All,
    /// In each of these a column: `title_nl`, `title_fr`. It is empty where there is no such text.
    Each(Vec<String>),
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
        if once.is_empty() { Self::All } else { Self::Each(once) }
    }
}

/// The ending of the column of a language: `nl_BE` for `nl-BE`, which SQL takes without quotes.
pub(super) fn column_of(tag: &str) -> String {
    tag.replace('-', "_")
}

/// The text in a language, as used in any region.
pub(super) fn text_in<'t>(texts: &'t Multiloc, tag: &str) -> Option<&'t str> {
    let choice = texts.choose([tag])?;
    matches!(choice.matched, Matched::Exact | Matched::SameLanguage).then_some(choice.text)
}

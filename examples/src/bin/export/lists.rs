//! Which lists can be exported. To add one is to add its line.

mod decidim;
mod decidim_rest;
mod govocal;
mod petitions;

use civic_examples::platforms::{self, Platform};
use civic_examples::program::Failure;

use crate::rows::Rows;

/// A list of a platform: its name, and how it is opened.
type Line<C> = (&'static str, Open<C>);

/// How a list is opened.
enum Open<C> {
    /// As a whole.
    All(fn(&C) -> Rows),
    /// As a whole, or only what belongs to the record with this id, whose kind is named.
    Of(&'static str, fn(&C, Option<u64>) -> Rows),
}

/// What a list is asked for with.
pub(crate) struct Asked {
    pub(crate) url: Option<String>,
    pub(crate) locales: Vec<String>,
    pub(crate) of: Option<u64>,
}

/// An opened list. The platform stays open as long as this lives.
pub(crate) struct Opened {
    pub(crate) rows: Rows,
    _platform: Box<dyn std::any::Any>,
}

/// Opens the list of this name, as `decidim/proposals`.
pub(crate) async fn open(name: &str, asked: &Asked) -> Result<Opened, Failure> {
    let (url, locale) = (asked.url.as_deref(), asked.locales.first().map(String::as_str));
    match name.split_once('/') {
        Some(("govocal", list)) => {
            let line = find(govocal::LISTS, name, list)?;
            line.open(platforms::govocal(url, locale).await?, asked)
        }
        Some(("decidim", list)) => {
            let line = find(decidim::LISTS, name, list)?;
            line.open(platforms::decidim(url).await?, asked)
        }
        Some(("decidim-rest", list)) => {
            let line = find(decidim_rest::LISTS, name, list)?;
            line.open(
                platforms::decidim_rest(url, &asked.locales, &decidim_rest::SCOPES).await?,
                asked,
            )
        }
        Some(("petitions", list)) => {
            let line = find(petitions::LISTS, name, list)?;
            line.open(platforms::petitions(url, locale).await?, asked)
        }
        _ => Err(unknown(name)),
    }
}

/// The names of all lists, with what `--of` may narrow them to.
pub(crate) fn names() -> Vec<String> {
    fn of<C>(platform: &str, lists: &[Line<C>]) -> Vec<String> {
        let name = |(list, open): &Line<C>| match open {
            Open::All(_) => format!("{platform}/{list}"),
            Open::Of(what, _) => format!("{:<36}--of {what}", format!("{platform}/{list}")),
        };
        lists.iter().map(name).collect()
    }
    [
        of("govocal", govocal::LISTS),
        of("decidim", decidim::LISTS),
        of("decidim-rest", decidim_rest::LISTS),
        of("petitions", petitions::LISTS),
    ]
    .concat()
}

/// Before anything is opened: a misspelt name should not cost a token.
fn find<C>(lists: &'static [Line<C>], name: &str, list: &str) -> Result<&'static Open<C>, Failure> {
    let line = lists.iter().find(|(known, _)| *known == list);
    line.map(|(_, open)| open).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> Failure {
    Failure::Usage(format!("there is no list {name:?}; `export --lists` names all"))
}

impl<C: 'static> Open<C> {
    fn open(&self, platform: Platform<C>, asked: &Asked) -> Result<Opened, Failure> {
        let rows = match (self, asked.of) {
            (Self::All(open), None) => open(&platform.client),
            (Self::Of(_, open), of) => open(&platform.client, of),
            (Self::All(_), Some(_)) => {
                let why = "this list comes as a whole: leave --of away".to_owned();
                return Err(Failure::Usage(why));
            }
        };
        Ok(Opened { rows, _platform: Box::new(platform) })
    }
}

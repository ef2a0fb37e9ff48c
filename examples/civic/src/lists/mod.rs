//! Which lists there are. To add one is to add its line in the file of its platform.

mod decidim;
mod decidim_rest;
mod govocal;
mod open_data;
mod petitions;
mod rows;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::borrow::Cow;

use civic_core::list::Paginator;
use civic_core::multiloc::Preference;
use civic_core::sync::{State, SyncRun};
use civic_examples::platforms::{self, Platform};
use civic_examples::program::Failure;
use civic_examples::settings::Settings;
use decidim_client::open_data::{Row, Rows as TableRows};
use schemars::JsonSchema;
use serde::Serialize;

use crate::copy::Copying;
use crate::table::{Languages, Table};

pub(crate) use self::rows::{Page, Reading, Rows};

/// A list of a platform, whose client is `C`.
struct Entry<C> {
    name: Cow<'static, str>,
    /// What `--of` may narrow it to.
    of: Option<&'static str>,
    table: Declared,
    can_resume: bool,
    open: Box<Open<C>>,
    copy: Option<Box<Copy<C>>>,
}

type Open<C> = dyn Fn(&C, Option<u64>) -> Rows + Send + Sync;
type Copy<C> = dyn Fn(&C, Option<u64>, State) -> Copying + Send + Sync;
type Declared = fn(String, Languages) -> Table;

impl<C: 'static> Entry<C> {
    fn new<T>(
        name: &'static str,
        open: impl Fn(&C, Option<u64>) -> Paginator<T> + Send + Sync + 'static,
    ) -> Self
    where
        T: JsonSchema + Serialize + Send + 'static,
    {
        let open = Box::new(move |client: &C, of| Rows::of(open(client, of)));
        let name = name.into();
        Self { name, of: None, table: Table::of::<T>, can_resume: true, open, copy: None }
    }

    /// A table of a site, which comes in one piece.
    fn of_table<T: Row + Serialize>(
        name: impl Into<Cow<'static, str>>,
        table: Declared,
        open: impl Fn(&C) -> TableRows<T> + Send + Sync + 'static,
    ) -> Self {
        let open = Box::new(move |client: &C, _| Rows::of_table(open(client)));
        Self { name: name.into(), of: None, table, can_resume: false, open, copy: None }
    }

    /// It may be narrowed to what belongs to one record of this kind.
    fn of(mut self, what: &'static str) -> Self {
        self.of = Some(what);
        self
    }

    fn named(self, platform: &'static str) -> Named {
        Named {
            platform,
            list: self.name,
            of: self.of,
            is_copied: self.copy.is_some(),
            can_resume: self.can_resume,
            table: self.table,
        }
    }

    /// A copy of it can be kept true.
    fn synced<T>(
        mut self,
        sync: impl Fn(&C, Option<u64>, State) -> SyncRun<T> + Send + Sync + 'static,
    ) -> Self
    where
        T: Serialize + Send + 'static,
    {
        self.copy =
            Some(Box::new(move |client: &C, of, state| Copying::of(sync(client, of, state))));
        self
    }
}

/// A line of a platform's file: a list that comes as a whole, and can be copied.
macro_rules! list {
    ($name:literal, |$client:ident| $list:expr) => {
        crate::lists::Entry::new($name, |$client: &Client, _| $list.stream())
            .synced(|$client: &Client, _, state| $list.sync(state))
    };
}
/// A list that comes as a whole, or what belongs to a record of a kind.
macro_rules! list_of {
    ($name:literal, $what:expr, |$client:ident, $of:ident| $list:expr) => {
        crate::lists::Entry::new($name, |$client: &Client, $of| $list.stream())
            .synced(|$client: &Client, $of, state| $list.sync(state))
            .of($what)
    };
}
/// A feed of what was deleted, or another list that cannot be copied.
macro_rules! feed {
    ($name:literal, |$client:ident| $list:expr) => {
        crate::lists::Entry::new($name, |$client: &Client, _| $list.stream())
    };
}
use {feed, list, list_of};

/// What a list is asked for with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) settings: Settings,
    pub(crate) url: Option<String>,
    pub(crate) locales: Vec<String>,
    pub(crate) of: Option<u64>,
}

impl Asked {
    fn languages(&self) -> Languages {
        Languages::each(&self.locales)
    }
}

/// A list that there is.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    platform: &'static str,
    list: Cow<'static, str>,
    /// What `--of` may narrow it to.
    pub(crate) of: Option<&'static str>,
    /// Whether a copy of it can be kept true.
    pub(crate) is_copied: bool,
    /// Whether reading can go on in the middle.
    pub(crate) can_resume: bool,
    table: Declared,
}

impl Named {
    /// Its full name, such as `decidim/proposals`.
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.platform, self.list)
    }

    /// Its name on its platform.
    pub(crate) fn list(&self) -> &str {
        &self.list
    }

    /// What is not read of the languages that are wanted. `None` where each is.
    pub(crate) fn unread_languages(&self, locales: &[String]) -> Option<String> {
        let [govocal, _, _, _, petitions] = PLATFORMS;
        match locales {
            [first, _, ..] if [govocal, petitions].contains(&self.platform) => Some(format!(
                "{} comes in one language at a time, and is read in {first}: a run for each language \
                 reads them all",
                self.name()
            )),
            _ => None,
        }
    }

    /// The platform's name.
    pub(crate) fn platform(&self) -> &'static str {
        self.platform
    }

    /// Its declared table.
    pub(crate) fn table(&self, asked: &Asked) -> Table {
        (self.table)(self.name(), asked.languages())
    }

    /// Its declared table with each text in one language: the one that suits best, or that comes first.
    pub(crate) fn table_in_one_language(&self, asked: &Asked) -> Table {
        (self.table)(self.name(), Languages::Best(Preference::new(&asked.locales)))
    }
}

/// The platforms.
pub(crate) const PLATFORMS: [&str; 5] =
    ["govocal", "decidim", "decidim-rest", "decidim-open-data", "petitions"];

/// All lists of all platforms.
pub(crate) fn all() -> Vec<Named> {
    fn of<C: 'static>(platform: &'static str, lists: Vec<Entry<C>>) -> impl Iterator<Item = Named> {
        lists.into_iter().map(move |entry| entry.named(platform))
    }
    let [govocal, decidim, rest, open_data, petitions] = PLATFORMS;
    of(govocal, govocal::lists())
        .chain(of(decidim, decidim::lists()))
        .chain(of(rest, decidim_rest::lists()))
        .chain(of(open_data, open_data::lists()))
        .chain(of(petitions, petitions::lists()))
        .collect()
}

/// The list of this name. A misspelt name costs no token.
pub(crate) fn find(name: &str) -> Result<Named, Failure> {
    let known = all().into_iter().find(|list| list.name() == name);
    // A site may have tables that nobody foresaw.
    let [.., open_data, _] = PLATFORMS;
    let other = || match name.split_once('/') {
        Some((platform, table)) if platform == open_data && !table.is_empty() => {
            Some(open_data::other(table.to_owned()).named(open_data))
        }
        _ => None,
    };
    known.or_else(other).ok_or_else(|| unknown(name))
}

/// The lists of these names, each once.
pub(crate) fn find_all(names: &[String]) -> Result<Vec<Named>, Failure> {
    let mut once: Vec<&String> = Vec::with_capacity(names.len());
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once.into_iter().map(|name| find(name)).collect()
}

fn unknown(name: &str) -> Failure {
    let mut similar: Vec<String> = all().iter().map(Named::name).collect();
    let list = |name: &str| name.split_once('/').map_or(name, |(_, list)| list).to_owned();
    similar.retain(|known| list(known) == list(name));
    let hint = match similar.as_slice() {
        [] => String::new(),
        some => format!(" (did you mean {}?)", some.join(" or ")),
    };
    Failure::Usage(format!("there is no list {name:?}{hint}; `civic lists` names all"))
}

/// An opened list. The platform stays open as long as this lives.
pub(crate) struct Opened {
    pub(crate) rows: Rows,
    pub(crate) source: String,
    _platform: Box<dyn Any + Send>,
}

/// A copy that can be brought up to date. The platform stays open as long as this lives.
pub(crate) struct OpenedCopy {
    pub(crate) copying: Copying,
    _platform: Box<dyn Any + Send>,
}

/// Opens a list for reading.
pub(crate) async fn open(list: &Named, asked: &Asked) -> Result<Opened, Failure> {
    on_platform(list, asked, Read).await
}

/// Opens a list for a copy that begins at this state.
pub(crate) async fn copy(list: &Named, asked: &Asked, state: State) -> Result<OpenedCopy, Failure> {
    on_platform(list, asked, ReadAndCopy(state)).await
}

/// What is done with a list once its platform is open.
trait With: Send {
    type Output;

    fn with<C: Send + 'static>(
        self,
        entry: &Entry<C>,
        platform: Platform<C>,
        of: Option<u64>,
    ) -> Result<Self::Output, Failure>;
}

struct Read;

impl With for Read {
    type Output = Opened;

    fn with<C: Send + 'static>(
        self,
        entry: &Entry<C>,
        platform: Platform<C>,
        of: Option<u64>,
    ) -> Result<Opened, Failure> {
        let rows = (entry.open)(&platform.client, of);
        Ok(Opened { rows, source: platform.address.clone(), _platform: Box::new(platform) })
    }
}

struct ReadAndCopy(State);

impl With for ReadAndCopy {
    type Output = OpenedCopy;

    fn with<C: Send + 'static>(
        self,
        entry: &Entry<C>,
        platform: Platform<C>,
        of: Option<u64>,
    ) -> Result<OpenedCopy, Failure> {
        let Some(copy) = &entry.copy else {
            return Err(Failure::Usage(format!("{} can be exported, not copied", entry.name)));
        };
        let copying = copy(&platform.client, of, self.0);
        Ok(OpenedCopy { copying, _platform: Box::new(platform) })
    }
}

async fn on_platform<W: With>(list: &Named, asked: &Asked, with: W) -> Result<W::Output, Failure> {
    fn entry<C>(lists: Vec<Entry<C>>, list: &Named) -> Result<Entry<C>, Failure> {
        let known = lists.into_iter().find(|entry| entry.name == list.list);
        known.ok_or_else(|| unknown(&list.name()))
    }
    if list.of.is_none() && asked.of.is_some() {
        let why = format!("{} comes as a whole: leave --of away", list.name());
        return Err(Failure::Usage(why));
    }
    let (url, locale) = (asked.url.as_deref(), asked.locales.first().map(String::as_str));
    let [govocal, decidim, rest, open_data, _] = PLATFORMS;
    if list.platform == govocal {
        let entry = entry(govocal::lists(), list)?;
        with.with(&entry, platforms::govocal(&asked.settings, url, locale).await?, asked.of)
    } else if list.platform == decidim {
        let entry = entry(decidim::lists(), list)?;
        with.with(&entry, platforms::decidim(&asked.settings, url).await?, asked.of)
    } else if list.platform == rest {
        let entry = entry(decidim_rest::lists(), list)?;
        let scopes = decidim_rest::scopes(&list.list);
        let platform =
            platforms::decidim_rest(&asked.settings, url, &asked.locales, &scopes).await?;
        with.with(&entry, platform, asked.of)
    } else if list.platform == open_data {
        let known = entry(open_data::lists(), list).ok();
        let entry = known.unwrap_or_else(|| open_data::other(list.list.clone().into_owned()));
        with.with(&entry, platforms::decidim_open_data(&asked.settings, url).await?, asked.of)
    } else {
        let entry = entry(petitions::lists(), list)?;
        with.with(&entry, platforms::petitions(&asked.settings, url, locale).await?, asked.of)
    }
}

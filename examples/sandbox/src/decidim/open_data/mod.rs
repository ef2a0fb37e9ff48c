//! The open-data files: CSV tables of everything public. The archive is written anew every day, a
//! table on its own only once.

mod archive;
mod columns;
mod content;
mod faults;
mod gzip;
mod meetings;
mod redirects;
mod row;
mod settings;
mod site;
mod site_records;
mod storage;
mod tables;

pub(super) use faults::spoil;
pub(super) use settings::OpenDataSettings;

use bytes::Bytes;
use http::header::CONTENT_DISPOSITION;
use http::{HeaderValue, Method, Request, StatusCode};

use self::gzip::in_members;
use self::redirects::{back, to_language};
use self::site::PAGE;
use self::storage::Stored;
use super::version::Version;
use super::world::World;
use crate::reply::Reply;

/// How long the archive stays as it is, in milliseconds: the task that writes it runs every day.
const LIFETIME: i64 = 24 * 60 * 60 * 1000;

/// The files as they were last written.
#[derive(Debug, Default)]
pub(super) struct OpenData {
    archive: Option<Written>,
    /// The tables that were asked for on their own. That task does not write them.
    tables: Vec<(&'static str, Bytes)>,
    asked: usize,
}

/// An archive.
#[derive(Debug)]
struct Written {
    at: i64,
    /// Each table's name and text.
    tables: Vec<(&'static str, Bytes)>,
}

impl OpenData {
    /// Answers what belongs to the open data; `None` for other paths.
    pub(super) fn answer(
        &mut self,
        world: &World,
        request: &Request<Bytes>,
        now: i64,
    ) -> Option<Reply> {
        let path = request.uri().path();
        let version = world.settings.version;
        match storage::at(path) {
            Some(Stored::Blob) if version < Version::V0_30 => {
                return Some(storage::to_disk(world, request));
            }
            Some(Stored::File) if version < Version::V0_30 => return Some(self.whole(world)),
            _ => {}
        }
        // Since 0.32 every page stands under its language.
        let locale = world.site.locales.iter().find_map(|locale| {
            let below = path.strip_prefix('/')?.strip_prefix(locale.as_str())?;
            below.starts_with(PAGE).then_some((locale.as_str(), below))
        });
        let has_locales = version >= Version::V0_32;
        let (prefix, below) = match locale {
            Some((locale, below)) if has_locales => (format!("/{locale}"), below),
            _ => (String::new(), path),
        };
        let rest = below.strip_prefix(PAGE)?;
        if !rest.is_empty() && !rest.starts_with('/') {
            return None;
        }
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return Some(Reply::empty(StatusCode::NOT_FOUND));
        }
        if has_locales && prefix.is_empty() {
            return Some(to_language(world, request, below));
        }
        Some(match rest.trim_matches('/').split_once('/') {
            // The page and single tables came with 0.30.
            None if rest.trim_matches('/').is_empty() && version >= Version::V0_30 => {
                site::page(world, &prefix)
            }
            None if rest.trim_matches('/') == "download" => {
                self.download(world, request, None, now, &prefix)
            }
            Some(("download", table)) if version >= Version::V0_30 => {
                self.download(world, request, Some(table), now, &prefix)
            }
            _ => site::not_found(),
        })
    }

    /// Writes the files anew, now: the archive, and each table on its own.
    pub(super) fn write(&mut self, world: &World, now: i64) {
        self.write_archive(world, now);
        let tables = tables::of(world.settings.version).into_iter();
        let tables = tables.filter(|table| !table.fails(world));
        self.tables = tables.map(|table| (table.name, table.write(world))).collect();
    }

    /// Writes the archive, unless one of its tables fails: then it stays as it was.
    fn write_archive(&mut self, world: &World, now: i64) {
        let tables = tables::of(world.settings.version);
        if tables.iter().any(|table| table.fails(world)) {
            return;
        }
        let tables = tables.into_iter().map(|table| (table.name, table.write(world))).collect();
        self.archive = Some(Written { at: now, tables });
    }

    /// Writes a table on its own, if that never happened. Whether it is there.
    fn write_table(&mut self, world: &World, name: &str) -> bool {
        if self.has(Some(name)) {
            return true;
        }
        let mut tables = tables::of(world.settings.version).into_iter();
        let table = tables.find(|table| table.name == name && !table.fails(world));
        self.tables.extend(table.map(|table| (table.name, table.write(world))));
        table.is_some()
    }

    fn has(&self, table: Option<&str>) -> bool {
        match table {
            Some(table) => self.tables.iter().any(|(name, _)| *name == table),
            None => self.archive.is_some(),
        }
    }

    /// Puts these bytes in the place of a table, in the archive too. Whether there is a table of this
    /// name.
    pub(super) fn replace(&mut self, world: &World, now: i64, table: &str, bytes: &Bytes) -> bool {
        if self.archive.is_none() {
            self.write_archive(world, now);
        }
        let is_there = self.write_table(world, table);
        let packed = self.archive.iter_mut().flat_map(|archive| &mut archive.tables);
        for (name, text) in packed.chain(&mut self.tables) {
            if *name == table {
                text.clone_from(bytes);
            }
        }
        is_there
    }

    fn download(
        &mut self,
        world: &World,
        request: &Request<Bytes>,
        table: Option<&str>,
        now: i64,
        prefix: &str,
    ) -> Reply {
        // Where nothing is written yet, the question itself has it written in the background.
        if !self.has(table) && self.asked < world.settings.open_data.ready_after {
            self.asked += 1;
            return back(world, request, prefix);
        }
        let is_there = if let Some(table) = table {
            self.write_table(world, table)
        } else {
            if self.archive.as_ref().is_none_or(|archive| now - archive.at >= LIFETIME) {
                self.write_archive(world, now);
            }
            self.archive.is_some()
        };
        if !is_there {
            return back(world, request, prefix);
        }
        match (table, storage::address(world)) {
            (Some(table), _) => self.table(world, table),
            (None, Some(address)) => storage::redirect(world, request, StatusCode::FOUND, &address),
            (None, None) => self.whole(world),
        }
    }

    /// A table on its own.
    fn table(&self, world: &World, table: &str) -> Reply {
        let Some((name, text)) = self.tables.iter().find(|(name, _)| *name == table) else {
            return site::not_found();
        };
        let name = archive::entry_name(&world.settings.host, name);
        let reply = file("text/csv", &name, text.clone());
        in_members(reply, text, world.settings.open_data.gzip_members)
    }

    /// The archive.
    fn whole(&self, world: &World) -> Reply {
        let host = &world.settings.host;
        let Some(Written { at, tables }) = &self.archive else { return site::not_found() };
        let tables = tables.iter();
        let mut files: Vec<_> =
            tables.map(|(name, text)| (archive::entry_name(host, name), text.clone())).collect();
        if world.settings.open_data.second_entry {
            let table = Bytes::from_static(b"id;plugin\n1;a\n");
            files.push((archive::entry_name(host, "proposals"), table));
        }
        if world.settings.version >= Version::V0_30 {
            let texts = [("README.md", "# Open data\n"), ("LICENSE.md", "# License\n")];
            files.extend(texts.map(|(name, text)| (name.to_owned(), Bytes::from(text))));
        }
        match archive::of(&files, *at) {
            Some(bytes) => file("application/zip", &format!("{host}-open-data.zip"), bytes),
            None => Reply::empty(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

fn file(content_type: &'static str, name: &str, bytes: Bytes) -> Reply {
    let reply = Reply::text(StatusCode::OK, content_type, bytes);
    match HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        Ok(disposition) => reply.with_header(CONTENT_DISPOSITION, disposition),
        Err(_) => reply,
    }
}

#[cfg(test)]
mod tests;

//! The open-data files: CSV tables of everything public, written once a day.

mod archive;
mod columns;
mod content;
mod meetings;
mod row;
mod settings;
mod site;
mod site_records;
mod spoil;
mod storage;
mod tables;

pub(super) use settings::OpenDataSettings;
pub(super) use spoil::spoil;

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, LOCATION, REFERER};
use http::{HeaderValue, Method, Request, StatusCode};

use self::site::PAGE;
use self::storage::Stored;
use super::version::Version;
use super::world::World;
use crate::reply::{Chunk, Reply};

/// How long the files stay as they are, in milliseconds.
const LIFETIME: i64 = 24 * 60 * 60 * 1000;

/// The files as they were last written.
#[derive(Debug, Default)]
pub(super) struct OpenData {
    /// When, and each table's name and text.
    written: Option<(i64, Vec<(&'static str, Bytes)>)>,
    asked: usize,
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
            Some(Stored::File) if version < Version::V0_30 => return Some(self.archive(world)),
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

    /// Writes the files anew, now.
    pub(super) fn write(&mut self, world: &World, now: i64) {
        let tables = tables::of(world.settings.version).into_iter();
        let written = tables.map(|table| (table.name, table.write(world))).collect();
        self.written = Some((now, written));
    }

    /// Puts these bytes in the place of a table. Whether there is a table of this name.
    pub(super) fn replace(&mut self, world: &World, now: i64, table: &str, bytes: Bytes) -> bool {
        if self.written.is_none() {
            self.write(world, now);
        }
        let tables = self.written.as_mut().map(|(_, tables)| tables);
        let table = tables.and_then(|all| all.iter_mut().find(|(name, _)| *name == table));
        table.map(|table| table.1 = bytes).is_some()
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
        if self.written.is_none() && self.asked < world.settings.open_data.ready_after {
            self.asked += 1;
            return back(world, request, prefix);
        }
        if self.written.as_ref().is_none_or(|(at, _)| now - at >= LIFETIME) {
            self.write(world, now);
        }
        let host = &world.settings.host;
        let Some(table) = table else {
            return match storage::address(world) {
                Some(address) => storage::redirect(world, request, StatusCode::FOUND, &address),
                None => self.archive(world),
            };
        };
        match self.tables().iter().find(|(known, _)| *known == table) {
            Some((name, text)) => {
                let reply = file("text/csv", &archive::entry_name(host, name), text.clone());
                in_members(reply, text, world.settings.open_data.gzip_members)
            }
            None => back(world, request, prefix),
        }
    }

    fn tables(&self) -> &[(&'static str, Bytes)] {
        self.written.as_ref().map_or(&[], |(_, tables)| tables)
    }

    fn archive(&self, world: &World) -> Reply {
        let host = &world.settings.host;
        let tables = self.tables().iter();
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
        match archive::of(&files) {
            Some(bytes) => file("application/zip", &format!("{host}-open-data.zip"), bytes),
            None => Reply::empty(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

/// Back to where the caller came from, or to the page (to 0.29: the front page): the same for a
/// table that is not written yet and for one that does not exist.
fn back(world: &World, request: &Request<Bytes>, prefix: &str) -> Reply {
    if let Some(from) = request.headers().get(REFERER) {
        return Reply::empty(StatusCode::FOUND).with_header(LOCATION, from.clone());
    }
    let page = if world.settings.version >= Version::V0_30 { PAGE } else { "/" };
    storage::redirect(world, request, StatusCode::FOUND, &format!("{prefix}{page}"))
}

/// The same address under a language: the one that `locale` names, if the site has it, else the
/// site's own; what else is in the query is kept.
fn to_language(world: &World, request: &Request<Bytes>, path: &str) -> Reply {
    let query = request.uri().query().unwrap_or_default();
    let pairs = || query.split('&').filter(|pair| !pair.is_empty());
    let wished = pairs().find_map(|pair| pair.strip_prefix("locale="));
    let locales = &world.site.locales;
    let locale = wished.and_then(|wished| locales.iter().find(|locale| *locale == wished));
    let locale = locale.map_or_else(|| world.main_locale(), |locale| locale.as_str());
    let rest: Vec<&str> = pairs().filter(|pair| !pair.starts_with("locale=")).collect();
    let question = if rest.is_empty() { "" } else { "?" };
    let to = format!("/{locale}{path}{question}{}", rest.join("&"));
    storage::redirect(world, request, StatusCode::MOVED_PERMANENTLY, &to)
}

/// The same reply packed with gzip in this many members, each sent on its own. 0: not packed.
fn in_members(reply: Reply, text: &Bytes, members: usize) -> Reply {
    if members == 0 {
        return reply;
    }
    let size = text.len().div_ceil(members).max(1);
    let mut body = Vec::new();
    for part in text.chunks(size) {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        // Writing to memory does not fail.
        let _ = packed.write_all(part);
        body.extend(packed.finish().ok().map(|member| Chunk::Data(Bytes::from(member))));
    }
    let reply = Reply { body, ..reply };
    let length = reply.body_bytes().len();
    reply
        .with_header(CONTENT_ENCODING, HeaderValue::from_static("gzip"))
        .with_header(CONTENT_LENGTH, HeaderValue::from(length))
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

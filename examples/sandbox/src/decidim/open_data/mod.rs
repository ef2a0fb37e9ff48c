//! The open-data files: CSV tables of everything public, written once a day.

mod archive;
mod columns;
mod content;
mod row;
mod setup;
mod site;
mod spoil;
mod tables;

pub(super) use setup::OpenDataSettings;
pub(super) use spoil::spoil;

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, LOCATION, REFERER};
use http::{HeaderValue, Method, Request, StatusCode};

use super::version::Version;
use super::world::World;
use crate::reply::Reply;

const PAGE: &str = "/open-data";
const DOWNLOAD: &str = "/open-data/download";

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
        let rest = request.uri().path().strip_prefix(PAGE)?;
        if !rest.is_empty() && !rest.starts_with('/') {
            return None;
        }
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return Some(Reply::empty(StatusCode::NOT_FOUND));
        }
        Some(match rest.trim_matches('/').split_once('/') {
            None if rest.trim_matches('/').is_empty() => site::page(world),
            None if rest.trim_matches('/') == "download" => {
                self.download(world, request, None, now)
            }
            // Single tables came with 0.30.
            Some(("download", table)) if world.settings.version >= Version::V0_30 => {
                self.download(world, request, Some(table), now)
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

    fn download(
        &mut self,
        world: &World,
        request: &Request<Bytes>,
        table: Option<&str>,
        now: i64,
    ) -> Reply {
        // Where nothing is written yet, the question itself has it written in the background.
        if self.written.is_none() && self.asked < world.settings.open_data.ready_after {
            self.asked += 1;
            return back(request);
        }
        if self.written.as_ref().is_none_or(|(at, _)| now - at >= LIFETIME) {
            self.write(world, now);
        }
        let Some((_, tables)) = &self.written else {
            return back(request);
        };
        let host = &world.settings.host;
        match table {
            None => match archive::of(host, tables) {
                Some(archive) => file("application/zip", &format!("{host}-open-data.zip"), archive),
                None => Reply::empty(StatusCode::INTERNAL_SERVER_ERROR),
            },
            Some(name) => match tables.iter().find(|(known, _)| *known == name) {
                Some((name, text)) => {
                    file("text/csv", &archive::entry_name(host, name), text.clone())
                }
                None => back(request),
            },
        }
    }
}

/// Back to where the caller came from, or to the page: the same for a table that is not written yet
/// and for one that does not exist.
fn back(request: &Request<Bytes>) -> Reply {
    let from = request.headers().get(REFERER).cloned();
    let target = from.unwrap_or_else(|| HeaderValue::from_static(PAGE));
    Reply::empty(StatusCode::FOUND).with_header(LOCATION, target)
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

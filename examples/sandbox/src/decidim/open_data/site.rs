//! The page that lists the tables.

use http::StatusCode;

use super::tables;
use crate::decidim::world::World;
use crate::reply::Reply;

pub(super) const PAGE: &str = "/open-data";
const DOWNLOAD: &str = "/open-data/download";

/// The page, which came with 0.30: a link to the archive, and one to each table with its columns.
pub(super) fn page(world: &World, prefix: &str) -> Reply {
    let items: Vec<String> = tables::of(world.settings.version)
        .iter()
        .map(|table| {
            let (name, columns) = (table.name, table.header(world).join(", "));
            format!("<li><a href=\"{prefix}{DOWNLOAD}/{name}\">{name}</a><p>{columns}</p></li>\n")
        })
        .collect();
    let html = format!(
        "<!DOCTYPE html>\n<html>\n<head><title>Open Data</title></head>\n<body>\n\
         <h1><a href=\"{prefix}{PAGE}\">Open Data</a></h1>\n\
         <p><a href=\"{prefix}{DOWNLOAD}\">Download all data</a></p>\n\
         <ul>\n{}</ul>\n</body>\n</html>\n",
        items.concat()
    );
    Reply::text(StatusCode::OK, "text/html; charset=utf-8", html)
}

pub(super) fn not_found() -> Reply {
    Reply::text(
        StatusCode::NOT_FOUND,
        "text/html; charset=utf-8",
        "<!DOCTYPE html><html><body><h1>The page cannot be found</h1></body></html>\n",
    )
}

//! Where a request is sent on to: the page, when there is no file yet; since 0.32 a language.

use bytes::Bytes;
use http::header::{LOCATION, REFERER};
use http::{Request, StatusCode};

use super::site::PAGE;
use super::storage;
use crate::decidim::version::Version;
use crate::decidim::world::World;
use crate::reply::Reply;

/// Back to where the caller came from, or to the page (to 0.29: the front page): the same for a
/// table that is not written yet and for one that does not exist.
pub(super) fn back(world: &World, request: &Request<Bytes>, prefix: &str) -> Reply {
    if let Some(from) = request.headers().get(REFERER) {
        return Reply::empty(StatusCode::FOUND).with_header(LOCATION, from.clone());
    }
    let page = if world.settings.version >= Version::V0_30 { PAGE } else { "/" };
    storage::redirect(world, request, StatusCode::FOUND, &format!("{prefix}{page}"))
}

/// The same address under a language: the one that `locale` names, if the site has it, else the
/// site's own; what else is in the query is kept.
pub(super) fn to_language(world: &World, request: &Request<Bytes>, path: &str) -> Reply {
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

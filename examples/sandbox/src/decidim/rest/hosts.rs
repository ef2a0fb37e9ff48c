//! Which organization a host belongs to.

use bytes::Bytes;
use http::header::{HOST, LOCATION};
use http::{HeaderValue, Request, StatusCode};

use super::settings::RestSettings;
use crate::decidim::settings::Settings;
use crate::reply::Reply;

/// The host that a request names, without its port.
pub(in crate::decidim) fn host(request: &Request<Bytes>) -> Option<&str> {
    let header = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let host = header.or_else(|| request.uri().host())?;
    Some(host.rsplit_once(':').map_or(host, |(host, _)| host))
}

/// A secondary host sends everything, whatever the method, to the main one.
pub(in crate::decidim) fn sent_to_main_host(
    settings: &Settings,
    request: &Request<Bytes>,
) -> Option<Reply> {
    let host = host(request)?;
    if !settings.rest.secondary_hosts.iter().any(|secondary| secondary == host) {
        return None;
    }
    let rest = request.uri().path_and_query().map_or("/", |rest| rest.as_str());
    let address = HeaderValue::from_str(&format!("https://{}{rest}", settings.host)).ok()?;
    Some(Reply::empty(StatusCode::MOVED_PERMANENTLY).with_header(LOCATION, address))
}

/// Whether there is an organization at the request's host.
pub(super) fn is_known(rest: &RestSettings, main: &str, request: &Request<Bytes>) -> bool {
    let is_own = |host: &str| host == main || rest.neighbours.iter().any(|it| it == host);
    !rest.known_hosts_only || host(request).is_some_and(is_own)
}

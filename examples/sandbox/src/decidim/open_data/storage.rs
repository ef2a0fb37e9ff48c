//! Where older sites keep the archive, and redirect to (0.24 to 0.29).

use bytes::Bytes;
use http::header::{HOST, LOCATION};
use http::{HeaderValue, Request, StatusCode};

use crate::decidim::version::Version;
use crate::decidim::world::World;
use crate::reply::Reply;

/// Rails' storage: an address of the blob, which redirects to one of the disk.
const BLOB: &str = "/rails/active_storage/blobs/redirect/eyJfc2FuZGJveCI6MX0=--3f2a";
const DISK: &str = "/rails/active_storage/disk/eyJfc2FuZGJveCI6Mn0=--9c41";

/// The folder of Carrierwave, which 0.24 still used.
const UPLOADS: &str = "/uploads/open-data";

/// What a path of the storage means.
pub(super) enum Stored {
    /// A redirect to the disk.
    Blob,
    /// The archive.
    File,
}

pub(super) fn at(path: &str) -> Option<Stored> {
    if path.starts_with(BLOB) {
        return Some(Stored::Blob);
    }
    (path.starts_with(DISK) || path.starts_with(UPLOADS)).then_some(Stored::File)
}

/// Where the archive is, of a site that does not send it itself. A path.
pub(super) fn address(world: &World) -> Option<String> {
    let host = &world.settings.host;
    match world.settings.version {
        version if version >= Version::V0_30 => None,
        version if version >= Version::V0_27 => Some(format!("{BLOB}/{host}-open-data.zip")),
        _ => Some(format!("{UPLOADS}/{host}-open-data.zip")),
    }
}

pub(super) fn to_disk(world: &World, request: &Request<Bytes>) -> Reply {
    let to = format!("{DISK}/{}-open-data.zip", world.settings.host);
    redirect(world, request, StatusCode::FOUND, &to)
}

/// To a path: as a whole address on the host that was asked, as Rails writes them.
pub(super) fn redirect(
    world: &World,
    request: &Request<Bytes>,
    status: StatusCode,
    path: &str,
) -> Reply {
    let reply = Reply::empty(status);
    match HeaderValue::from_str(&format!("{}{path}", origin(world, request))) {
        Ok(to) => reply.with_header(LOCATION, to),
        Err(_) => reply,
    }
}

fn origin(world: &World, request: &Request<Bytes>) -> String {
    let uri = request.uri();
    if let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.authority()) {
        return format!("{scheme}://{host}");
    }
    let asked = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    match asked {
        Some(host) if host != world.settings.host => format!("http://{host}"),
        _ => format!("https://{}", world.settings.host),
    }
}

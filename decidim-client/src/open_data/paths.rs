//! Where the open data stand below the site's address.

pub(super) const PAGE: &str = "/open-data";
pub(super) const DOWNLOAD: &str = "/open-data/download";

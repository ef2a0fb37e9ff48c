//! Files that are announced before they are attached.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use civic_core::http::Request;
use civic_core::{Error, Extra};
use serde::{Deserialize, Serialize};

/// How many bytes an MD5 has.
const MD5_BYTES: usize = 16;

/// A file to announce.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct NewUpload {
    filename: String,
    byte_size: u64,
    checksum: String,
    content_type: Option<String>,
}

impl NewUpload {
    /// A file with this name, this many bytes, and the base64 of the MD5 of its bytes as checksum.
    ///
    /// ```
    /// use decidim_client::rest::resources::NewUpload;
    ///
    /// let plan = NewUpload::new("plan.pdf", 12_345, "iOUyNTFlhQgGmvPGVtMS5g==");
    /// ```
    pub fn new(filename: impl Into<String>, byte_size: u64, checksum: impl Into<String>) -> Self {
        let (filename, checksum) = (filename.into(), checksum.into());
        Self { filename, byte_size, checksum, content_type: None }
    }

    /// Its media type. Default: servers take it for `application/octet-stream`.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    pub(super) fn asked_by(&self, request: Request) -> Request {
        let request = request
            .query("filename", &self.filename)
            .query("byte_size", self.byte_size)
            .query("checksum", &self.checksum);
        match &self.content_type {
            Some(media_type) => request.query("content_type", media_type),
            None => request,
        }
    }

    pub(super) fn invalid(&self) -> Option<Error> {
        if self.filename.trim().is_empty() {
            return Some(Error::invalid_input("a file needs a name"));
        }
        let bytes = STANDARD.decode(&self.checksum).map_or(0, |bytes| bytes.len());
        let message = "the checksum of a file is the base64 of its MD5, which has 16 bytes";
        (bytes != MD5_BYTES).then(|| Error::invalid_input(message))
    }
}

/// A file that was announced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DirectUpload {
    /// The id by which an attachment takes the file.
    pub signed_id: String,
    /// Its name, as the server keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Its media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// How many bytes it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byte_size: Option<u64>,
    /// Fields that this version does not know. Rails itself says here, as `direct_upload`, where the bytes go
    /// and with which headers; no release of decidim-rest-full up to 0.3.4 does.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_cannot_use_is_refused() {
        let invalid = |name: &str, checksum: &str| NewUpload::new(name, 1, checksum).invalid();
        // The MD5 of nothing, in base64 and in hexadecimal.
        assert!(invalid("plan.pdf", "1B2M2Y8AsgTpgAmY7PhCfg==").is_none());
        assert!(invalid("plan.pdf", "d41d8cd98f00b204e9800998ecf8427e").is_some());
        assert!(invalid(" ", "1B2M2Y8AsgTpgAmY7PhCfg==").is_some());
    }
}

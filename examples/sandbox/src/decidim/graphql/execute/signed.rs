//! What Rails signs: ids of files and of records.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Run;
use crate::decidim::version::Version;
use crate::moment::{DAY, format};

/// How long a signed global id holds by default.
const MONTH: i64 = 30 * DAY;

/// How long an address of a file holds, where it expires.
const FILES: i64 = 300_000;

impl Run<'_> {
    /// The signed global id of a record, which says until when it holds: it differs in every answer.
    pub(super) fn global_id(&self, class: &str, id: u64) -> String {
        let subject = STANDARD.encode(format!("gid://decidim/{class}/{id}"));
        signed(&subject, "default", Some(self.now + MONTH))
    }

    /// The path of a stored file. Before 0.25 Carrierwave kept it, under a plain path.
    pub(super) fn stored_at(&self, path: &str) -> String {
        let blob = path.strip_prefix("/rails/active_storage/blobs/");
        let Some((number, name)) = blob.and_then(|blob| blob.split_once('/')) else {
            return path.to_owned();
        };
        if self.version < Version::V0_27 {
            return format!("/uploads/decidim/attachment/file/{number}/{name}");
        }
        let expires = self.world.settings.expiring_addresses.then(|| self.now + FILES);
        // As Ruby's Marshal begins a number.
        let subject = STANDARD.encode([b"\x04\x08i", number.as_bytes()].concat());
        let id = signed(&subject, "blob_id", expires);
        format!("/rails/active_storage/blobs/redirect/{id}/{name}")
    }
}

/// A signed message: its payload in base64 and the digest of that.
fn signed(subject: &str, purpose: &str, expires: Option<i64>) -> String {
    let expires = expires.map(|at| format(at, "%Y-%m-%dT%H:%M:%S%.3fZ"));
    let payload = json!({"_rails": {"message": subject, "exp": expires, "pur": purpose}});
    let payload = STANDARD.encode(Value::to_string(&payload));
    // Nobody checks it; it differs where the payload does.
    let digest = payload.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{payload}--{digest:016x}")
}

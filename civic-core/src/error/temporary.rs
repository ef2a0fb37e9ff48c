//! Statuses that may pass by trying again.

use http::StatusCode;

/// Whether a status may be another one next time. 520 to 530 are those of a CDN that does not reach
/// the server behind it (Cloudflare's documentation, "5xx errors").
pub(crate) fn is_temporary_status(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502..=504 | 520..=530)
}

//! What it means that an answer is in no form of a petitions server's: the address may be that of another
//! host.

use civic_core::Error;

/// Adds what is likely, or else that there is no petitions site at this address.
pub(crate) fn or_wrong_host(error: Error, likely: &str, base: &str) -> Error {
    let base = base.trim_end_matches('/');
    error.with_hint(format!("{likely}, or {base} is not a petitions site"))
}

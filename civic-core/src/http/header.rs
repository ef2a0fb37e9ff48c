//! Values of headers, and which of them are secret.

use http::{HeaderName, HeaderValue, header};

use crate::Error;

/// Whether a header's value is secret whoever sets it.
pub(super) fn is_secret_header(name: &HeaderName) -> bool {
    [header::AUTHORIZATION, header::PROXY_AUTHORIZATION, header::COOKIE].contains(name)
}

/// A header's value, marked as secret where its name says that it is.
pub(super) fn header_value(name: &HeaderName, value: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        Error::invalid_input(format!(
            "the value of the header {name} has characters that HTTP does not allow"
        ))
    })?;
    value.set_sensitive(is_secret_header(name));
    Ok(value)
}

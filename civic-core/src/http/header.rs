//! Values of headers.

use http::{HeaderName, HeaderValue};

use super::redact::is_secret_header;
use crate::Error;

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

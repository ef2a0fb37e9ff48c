//! The types of HTTP itself, which requests, answers and errors take and give: those of the crate `http`.

pub use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

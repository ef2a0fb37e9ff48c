//! What a platform calls the parameters of its pages.

use bytes::Bytes;
use http::Request;

use crate::query::Query;

/// The two parameters that faults about pages bend.
#[derive(Clone, Copy, Debug)]
pub struct PageParameters {
    pub(crate) size: &'static str,
    pub(crate) number: &'static str,
}

impl PageParameters {
    /// The number of the page that a request asks for.
    pub(crate) fn number_in(self, request: &Request<Bytes>) -> Option<i64> {
        Query::parse(request.uri().query()).get(self.number)?.parse().ok()
    }
}

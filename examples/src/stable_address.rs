//! The embedded sandbox under an address that is the same in every run.
//!
//! Checkpoints and sync states name the server that they belong to, and the sandbox listens on another port
//! each time.

use std::net::SocketAddr;

use bytes::Bytes;
use civic_core::Error;
use civic_core::http::transport::{ReqwestTransport, Transport, TransportError, TransportFuture};
use http::uri::{Authority, Scheme, Uri};
use http::{Request, uri};

/// Sends requests for any host to the sandbox.
#[derive(Debug)]
pub(crate) struct StableAddress {
    sandbox: SocketAddr,
    transport: ReqwestTransport,
}

impl StableAddress {
    pub(crate) fn of(sandbox: SocketAddr) -> Result<Self, Error> {
        Ok(Self { sandbox, transport: ReqwestTransport::new()? })
    }

    fn redirected(&self, uri: &Uri) -> Result<Uri, uri::InvalidUriParts> {
        let mut parts = uri.clone().into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Authority::try_from(self.sandbox.to_string()).ok();
        Uri::from_parts(parts)
    }
}

impl Transport for StableAddress {
    fn send(&self, mut request: Request<Bytes>) -> TransportFuture {
        match self.redirected(request.uri()) {
            Ok(uri) => {
                *request.uri_mut() = uri;
                self.transport.send(request)
            }
            Err(error) => {
                let error = TransportError::invalid("the address is not one").with_source(error);
                Box::pin(async { Err(error) })
            }
        }
    }
}

//! A platform as a function from request to reply, for a server or a test to call.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;

use crate::fault::Fault;
use crate::reply::Reply;

/// A platform as a function from request to reply: no socket, no waiting.
///
/// Delays, stalls and broken connections are part of the returned [`Reply`], so that a caller may
/// play them on a socket or skip them in a simulation.
pub trait Platform: Send + Sync + 'static {
    /// Answers one request. The URI may be in origin form (`/api/v2/ideas?page_number=2`) or
    /// absolute.
    fn handle(&self, request: Request<Bytes>) -> Reply;

    /// Its reply to this request after a fault on the way back: the same where the fault finds
    /// nothing to spoil.
    fn spoil(&self, fault: &Fault, _request: &Request<Bytes>, reply: Reply) -> Reply {
        fault.spoil(reply, None)
    }
}

impl<P: Platform + ?Sized> Platform for Arc<P> {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        (**self).handle(request)
    }

    fn spoil(&self, fault: &Fault, request: &Request<Bytes>, reply: Reply) -> Reply {
        (**self).spoil(fault, request, reply)
    }
}

impl<P: Platform + ?Sized> Platform for Box<P> {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        (**self).handle(request)
    }

    fn spoil(&self, fault: &Fault, request: &Request<Bytes>, reply: Reply) -> Reply {
        (**self).spoil(fault, request, reply)
    }
}

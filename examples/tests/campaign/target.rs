//! What a storm must know of a platform.

use bytes::Bytes;
use civic_sandbox::{Decidim, FaultRule, GoVocal, Petitions, Platform};
use http::{Method, Request};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Token,
    Read,
    Write,
}

/// A platform of the sandbox whose requests can be told apart and spoilt.
pub(crate) trait Target: Platform + Clone {
    /// Whether a number in place of a row's first value makes it a broken row, not another one.
    const TYPED: bool = true;

    fn role(request: &Request<Bytes>) -> Role;
    fn inject(&self, rule: FaultRule);
    fn clear_faults(&self);
    fn revoke_tokens(&self);
}

impl Target for GoVocal {
    fn role(request: &Request<Bytes>) -> Role {
        match request.uri().path() {
            "/api/v2/authenticate" => Role::Token,
            _ => by_method(request),
        }
    }

    fn inject(&self, rule: FaultRule) {
        Self::inject(self, rule);
    }

    fn clear_faults(&self) {
        Self::clear_faults(self);
    }

    fn revoke_tokens(&self) {
        Self::revoke_tokens(self);
    }
}

impl Target for Decidim {
    fn role(request: &Request<Bytes>) -> Role {
        let path = request.uri().path();
        if path.ends_with("/oauth/token") || path == "/api/sign_in" {
            return Role::Token;
        }
        if path != "/api" {
            return by_method(request);
        }
        let body = String::from_utf8_lossy(request.body());
        if body.contains("mutation ") { Role::Write } else { Role::Read }
    }

    fn inject(&self, rule: FaultRule) {
        Self::inject(self, rule);
    }

    fn clear_faults(&self) {
        Self::clear_faults(self);
    }

    fn revoke_tokens(&self) {
        Self::revoke_tokens(self);
    }
}

/// Its API key is not a token: it is never revoked.
impl Target for Petitions {
    /// The first value is the id, and any number is one.
    const TYPED: bool = false;

    fn role(request: &Request<Bytes>) -> Role {
        by_method(request)
    }

    fn inject(&self, rule: FaultRule) {
        Self::inject(self, rule);
    }

    fn clear_faults(&self) {
        Self::clear_faults(self);
    }

    fn revoke_tokens(&self) {}
}

fn by_method(request: &Request<Bytes>) -> Role {
    if request.method() == Method::GET { Role::Read } else { Role::Write }
}

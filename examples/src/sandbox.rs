//! The embedded sandbox of a program, or what a cassette holds of it.

use civic_core::http::HttpConfig;
use civic_core::http::transport::ReqwestTransport;
use civic_sandbox::{Platform, Server};

use crate::cassette;
use crate::program::Failure;
use crate::stable_address::StableAddress;

/// A sandbox that a program reads over HTTP, at an address that is the same in every run. Where a cassette is
/// replayed, no server runs: what was read of it is in the cassette.
#[derive(Debug)]
pub struct Sandbox<P> {
    address: &'static str,
    platform: P,
    http: HttpConfig,
    server: Option<Server>,
}

impl<P: Platform + Clone> Sandbox<P> {
    /// Starts the platform as a server, which stops with this value. Two sandboxes of one program need two
    /// addresses.
    ///
    /// # Errors
    /// The server cannot be started, or the file of a cassette cannot be written or read.
    pub async fn start(address: &'static str, platform: P) -> Result<Self, Failure> {
        let (server, http) = if cassette::is_replayed()? {
            (None, cassette::http(ReqwestTransport::new)?)
        } else {
            let server = Server::start(platform.clone()).await?;
            let http = cassette::http(|| StableAddress::of(server.address()))?;
            (Some(server), http)
        };
        Ok(Self { address, platform, http, server })
    }

    /// Its address for clients.
    pub fn address(&self) -> &'static str {
        self.address
    }

    /// The settings by which clients reach it.
    pub fn http(&self) -> HttpConfig {
        self.http.clone()
    }

    /// What it consists of, also where it does not run.
    pub fn platform(&self) -> &P {
        &self.platform
    }

    /// The platform that answers, to change it or to ask what it knows. `None` where a cassette is replayed.
    pub fn running(&self) -> Option<&P> {
        self.server.as_ref().map(|_| &self.platform)
    }

    /// Where this run reads it, for people.
    pub fn place(&self) -> String {
        match &self.server {
            Some(server) => format!("the embedded sandbox at {}", server.url()),
            None => "what a cassette holds of the embedded sandbox".to_owned(),
        }
    }

    /// Only the server, to be kept while clients use it.
    pub(crate) fn into_server(self) -> Option<Server> {
        self.server
    }
}

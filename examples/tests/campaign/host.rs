//! A server on a socket that restarts when the weather says so.

use std::net::SocketAddr;

use civic_sandbox::Server;
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::JoinHandle;

use super::storm::Storm;
use super::target::Target;

/// Serves a platform until it is dropped.
pub(crate) struct Host {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Host {
    pub(crate) async fn start<P: Target>(storm: Storm<P>) -> Self {
        let (restarts, mut restarted) = unbounded_channel();
        storm.restarted_by(restarts);
        let server = Server::start(storm.clone()).await.unwrap();
        let address = server.address();
        let serving = tokio::spawn(async move {
            let mut server = Some(server);
            while restarted.recv().await.is_some() {
                // Its connections are cut, and for a moment nobody listens.
                drop(server.take());
                tokio::task::yield_now().await;
                while server.is_none() {
                    server = Server::bind(storm.clone(), address).await.ok();
                    tokio::task::yield_now().await;
                }
            }
        });
        Self { address, serving }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

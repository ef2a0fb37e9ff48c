//! Serves a [`Platform`] on a loopback port, with the delays and broken connections of its replies.

mod playback;
mod wire;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::platform::Platform;
use crate::reply::{Head, Reply};
use playback::{Defect, Playback};
use wire::Wire;

/// An HTTP/1.1 server in this process. It stops, and cuts its connections, when dropped.
#[must_use = "the server stops when it is dropped"]
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Serves on a free port of 127.0.0.1.
    pub async fn start(platform: impl Platform) -> io::Result<Self> {
        Self::bind(platform, SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// Serves on the given address.
    pub async fn bind(platform: impl Platform, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let accepting = tokio::spawn(accept(listener, Arc::new(platform)));
        Ok(Self { address, accepting })
    }

    /// The base address for a client: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The connections live in a set inside this task and end with it.
        self.accepting.abort();
    }
}

async fn accept<P: Platform>(listener: TcpListener, platform: Arc<P>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(stream, Arc::clone(&platform)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve<P: Platform>(stream: TcpStream, platform: Arc<P>) {
    // Small writes must not wait for each other: a dripped body is timed only by its pauses.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let reset = Arc::new(AtomicBool::new(false));
    let io = TokioIo::new(Wire::new(stream, Arc::clone(&reset)));
    let service = service_fn(move |request: Request<Incoming>| {
        let platform = Arc::clone(&platform);
        let reset = Arc::clone(&reset);
        async move { answer(&*platform, request, reset).await }
    });
    // A defect ends the connection with an error on purpose; a client may hang up at any time.
    let _ended = http1::Builder::new().serve_connection(io, service).await;
}

async fn answer<P: Platform>(
    platform: &P,
    request: Request<Incoming>,
    reset: Arc<AtomicBool>,
) -> Result<Response<Playback>, Defect> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Defect)?.to_bytes();
    let Reply { delay, head, body } = platform.handle(Request::from_parts(parts, body));
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    match head {
        Head::Reset => {
            reset.store(true, Ordering::Relaxed);
            Err(Defect)
        }
        Head::Never => never().await,
        Head::Response { status, headers } => {
            let mut response = Response::new(playback::play(body, reset));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        }
    }
}

async fn never() -> Result<Response<Playback>, Defect> {
    match std::future::pending::<Infallible>().await {}
}

#[cfg(test)]
mod tests;

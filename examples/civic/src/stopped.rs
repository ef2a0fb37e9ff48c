//! The moment at which somebody stops the program.

use std::pin::Pin;

use tokio::signal::ctrl_c;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::yield_now;

/// Hears when somebody stops the program: by Ctrl-C, or as `timeout` and service managers do. It hears from the
/// first time on that it is asked.
pub(crate) struct Stop {
    signal: Pin<Box<dyn Future<Output = ()> + Send>>,
    has_come: bool,
}

impl Stop {
    pub(crate) fn new() -> Self {
        Self { signal: Box::pin(stopped()), has_come: false }
    }

    /// Until somebody stops the program; at once if somebody has.
    pub(crate) async fn come(&mut self) {
        if !self.has_come {
            self.signal.as_mut().await;
            self.has_come = true;
        }
    }

    /// Whether somebody has stopped it. What runs beside gets its turn.
    pub(crate) async fn has_come(&mut self) -> bool {
        tokio::select! {
            biased;
            () = self.come() => true,
            () = yield_now() => false,
        }
    }
}

async fn stopped() {
    #[cfg(unix)]
    if let Ok(mut terminate) = signal(SignalKind::terminate()) {
        tokio::select! {
            _ = ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    // Where nobody can be listened to, nobody is.
    if ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

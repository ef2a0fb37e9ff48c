//! The moment at which somebody stops the program.

use tokio::signal::ctrl_c;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

/// Until somebody stops the program: by Ctrl-C, or as `timeout` and service managers do.
pub(crate) async fn stopped() {
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

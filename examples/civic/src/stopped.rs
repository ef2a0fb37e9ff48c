//! The moment at which somebody stops the program.

use std::pin::Pin;

use futures::FutureExt;
use futures::future::{pending, select_all};
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::yield_now;

/// Hears when somebody stops the program, from now on: by Ctrl-C, or as `timeout` and service managers do.
pub(crate) struct Stop {
    signal: Pin<Box<dyn Future<Output = ()> + Send>>,
    has_come: bool,
}

impl Stop {
    pub(crate) fn new() -> Self {
        #[cfg(unix)]
        let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
        #[cfg(windows)]
        let signals = [tokio::signal::windows::ctrl_c()];
        let signal = async move {
            let mut signals: Vec<_> = signals.into_iter().flatten().collect();
            let heard: Vec<_> = signals.iter_mut().map(|it| it.recv().boxed()).collect();
            // Where nobody can be listened to, nobody is.
            if heard.is_empty() {
                pending::<()>().await;
            }
            select_all(heard).await;
        };
        Self { signal: signal.boxed(), has_come: false }
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

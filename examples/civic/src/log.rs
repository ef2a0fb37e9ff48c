//! The log on stderr, and the waits in it that the line of progress tells too.

use std::env;
use std::io::{self, IsTerminal};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use civic_examples::program::say;
use civic_examples::progress::Waits;
use civic_examples::screen::Screen;
use tokio::runtime::Handle;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber, subscriber::set_global_default};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

/// The line that tells waits now.
static SHOWN: Mutex<Option<Waits>> = Mutex::new(None);

/// Begins to log. `RUST_LOG` says what is written; without it nothing is.
pub(crate) fn begin() {
    let lines = fmt::layer()
        .with_writer(|| Screen::before(io::stderr()))
        .with_ansi(io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none())
        .with_filter(EnvFilter::from_default_env());
    // Somebody who embeds this may have a log of their own already.
    let _ = set_global_default(
        Registry::default().with(lines).with(RateLimitWaits.with_filter(LevelFilter::INFO)),
    );
}

/// How a line begins that tells a wait.
const WAITING: &str = "waiting";

/// From so many seconds on, a wait is told also where stderr is not a terminal.
const LONG_WAIT: f64 = 10.0;

/// From now on waits are told on this line.
pub(crate) fn show_waits_on(line: Waits) {
    *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(line);
}

/// Tells each wait for a rate limit on the line of progress.
struct RateLimitWaits;

impl<S: Subscriber> Layer<S> for RateLimitWaits {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut wait = Wait::default();
        event.record(&mut wait);
        let Some(seconds) = wait.seconds.filter(|_| wait.is_for_rate_limit) else { return };
        // Where no line of progress is shown, a long wait would look as if the program hung.
        if seconds >= LONG_WAIT && !io::stderr().is_terminal() {
            say(&format!("{WAITING} {seconds:.0} s for the rate limit"));
        }
        if let Some(line) = &*SHOWN.lock().unwrap_or_else(PoisonError::into_inner) {
            let before = Some(line.message()).filter(|text| !text.starts_with(WAITING));
            let before = before.unwrap_or_default();
            let told = format!("{WAITING} {seconds:.0} s for the rate limit");
            line.tell(told.clone());
            let line = line.clone();
            // When the wait is over, the line says again what it said before.
            if let Ok(runtime) = Handle::try_current() {
                runtime.spawn(async move {
                    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
                    if line.message() == told {
                        line.tell(before);
                    }
                });
            }
        }
    }
}

#[derive(Default)]
struct Wait {
    is_for_rate_limit: bool,
    seconds: Option<f64>,
}

impl Visit for Wait {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "seconds" {
            self.seconds = Some(value);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.is_for_rate_limit = format!("{value:?}") == "waiting for the rate limit";
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use civic_examples::progress::Progress;
    use civic_sandbox::{Fault, FaultRule, GoVocal, RetryAfterForm, Server};
    use govocal_client::Client;

    use super::*;

    #[tokio::test]
    async fn a_wait_for_the_rate_limit_is_told() {
        begin();
        let platform = GoVocal::builder().ideas(3).only(["ideas"]).no_rate_limit().build();
        platform.inject(
            FaultRule::new(Fault::RateLimit { retry_after: Some(RetryAfterForm::Seconds(1)) })
                .on("/api/v2/ideas")
                .once(),
        );
        let server = Server::start(platform.clone()).await.unwrap();
        let city = Client::builder(server.url())
            .credentials(platform.client_id(), platform.client_secret())
            .build()
            .unwrap();
        let mut ideas = city.ideas().list().stream();
        let progress = Progress::of({
            let monitor = ideas.monitor();
            move || monitor.report()
        });
        show_waits_on(progress.waits());
        let reading = async {
            while let Some(idea) = ideas.next().await {
                idea.unwrap();
            }
        };
        let told = async {
            while !progress.waits().message().contains("waiting") {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            progress.waits().message()
        };
        let before = progress.waits().message();
        let ((), told) = futures::join!(reading, told);
        assert!(told.starts_with("waiting ") && told.ends_with(" s for the rate limit"), "{told}");
        while progress.waits().message() != before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

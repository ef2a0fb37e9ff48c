//! Calls, lists and copies without async, outside of every runtime and within each.

mod contexts;
mod mixed;
mod threads;
mod virtual_time;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use civic_sandbox::{GoVocal, GoVocalBuilder, Server};
use govocal_client::Client;
use tokio::runtime::{Builder, Runtime};

use crate::support::brisk;

/// How long a test waits before it says that something hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A platform behind a socket, in a runtime that no test blocks.
#[derive(Clone)]
struct Site {
    platform: GoVocal,
    url: String,
}

impl Site {
    fn start(platform: GoVocalBuilder) -> Self {
        let platform = platform.no_rate_limit().build();
        let (tell, told) = mpsc::channel();
        let copy = platform.clone();
        thread::spawn(move || {
            current_thread().block_on(async {
                let server = Server::start(copy).await.unwrap();
                tell.send(server.url()).unwrap();
                std::future::pending::<()>().await;
            });
        });
        Self { platform, url: told.recv().unwrap() }
    }

    fn client(&self) -> Client {
        Client::builder(&self.url)
            .credentials(self.platform.client_id(), self.platform.client_secret())
            .http(brisk())
            .build()
            .unwrap()
    }
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// What the work returns, unless it hangs.
fn in_time<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (tell, told) = mpsc::channel();
    let worker = thread::spawn(move || {
        let _ = tell.send(work());
    });
    match told.recv_timeout(PATIENCE) {
        Ok(done) => {
            worker.join().unwrap();
            done
        }
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{what} hangs"),
        Err(mpsc::RecvTimeoutError::Disconnected) => match worker.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => panic!("{what} told nothing"),
        },
    }
}

type Work = fn(Site);
type Context = (&'static str, fn(Work, Site));

/// Every kind of context in which a call may be made.
const CONTEXTS: [Context; 9] = [
    ("outside of a runtime", |work, site| work(site)),
    ("a current-thread runtime", |work, site| current_thread().block_on(async { work(site) })),
    ("its tasks", |work, site| {
        current_thread().block_on(async { tokio::spawn(async move { work(site) }).await.unwrap() });
    }),
    ("its local tasks", |work, site| {
        let local = tokio::task::LocalSet::new();
        local.spawn_local(async move { work(site) });
        current_thread().block_on(local);
    }),
    ("its blocking closures", |work, site| {
        let closure = || tokio::task::spawn_blocking(move || work(site));
        current_thread().block_on(async { closure().await.unwrap() });
    }),
    ("a multi-thread runtime", |work, site| multi_thread().block_on(async { work(site) })),
    ("the tasks of its one worker", |work, site| {
        multi_thread().block_on(async { tokio::spawn(async move { work(site) }).await.unwrap() });
    }),
    ("the blocking closures of it", |work, site| {
        let closure = || tokio::task::spawn_blocking(move || work(site));
        multi_thread().block_on(async { closure().await.unwrap() });
    }),
    ("an executor that is not tokio's", |work, site| {
        futures::executor::block_on(async { work(site) });
    }),
];

/// The work in every context, and each time in another process of time: it must not hang.
fn everywhere(site: &Site, work: Work) {
    for (context, enter) in CONTEXTS {
        let site = site.clone();
        in_time(context, move || enter(work, site));
    }
}

#[test]
fn the_example_is_short_and_has_no_word_of_async() {
    let program = include_str!("../../examples/blocking.rs");
    assert!(program.lines().count() < 60);
    assert!(!program.contains("async") && !program.contains("await"));
}

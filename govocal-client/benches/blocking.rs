//! The time that a call and a row take without async, against the same in async code.
//!
//! `cargo bench -p govocal-client --bench blocking`
//!
//! Both read the same idea over a kept connection on loopback, by turns, and the medians of many rounds are
//! compared: read the differences, within one run. A blocking call waits for another thread to be woken, twice;
//! on a machine that has other work, that takes as long as the others please. So the processors' time is told
//! beside the wall's: that of all threads, the server's in both. A row is one of a page that is there already.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a benchmark")]

#[path = "../../examples/sandbox/cpu_time.rs"]
mod cpu_time;

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use civic_core::http::{HttpConfig, RateLimit};
use civic_sandbox::{GoVocal, Server};
use govocal_client::Client;
use tokio::runtime::Builder;

const ROUNDS: usize = 60;
const CALLS: u32 = 200;
/// Rows of one page.
const ROWS: u32 = 100;

fn main() {
    let platform = GoVocal::builder().ideas(110).only(["ideas"]).no_rate_limit().build();
    let (tell, told) = mpsc::channel();
    let copy = platform.clone();
    thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = Server::start(copy).await.unwrap();
            tell.send(server.url()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let http = HttpConfig::new().rate_limit(RateLimit::off());
    let city = Client::builder(told.recv().unwrap())
        .credentials(platform.client_id(), platform.client_secret())
        .http(http)
        .build()
        .unwrap();
    let id = *platform.ids("ideas").first().unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let call = || city.ideas().get(id);

    let [awaited, waited] = side_by_side([
        &mut || timed(CALLS, || drop(runtime.block_on(call()).unwrap())),
        &mut || timed(CALLS, || drop(call().blocking().unwrap())),
    ]);
    say("a call", awaited, waited);

    let list = || city.ideas().list().page_size(100).stream();
    let [awaited, waited] = side_by_side([
        &mut || {
            runtime.block_on(async {
                let mut ideas = list();
                ideas.next().await.unwrap().unwrap();
                let began = Time::now();
                for _ in 1..ROWS {
                    drop(ideas.next().await.unwrap().unwrap());
                }
                began.passed(ROWS - 1)
            })
        },
        &mut || {
            let mut ideas = list().blocking();
            ideas.next().unwrap().unwrap();
            timed(ROWS - 1, || drop(ideas.next().unwrap().unwrap()))
        },
    ]);
    say("a row", awaited, waited);
}

/// A moment, by the wall's clock and by the processors'.
struct Time {
    wall: Instant,
    processors: Duration,
}

impl Time {
    fn now() -> Self {
        Self { wall: Instant::now(), processors: cpu_time::of_process() }
    }

    /// What each of so many times took since.
    fn passed(&self, times: u32) -> [Duration; 2] {
        let processors = cpu_time::of_process().saturating_sub(self.processors);
        [self.wall.elapsed(), processors].map(|time| time / times)
    }
}

fn timed(times: u32, mut work: impl FnMut()) -> [Duration; 2] {
    let began = Time::now();
    (0..times).for_each(|_| work());
    began.passed(times)
}

/// The medians, wall and processors, of rounds in which both take their turns, after a warm-up.
fn side_by_side(mut ways: [&mut dyn FnMut() -> [Duration; 2]; 2]) -> [[Duration; 2]; 2] {
    let mut times = [const { [const { Vec::new() }; 2] }; 2];
    for round in 0..ROUNDS + ROUNDS / 5 {
        for (way, times) in ways.iter_mut().zip(&mut times) {
            let taken = way();
            if round >= ROUNDS / 5 {
                times.iter_mut().zip(taken).for_each(|(times, time)| times.push(time));
            }
        }
    }
    times.map(|both| both.map(median))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn say(what: &str, awaited: [Duration; 2], waited: [Duration; 2]) {
    for ((clock, awaited), waited) in ["wall", "processors"].into_iter().zip(awaited).zip(waited) {
        let more = waited.saturating_sub(awaited);
        println!("{what}, {clock}: {awaited:?} in async code, {waited:?} without, {more:?} more");
    }
}

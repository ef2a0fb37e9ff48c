//! Callers who all find the token ended: how many token requests they cause, and what each waits
//! for costs.
//!
//! `cargo bench -p civic-core --bench token_storm`
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a benchmark")]

#[path = "../../examples/sandbox/cpu_time.rs"]
mod cpu_time;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use civic_core::Error;
use civic_core::auth::{IssuedToken, TokenCache, TokenSource};
use civic_core::testing::VirtualClock;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};

/// What the platform takes to answer a token request.
const LATENCY: Duration = Duration::from_millis(20);
const LIFETIME: Duration = Duration::from_secs(3600);
const STORMS: u32 = 20;

#[derive(Clone, Debug, Default)]
struct Platform(Arc<AtomicUsize>);

impl TokenSource for Platform {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        async {
            tokio::time::sleep(LATENCY).await;
            Ok(IssuedToken::new("a-token".to_owned().into()).lifetime(LIFETIME))
        }
        .boxed()
    }
}

fn main() {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_time().build().unwrap();
    for callers in [1_000_u32, 10_000] {
        let (mut cpu, mut wall) = (Duration::MAX, Duration::MAX);
        for _ in 0..STORMS {
            let (platform, clock) = (Platform::default(), VirtualClock::new());
            let cache = TokenCache::new(platform.clone(), Arc::new(clock.clone()));
            runtime.block_on(cache.get()).unwrap();
            clock.advance(2 * LIFETIME);
            let (cpu_before, began) = (cpu_time::of_process(), Instant::now());
            runtime.block_on(async {
                let caller = |_| {
                    let cache = cache.clone();
                    tokio::spawn(async move { cache.get().await.map(drop) })
                };
                for got in join_all((0..callers).map(caller)).await {
                    got.unwrap().unwrap();
                }
            });
            assert_eq!(platform.0.load(Ordering::Relaxed), 2, "the first token and one more");
            cpu = cpu.min((cpu_time::of_process().saturating_sub(cpu_before)) / callers);
            wall = wall.min((began.elapsed().saturating_sub(LATENCY)) / callers);
        }
        println!(
            "{callers} callers: 1 token request, {cpu:?} CPU and {wall:?} of time per caller \
             beside the platform's {LATENCY:?}, tasks included (the best of {STORMS} storms)"
        );
    }
}

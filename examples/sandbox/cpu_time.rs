//! CPU time of ways to do the same, side by side.
//!
//! Wall time on a busy machine measures the machine. What a thread spent on the processor is less
//! noisy, and the median of many rounds, in which the ways take turns, less still; what remains is a
//! few per cent, from caches and clock rates. Benchmarks take this file in with `#[path]`.
#![allow(dead_code, reason = "each benchmark uses its own part of this")]

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// CPU time of this thread so far.
pub(crate) fn of_thread() -> Duration {
    read(ClockId::ThreadCPUTime)
}

/// CPU time of all threads of this process so far.
pub(crate) fn of_process() -> Duration {
    read(ClockId::ProcessCPUTime)
}

fn read(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    let nanoseconds = time.tv_sec * 1_000_000_000 + time.tv_nsec;
    Duration::from_nanos(nanoseconds.unsigned_abs())
}

/// The median CPU time of each way, by this thread, in rounds of `calls` calls after a warm-up.
pub(crate) fn side_by_side<const N: usize>(
    rounds: usize,
    calls: u32,
    mut ways: [&mut dyn FnMut(); N],
) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..rounds + rounds / 5 {
        for (way, times) in ways.iter_mut().zip(&mut times) {
            let before = of_thread();
            (0..calls).for_each(|_| way());
            let spent = of_thread().saturating_sub(before) / calls;
            if round >= rounds / 5 {
                times.push(spent);
            }
        }
    }
    times.map(median)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// How many times the second the first is.
pub(crate) fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

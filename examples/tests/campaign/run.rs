//! Runs by their seeds: in memory, over sockets, one again.

use std::any::Any;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use civic_core::clock::Clock;
use civic_core::jiff::SignedDuration;
use civic_core::testing::VirtualClock;
use fastrand::Rng;

use super::ledger::Ledger;
use super::stage::{self, Stage};
use super::storm::{Storm, Weather};
use super::tally::Tally;
use super::target::Target;
use super::trouble::Trouble;

/// How many runs there are instead of the usual number.
const RUNS: &str = "CIVIC_CAMPAIGN";

/// The one seed to run.
const SEED: &str = "CIVIC_CAMPAIGN_SEED";

/// The longest that a run over a socket may take. Its own waits are of seconds at most.
const LONGEST_RUN: Duration = Duration::from_secs(60);

/// What a platform's clock is.
pub(crate) type ServerClock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// What a client does in a run, before which platform.
pub(crate) trait Journey {
    type Platform: Target;

    /// The least share of runs that read a list and find it complete, in percent: well below what
    /// was seen, and well above what a client has that rather says too little.
    const COMPLETE: u64;

    /// Troubles that find nothing to change here.
    const UNTOUCHED_BY: &[Trouble] = &[];

    fn platform(&self, rng: &mut Rng, token_life: Duration, clock: ServerClock) -> Self::Platform;

    async fn go(&self, stage: &mut Stage<Self::Platform>) -> Result<Tally, String>;
}

/// What the same seed gives again.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Replay {
    /// All of the run.
    Exact,
    /// What the weather does, but not when: time is the machine's.
    SameFaults,
}

impl Replay {
    fn caveat(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::SameFaults => "\nwhich meets the same faults, but not at the same time",
        }
    }
}

/// So many runs, unless the environment says how many, or which one. The tally is `None` where
/// there were fewer, which need not see everything.
pub(crate) fn campaign(
    usual: u64,
    replay: Replay,
    run: impl Fn(u64) -> Result<Tally, String>,
) -> Option<Tally> {
    if let Some(seed) = number(SEED) {
        println!("seed {seed}: {:?}", checked(seed, replay, &run));
        return None;
    }
    let runs = number(RUNS).unwrap_or(usual);
    let mut tally = Tally::default();
    for seed in 0..runs {
        tally += checked(seed, replay, &run);
    }
    println!("{tally:#?}");
    Some(tally).filter(|_| runs >= usual)
}

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")))
}

/// One run, whose failure names the seed and how to see it again.
pub(crate) fn checked(
    seed: u64,
    replay: Replay,
    run: impl Fn(u64) -> Result<Tally, String>,
) -> Tally {
    let result = catch_unwind(AssertUnwindSafe(|| run(seed)));
    let problem = match result {
        Ok(Ok(tally)) => return tally,
        Ok(Err(problem)) => problem,
        Err(panic) => format!("panicked: {}", said(panic.as_ref())),
    };
    let this = std::thread::current().name().unwrap_or_default().to_owned();
    // A soak is not repeated: the same seed breaks the same journey in the campaign.
    let test =
        if this.starts_with("campaign::") { this + " -- --exact" } else { "campaign:: --".into() };
    panic!(
        "seed {seed}: {problem}\nreplay it with\n    {SEED}={seed} cargo test -p civic-examples \
         --test main {test} --nocapture{}",
        replay.caveat()
    );
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("something that is not text")
}

/// A run in memory: the same seed, the same run.
pub(crate) fn in_memory<J: Journey>(journey: &J, seed: u64) -> Result<Tally, String> {
    // The client's own dice: its pauses are part of the run.
    fastrand::seed(seed);
    let mut rng = Rng::with_seed(seed);
    // After the youngest record that the sandbox makes.
    let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
    let skew = *rng.choice(&[0, 0, 0, 7, -90, 3_600, -7_200, 86_400]).unwrap();
    let time = clock.clone();
    let server_clock = move || {
        let now = time.now().saturating_add(SignedDuration::from_secs(skew));
        SystemTime::from(now.unwrap())
    };
    let token_life = Duration::from_secs(*rng.choice(&[20, 90, 1_200, 86_400]).unwrap());
    let platform = journey.platform(&mut rng, token_life, Arc::new(server_clock));
    let weather = Weather::drawn(&mut rng);
    let time = clock.clone();
    let ledger = Ledger::new(token_life);
    let storm = Storm::over(platform, weather, ledger, rng.fork(), move || time.elapsed());
    let mut stage = Stage::in_memory(storm.clone(), &clock, rng);
    let tally = clock.run(journey.go(&mut stage)).map_err(|stuck| stuck.to_string())??;
    finished(&storm, tally, skew)
}

/// A run over a socket. What the weather does is drawn from the seed; time is the machine's.
pub(crate) async fn over_socket<J: Journey>(journey: &J, seed: u64) -> Result<Tally, String> {
    let mut rng = Rng::with_seed(seed);
    let token_life = Duration::from_secs(86_400);
    let platform = journey.platform(&mut rng, token_life, Arc::new(SystemTime::now));
    let weather = Weather { latency: 0, ..Weather::drawn(&mut rng) };
    let ledger = Ledger::over_socket(token_life, stage::ATTEMPT);
    let begun = std::time::Instant::now();
    let storm = Storm::over(platform, weather, ledger, rng.fork(), move || begun.elapsed());
    let host = super::host::Host::start(storm.clone()).await;
    let mut stage = Stage::over_socket(storm.clone(), host.url(), rng);
    let tally = in_time(LONGEST_RUN, journey.go(&mut stage)).await?;
    drop(host);
    finished(&storm, tally, 0)
}

/// What ends within so much of the machine's time.
pub(crate) async fn in_time<T>(
    most: Duration,
    run: impl Future<Output = Result<T, String>>,
) -> Result<T, String> {
    let run = tokio::time::timeout(most, run).await;
    run.unwrap_or_else(|_| Err(format!("hangs: no end within {most:?}")))
}

fn finished<P: Target>(storm: &Storm<P>, mut tally: Tally, skew: i64) -> Result<Tally, String> {
    storm.outcome()?;
    let requests = storm.requests();
    tally += Tally {
        runs: 1,
        requests,
        struck: storm.struck(),
        skewed: u64::from(skew != 0 && requests > 0),
        ..Tally::default()
    };
    Ok(tally)
}

//! Everything for an hour in one process: what it takes at the end is what it took in the first minutes.
//!
//! `.ci/soak` runs it; `CIVIC_SOAK_MINUTES` is how long, 12 at least. Linux says what a process takes. The
//! allocator of this test program counts what the process holds of that: a leak grows there first.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use civic_sandbox::{GoVocal, Server};
use peak_alloc::PeakAlloc;
use tokio::runtime::Runtime;

use crate::campaign::one_of_each;
use crate::campaign::tally::Tally;
use crate::cassettes::lists;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// So many rounds of the campaign between two sets of cassettes and a harvest.
const ROUNDS: u64 = 40;

/// The campaign's runs, again and again: `CIVIC_CAMPAIGN` is for more of them.
const SEEDS: u64 = 2_000;

/// The most that memory may be at the end, as a multiple of what it was in the first five minutes.
const GROWTH: f64 = 1.05;

/// What was taken in a part of the time, in MiB. Memory at most. What is held, and how many descriptors are
/// open, at least: connections of the last round may still be closing.
#[derive(Clone, Copy, Debug)]
struct Taken {
    memory: f64,
    /// Allocated and not freed; the rest of `memory` is the program itself, and the allocator's pieces.
    held: f64,
    /// Of the tool, while it harvested.
    harvest: f64,
    descriptors: usize,
}

impl Taken {
    const NOTHING: Self =
        Self { memory: 0.0, held: f64::INFINITY, harvest: 0.0, descriptors: usize::MAX };

    fn and(self, other: Self) -> Self {
        Self {
            memory: self.memory.max(other.memory),
            held: self.held.min(other.held),
            harvest: self.harvest.max(other.harvest),
            descriptors: self.descriptors.min(other.descriptors),
        }
    }
}

/// A line of `/proc/PID/status` in MiB; `None` once the process has ended.
fn status(process: &str, line: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|text| text.strip_prefix(line))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}

fn taken(harvest: f64) -> Taken {
    let descriptors = fs::read_dir("/proc/self/fd").unwrap().count();
    let held = f64::from(ALLOCATOR.current_usage_as_mb());
    Taken { memory: status("self", "VmRSS:").unwrap(), held, harvest, descriptors }
}

/// Cities whose ideas are harvested again and again by the tool, into a new dataset each time.
struct Region {
    cities: Vec<(GoVocal, Server)>,
}

impl Region {
    async fn of(cities: u64) -> Self {
        let mut region = Self { cities: Vec::new() };
        for seed in 0..cities {
            let city = GoVocal::builder().seed(seed).only(["ideas"]).ideas(300).no_rate_limit();
            let city = city.build();
            let server = Server::start(city.clone()).await.unwrap();
            region.cities.push((city, server));
        }
        region
    }

    /// The most that the tool took, in MiB.
    fn harvest(&self, tool: &Path) -> f64 {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let city = &self.cities[0].0;
        let secrets = "client_id_from = \"R_ID\"\nclient_secret_from = \"R_SECRET\"\n";
        fs::write(at("civic.toml"), format!("[region.govocal]\n{secrets}")).unwrap();
        let lines =
            self.cities.iter().map(|(_, server)| format!("govocal {} region\n", server.url()));
        fs::write(at("hosts"), lines.collect::<String>()).unwrap();
        let mut tool = Command::new(tool);
        tool.current_dir(folder.path())
            .envs([("R_ID", city.client_id()), ("R_SECRET", city.client_secret())]);
        let words =
            ["harvest", "--hosts", "hosts", "--lists", "govocal/ideas", "--into", "dataset"];
        let said = fs::File::create(at("said")).unwrap();
        let mut harvest = tool.args(words).stderr(said).spawn().unwrap();
        let mut most = 0_f64;
        let ended = loop {
            if let Some(ended) = harvest.try_wait().unwrap() {
                break ended;
            }
            most = most.max(status(&harvest.id().to_string(), "VmHWM:").unwrap_or_default());
            std::thread::sleep(Duration::from_millis(5));
        };
        assert!(ended.success(), "{}", fs::read_to_string(at("said")).unwrap());
        // What the sandbox keeps of each request is not a leak.
        for (city, _) in &self.cities {
            assert!(!city.requests().is_empty());
            city.clear_requests();
        }
        most
    }
}

/// What was recorded is read again, of every client: lists, tables and copies.
fn cassettes() {
    lists::lists_of_go_vocal_are_read_again_at_any_concurrency();
    lists::lists_of_decidim_are_read_again_at_any_concurrency();
    lists::lists_of_petitions_are_read_again_at_any_concurrency();
    lists::tables_of_open_data_are_read_again();
    lists::a_copy_is_kept_true_again_from_what_was_recorded();
}

#[test]
#[ignore = "takes an hour: .ci/soak runs it"]
fn an_hour_takes_no_more_memory_than_its_first_minutes() {
    let minutes = std::env::var("CIVIC_SOAK_MINUTES").map_or(60, |n| n.parse().unwrap());
    let tool = std::env::var_os("CIVIC").expect("CIVIC: the path of the tool");
    assert!(minutes >= 12, "each twelfth has rounds and a harvest");
    // A twelfth is five minutes of an hour.
    let (all, part) = (Duration::from_secs(minutes * 60), Duration::from_secs(minutes * 5));
    let runtime = Runtime::new().unwrap();
    let region = runtime.block_on(Region::of(8));
    let (begun, mut tally, mut rounds) = (Instant::now(), Tally::default(), 0);
    let mut parts: Vec<Taken> = Vec::new();
    while begun.elapsed() < all {
        let mut harvest = 0.0;
        if rounds % ROUNDS == 0 {
            cassettes();
            harvest = region.harvest(tool.as_ref());
        }
        tally += one_of_each(rounds % SEEDS, &runtime);
        rounds += 1;
        let now = usize::try_from(begun.elapsed().as_millis() / part.as_millis()).unwrap();
        if parts.len() <= now {
            if let Some(last) = parts.last() {
                println!("{now}: {rounds} rounds, {} requests, {last:?}", tally.requests);
            }
            parts.resize(now + 1, Taken::NOTHING);
        }
        parts[now] = parts[now].and(taken(harvest));
    }
    println!("{rounds} rounds: {tally:#?}\n{parts:#?}");
    let first_parts = usize::try_from(60 / minutes).unwrap().max(1);
    let first = parts.iter().take(first_parts).fold(Taken::NOTHING, |all, part| all.and(*part));
    // What began before the end and ended after it is a part of its own.
    let last = parts[11];
    assert!(first.harvest > 0.0 && last.harvest > 0.0, "no harvest: {first:?}, {last:?}");
    assert!(last.held <= first.held * GROWTH, "held: {first:?} became {last:?}");
    assert!(last.memory <= first.memory * GROWTH, "memory: {first:?} became {last:?}");
    assert!(last.harvest <= first.harvest * GROWTH, "harvest: {first:?} became {last:?}");
    assert!(last.descriptors <= first.descriptors, "descriptors: {first:?} became {last:?}");
    assert!(tally.copied > 0 && tally.resumed > 0 && tally.written > 0, "{tally:?}");
}

//! What `civic harvest` takes for 200 Decidim sites of 1 000 proposals.
//!
//! `cargo bench -p civic-cli --bench many_hosts` (some minutes)
//!
//! The sites are sandboxes in this process, each with data of its own and without a rate limit. The harvest is
//! a process of its own. Both share the processors. `HOSTS=20` reads fewer sites; `KEEP=DIR` keeps the dataset.
#![allow(
    clippy::cast_precision_loss,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use civic_sandbox::{Decidim, Server};
use serde_json::Value;
use tokio::runtime::Builder;

const PROPOSALS: usize = 1_000;
/// Requests a minute that the client allows itself: 90 % of Decidim's 100.
const A_MINUTE: u64 = 90;

fn main() {
    let hosts = std::env::var("HOSTS").ok().and_then(|text| text.parse().ok()).unwrap_or(200_usize);
    let folder = tempfile::tempdir().unwrap();
    let dataset =
        std::env::var("KEEP").map_or_else(|_| folder.path().join("dataset"), PathBuf::from);

    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let began = Instant::now();
    let servers: Vec<Server> =
        (0..hosts).map(|seed| runtime.block_on(serve(seed as u64))).collect();
    println!(
        "{hosts} sandboxes of {PROPOSALS} proposals, built in {:.0} s",
        began.elapsed().as_secs_f64()
    );

    let mut lines = String::new();
    for server in &servers {
        writeln!(lines, "decidim {}", server.url()).unwrap();
    }
    let list = folder.path().join("hosts");
    fs::write(&list, lines).unwrap();
    for run in ["first run", "second run, nothing has changed"] {
        let sites = || processor_time(std::process::id()).unwrap();
        let before = sites();
        let harvest = Harvest::run(&list, &dataset);
        harvest.tell(run, sites().saturating_sub(before));
    }
    tell_requests(&dataset, hosts);
}

async fn serve(seed: u64) -> Server {
    Server::start(Decidim::builder().seed(seed).proposals(PROPOSALS).no_rate_limit().build())
        .await
        .unwrap()
}

/// A run of the tool.
struct Harvest {
    took: Duration,
    /// The most memory it had, in bytes.
    memory: u64,
    /// The processor time it had.
    cpu: Duration,
    /// What it said in the end.
    said: String,
}

impl Harvest {
    fn run(hosts: &Path, into: &Path) -> Self {
        let began = Instant::now();
        let mut harvest = Command::new(env!("CARGO_BIN_EXE_civic"))
            .args(["harvest", "--lists", "decidim/proposals", "--hosts"])
            .arg(hosts)
            .arg("--into")
            .arg(into)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let (mut memory, mut cpu) = (0, Duration::ZERO);
        // The kernel forgets both when the process ends, so they are asked for until then.
        let ended = loop {
            if let Some(ended) = harvest.try_wait().unwrap() {
                break ended;
            }
            memory = peak_memory(harvest.id()).unwrap_or(memory);
            cpu = processor_time(harvest.id()).unwrap_or(cpu);
            std::thread::sleep(Duration::from_millis(20));
        };
        let took = began.elapsed();
        let said = std::io::read_to_string(harvest.stdout.take().unwrap()).unwrap();
        assert!(ended.success(), "{ended}: {said}");
        Self { took, memory, cpu, said }
    }

    fn tell(&self, run: &str, sites: Duration) {
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default().to_owned();
        println!("{run}: {}", self.said.trim());
        println!(
            "  {:.1} s, {:.1} CPU s; the sites had {:.1} CPU s; load {load}; at most {} MiB",
            self.took.as_secs_f64(),
            self.cpu.as_secs_f64(),
            sites.as_secs_f64(),
            self.memory >> 20
        );
    }
}

/// The most memory that a process has had, in bytes.
fn peak_memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

/// The processor time that a process has had, of all its threads. The kernel counts in hundredths.
fn processor_time(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let hundredths = |field: usize| fields.split_whitespace().nth(field)?.parse::<u64>().ok();
    Some(Duration::from_millis(10 * (hundredths(11)? + hundredths(12)?)))
}

/// How many requests the first run made, and what the rate limit makes of them.
fn tell_requests(dataset: &Path, hosts: usize) {
    let manifest = fs::read_to_string(dataset.join("_manifest.jsonl")).unwrap();
    let lines = manifest.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let number = |list: &Value, pointer: &str| list.pointer(pointer).and_then(Value::as_u64);
    let lists: Vec<(u64, u64)> = lines
        .filter_map(|list| Some((number(&list, "/report/requests")?, number(&list, "/rows")?)))
        .take(hosts)
        .collect();
    let all: u64 = lists.iter().map(|list| list.0).sum();
    let most = lists.iter().map(|list| list.0).max().unwrap();
    let rows: u64 = lists.iter().map(|list| list.1).sum();
    println!(
        "{rows} rows in {all} requests, {:.1} a site and at most {most}: {:.1} rows a request",
        all as f64 / hosts as f64,
        rows as f64 / all as f64
    );
    let minutes = most.div_ceil(A_MINUTE).saturating_sub(1);
    println!("at {A_MINUTE} requests a minute a site waits {minutes} min at most");
}

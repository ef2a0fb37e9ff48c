//! What it takes to read 500 sites at once, each as slowly as its rate limit asks for.
//!
//! `cargo bench -p decidim-client --bench many_hosts` (a minute and a half)
//!
//! The sites are addresses of the loopback network, served by a process of its own that answers from
//! memory and does not count. This process reads their proposals by GraphQL over and over, on two
//! threads. `SECONDS=300` reads longer.
#![allow(
    clippy::cast_precision_loss,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark"
)]

#[path = "../../examples/sandbox/cpu_time.rs"]
mod cpu_time;
#[path = "../../examples/sandbox/remembered.rs"]
mod remembered;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use civic_core::http::HttpConfig;
use civic_core::http::transport::ReqwestTransport;
use civic_sandbox::{Decidim, Server};
use decidim_client::graphql::Client;
use tokio::runtime::Builder;

use self::remembered::Remembered;

const HOSTS: u16 = 500;
/// Which part of the benchmark a process plays.
const PART: &str = "MANY_HOSTS_PART";

fn main() {
    match std::env::var(PART).as_deref() {
        Ok("server") => serve(),
        Ok("builder") => return build(),
        _ => {}
    }
    let part = |name: &str| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(PART, name);
        command
    };
    part("builder").status().unwrap();
    let mut server = part("server").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (listens_at, component) = line.trim().split_once(' ').unwrap();
    read(listens_at.parse().unwrap(), component.parse().unwrap());
    server.kill().unwrap();
    server.wait().unwrap();
}

/// Serves one site on all addresses of the loopback network.
fn serve() -> ! {
    let site = Decidim::builder().proposals(400).no_rate_limit().build();
    let components = site.component_ids("Proposals");
    let component = *components
        .iter()
        .max_by_key(|component| site.ids_in(**component, "proposals").len())
        .unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let any = SocketAddr::from(([0, 0, 0, 0], 0));
        let server = Server::bind(Remembered::new(site), any).await.unwrap();
        println!("{} {component}", server.address().port());
        std::future::pending().await
    })
}

fn client(host: u16, port: u16, http: HttpConfig) -> Client {
    let [high, low] = (host + 1).to_be_bytes();
    let url = format!("http://127.1.{high}.{low}:{port}");
    Client::builder(url).http(http).build().unwrap()
}

fn read(port: u16, component: u64) {
    let seconds = std::env::var("SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let empty = memory("VmRSS:");
    let shared = HttpConfig::new().transport(ReqwestTransport::new().unwrap());
    let clients: Vec<_> = (0..HOSTS).map(|host| client(host, port, shared.clone())).collect();

    let (pages, rows) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (cpu, began) = (cpu_time::of_process(), Instant::now());
    runtime.block_on(async {
        for client in clients {
            let (pages, rows) = (Arc::clone(&pages), Arc::clone(&rows));
            tokio::spawn(async move {
                loop {
                    let mut list = client.proposals(component).list().stream().pages();
                    while let Some(page) = list.next().await {
                        pages.fetch_add(1, Ordering::Relaxed);
                        rows.fetch_add(page.unwrap().items.len() as u64, Ordering::Relaxed);
                    }
                }
            });
        }
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    });
    let (cpu, took) = (cpu_time::of_process().saturating_sub(cpu), began.elapsed());
    let per_minute = cpu.as_secs_f64() * 60.0 / took.as_secs_f64();
    let (pages, rows) = (pages.load(Ordering::Relaxed), rows.load(Ordering::Relaxed));
    println!("{HOSTS} hosts for {:.0} s: {pages} pages, {rows} proposals", took.as_secs_f64());
    println!(
        "{per_minute:.1} CPU s a minute, {:.0} % of two cores; {:.0} µs a page",
        per_minute / 1.2,
        cpu.as_secs_f64() * 1e6 / pages as f64
    );
    let most = memory("VmHWM:").saturating_sub(empty);
    println!("{} KiB a host at most, {} MiB in all", most / 1024 / u64::from(HOSTS), most >> 20);
    runtime.shutdown_background();
}

/// What it takes to build a client of each host where each brings a transport of its own.
fn build() {
    let (cpu, before) = (cpu_time::of_thread(), memory("VmRSS:"));
    let clients: Vec<_> = (0..HOSTS).map(|host| client(host, 80, HttpConfig::new())).collect();
    let (cpu, took) = (cpu_time::of_thread().saturating_sub(cpu), memory("VmRSS:") - before);
    drop(clients);
    let (each, memory) = (cpu / u32::from(HOSTS), took / 1024 / u64::from(HOSTS));
    println!("a client with a transport of its own takes {each:?} and {memory} KiB to build");
}

/// Memory of this process in bytes: `VmRSS:` is now, `VmHWM:` the most so far.
fn memory(which: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(which)).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

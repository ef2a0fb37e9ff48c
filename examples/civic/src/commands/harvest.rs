//! `civic harvest`: many platforms into one dataset.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use civic_examples::program::{Ending, Failure, say};
use civic_examples::progress::Progress;
use civic_examples::screen::screen;
use futures::StreamExt;
use futures::stream;

use crate::harvest::{Ended, Entry, Hosts, Job, Kept, Manifest, Shard};
use crate::lists::{self, Named};
use crate::log;
use crate::output::atomic;
use crate::profiles::Profile;
use crate::stopped::Stop;

/// Reads lists of many platforms into one partitioned dataset of Parquet files.
///
/// A list becomes the file platform=…/list=…/host=…/part-0.parquet, whole or not at all. A host that fails, or
/// a list that comes incomplete, keeps its old file and stops no other. The manifest says how each ended. A
/// run that was killed goes on; the next one replaces only what has changed.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file with the platforms: on each line the kind, the address and, where secrets are needed, a
    /// profile, else that of --profile. Those of the environment are not used. Without this file the
    /// platforms of --profile are read; without both, if the environment names no platform, the embedded sandboxes.
    #[arg(long, value_name = "FILE")]
    hosts: Option<PathBuf>,
    /// Which lists, such as `govocal/ideas`. Each is read on the hosts of its platform.
    #[arg(long, required = true, value_name = "LISTS", value_delimiter = ',')]
    lists: Vec<String>,
    /// The folder of the dataset. It is created if there is none.
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// Only this share of the hosts, such as 3/8: each machine reads another one.
    #[arg(long, value_name = "K/N", default_value_t = Shard::WHOLE)]
    shard: Shard,
    /// Hosts that are read at the same time. The lists of a host are read one after the other.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=512))]
    jobs: u16,
    /// Exit code 0 only where each list is proven complete: not under a condition, not by passes that
    /// agree. The files are written all the same.
    #[arg(long)]
    strict: bool,
    /// Tells the outcome in JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments, profile: &Profile) -> Result<Ending, Failure> {
    let lists: Vec<Named> = lists::find_all(&arguments.lists)?;
    let hosts = match &arguments.hosts {
        Some(path) => Hosts::read(path, profile)?,
        None => Hosts::without_file(&lists, profile)?,
    };
    if let Some(list) =
        lists.iter().find(|list| !hosts.0.iter().any(|host| host.platform == list.platform()))
    {
        return Err(Failure::Usage(format!("no host has the list {}", list.name())));
    }
    let into = arguments.into;
    if into.exists() && !into.is_dir() {
        let why = format!("cannot write {}: it is not a folder", into.display());
        return Err(Failure::Usage(why));
    }
    fs::create_dir_all(&into).map_err(|error| atomic::at(&into, &error))?;
    let mut manifest = Manifest::open(&into, &arguments.shard.manifest())?;

    let summary = Arc::new(Mutex::new(Summary::default()));
    let so_far = || summary.lock().unwrap_or_else(PoisonError::into_inner);
    let line_of = |entry: &Entry| {
        let why = entry.falls_short(arguments.strict)?;
        Some(format!("civic: {} of {}: {why}", entry.list, entry.host))
    };
    let of_host = |host: &Arc<crate::harvest::Host>| -> Vec<Job> {
        let jobs = lists.iter().filter(|list| list.platform() == host.platform);
        jobs.map(|list| Job { host: Arc::clone(host), list: list.clone() }).collect()
    };
    let mut jobs: Vec<Vec<Job>> = Vec::new();
    for host in hosts.0.iter().filter(|host| arguments.shard.has(&host.name)) {
        let (done, left): (Vec<_>, Vec<_>) =
            of_host(host).into_iter().partition(|job| manifest.done(job).is_some());
        for entry in done.iter().filter_map(|job| manifest.done(job)) {
            so_far().count(entry);
            if let Some(line) = line_of(entry) {
                say(&line);
            }
        }
        jobs.push(left);
    }
    let before = so_far().lists;
    if before > 0 {
        say(&format!("going on: {before} lists were read before the last run broke off"));
    }
    let all = before + jobs.iter().map(|jobs| jobs.len() as u64).sum::<u64>();
    let progress = Progress::saying("asking the first hosts", {
        let summary = Arc::clone(&summary);
        move || {
            let summary = summary.lock().unwrap_or_else(PoisonError::into_inner);
            format!("{} of {all} lists, {} rows", summary.lists, summary.rows)
        }
    });
    log::show_waits_on(progress.waits());

    let folder = Arc::new(into);
    let hosts = stream::iter(jobs.into_iter().map(|jobs| {
        let folder = Arc::clone(&folder);
        stream::iter(jobs)
            .then(move |job| {
                let folder = Arc::clone(&folder);
                // On any thread: rows become columns on all processors.
                async move { tokio::spawn(async move { job.run(&folder).await }).await }
            })
            .boxed()
    }));
    let mut entries = hosts.flatten_unordered(usize::from(arguments.jobs)).boxed_local();
    let mut stop = Stop::new();
    loop {
        let entry = tokio::select! {
            entry = entries.next() => entry,
            () = stop.come() => {
                progress.say("stopped: the same command again goes on");
                return Ok(Ending::Incomplete);
            }
        };
        let Some(entry) = entry else { break };
        let entry = entry?;
        so_far().count(&entry);
        if let Some(line) = line_of(&entry) {
            progress.say(line);
        }
        manifest.add(entry)?;
        progress.tick();
    }
    drop(progress);
    manifest.end()?;
    let summary = so_far();
    if arguments.json {
        writeln!(screen(), "{}", serde_json::to_string(&*summary)?)?;
    } else {
        writeln!(screen(), "{summary}")?;
    }
    let enough = summary.proven + if arguments.strict { 0 } else { summary.consistent };
    Ok(if enough == summary.lists { Ending::Complete } else { Ending::Incomplete })
}

/// What became of all lists.
#[derive(Default, serde::Serialize)]
struct Summary {
    lists: u64,
    proven: u64,
    consistent: u64,
    incomplete: u64,
    failed: u64,
    new: u64,
    unchanged: u64,
    old: u64,
    rows: u64,
}

impl Summary {
    fn count(&mut self, entry: &Entry) {
        self.lists += 1;
        self.rows += entry.rows;
        match entry.completeness {
            Ended::Proven => self.proven += 1,
            Ended::Consistent => self.consistent += 1,
            Ended::Incomplete => self.incomplete += 1,
            Ended::Failed => self.failed += 1,
        }
        match entry.kept {
            Kept::New => self.new += 1,
            Kept::Unchanged => self.unchanged += 1,
            Kept::Old => self.old += 1,
            Kept::Nothing => {}
        }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { proven, consistent, incomplete, failed, new, unchanged, old, rows, .. } = self;
        write!(f, "lists: {proven} proven, {consistent} consistent, {incomplete} incomplete")?;
        if *failed > 0 {
            write!(f, ", {failed} failed")?;
        }
        write!(f, "; rows: {rows}; files: {new} new or changed, {unchanged} unchanged")?;
        if *old > 0 { write!(f, ", {old} old") } else { Ok(()) }
    }
}

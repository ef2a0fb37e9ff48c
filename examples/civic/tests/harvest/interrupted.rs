//! What is left of a harvest that is killed, stopped or out of space, and how it goes on.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use civic_sandbox::{Fault, FaultRule};
use serde_json::json;

use super::Region;
use crate::failures::on_a_full_disk;
use crate::kills::Kills;
use crate::tool::ran;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_harvest_that_is_killed_goes_on_and_reads_nothing_twice_that_was_complete() {
    let region = Region::of(6).await;
    let slowly = || FaultRule::new(Fault::Latency(Duration::from_millis(40)));
    region.cities.iter().for_each(|(city, _)| city.inject(slowly()));
    let flags = ["--jobs", "2"];
    let platforms: Vec<_> = region.cities.iter().map(|(city, _)| city).collect();
    let mut kills = Kills::seeded(11);
    let mut done: Vec<String> = Vec::new();
    for _ in 0..30 {
        kills.kill(&mut region.harvester(&flags), &platforms, 24).await;
        // What was complete before is not asked for.
        for (n, (city, _)) in region.cities.iter().enumerate() {
            let is_done = region.is_done(n);
            let name = format!("city {n}");
            if done.contains(&name) {
                assert!(city.requests().is_empty(), "{name} was read again");
            } else if is_done {
                done.push(name);
            }
            city.clear_requests();
        }
        if region.at("dataset").exists() {
            assert!(region.dataset("dataset").values().all(|(rows, _)| *rows == 60));
        }
        if done.len() >= 4 {
            break;
        }
    }
    assert!(!done.is_empty(), "no list came to its end");
    // Half a line, as a full disk leaves it, is not a line.
    let path = region.at("dataset/_manifest.jsonl");
    let half = fs::read_to_string(&path).unwrap() + "{\"run\":\"2026-01-0";
    fs::write(&path, half).unwrap();
    let (code, out, err) = region.harvest(&flags);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("lists: 6 proven, 0 consistent, 0 incomplete; rows: 360"), "{out}");
    assert!(err.contains("going on: "), "{err}");
    assert_eq!(region.dataset("dataset").len(), 6);
    let (code, out, _) = region.harvest(&flags);
    assert_eq!(code, 0);
    assert!(out.contains("6 unchanged"), "{out}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_harvest_that_is_stopped_goes_on_unless_its_files_were_deleted() {
    for signal in ["-INT", "-TERM"] {
        let region = Region::of(2).await;
        // The second city never answers.
        region.cities[1].0.inject(FaultRule::new(Fault::NoAnswer).on("/api/v2/ideas"));
        let mut harvest = region.harvester(&[]);
        let harvest = harvest.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while !region.is_done(0) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let kill = Command::new("kill").args([signal, &harvest.id().to_string()]).status();
        assert!(kill.unwrap().success());
        let (code, _, err) = ran(harvest.wait_with_output().unwrap());
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("stopped: the same command again goes on"), "{err}");
        assert_eq!(region.dataset("dataset").len(), 1);

        region.cities[1].0.clear_faults();
        fs::remove_dir_all(region.at("dataset/platform=govocal")).unwrap();
        let (code, out, err) = region.harvest(&[]);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("lists: 2 proven, 0 consistent, 0 incomplete"), "{out}");
        assert_eq!(region.dataset("dataset").len(), 2);
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_a_harvest_keeps_its_old_files_and_goes_on_later() {
    let region = Region::of(2).await;
    assert_eq!(region.harvest(&[]).0, 0);
    let old = region.dataset("dataset");
    for _ in 0..40 {
        let noise: Vec<String> =
            (0..400_u32).map(|n| n.wrapping_mul(2_654_435_761).to_string()).collect();
        region.cities[0].0.insert("ideas", json!({"title": "Oak", "body": noise.join(" ")}));
    }
    let tool = region.harvester(&[]);
    let (code, _, err) = ran(on_a_full_disk(&tool, 24).output().unwrap());
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("cannot write dataset/platform=govocal/"), "{err}");
    assert!(err.contains("File too large"), "{err}");
    assert_eq!(region.dataset("dataset"), old);
    let (code, out, err) = region.harvest(&[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("1 new or changed, 1 unchanged"), "{out}");
}

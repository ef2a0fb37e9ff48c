//! What the dataset holds: files that change only with their rows, of hosts that fail or run other versions, and
//! of machines that share the work.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use civic_sandbox::decidim::Version;
use civic_sandbox::{Decidim, Fault, FaultRule, Malformation, Server};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::json;
use tempfile::TempDir;

use super::Region;
use crate::tool::{files, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_not_changed_is_not_touched_and_who_fails_stops_no_other() {
    let region = Region::of(4).await;
    let (code, out, err) = region.harvest(&[]);
    assert_eq!(
        (code, out.as_str()),
        (
            0,
            "lists: 4 proven, 0 consistent, 0 incomplete; rows: 240; files: 4 new or changed, 0 unchanged\n"
        ),
        "{err}"
    );
    let first = region.dataset("dataset");
    assert_eq!(first.len(), 4);
    for _ in 0..3 {
        let (code, out, err) = region.harvest(&[]);
        assert_eq!(
            (code, out.as_str()),
            (
                0,
                "lists: 4 proven, 0 consistent, 0 incomplete; rows: 240; files: 0 new or changed, 4 unchanged\n"
            ),
            "{err}"
        );
        assert_eq!(region.dataset("dataset"), first);
        // Of the runs before only the last lines of the files, and this run between its beginning and its end.
        assert_eq!(region.manifest().len(), 4 + 1 + 4 + 1);
    }

    // One has a new idea, one breaks off, one has a row that cannot be read, one is as it was.
    region.cities[0].0.insert("ideas", json!({"title": "Oak"}));
    let ideas = |fault| FaultRule::new(fault).on("/api/v2/ideas");
    region.cities[1].0.inject(ideas(Fault::Status(403)).skip(1));
    let how = Malformation::WrongType;
    region.cities[2].0.inject(ideas(Fault::MalformedRow { index: 0, how }));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead_at = listener.local_addr().unwrap();
    let dead = format!("govocal http://{dead_at} region");
    drop(listener);
    let refused = Server::start(region.cities[0].0.clone()).await.unwrap();
    region.name(&[&dead, &format!("govocal {} wrong", refused.url())]);
    let (code, out, err) = region.harvest(&[]);
    assert_eq!(code, 3, "{err}");
    assert!(out.contains("lists: 2 proven, 0 consistent, 2 incomplete, 2 failed; "), "{out}");
    assert!(out.contains("files: 1 new or changed, 1 unchanged, 2 old\n"), "{out}");
    let second = region.dataset("dataset");
    assert_eq!(second.len(), 4);
    let file = |city| region.file_of(city);
    assert_eq!(second[&file(0)].0, 61);
    assert!(second[&file(0)].1 > first[&file(0)].1);
    for city in 1..4 {
        assert_eq!(second[&file(city)], first[&file(city)], "{city}");
    }
    // Each is told once, with its list and its host.
    for host in [dead_at, refused.address(), region.cities[1].1.address()] {
        let lines = err.lines().filter(|line| line.contains(&format!("govocal/ideas of {host}: ")));
        assert_eq!(lines.count(), 1, "{host}: {err}");
    }
    assert_eq!(err.lines().count(), 4, "{err}");
    let manifest = region.manifest();
    let last = manifest.iter().rposition(|line| line.get("began").is_some()).unwrap();
    let mut ended: Vec<(&str, &str)> = manifest[last..]
        .iter()
        .filter(|line| line.get("list").is_some())
        .map(|line| (line["completeness"].as_str().unwrap(), line["kept"].as_str().unwrap()))
        .collect();
    ended.sort_unstable();
    assert_eq!(
        ended,
        [
            ("failed", "nothing"),
            ("failed", "nothing"),
            ("incomplete", "old"),
            ("incomplete", "old"),
            ("proven", "new"),
            ("proven", "unchanged"),
        ]
    );
    let text = fs::read_to_string(region.at("dataset/_manifest.jsonl")).unwrap();
    assert!(!text.contains(region.cities[0].0.client_secret()), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_harvests_into_one_folder_are_told_and_shares_make_the_whole() {
    let region = Region::of(5).await;
    let (code, _, err) = region.harvest(&[]);
    assert_eq!(code, 0, "{err}");
    let whole: Vec<String> = region.dataset("dataset").into_keys().collect();
    fs::rename(region.at("dataset"), region.at("whole")).unwrap();
    for shard in ["1/3", "2/3", "3/3"] {
        let (code, _, err) = region.harvest(&["--shard", shard]);
        assert_eq!(code, 0, "{err}");
    }
    let shared = region.dataset("dataset");
    assert_eq!(shared.keys().cloned().collect::<Vec<_>>(), whole);
    for file in &whole {
        let bytes = |name: &str| fs::read(region.at(name).join(file)).unwrap();
        assert!(bytes("whole") == bytes("dataset"), "{file}");
    }

    region.cities[0].0.inject(FaultRule::new(Fault::NoAnswer));
    let mut harvest = region.harvester(&[]);
    let mut harvest = harvest.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !region.at("dataset/_manifest.jsonl").exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    let (code, out, err) = region.harvest(&[]);
    assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 1), "{err}");
    assert!(err.contains("another harvest is writing dataset/_manifest.jsonl"), "{err}");
    harvest.kill().unwrap();
    harvest.wait().unwrap();
}

/// One list named twice is one; a host may have a port and a path; two versions have the same columns.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_has_the_same_columns_whatever_the_version_of_its_host() {
    let folder = TempDir::new().unwrap();
    let mut servers = Vec::new();
    let mut hosts = vec!["decidim http://127.0.0.1:9/a/path".to_owned()];
    for version in [Version::V0_27, Version::V0_31] {
        let site =
            Decidim::builder().seed(1).version(version).proposals(30).no_rate_limit().build();
        let server = Server::start(site).await.unwrap();
        hosts.push(format!("decidim {}/", server.url()));
        servers.push(server);
    }
    fs::write(folder.path().join("hosts"), hosts.join("\n")).unwrap();
    let lists = "decidim/proposals,decidim/proposals,decidim/participatory_processes";
    let words = ["harvest", "--hosts", "hosts", "--lists", lists, "--into", "dataset"];
    for told in ["4 proven, 0 consistent, 0 incomplete, 2 failed", "0 new or changed, 4 unchanged"]
    {
        let (code, out, err) = run(folder.path(), &words);
        assert_eq!(code, 3, "{err}");
        assert!(out.contains(told), "{out}");
    }
    for list in ["proposals", "participatory_processes"] {
        let list = folder.path().join(format!("dataset/platform=decidim/list={list}"));
        let hosts = files(&list);
        let schemas: Vec<String> = hosts
            .iter()
            .map(|host| list.join(host).join("part-0.parquet"))
            .filter(|path| path.exists())
            .map(|path| {
                let file = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
                format!("{:?}", file.metadata().file_metadata().schema())
            })
            .collect();
        assert_eq!(schemas.len(), 2);
        assert_eq!(schemas[0], schemas[1]);
    }
}

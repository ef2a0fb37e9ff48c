//! `civic harvest`: what the dataset holds when hosts fail, runs are killed, and machines share the work.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use civic_sandbox::decidim::Version;
use civic_sandbox::{Decidim, Fault, FaultRule, GoVocal, Malformation, Server};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::tool::{civic, files, ran, run};

/// Go Vocal platforms of 60 ideas each, on pages of 20, and a file that names them.
struct Region {
    cities: Vec<(GoVocal, Server)>,
    folder: TempDir,
}

impl Region {
    async fn of(cities: u64) -> Self {
        let folder = TempDir::new().unwrap();
        let mut region = Self { cities: Vec::new(), folder };
        for seed in 0..cities {
            let platform = GoVocal::builder()
                .seed(seed)
                .only(["ideas"])
                .ideas(60)
                .max_page_size(20)
                .no_rate_limit()
                .build();
            let server = Server::start(platform.clone()).await.unwrap();
            region.cities.push((platform, server));
        }
        let profile = |name: &str, secret: &str| {
            format!(
                "[{name}.govocal]\nclient_id_from = \"R_ID\"\nclient_secret_from = \"{secret}\"\n"
            )
        };
        let profiles = profile("region", "R_SECRET") + &profile("wrong", "PATH");
        fs::write(region.at("civic.toml"), profiles).unwrap();
        region.name(&[]);
        region
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Names all cities, and these lines.
    fn name(&self, others: &[&str]) {
        let cities =
            self.cities.iter().map(|(_, server)| format!("govocal {} region", server.url()));
        let lines: Vec<String> =
            cities.chain(others.iter().map(|line| (*line).to_owned())).collect();
        fs::write(self.at("hosts"), lines.join("\n")).unwrap();
    }

    fn harvester(&self, flags: &[&str]) -> Command {
        let city = &self.cities[0].0;
        let settings = [("R_ID", city.client_id()), ("R_SECRET", city.client_secret())];
        let words =
            ["harvest", "--hosts", "hosts", "--lists", "govocal/ideas", "--into", "dataset"];
        civic(self.folder.path(), &settings, &[&words[..], flags].concat())
    }

    fn harvest(&self, flags: &[&str]) -> (i32, String, String) {
        ran(self.harvester(flags).output().unwrap())
    }

    /// Each Parquet file: its rows, and when it was written.
    fn dataset(&self, name: &str) -> BTreeMap<String, (i64, SystemTime)> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.at(name)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "parquet") {
                    let host = path.strip_prefix(self.at(name)).unwrap().display().to_string();
                    found.insert(host, (rows_of(&path), written_at(&path)));
                }
            }
        }
        found
    }

    /// The lines of the manifest.
    fn manifest(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.at("dataset/_manifest.jsonl")).unwrap();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    fn file_of(&self, city: usize) -> String {
        let host = self.cities[city].1.address().to_string().replace(':', "%3A");
        format!("platform=govocal/list=ideas/host={host}/part-0.parquet")
    }
}

fn rows_of(path: &Path) -> i64 {
    let file = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    file.metadata().file_metadata().num_rows()
}

fn written_at(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_not_changed_is_not_touched_and_who_fails_stops_no_other() {
    let region = Region::of(4).await;
    let (code, out, err) = region.harvest(&[]);
    assert_eq!(
        (code, out.as_str()),
        (0, "4 of 4 lists complete, 240 rows: 4 new or changed, 0 unchanged\n"),
        "{err}"
    );
    let first = region.dataset("dataset");
    assert_eq!(first.len(), 4);
    for _ in 0..3 {
        let (code, out, err) = region.harvest(&[]);
        assert_eq!(
            (code, out.as_str()),
            (0, "4 of 4 lists complete, 240 rows: 0 new or changed, 4 unchanged\n"),
            "{err}"
        );
        assert_eq!(region.dataset("dataset"), first);
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
    assert!(out.contains("2 of 6 lists complete"), "{out}");
    assert!(
        out.contains("1 new or changed, 1 unchanged; 4 incomplete or failed, of which 2 keep"),
        "{out}"
    );
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
async fn a_harvest_that_is_killed_goes_on_and_reads_nothing_twice_that_was_complete() {
    let region = Region::of(6).await;
    let slowly = || FaultRule::new(Fault::Latency(Duration::from_millis(40)));
    region.cities.iter().for_each(|(city, _)| city.inject(slowly()));
    let flags = ["--jobs", "2"];
    let mut moment = 11_u64;
    let mut done: Vec<String> = Vec::new();
    for _ in 0..30 {
        moment = moment.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut harvest = region.harvester(&flags);
        let mut harvest = harvest.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(150 + (moment >> 33) % 400)).await;
        harvest.kill().unwrap();
        harvest.wait().unwrap();
        // What was complete before is not asked for.
        for (n, (city, _)) in region.cities.iter().enumerate() {
            let is_done = region.at("dataset/_manifest.jsonl").exists()
                && region
                    .manifest()
                    .iter()
                    .any(|line| line.get("file").is_some_and(|file| *file == region.file_of(n)));
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
    // Half a line, as a full disk leaves it, is no line.
    let path = region.at("dataset/_manifest.jsonl");
    let half = fs::read_to_string(&path).unwrap() + "{\"run\":\"2026-01-0";
    fs::write(&path, half).unwrap();
    let (code, out, err) = region.harvest(&flags);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("6 of 6 lists complete, 360 rows"), "{out}");
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
        while !region.at("dataset").exists() || region.dataset("dataset").is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
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
        assert!(out.contains("2 of 2 lists complete"), "{out}");
        assert_eq!(region.dataset("dataset").len(), 2);
    }
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
    let (code, _, err) = ran(crate::failures::on_a_full_disk(&tool, 24).output().unwrap());
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("cannot write dataset/platform=govocal/"), "{err}");
    assert!(err.contains("File too large"), "{err}");
    assert_eq!(region.dataset("dataset"), old);
    let (code, out, err) = region.harvest(&[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("1 new or changed, 1 unchanged"), "{out}");
}

/// The secrets of the environment are one platform's, and a file of hosts names strangers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_go_to_nobody_who_has_no_profile() {
    let site = Decidim::builder().seed(1).no_rate_limit().build();
    let server = Server::start(site.clone()).await.unwrap();
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("hosts"), format!("decidim {}\n", server.url())).unwrap();
    let settings = [
        ("DECIDIM_URL", "https://decidim.example.org"),
        ("DECIDIM_API_KEY", "a-key"),
        ("DECIDIM_API_SECRET", "s3cr3t"),
    ];
    let words = [
        "harvest",
        "--hosts",
        "hosts",
        "--lists",
        "decidim/participatory_processes",
        "--into",
        "d",
    ];
    let (code, _, err) = ran(civic(folder.path(), &settings, &words).output().unwrap());
    assert_eq!(code, 0, "{err}");
    let requests = site.requests();
    assert!(!requests.is_empty());
    for request in requests {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let sent = format!("{} {:?} {body}", request.path, request.headers);
        assert!(!sent.contains("s3cr3t") && !sent.contains("a-key"), "{sent}");
    }
}

#[test]
fn a_file_of_hosts_that_is_wrong_is_told_before_anything_is_read() {
    let folder = TempDir::new().unwrap();
    let words = ["harvest", "--hosts", "hosts", "--lists", "govocal/ideas", "--into", "dataset"];
    let check = |told: &str| {
        let (code, out, err) = run(folder.path(), &words);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{err}");
        assert!(err.contains(told) && !err.contains("s3cr3t"), "{err}");
        assert!(!folder.path().join("dataset").exists());
    };
    check("cannot read the hosts in hosts: No such file");
    for (hosts, told) in [
        ("", "no host has the list govocal/ideas"),
        ("decidim https://x", "no host has the list govocal/ideas"),
        ("govocal https://u:s3cr3t@x region", "hosts, line 1: an address must look like"),
        ("govocal https://x", "hosts, line 1: govocal needs secrets: name a profile"),
        ("\n\ngovocal https://x region", "cannot read the profiles in civic.toml"),
        ("wiki https://x", "hosts, line 1: there is no kind \"wiki\""),
    ] {
        fs::write(folder.path().join("hosts"), hosts).unwrap();
        check(told);
    }
    fs::write(folder.path().join("hosts"), b"decidim https://\xff").unwrap();
    check("cannot read the hosts in hosts: ");
    fs::write(folder.path().join("dataset"), "").unwrap();
    let words = ["harvest", "--lists", "petitions/petitions", "--into", "dataset"];
    let (code, _, err) = run(folder.path(), &words);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("cannot write dataset: what is there is no folder"), "{err}");
    for shard in ["0/3", "4/3", "x"] {
        let words = ["harvest", "--lists", "petitions/petitions", "--into", "d", "--shard", shard];
        let (code, _, err) = run(folder.path(), &words);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("must be a share of all, such as 3/8"), "{err}");
    }
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
    for told in ["4 of 6 lists complete", "0 new or changed, 4 unchanged"] {
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

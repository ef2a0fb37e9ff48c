//! What `sync` keeps, and what it tells.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use civic_sandbox::{Decidim, Fault, FaultRule, GoVocal, Server};
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use super::{files, program, ran, run};

const SYNC: &str = env!("CARGO_BIN_EXE_sync");
const INTO: [&str; 2] = ["--into", "copy.db"];

/// A Go Vocal platform, and the copy of it.
struct City {
    platform: GoVocal,
    server: Server,
    folder: TempDir,
}

impl City {
    async fn start(ideas: usize) -> Self {
        let platform = GoVocal::builder().seed(5).only(["ideas", "comments"]).ideas(ideas);
        let platform = platform.deletion_jitter(Duration::ZERO).no_rate_limit().build();
        let server = Server::start(platform.clone()).await.unwrap();
        Self { platform, server, folder: TempDir::new().unwrap() }
    }

    fn program(&self, flags: &[&str]) -> Command {
        let url = self.server.url();
        let settings = [
            ("GOVOCAL_URL", url.as_str()),
            ("GOVOCAL_CLIENT_ID", self.platform.client_id()),
            ("GOVOCAL_CLIENT_SECRET", self.platform.client_secret()),
        ];
        let default = if flags.contains(&"--into") { &[][..] } else { &INTO };
        let flags = [default, flags].concat();
        program(SYNC, self.folder.path(), &settings, &flags)
    }

    fn sync(&self, flags: &[&str]) -> (i32, String, String) {
        ran(self.program(flags).output().unwrap())
    }

    fn copy(&self) -> PathBuf {
        self.folder.path().join("copy.db")
    }

    /// Asserts that the copy of a list is the list.
    fn assert_equal(&self, list: &str) {
        let mut ids: Vec<String> =
            self.platform.ids(list).iter().map(ToString::to_string).collect();
        ids.sort();
        assert_eq!(keys(&self.copy(), &format!("govocal_{list}")), ids);
    }
}

fn keys(copy: &PathBuf, table: &str) -> Vec<String> {
    let db = Connection::open(copy).unwrap();
    let mut sql = db.prepare(&format!("SELECT key FROM {table} ORDER BY key")).unwrap();
    sql.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The line that tells of a list.
fn line<'o>(out: &'o str, table: &str) -> &'o str {
    let line = out.lines().find_map(|line| line.strip_prefix(table)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {table} in\n{out}"))
}

#[test]
fn the_sandboxes_are_read_once_and_then_only_compared() {
    let folder = TempDir::new().unwrap();
    let tables = ["govocal_ideas", "govocal_comments", "decidim_proposals", "decidim_comments"];
    let (code, out, err) = run(SYNC, folder.path(), &INTO);
    assert_eq!(code, 0, "{out}{err}");
    let before = tables.map(|table| keys(&folder.path().join("copy.db"), table));
    for (table, keys) in tables.iter().zip(&before) {
        let told = line(&out, table);
        let first = format!("complete, full (first time): {} new or changed, 0 gone", keys.len());
        assert!(keys.len() > 50 && told.starts_with(&first), "{told}");
    }
    // Another port, and the same sandbox.
    let (code, out, err) = run(SYNC, folder.path(), &INTO);
    assert_eq!(code, 0, "{out}{err}");
    // On the days of the sandbox's youngest proposals there are too many of them for a scan.
    let (changes, scan) =
        (["changes since "; 2], ["scan for changes since ", "full (much has changed)"]);
    for (table, modes) in tables.iter().zip([changes, changes, scan, ["full ("; 2]]) {
        let told = line(&out, table);
        let is_mode = |mode: &str| told.starts_with(&format!("complete, {mode}"));
        assert!(modes.into_iter().any(is_mode), "{told}");
        assert!(told.contains("): 0 new or changed, 0 gone"), "{told}");
    }
    assert_eq!(tables.map(|table| keys(&folder.path().join("copy.db"), table)), before);
    assert_eq!(files(folder.path()), ["copy.db"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_follows_what_people_write_change_and_delete() {
    let city = City::start(100).await;
    let (code, out, err) = city.sync(&[]);
    assert_eq!((code, out.lines().count()), (0, 2), "{out}{err}");
    let ids = city.platform.ids("ideas");
    city.platform.insert("ideas", json!({"title": "A fountain"}));
    assert!(city.platform.update("ideas", ids[3], json!({"title": "Shade\u{7}"})));
    assert!(city.platform.delete("ideas", ids[5]));
    let (code, out, err) = city.sync(&[]);
    assert_eq!(code, 0, "{out}{err}");
    let told = line(&out, "govocal_ideas");
    assert!(told.starts_with("complete, changes since "), "{told}");
    assert!(told.contains("(as usual): 2 new or changed, 1 gone; "), "{told}");
    city.assert_equal("ideas");
    city.assert_equal("comments");
    let db = Connection::open(city.copy()).unwrap();
    let sql = "SELECT row ->> '$.title' FROM govocal_ideas WHERE key = ?1";
    let title: String = db.query_row(sql, [ids[3].to_string()], |row| row.get(0)).unwrap();
    assert!(title.contains("Shade"), "{title}");

    let (code, out, _) = city.sync(&["--full"]);
    let told = line(&out, "govocal_ideas");
    assert_eq!(code, 0, "{out}");
    assert!(told.starts_with("complete, full (asked for): 0 new or changed, 0 gone"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deletions_beyond_measure_are_kept_until_they_are_accepted() {
    let city = City::start(100).await;
    assert_eq!(city.sync(&[]).0, 0);
    for id in &city.platform.ids("ideas")[..60] {
        assert!(city.platform.delete("ideas", *id));
    }
    let (code, out, err) = city.sync(&["--full"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(line(&out, "govocal_ideas").contains("0 gone, 60 deletions held back"), "{out}");
    assert!(err.contains("if they are, --accept-gone 60"), "{err}");
    assert_eq!(keys(&city.copy(), "govocal_ideas").len(), 100);
    let (_, out, _) = city.sync(&["--full", "--accept-gone", "59"]);
    assert!(line(&out, "govocal_ideas").contains("0 gone, 60 deletions held back"), "{out}");
    let (code, out, err) = city.sync(&["--full", "--accept-gone", "60"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(line(&out, "govocal_ideas").contains("60 gone; "), "{out}");
    city.assert_equal("ideas");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_breaks_off_is_incomplete_and_the_others_are_read() {
    let city = City::start(300).await;
    assert_eq!(city.sync(&[]).0, 0);
    city.platform.inject(FaultRule::new(Fault::Status(403)).on("/api/v2/ideas").skip(1));
    let (code, out, err) = city.sync(&["--full"]);
    assert_eq!(code, 3, "{out}{err}");
    assert!(line(&out, "govocal_ideas").starts_with("incomplete, full (asked for): "), "{out}");
    assert!(line(&out, "govocal_comments").starts_with("complete, full (asked for): "), "{out}");
    assert!(err.contains("/api/v2/ideas"), "{err}");
    city.assert_equal("ideas");
    city.platform.clear_faults();
    let (code, out, err) = city.sync(&[]);
    assert_eq!(code, 0, "{out}{err}");
    city.assert_equal("ideas");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_killed_goes_on() {
    let city = City::start(1_500).await;
    // A page behind the first thousand ideas never comes, so the program is certainly under way.
    city.platform.inject(FaultRule::new(Fault::NoAnswer).on("/api/v2/ideas").skip(12));
    let mut sync = city.program(&[]);
    let mut sync = sync.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let stored = || {
        let db = Connection::open(city.copy()).ok()?;
        let sql = "SELECT COUNT(*) FROM govocal_ideas";
        db.query_row(sql, [], |row| row.get::<_, u32>(0)).ok()
    };
    while stored() != Some(1_000) {
        assert!(sync.try_wait().unwrap().is_none(), "it ended");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    sync.kill().unwrap();
    sync.wait().unwrap();
    assert_eq!(stored(), Some(1_000));

    city.platform.clear_faults();
    city.platform.clear_requests();
    let (code, out, err) = city.sync(&[]);
    assert_eq!(code, 0, "{out}{err}");
    let told = line(&out, "govocal_ideas");
    assert!(told.starts_with("complete, full (first time): 500 new or changed, 0 gone"), "{told}");
    let pages = city.platform.requests();
    let pages = pages.iter().filter(|request| request.path == "/api/v2/ideas").count();
    assert!(pages < 12, "{pages} pages for the rest");
    city.assert_equal("ideas");
    city.assert_equal("comments");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_place_is_named_before_anything_is_read() {
    let city = City::start(10).await;
    std::fs::write(city.folder.path().join("notes.txt"), "no database ".repeat(100)).unwrap();
    for (path, told) in [
        (".", "cannot keep a copy in .: unable to open database file"),
        ("none/copy.db", "cannot keep a copy in none/copy.db: unable to open database file"),
        ("notes.txt", "cannot keep a copy in notes.txt: file is not a database"),
    ] {
        let (code, out, err) = city.sync(&["--into", path]);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(told), "{err}");
    }
    assert!(city.platform.requests().is_empty());
    assert_eq!(files(city.folder.path()), ["notes.txt"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_one_platform_does_not_become_one_of_another() {
    let (city, other) = (City::start(20).await, City::start(30).await);
    assert_eq!(city.sync(&[]).0, 0);
    let into = city.copy();
    let (code, out, err) = other.sync(&["--into", into.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.contains("it belongs to another host: "), "{err}");
    city.assert_equal("ideas");
    assert!(other.platform.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proposals_of_a_site_and_their_comments_are_kept_without_credentials() {
    // Few kinds of records and few comments: the client keeps its rate limit, and no test should wait.
    let site = Decidim::builder().seed(7).proposals(10).rows("comments", 4);
    let site = site.without(["Assembly", "Conference", "Initiative"]).no_rate_limit().build();
    let server = Server::start(site.clone()).await.unwrap();
    let folder = TempDir::new().unwrap();
    let url = server.url();
    let settings = [("DECIDIM_URL", url.as_str())];
    let sync = || ran(program(SYNC, folder.path(), &settings, &INTO).output().unwrap());
    let copied = |table| keys(&folder.path().join("copy.db"), table);
    let (code, out, err) = sync();
    assert_eq!((code, out.lines().count()), (0, 2), "{out}{err}");
    let proposals = copied("decidim_proposals");
    assert!(!proposals.is_empty() && !copied("decidim_comments").is_empty(), "{out}");
    assert!(site.delete("proposals", proposals[0].parse().unwrap()));
    let (code, out, err) = sync();
    assert_eq!(code, 0, "{out}{err}");
    assert!(line(&out, "decidim_proposals").contains("): 0 new or changed, 1 gone"), "{out}");
    assert_eq!(copied("decidim_proposals"), proposals[1..]);
}

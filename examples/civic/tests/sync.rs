//! `civic sync`: a copy is true whatever happens to the runs that keep it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use civic_sandbox::{Fault, FaultRule, GoVocal, Server};
use rusqlite::Connection;
use rusqlite::types::Value as SqlValue;
use serde_json::json;
use tempfile::TempDir;

use crate::city::City;
use crate::kills::Kills;
use crate::tool::{civic, files, ran, run};

impl City {
    fn syncer(&self, words: &[&str]) -> Command {
        let url = self.server.url();
        let settings = [
            ("GOVOCAL_URL", url.as_str()),
            ("GOVOCAL_CLIENT_ID", self.platform.client_id()),
            ("GOVOCAL_CLIENT_SECRET", self.platform.client_secret()),
        ];
        civic(self.folder.path(), &settings, &[&["sync", "--into", "copy.sqlite"], words].concat())
    }

    fn sync(&self, words: &[&str]) -> (i32, String, String) {
        ran(self.syncer(words).output().unwrap())
    }

    fn database(&self) -> Connection {
        Connection::open(self.folder.path().join("copy.sqlite")).unwrap()
    }

    /// The copy holds what an export into a new file holds.
    fn assert_is_true(&self) {
        let fresh = self.folder.path().join("fresh.sqlite");
        let _ = fs::remove_file(&fresh);
        let (code, _, err) = self.export(&["-o", "fresh.sqlite"]);
        assert_eq!(code, 0, "{err}");
        let [copy, fresh] =
            ["copy.sqlite", "fresh.sqlite"].map(|name| held(&self.folder.path().join(name)));
        assert_eq!(copy.len(), fresh.len());
        assert!(copy == fresh, "the copy is another list");
    }
}

/// All ideas and their images, without the numbers of rows.
fn held(path: &Path) -> Vec<Vec<SqlValue>> {
    let database = Connection::open(path).unwrap();
    let mut held = Vec::new();
    for sql in [
        "SELECT * FROM govocal_ideas ORDER BY id",
        "SELECT i.id, l.* FROM govocal_ideas__images l LEFT JOIN govocal_ideas i USING (_row) \
         ORDER BY i.id, l._position",
    ] {
        let mut rows = database.prepare(sql).unwrap();
        let names: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let columns = (0..names.len()).filter(|column| names[*column] != "_row");
            held.push(columns.map(|column| row.get(column).unwrap()).collect());
        }
    }
    held
}

/// Whether rows, keys and lists within rows belong together.
fn assert_is_whole(database: &Connection) {
    for (sql, told) in [
        ("PRAGMA integrity_check", "ok"),
        (
            "SELECT CASE WHEN (SELECT count(*) FROM govocal_ideas) = (SELECT count(*) FROM _sync_keys) \
          THEN 'ok' ELSE 'keys' END",
            "ok",
        ),
        (
            "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM govocal_ideas__images WHERE _row NOT IN \
          (SELECT _row FROM govocal_ideas)) THEN 'ok' ELSE 'orphans' END",
            "ok",
        ),
        (
            "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM govocal_ideas GROUP BY id HAVING count(*) > 1) \
          THEN 'ok' ELSE 'twice' END",
            "ok",
        ),
    ] {
        let found: String = database.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(found, told, "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_and_deletions_come_through_in_all_tables() {
    let platform = GoVocal::builder()
        .seed(5)
        .only(["ideas"])
        .ideas(100)
        .no_rate_limit()
        .deleted_feeds_work(true)
        .deletion_jitter(Duration::ZERO)
        .build();
    let server = Server::start(platform.clone()).await.unwrap();
    let city = City { platform, server, folder: TempDir::new().unwrap() };
    assert_eq!(city.sync(&["govocal/ideas"]).0, 0);
    city.assert_is_true();
    let ids = city.platform.ids("ideas");
    for (n, id) in ids.iter().enumerate().take(30) {
        match n % 3 {
            0 => drop(city.platform.delete("ideas", *id)),
            1 => drop(city.platform.update("ideas", *id, json!({"title": format!("Oak {n}")}))),
            _ => drop(city.platform.insert("ideas", json!({"title": format!("Elm {n}")}))),
        }
    }
    let (code, out, err) = city.sync(&["govocal/ideas"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("10 gone"), "{out}");
    assert_is_whole(&city.database());
    city.assert_is_true();
    let (code, out, err) = city.sync(&["govocal/ideas", "--full", "govocal/ideas"]);
    assert_eq!((code, out.lines().count()), (0, 1), "{out}{err}");
    assert!(out.contains("0 new or changed, 0 gone"), "{out}");
    assert_is_whole(&city.database());
    city.assert_is_true();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_seem_to_be_gone_are_kept_until_somebody_accepts_it() {
    let city = City::start().await;
    assert_eq!(city.sync(&["govocal/ideas"]).0, 0);
    let ids = city.platform.ids("ideas");
    for id in ids.iter().take(70) {
        city.platform.delete_untold("ideas", *id);
    }
    let count = || -> i64 {
        city.database()
            .query_row("SELECT count(*) FROM govocal_ideas", [], |row| row.get(0))
            .unwrap()
    };
    let (_, _, err) = city.sync(&["govocal/ideas", "--full"]);
    assert!(
        err.contains("70 rows seem to be gone and were kept; if they are, --accept-gone 70"),
        "{err}"
    );
    assert_eq!(count(), 100);
    let (code, out, err) = city.sync(&["govocal/ideas", "--full", "--accept-gone", "70"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("70 gone"), "{out}");
    assert_eq!(count(), 30);
    city.assert_is_true();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_and_a_copy_do_not_mix() {
    let city = City::start().await;
    // Rows of an export have no keys, so a copy begins without them.
    assert_eq!(city.export(&["-o", "copy.sqlite"]).0, 0);
    let (code, _, err) = city.sync(&["govocal/ideas"]);
    assert_eq!(code, 0, "{err}");
    assert_is_whole(&city.database());
    city.assert_is_true();
    // And an export over a copy would leave keys that belong to nothing.
    city.platform.clear_requests();
    let (code, _, err) = city.export(&["-o", "copy.sqlite"]);
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    assert!(err.contains("cannot write copy.sqlite: it keeps a copy of govocal/ideas"), "{err}");
    assert_is_whole(&city.database());
    city.assert_is_true();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_of_another_version_begin_anew_and_those_of_others_stay() {
    let city = City::start().await;
    assert_eq!(city.sync(&["govocal/ideas"]).0, 0);
    let older = "ALTER TABLE govocal_ideas DROP COLUMN slug; CREATE TABLE govocal_ideas__notes (x); \
                 INSERT INTO govocal_ideas__notes VALUES ('mine')";
    city.database().execute_batch(older).unwrap();
    let (code, out, err) = city.sync(&["govocal/ideas"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("full (first time): 100 new"), "{out}");
    city.assert_is_true();
    let sql = "SELECT x FROM govocal_ideas__notes";
    assert_eq!(city.database().query_row(sql, [], |row| row.get(0)), Ok("mine".to_owned()));

    let taken = "DELETE FROM _sync_keys; DELETE FROM _sync_state; DROP TABLE govocal_ideas__images; \
                 DROP TABLE govocal_ideas; CREATE TABLE govocal_ideas (mine TEXT)";
    city.database().execute_batch(taken).unwrap();
    let (code, _, err) = city.sync(&["govocal/ideas"]);
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    assert!(err.contains("its table govocal_ideas was made by another program"), "{err}");
    assert!(err.contains("copy.sqlite"), "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_runs_at_once_are_told_and_lose_nothing() {
    let city = City::start().await;
    city.platform.inject(FaultRule::new(Fault::NoAnswer).on("/api/v2/ideas").skip(2));
    let mut first = city.syncer(&["govocal/ideas"]);
    let mut first = first.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let is_under_way = || {
        let asked = city.platform.requests();
        asked.iter().filter(|it| it.path == "/api/v2/ideas").count() > 2
    };
    while !is_under_way() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    city.platform.clear_faults();
    let (code, out, err) = city.sync(&["govocal/ideas"]);
    assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 1), "{err}");
    assert!(err.contains("copy.sqlite: another program is writing it"), "{err}");
    first.kill().unwrap();
    first.wait().unwrap();
    let (code, _, err) = city.sync(&["govocal/ideas"]);
    assert_eq!(code, 0, "{err}");
    assert_is_whole(&city.database());
    city.assert_is_true();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_killed_is_repaired_by_the_next_and_a_full_disk_costs_nothing() {
    let platform = GoVocal::builder()
        .seed(9)
        .only(["ideas"])
        .ideas(2300)
        .max_page_size(100)
        .no_rate_limit()
        .build();
    let server = Server::start(platform.clone()).await.unwrap();
    let city = City { platform, server, folder: TempDir::new().unwrap() };
    city.platform.inject(FaultRule::new(Fault::Latency(Duration::from_millis(10))));
    let (code, _, err) =
        ran(crate::failures::on_a_full_disk(&city.syncer(&["govocal/ideas"]), 200)
            .output()
            .unwrap());
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    assert!(err.contains("cannot keep a copy in copy.sqlite: disk I/O error"), "{err}");
    assert_is_whole(&city.database());

    let mut kills = Kills::seeded(3);
    let mut most = 0;
    for round in 0..10 {
        kills.kill(&mut city.syncer(&["govocal/ideas"]), &[&city.platform], 30).await;
        let database = city.database();
        assert_is_whole(&database);
        let rows: i64 =
            database.query_row("SELECT count(*) FROM govocal_ideas", [], |row| row.get(0)).unwrap();
        assert!(rows >= most, "{rows} of {most} rows are left");
        most = rows;
        let id = city.platform.ids("ideas")[usize::try_from(kills.below(2000)).unwrap()];
        city.platform.update("ideas", id, json!({"title": format!("Oak {round}")}));
    }
    assert!(most > 0, "no run got as far as a row");
    let (code, _, err) = city.sync(&["govocal/ideas"]);
    assert_eq!(code, 0, "{err}");
    assert_is_whole(&city.database());
    city.assert_is_true();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_cannot_be_read_stops_no_other_and_is_named() {
    let city = City::start().await;
    let refused = FaultRule::new(Fault::Status(403)).on("/api/v2/comments");
    city.platform.inject(refused);
    let (code, out, err) = city.sync(&["govocal/comments", "govocal/ideas"]);
    assert_eq!(code, 1, "{err}");
    assert!(out.contains("govocal/ideas: complete"), "{out}{err}");
    assert!(out.contains("govocal/comments: incomplete"), "{out}{err}");
    assert!(err.contains("civic: govocal/comments: "), "{out}{err}");
    assert_eq!(err.matches("answered 403 Forbidden").count(), 1, "{err}");
    city.assert_is_true();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_cannot_be_read_is_told_and_does_not_keep_the_others_from_the_copy() {
    let city = City::start().await;
    let id = city.platform.insert("ideas", json!({"likes_count": "many"}));
    let (code, out, err) = city.sync(&["govocal/ideas"]);
    assert_eq!(code, 3, "{out}{err}");
    let told =
        "govocal/ideas: complete but for rows that could not be read, full (first time): 100 new";
    assert!(out.starts_with(told), "{out}");
    assert!(out.contains("incomplete (1 row could not be read"), "{out}");
    assert!(err.contains("not readable: ") && err.contains(&id.to_string()), "{err}");
    assert!(err.contains("likes_count"), "{err}");
    assert!(city.platform.update("ideas", id, json!({"likes_count": 1})));
    let (code, out, err) = city.sync(&["govocal/ideas"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("govocal/ideas: complete, changes since "), "{out}");
    assert!(out.contains(": 1 new or changed, 0 gone"), "{out}");
    city.assert_is_true();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_breaks_off_in_the_middle_is_no_failure_and_goes_on() {
    let city = City::start().await;
    city.platform.inject(FaultRule::new(Fault::Status(403)).on("/api/v2/ideas").skip(1));
    let (code, out, err) = city.sync(&["govocal/ideas"]);
    assert_eq!(code, 3, "{err}");
    assert!(out.starts_with("govocal/ideas: incomplete"), "{out}");
    assert_eq!(err.matches("answered 403 Forbidden").count(), 1, "{err}");
    city.platform.clear_faults();
    assert_eq!(city.sync(&["govocal/ideas"]).0, 0);
    city.assert_is_true();
}

/// Such a list cannot be proven, and every run of its copy would end with 3.
#[test]
fn a_list_that_is_only_consistent_is_enough_for_a_copy() {
    let folder = TempDir::new().unwrap();
    let words = ["sync", "govocal/idea_phases", "--into", "copy.sqlite"];
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("govocal/idea_phases: complete, "), "{out}");
    assert!(out.contains("; consistent, if the list did not change: "), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_stays_one_of_its_own_platform() {
    let (city, other) = (City::start().await, City::start().await);
    assert_eq!(city.sync(&["govocal/ideas"]).0, 0);
    let (code, out, err) = city.sync(&["govocal/ideas", "--url", &other.server.url()]);
    assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 1), "{err}");
    assert!(err.contains("belongs to another host"), "{err}");
    assert!(err.contains("copy.sqlite"), "{err}");
    // A list of which there is no copy yet is read for all that.
    let url = other.server.url();
    let (code, out, err) = city.sync(&["govocal/ideas", "govocal/areas", "--url", &url]);
    assert_eq!((code, err.lines().count()), (1, 1), "{err}");
    assert!(err.contains("civic: govocal/ideas: copy.sqlite keeps another copy"), "{err}");
    assert!(out.starts_with("govocal/areas: complete"), "{out}");
    city.assert_is_true();
}

#[test]
fn what_is_no_list_to_copy_is_told_before_there_is_a_file() {
    let folder = TempDir::new().unwrap();
    for (words, told) in [
        (&["govocal/ideas/deleted"][..], "is a list of deletions, which cannot be copied"),
        (&["govocal/idea"], "there is no list \"govocal/idea\""),
        (&["govocal/ideas", "govocal/ideas/deleted"], "which cannot be copied"),
    ] {
        let words = [&["sync", "--into", "copy.sqlite"], words].concat();
        let (code, _, err) = run(folder.path(), &words);
        assert_eq!((code, err.lines().count()), (2, 1), "{err}");
        assert!(err.contains(told), "{err}");
        assert_eq!(files(folder.path()), [""; 0]);
    }
    for (into, told) in [
        ("none/copy.sqlite", "cannot write none/copy.sqlite: there is no folder none"),
        (".", "cannot write .: it is not a file"),
    ] {
        let (code, _, err) = run(folder.path(), &["sync", "petitions/petitions", "--into", into]);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(told), "{err}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_in_which_rows_are_missing_begins_anew() {
    let city = City::start().await;
    for (change, flags) in [
        ("DELETE FROM govocal_ideas", &["--full"][..]),
        ("DELETE FROM govocal_ideas WHERE _row % 7 = 0", &[]),
        ("DELETE FROM _sync_keys WHERE row % 7 = 0", &[]),
    ] {
        assert_eq!(city.sync(&["govocal/ideas"]).0, 0);
        let (_, _, err) = city.sync(&["govocal/ideas"]);
        assert!(!err.contains("anew"), "{err}");
        city.database().execute_batch(&format!("PRAGMA foreign_keys = OFF; {change}")).unwrap();
        let (code, out, err) = city.sync(&[&["govocal/ideas"], flags].concat());
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("100 new or changed"), "{out}");
        assert!(err.contains("govocal/ideas: the copy begins anew: it has"), "{err}");
        assert_is_whole(&city.database());
        city.assert_is_true();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_state_is_named_with_what_to_do() {
    let city = City::start().await;
    assert_eq!(city.sync(&["govocal/ideas"]).0, 0);
    city.database().execute_batch("UPDATE _sync_state SET state = '{'").unwrap();
    let (code, _, err) = city.sync(&["govocal/ideas"]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("the state of its copy of govocal/ideas"), "{err}");
    assert!(err.contains("or delete this one") && !err.contains("--help"), "{err}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_that_is_stopped_says_so() {
    let city = City::start().await;
    city.platform.inject(FaultRule::new(Fault::NoAnswer).on("/api/v2/ideas").skip(1));
    let mut sync = city.syncer(&["govocal/ideas"]);
    let sync = sync.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while city.platform.requests().iter().filter(|it| it.path.contains("/ideas")).count() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Command::new("kill").args(["-INT", &sync.id().to_string()]).status().unwrap();
    let (code, _, err) = ran(sync.wait_with_output().unwrap());
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("stopped"), "{err}");
    city.platform.clear_faults();
    assert_eq!(city.sync(&["govocal/ideas"]).0, 0);
    city.assert_is_true();
}

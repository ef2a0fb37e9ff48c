//! The open data as seen through requests.

use std::io::{Cursor, Read};

use bytes::Bytes;
use http::Request;
use serde_json::json;
use zip::ZipArchive;

use crate::decidim::{Decidim, DecidimBuilder, Version};
use crate::fault::{Fault, FaultRule, Malformation};
use crate::platform::Platform;
use crate::reply::{Chunk, Reply};
use crate::still_clock::StillClock;

fn get(platform: &Decidim, path: &str) -> Reply {
    platform.handle(Request::get(path).body(Bytes::new()).unwrap())
}

fn built(builder: DecidimBuilder) -> Decidim {
    builder.no_rate_limit().build()
}

/// Header and rows of a table.
fn read(reply: &Reply, separator: u8) -> (Vec<String>, Vec<Vec<String>>) {
    assert_eq!(reply.status().unwrap(), 200);
    let body = reply.body_bytes();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(body.as_ref());
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = texts(reader.headers().unwrap());
    (header, reader.records().map(|record| texts(&record.unwrap())).collect())
}

fn location(reply: &Reply) -> &str {
    assert_eq!(reply.status().unwrap(), 302);
    reply.headers().unwrap()["location"].to_str().unwrap()
}

#[test]
fn a_line_of_a_table_is_broken_and_no_other() {
    let platform = built(Decidim::builder());
    let path = "/open-data/download/proposals";
    let lines = |reply: &Reply| -> Vec<Vec<Vec<u8>>> {
        let body = reply.body_bytes();
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.delimiter(b';').flexible(true).has_headers(false);
        let records = reader.from_reader(body.as_ref()).into_byte_records();
        records.map(|line| line.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
    };
    let whole = lines(&get(&platform, path));
    let broken = |index, how| {
        platform.inject(FaultRule::new(Fault::MalformedRow { index, how }).once());
        let reply = get(&platform, path);
        let length = reply.body_bytes().len().to_string();
        assert_eq!(reply.headers().unwrap()["content-length"], *length);
        let mut lines = lines(&reply);
        let line = lines.remove(index + 1);
        let mut others = whole.clone();
        others.remove(index + 1);
        assert_eq!(lines, others);
        line
    };
    assert_eq!(broken(2, Malformation::MissingId), whole[3][1..]);
    assert_eq!(broken(0, Malformation::WrongType)[0], [b"\xff", &*whole[1][0]].concat());
    assert_eq!(broken(4, Malformation::Null), [b""]);
    platform.inject(FaultRule::new(Fault::MalformedRow { index: 9_999, how: Malformation::Null }));
    assert_eq!(lines(&get(&platform, path)), whole, "past the end");
}

#[test]
fn the_page_links_every_table_since_0_30() {
    let platform = built(Decidim::builder());
    let page = String::from_utf8(get(&platform, "/open-data").body_bytes().to_vec()).unwrap();
    for table in ["proposals", "proposal_comments", "taxonomies", "user_groups"] {
        assert!(page.contains(&format!("href=\"/open-data/download/{table}\"")), "{table}");
        assert_eq!(get(&platform, &format!("/open-data/download/{table}")).status().unwrap(), 200);
    }
    assert!(page.contains("participatory_space/url"));
    let older = built(Decidim::builder().version(Version::V0_27));
    let page = String::from_utf8(get(&older, "/open-data").body_bytes().to_vec()).unwrap();
    assert!(page.contains("\"/open-data/download\"") && !page.contains("download/proposals"));
    assert_eq!(get(&older, "/open-data/download/proposals").status().unwrap(), 404);
    let newer = built(Decidim::builder().version(Version::V0_31));
    assert_eq!(location(&get(&newer, "/open-data/download/user_groups")), "/open-data");
}

#[test]
fn a_table_holds_every_public_record_with_its_languages() {
    let platform = built(Decidim::builder().hidden(0.2));
    let (header, rows) = read(&get(&platform, "/open-data/download/proposals"), b';');
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    for name in [
        "id",
        "author/id",
        "participatory_space/url",
        "endorsements/total_count",
        "title/en",
        "title/ca",
        "taxonomies/id",
    ] {
        column(name);
    }
    assert!(rows.iter().all(|row| row.len() == header.len()));
    let hidden = platform.hidden_ids("proposals");
    let unpublished: Vec<u64> = platform
        .component_ids("Proposals")
        .into_iter()
        .filter(|id| platform.record("components", *id).unwrap()["owner_id"] == 4)
        .flat_map(|id| platform.ids_in(id, "proposals"))
        .collect();
    let shown = |id: &u64| !hidden.contains(id) && !unpublished.contains(id);
    let truth: Vec<String> =
        platform.ids("proposals").into_iter().filter(shown).map(|id| id.to_string()).collect();
    let read: Vec<String> = rows.iter().map(|row| row[column("id")].clone()).collect();
    assert_eq!(read, truth);
    assert!(!hidden.is_empty() && !unpublished.is_empty());
    let created = &rows[0][column("created_at")];
    assert!(created.ends_with(" UTC") && created.len() == "2016-07-02 17:40:43 UTC".len());
}

#[test]
fn comments_have_their_thread_and_categories_came_before_taxonomies() {
    let platform = built(Decidim::builder());
    let (header, rows) = read(&get(&platform, "/open-data/download/proposal_comments"), b';');
    for name in ["alignment", "depth", "commentable_type", "root_commentable_url", "user_group/id"]
    {
        assert!(header.iter().any(|column| column == name), "{name}");
    }
    let at = header.iter().position(|column| column == "root_commentable_url").unwrap();
    assert!(rows.iter().all(|row| row[at].contains("/proposals/")));
    let at = header.iter().position(|column| column == "commentable_type").unwrap();
    assert!(rows.iter().any(|row| row[at] == "Decidim::Comments::Comment"));
    let (projects, _) = read(&get(&platform, "/open-data/download/projects"), b';');
    assert!(projects.contains(&"related_proposal_titles".to_owned()));
}

#[test]
fn the_archive_holds_all_tables_by_host() {
    for (version, has_taxonomies) in [(Version::V0_27, false), (Version::V0_30, true)] {
        let platform = built(Decidim::builder().version(version).open_data_separator(','));
        let reply = get(&platform, "/open-data/download");
        assert_eq!(reply.headers().unwrap()["content-type"], "application/zip");
        let mut archive = ZipArchive::new(Cursor::new(reply.body_bytes())).unwrap();
        let name = |table: &str| format!("decidim.example.org-open-data-{table}.csv");
        assert_eq!(archive.by_name(&name("taxonomies")).is_ok(), has_taxonomies);
        let mut text = String::new();
        archive.by_name(&name("proposals")).unwrap().read_to_string(&mut text).unwrap();
        let header = text.lines().next().unwrap();
        assert_eq!(header.contains("category/id"), !has_taxonomies);
        assert!(header.starts_with("id,author/id"));
        assert_eq!(header.contains(",supports,"), !has_taxonomies);
    }
}

#[test]
fn files_that_are_not_there_yet_and_unknown_ones_lead_back() {
    let platform = built(Decidim::builder().open_data_ready_after(2));
    let request = Request::get("/open-data/download/proposals");
    let request = request.header("referer", "https://decidim.example.org/somewhere");
    let reply = platform.handle(request.body(Bytes::new()).unwrap());
    assert_eq!(location(&reply), "https://decidim.example.org/somewhere");
    assert_eq!(location(&get(&platform, "/open-data/download")), "/open-data");
    assert_eq!(get(&platform, "/open-data/download").status().unwrap(), 200);
    assert_eq!(location(&get(&platform, "/open-data/download/unheard_of")), "/open-data");
}

#[test]
fn files_are_written_once_a_day() {
    let clock = StillClock::new();
    let platform = built(Decidim::builder().clock(clock.reader()));
    let count = || read(&get(&platform, "/open-data/download/proposals"), b';').1.len();
    let before = count();
    platform.insert_into(platform.component_ids("Proposals")[0]).unwrap();
    assert_eq!(count(), before);
    clock.advance(24 * 60 * 60);
    assert_eq!(count(), before + 1);
    platform.insert_into(platform.component_ids("Proposals")[0]).unwrap();
    platform.write_open_data();
    assert_eq!(count(), before + 2);
}

#[test]
fn drafts_are_not_public() {
    let platform = built(Decidim::builder());
    let id = platform.ids("proposals")[0];
    platform.update("proposals", id, json!({"draft": true}));
    let (_, rows) = read(&get(&platform, "/open-data/download/proposals"), b';');
    assert!(rows.iter().all(|row| row[0] != id.to_string()));
}

#[test]
fn a_download_can_be_cut() {
    let platform = built(Decidim::builder());
    platform.inject(FaultRule::new(Fault::Truncate).on("/open-data/download"));
    let reply = get(&platform, "/open-data/download/proposals");
    let promised: usize =
        reply.headers().unwrap()["content-length"].to_str().unwrap().parse().unwrap();
    assert!(reply.body_bytes().len() < promised);
    assert!(matches!(reply.body.last(), Some(Chunk::Truncate)));
}

#[test]
fn columns_can_be_odd() {
    let platform = built(Decidim::builder().open_data_odd_columns(true));
    let (header, rows) = read(&get(&platform, "/open-data/download/proposals"), b';');
    assert!(header.iter().any(|column| column.contains("/machine_translations/")));
    assert_eq!(header.iter().filter(|column| *column == "id").count(), 2);
    assert!(header.contains(&"plugin/extra_field".to_owned()));
    assert!(rows.iter().any(|row| row.len() == header.len() + 1));
    let (header, _) = read(&get(&platform, "/open-data/download/proposal_comments"), b';');
    assert!(header.contains(&"user_group/name".to_owned()));
    assert!(header.contains(&"user_group/name/en".to_owned()));
}

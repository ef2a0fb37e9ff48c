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

/// Where a redirect leads on the same site: Rails' `redirect_to` and `redirect` write whole addresses.
fn location(reply: &Reply) -> &str {
    assert!([301, 302].contains(&reply.status().unwrap().as_u16()));
    let location = reply.headers().unwrap()["location"].to_str().unwrap();
    location.strip_prefix("https://decidim.example.org").unwrap()
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
    // config/routes.rb of decidim-core to 0.29 has `/open-data/download` alone.
    let older = built(Decidim::builder().version(Version::V0_27));
    assert_eq!(get(&older, "/open-data").status().unwrap(), 404);
    assert_eq!(get(&older, "/open-data/download/proposals").status().unwrap(), 404);
    let newer = built(Decidim::builder().version(Version::V0_31));
    assert_eq!(location(&get(&newer, "/open-data/download/user_groups")), "/open-data");
    let oldest = built(Decidim::builder().version(Version::V0_27).open_data_ready_after(1));
    assert_eq!(location(&get(&oldest, "/open-data/download")), "/", "the front page");
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
        let mut reply = get(&platform, "/open-data/download");
        let mut redirects = 0;
        while reply.status().unwrap() == 302 {
            redirects += 1;
            let to = location(&reply).trim_start_matches("https://decidim.example.org").to_owned();
            reply = get(&platform, &to);
        }
        // `redirect_to uploader.path` to 0.29, which is a blob of Rails' storage.
        assert_eq!(redirects, if has_taxonomies { 0 } else { 2 });
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
        assert_eq!(archive.by_name("README.md").is_ok(), has_taxonomies);
    }
}

#[test]
fn files_that_are_not_there_yet_and_unknown_ones_lead_back() {
    let platform = built(Decidim::builder().open_data_ready_after(2));
    let request = Request::get("/open-data/download/proposals");
    let request = request.header("referer", "https://decidim.example.org/somewhere");
    let reply = platform.handle(request.body(Bytes::new()).unwrap());
    assert_eq!(location(&reply), "/somewhere");
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
    assert_eq!(header.iter().filter(|column| *column == "id").count(), 2);
    assert!(header.contains(&"plugin/extra_field".to_owned()));
    assert!(rows.iter().any(|row| row.len() == header.len() + 1));
}

#[test]
fn columns_are_those_of_the_version() {
    use Version::{V0_24, V0_27, V0_28, V0_29, V0_30, V0_31, V0_32};
    let headers = Version::ALL.map(|version| {
        let platform = built(Decidim::builder().version(version));
        let state = platform.software();
        let tables = super::tables::of(version).into_iter();
        (version, tables.map(|table| (table.name, table.header(&state.world))).collect::<Vec<_>>())
    });
    let has = |version, table: &str, column: &str| {
        let tables = &headers.iter().find(|(known, _)| *known == version).unwrap().1;
        let header = tables.iter().find(|(name, _)| *name == table);
        header.is_some_and(|(_, header)| header.iter().any(|name| name == column))
    };
    for (table, column, there, gone) in [
        ("proposals", "author/id", &[V0_27, V0_32][..], &[V0_24][..]),
        ("proposals", "supports", &[V0_24, V0_28], &[V0_29, V0_32]),
        ("proposals", "votes", &[V0_29, V0_32], &[V0_28]),
        ("proposals", "endorsements/total_count", &[V0_24, V0_30], &[V0_31]),
        ("proposals", "likes/total_count", &[V0_31, V0_32], &[V0_30]),
        ("proposals", "followers", &[V0_24, V0_29], &[V0_30]),
        ("proposals", "follows_count", &[V0_30, V0_32], &[V0_29]),
        ("proposals", "attachments", &[V0_24, V0_31], &[V0_32]),
        ("proposals", "taxonomies/name", &[V0_30], &[V0_29]),
        ("proposals", "title/machine_translations/ca", &[V0_24, V0_32], &[]),
        ("meetings", "comments", &[V0_24, V0_29], &[V0_30]),
        ("meetings", "comments/count", &[V0_30, V0_32], &[V0_29]),
        ("debates", "endorsements_count", &[V0_30], &[V0_29, V0_31]),
        ("posts", "likes_count", &[V0_31], &[V0_30]),
        ("projects", "budget/url", &[V0_30], &[V0_29]),
        ("results", "participatory_space/id", &[], &[V0_24, V0_32]),
        ("proposal_comments", "user_group/name", &[V0_30], &[V0_31]),
        ("proposal_comments", "user_group/name/en", &[V0_30], &[V0_31]),
        ("users", "nickname", &[V0_30, V0_32], &[V0_29]),
        ("taxonomies", "children_count", &[V0_30, V0_32], &[V0_29]),
        ("users", "groups/id", &[V0_30], &[V0_31]),
        ("assemblies", "follows_count", &[V0_30, V0_32], &[V0_29]),
    ] {
        for version in there {
            assert!(has(*version, table, column), "{table} {column} in {version}");
        }
        for version in gone {
            assert!(!has(*version, table, column), "{table} {column} in {version}");
        }
    }
}

#[test]
fn a_meetings_time_has_no_zone_in_0_24() {
    for (version, ends) in [(Version::V0_24, false), (Version::V0_27, true)] {
        let platform = built(Decidim::builder().version(version));
        let state = platform.software();
        let meetings = super::tables::of(version).into_iter().find(|it| it.name == "meetings");
        let text = meetings.unwrap().write(&state.world);
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_ref());
        let at = reader.headers().unwrap().iter().position(|name| name == "start_time").unwrap();
        assert!(reader.records().all(|row| row.unwrap()[at].ends_with(" UTC") == ends));
    }
}

#[test]
fn what_begins_like_a_formula_gets_an_apostrophe_and_a_number_does_not() {
    let platform = built(Decidim::builder());
    let id = platform.ids("proposals")[0];
    platform.update("proposals", id, json!({"title": {"en": "=1+1", "ca": "-més", "es": "'tis"}}));
    let (header, rows) = read(&get(&platform, "/open-data/download/proposals"), b';');
    let cell = |name: &str| {
        let at = header.iter().position(|column| column == name).unwrap();
        rows.iter().find(|row| row[0] == id.to_string()).unwrap()[at].clone()
    };
    assert_eq!([cell("title/en"), cell("title/ca"), cell("title/es")], ["'=1+1", "'-més", "'tis"]);
    let (header, rows) = read(&get(&platform, "/open-data/download/users"), b';');
    let at = header.iter().position(|column| column == "nickname").unwrap();
    assert!(rows.iter().all(|row| row[at].starts_with("'@")));
    let (header, rows) = read(&get(&platform, "/open-data/download/proposal_comments"), b';');
    let at = header.iter().position(|column| column == "alignment").unwrap();
    assert!(rows.iter().any(|row| row[at] == "-1"));
}

#[test]
fn pages_stand_under_their_language_since_0_32_also_after_an_upgrade() {
    let platform = built(Decidim::builder().version(Version::V0_31).open_data_ready_after(1));
    assert_eq!(get(&platform, "/open-data").status().unwrap(), 200);
    assert_eq!(get(&platform, "/en/open-data").status().unwrap(), 404);
    platform.upgrade(Version::V0_32);
    for path in ["/open-data", "/open-data/download", "/open-data/download/proposals"] {
        let reply = get(&platform, path);
        assert_eq!(reply.status().unwrap(), 301);
        assert_eq!(location(&reply), format!("/en{path}"));
    }
    // `locale_redirects.rb` and `locale_router_detector.rb` of decidim-core: a language that is
    // asked for in the old way is kept, if the site has it, and so is the rest of the query.
    let path = "/open-data/download/proposals";
    let led = |query: &str| location(&get(&platform, &format!("{path}?{query}"))).to_owned();
    assert_eq!(led("locale=ca"), format!("/ca{path}"));
    assert_eq!(led("a=1&locale=fr&b=2"), format!("/en{path}?a=1&b=2"));
    let asked = get(&platform, "http://127.0.0.1:8080/open-data");
    assert_eq!(asked.headers().unwrap()["location"], "http://127.0.0.1:8080/en/open-data");
    assert_eq!(location(&get(&platform, "/ca/open-data/download/proposals")), "/ca/open-data");
    assert_eq!(get(&platform, "/ca/open-data/download/proposals").status().unwrap(), 200);
    let page = get(&platform, "/ca/open-data").body_bytes();
    assert!(String::from_utf8_lossy(&page).contains("href=\"/ca/open-data/download/proposals\""));
    assert_eq!(get(&platform, "/fr/open-data").status().unwrap(), 404);
}

#[test]
fn a_table_comes_in_members_or_as_something_else_on_request() {
    let platform = built(Decidim::builder().open_data_gzip_members(3));
    let reply = get(&platform, "/open-data/download/proposals");
    assert_eq!(reply.headers().unwrap()["content-encoding"], "gzip");
    assert_eq!(reply.body.len(), 3);
    let length = reply.body_bytes().len().to_string();
    assert_eq!(reply.headers().unwrap()["content-length"], *length);
    let platform = built(Decidim::builder());
    assert!(platform.replace_open_data("proposals", "Retry later\n"));
    assert!(!platform.replace_open_data("unheard_of", ""));
    assert_eq!(get(&platform, "/open-data/download/proposals").body_bytes(), "Retry later\n");
    platform.write_open_data();
    assert_ne!(get(&platform, "/open-data/download/proposals").body_bytes(), "Retry later\n");
}

#[test]
fn an_archive_may_have_one_name_twice() {
    let platform = built(Decidim::builder().open_data_second_entry(true));
    let bytes = get(&platform, "/open-data/download").body_bytes();
    let name = b"decidim.example.org-open-data-proposals.csv";
    // At each file, and in the list of files.
    assert_eq!(bytes.windows(name.len()).filter(|window| *window == name).count(), 4);
    assert!(ZipArchive::new(Cursor::new(bytes)).unwrap().has_duplicate_names());
}

#[test]
fn an_empty_table_is_one_line_end() {
    let platform = built(Decidim::builder().rows("debates", 0));
    assert_eq!(get(&platform, "/open-data/download/debates").body_bytes(), "\n");
}

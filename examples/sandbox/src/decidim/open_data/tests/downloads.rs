use std::io::{Cursor, Read};

use bytes::Bytes;
use http::Request;
use serde_json::json;
use zip::ZipArchive;

use super::{built, get, location, read};
use crate::decidim::{Decidim, Version};
use crate::fault::{Fault, FaultRule};
use crate::manual_clock::ManualClock;
use crate::platform::Platform;
use crate::reply::Chunk;

#[test]
fn the_page_links_every_table_since_0_30() {
    let platform = built(Decidim::builder());
    let page = String::from_utf8(get(&platform, "/open-data").body_bytes().to_vec()).unwrap();
    for table in ["proposals", "proposal_comments", "metrics", "user_groups"] {
        assert!(page.contains(&format!("href=\"/open-data/download/{table}\"")), "{table}");
        assert_eq!(get(&platform, &format!("/open-data/download/{table}")).status().unwrap(), 200);
    }
    assert!(page.contains("participatory_space/url"));
    // config/routes.rb of decidim-core to 0.29 has only `/open-data/download`.
    let older = built(Decidim::builder().version(Version::V0_27));
    assert_eq!(get(&older, "/open-data").status().unwrap(), 404);
    assert_eq!(get(&older, "/open-data/download/proposals").status().unwrap(), 404);
    let newer = built(Decidim::builder().version(Version::V0_31));
    assert_eq!(location(&get(&newer, "/open-data/download/user_groups")), "/open-data");
    let oldest = built(Decidim::builder().version(Version::V0_27).open_data_ready_after(1));
    assert_eq!(location(&get(&oldest, "/open-data/download")), "/", "the front page");
}

#[test]
fn the_archive_holds_all_tables_by_host() {
    for (version, has_taxonomies) in [(Version::V0_27, false), (Version::V0_31, true)] {
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

/// The ids in the table of proposals that the archive holds, and when it was written.
fn packed(platform: &Decidim) -> (Vec<String>, (u16, u8, u8)) {
    let bytes = get(platform, "/open-data/download").body_bytes();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut file = archive.by_name("decidim.example.org-open-data-proposals.csv").unwrap();
    let written = file.last_modified().unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    let ids = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
    (ids, (written.year(), written.month(), written.day()))
}

// decidim_open_data_tasks.rake: `OpenDataJob.perform_later(organization)`, without a table. The controller
// starts the job of a table only where there is no file of it (decidim issue 17304).
#[test]
fn the_archive_is_written_once_a_day_and_a_table_on_its_own_only_once() {
    let clock = ManualClock::new();
    let platform = built(Decidim::builder().clock(clock.reader()));
    let count = || read(&get(&platform, "/open-data/download/proposals"), b';').1.len();
    let (own, (ids, first)) = (count(), packed(&platform));
    assert_eq!(own, ids.len());
    let new = platform.insert_into(platform.component_ids("Proposals")[0]).unwrap();
    assert_eq!(packed(&platform).0.len(), own);
    clock.advance(48 * 60 * 60);
    let (ids, second) = packed(&platform);
    assert!(ids.contains(&new.to_string()) && ids.len() == own + 1);
    assert_ne!(first, second);
    assert_eq!(count(), own);
    // One that nobody asked for before is as new as the question.
    let (_, rows) = read(&get(&platform, "/open-data/download/meetings"), b';');
    platform.insert_into(platform.component_ids("Meetings")[0]).unwrap();
    platform.write_open_data();
    assert_eq!(count(), own + 1);
    assert_eq!(read(&get(&platform, "/open-data/download/meetings"), b';').1.len(), rows.len() + 1);
}

// `OpenDataBlockedUserSerializer` asks the block for its reason, and there may be none: decidim issue 17574,
// mended by pull request 17595 of September 2026.
#[test]
fn somebody_blocked_without_a_record_of_it_stops_the_whole_export() {
    for (version, is_stuck) in
        [(Version::V0_30, true), (Version::V0_32, true), (Version::V0_33, false)]
    {
        let clock = ManualClock::new();
        let platform = built(Decidim::builder().version(version).clock(clock.reader()));
        let prefix = if version >= Version::V0_32 { "/en" } else { "" };
        let ask = |path: &str| get(&platform, &format!("{prefix}/open-data/download{path}"));
        let before = ask("").body_bytes();
        assert!(platform.update(
            "moderated_users",
            1,
            json!({"blocked_at": 1_700_000_000_000_i64})
        ));
        assert_eq!(ask("/moderated_users").status().unwrap(), if is_stuck { 302 } else { 200 });
        assert_eq!(ask("/proposals").status().unwrap(), 200, "a table on its own");
        clock.advance(24 * 60 * 60);
        assert_eq!(ask("").body_bytes() == before, is_stuck, "{version}");
        let block = json!({"blocking_user_id": 1, "block_reasons": "Insults"});
        assert!(platform.update("moderated_users", 1, block));
        assert_eq!(ask("/moderated_users").status().unwrap(), 200);
        clock.advance(24 * 60 * 60);
        assert_ne!(ask("").body_bytes(), before);
    }
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

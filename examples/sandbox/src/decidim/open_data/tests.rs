//! The open data as seen through requests.

mod downloads;
mod public;

use bytes::Bytes;
use http::Request;
use serde_json::json;

use crate::decidim::{Decidim, DecidimBuilder, Version};
use crate::fault::{Fault, FaultRule, Malformation};
use crate::platform::Platform;
use crate::reply::Reply;

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
        "taxonomies/ids",
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
fn drafts_are_not_public() {
    let platform = built(Decidim::builder());
    let id = platform.ids("proposals")[0];
    platform.update("proposals", id, json!({"draft": true}));
    let (_, rows) = read(&get(&platform, "/open-data/download/proposals"), b';');
    assert!(rows.iter().all(|row| row[0] != id.to_string()));
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
        let platform = built(Decidim::builder().version(version).hidden(0.3));
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
        ("proposals", "taxonomies/ids", &[V0_30, V0_32], &[V0_29]),
        ("proposals", "taxonomies/id", &[], &[V0_29, V0_30, V0_32]),
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
        ("taxonomies", "children_count", &[V0_31, V0_32], &[V0_29, V0_30]),
        ("users", "groups/id", &[V0_30], &[V0_31]),
        ("moderations", "reported_url", &[V0_30], &[V0_29]),
        ("moderations", "reports/details", &[V0_30], &[V0_29]),
        ("debates", "last_comment_by/name", &[V0_30], &[V0_29]),
        ("conferences", "remote_banner_image_url", &[V0_30], &[V0_29]),
        ("assemblies", "decidim_scope_id", &[V0_30], &[V0_29]),
        ("assemblies", "assembly_type/title/en", &[V0_30], &[V0_29]),
        ("participatory_processes", "participatory_process_group/id", &[V0_30], &[V0_29]),
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
fn an_empty_table_is_one_line_end() {
    let platform = built(Decidim::builder().rows("debates", 0));
    assert_eq!(get(&platform, "/open-data/download/debates").body_bytes(), "\n");
}

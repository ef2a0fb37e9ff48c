//! The open-data client against servers of a few lines that speak by the documented facts.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use civic_core::http::transport::TransportError;
use civic_core::testing::FakeBody;
use decidim_client::ErrorKind;
use decidim_client::open_data::report::TableCompleteness;
use decidim_client::open_data::rows::{CommentRow, ProposalRow};
use decidim_client::open_data::{Client, Refusal, Rows};
use futures::StreamExt;
use static_assertions::assert_impl_all;

use super::support::{Site, answer};

assert_impl_all!(Client: Send, Sync, Clone, std::fmt::Debug);
assert_impl_all!(Rows<ProposalRow>: Send, Unpin, std::fmt::Debug);

pub(super) const PROJECTS: &str = "id,category/id,category/name/ca,scope/id,scope/name/ca,\
participatory_space/id,participatory_space/url,component/id,title/ca,title/es,description/ca,\
budget/id,budget_amount,confirmed_votes,comments,created_at,url,related_proposals,colour\n\
7,3,Carrers,,,5,https://decidim.example.org/processes/x,12,Bancs,Bancos,\"<p>Un, dos\ntres</p>\",\
2,1000.0,41,0,2016-07-02 17:40:43 UTC,https://decidim.example.org/7,\"8, 9\",green\n\
8,,,,,5,,12,,,,2,lots,,x,yesterday,,,\n";

/// In pieces of a few bytes.
fn pieces(text: &str) -> FakeBody {
    let bytes = Bytes::copy_from_slice(text.as_bytes());
    let starts = (0..bytes.len()).step_by(7);
    let pieces: Vec<_> = starts.map(|at| Ok(bytes.slice(at..bytes.len().min(at + 7)))).collect();
    FakeBody::pieces(pieces)
}

#[test]
fn known_columns_are_typed_and_all_others_kept() {
    let site = Site::new(|_| answer(200, &[("last-modified", b"Mon")], pieces(PROJECTS)));
    let (projects, report, error) = site.read(site.client.projects());
    assert!(error.is_none(), "{error:?}");
    let [first, second] = &projects[..] else { panic!("{projects:?}") };
    assert_eq!(
        (first.id, first.budget_amount, first.confirmed_votes),
        (Some(7), Some(1000), Some(41))
    );
    assert_eq!(first.created_at.unwrap().to_string(), "2016-07-02T17:40:43Z");
    assert_eq!((first.title.get("ca"), first.title.get("es")), (Some("Bancs"), Some("Bancos")));
    assert_eq!(first.description.get("ca"), Some("<p>Un, dos\ntres</p>"));
    assert_eq!(first.topic.category_name.get("ca"), Some("Carrers"));
    assert_eq!((first.place.participatory_space_id, first.place.component_id), (Some(5), Some(12)));
    assert_eq!(first.related_proposals, ["8", "9"]);
    assert_eq!(
        first.extra.iter().collect::<Vec<_>>(),
        [(&"colour".to_owned(), &"green".to_owned())]
    );
    // What does not parse is kept as it is.
    assert_eq!((second.id, second.budget_amount, second.comments), (Some(8), None, None));
    let kept = ["budget_amount", "comments", "created_at"].map(|name| second.extra[name].as_str());
    assert_eq!(kept, ["lots", "x", "yesterday"]);

    assert_eq!(report.completeness, TableCompleteness::Complete, "{report}");
    assert_eq!((report.rows, report.columns, report.separator), (2, 19, Some(',')));
    assert_eq!(
        (report.bytes, report.last_modified.as_deref()),
        (PROJECTS.len() as u64, Some("Mon"))
    );
    let (path, accept) = site.requests().remove(0);
    assert_eq!((path.as_str(), accept.as_str()), ("/open-data/download/projects", "text/csv, */*"));
}

#[test]
fn every_known_table_is_asked_for_by_its_name() {
    let site = Site::new(|path| {
        let header =
            "id;title/en;author/id;created_at;body/en;state;progress;start_time;alignment\n";
        let row = "7;T;5;2016-07-02 17:40:43 UTC;B;accepted;50;2016-07-02 17:40:43 UTC;-1\n";
        assert!(path.starts_with("/open-data/download/"));
        answer(200, &[], format!("{header}{row}"))
    });
    let client = &site.client;
    macro_rules! reads {
        ($table:expr, $name:literal) => {{
            let (read, report, error) = site.read($table);
            assert!(error.is_none() && report.is_complete());
            assert_eq!(report.table, $name);
            assert_eq!(site.asked(), [concat!("/open-data/download/", $name)]);
            read.into_iter().next().unwrap()
        }};
    }
    assert_eq!(reads!(client.proposals(), "proposals").state.as_deref(), Some("accepted"));
    assert_eq!(reads!(client.results(), "results").progress, Some(50.0));
    assert_eq!(reads!(client.meetings(), "meetings").author.id, Some(5));
    assert!(reads!(client.debates(), "debates").start_time.is_some());
    assert_eq!(reads!(client.posts(), "posts").body.get("en"), Some("B"));
    assert_eq!(reads!(client.projects(), "projects").id, Some(7));
    let comment: CommentRow = reads!(client.comments("meeting_comments"), "meeting_comments");
    assert_eq!((comment.alignment, comment.extra["body/en"].as_str()), (Some(-1), "B"));
    let cells = reads!(client.table("surveys"), "surveys");
    let title = cells.multiloc("title").unwrap();
    assert_eq!((cells.get("id").unwrap(), title.get("en")), (Some("7"), Some("T")));
    let author = cells.get("author/id").unwrap();
    assert_eq!(author, Some("5"), "an id is not a text in Indonesian");
}

#[test]
fn a_table_that_is_not_there_is_a_typed_error() {
    for location in ["/open-data", "https://d.example.org/open-data?locale=ca"] {
        let location = location.as_bytes();
        let site = Site::new(move |_| answer(302, &[("location", location)], "<html>"));
        let (_, report, error) = site.read(site.client.proposals());
        let error = error.unwrap();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert_eq!(Refusal::of(&error), Some(Refusal::NotThere));
        assert!(error.hint().unwrap().contains("ask again later"), "{error}");
        assert!(matches!(report.completeness, TableCompleteness::Interrupted { .. }));
    }
    let cases = [
        (301, "https://first.example.org/open-data", Some("https://first.example.org")),
        (404, "", None),
    ];
    for (status, location, host) in cases {
        let location = location.as_bytes();
        let site = Site::new(move |_| answer(status, &[("location", location)], ""));
        let error = site.read(site.client.proposals()).2.unwrap();
        let elsewhere = |host: &str| Refusal::Elsewhere { host: host.to_owned() };
        assert_eq!(Refusal::of(&error), Some(host.map_or(Refusal::NoTables, elsewhere)));
    }
    // A transport of one's own may follow the redirect: then a page comes.
    let site = Site::new(|_| answer(200, &[], "<!DOCTYPE html>\n<html>"));
    let error = site.read(site.client.proposals()).2.unwrap();
    assert_eq!((error.kind(), Refusal::of(&error)), (ErrorKind::Decode, Some(Refusal::Page)));
    for name in ["", "../users", "a/b", "a?b"] {
        let error = site.read(site.client.table(name)).2.unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}");
    }
}

#[test]
fn a_site_that_wants_its_visitors_signed_in_is_said_to_be_one() {
    for location in ["/users/sign_in", "https://d.example.org/users/sign_in?locale=ca"] {
        let location = location.as_bytes();
        let site = Site::new(move |_| answer(302, &[("location", location)], "<html>"));
        let error = site.read(site.client.proposals()).2.unwrap();
        assert_eq!(Refusal::of(&error), Some(Refusal::SignIn));
        assert_eq!(error.kind(), ErrorKind::Forbidden);
        assert!(error.hint().unwrap().contains("signed in"), "{error}");
    }
}

#[test]
fn a_download_that_breaks_off_is_reported_and_what_came_is_yielded() {
    let text = "id;a\n1;x\n2;y\n3;z\n";
    let start = "id;a\n1;x\n2;y\n3";
    let broken =
        move || FakeBody::pieces([Ok(Bytes::from(start)), Err(TransportError::broken("reset"))]);
    let length = text.len().to_string();
    for (kind, how) in
        [(ErrorKind::Transport, 0), (ErrorKind::Timeout, 1), (ErrorKind::Transport, 2)]
    {
        let length = length.clone();
        let site = Site::new(move |_| match how {
            0 => answer(200, &[], broken()),
            1 => answer(200, &[], FakeBody::stalled_after(start)),
            // Short of its announced length, between two rows.
            _ => answer(200, &[("content-length", length.as_bytes())], "id;a\n1;x\n2;y\n"),
        });
        let (read, report, error) = site.read(site.client.table("things"));
        assert_eq!((read.len(), error.unwrap().kind()), (2, kind), "{how}");
        assert!(matches!(report.completeness, TableCompleteness::Interrupted { .. }), "{report}");
    }
    // Without a length the end of the file within a row tells.
    let site = Site::new(move |_| answer(200, &[], start));
    let (read, report, error) = site.read(site.client.table("things"));
    assert!(error.is_none());
    assert_eq!(
        (read.len(), report.completeness.clone(), report.malformed),
        (2, TableCompleteness::CutOff, 1)
    );
    assert!(
        report.to_string().starts_with("incomplete, cut off within a row or the header: 2 rows of things read, 1 could not be read"),
        "{report}"
    );
}

#[test]
fn a_failing_server_is_asked_again_before_the_first_row() {
    let turn = Arc::new(Mutex::new(0));
    let site = Site::new(move |_| {
        let mut turn = turn.lock().unwrap();
        *turn += 1;
        if *turn < 3 { answer(503, &[], "") } else { answer(200, &[], "id\n1\n") }
    });
    let (read, _, error) = site.read(site.client.table("things"));
    assert!(error.is_none());
    assert_eq!((read.len(), site.asked().len()), (1, 3));
}

#[test]
fn memory_holds_a_row_and_not_a_table() {
    // A table without end: whoever held it would never get past the first row.
    let site = Site::new(|_| {
        let header = futures::stream::iter([Ok(Bytes::from("id;a\n"))]);
        let row = |id| Ok::<_, TransportError>(Bytes::from(format!("{id};x\n")));
        let rows = futures::stream::iter((1_u64..).map(row));
        answer(200, &[], FakeBody::stream(header.chain(rows).boxed()))
    });
    let mut rows = site.client.table("things").stream();
    let read = site.run(rows.by_ref().take(5000).count());
    assert_eq!(read, 5000);
    let report = rows.report();
    assert!(report.bytes < 40_000, "{report}");
    assert_eq!(report.completeness, TableCompleteness::InProgress);
}

#[test]
fn the_list_of_tables_is_read_from_the_page() {
    let site = Site::new(|path| {
        assert_eq!(path, "/open-data");
        let page =
            r#"<a href="/open-data/download">all</a> <a href="/open-data/download/proposals">"#;
        answer(200, &[("content-type", b"text/html")], page)
    });
    let list = site.run(site.client.tables()).unwrap();
    assert_eq!((list.names.as_slice(), list.archive), (&["proposals".to_owned()][..], true));
    assert_eq!(site.requests()[0].1, "text/html");

    let site = Site::new(|_| answer(200, &[("content-type", b"text/html")], "<h1>Back soon</h1>"));
    let error = site.run(site.client.tables()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("a page that offers no open data"), "{error}");
}

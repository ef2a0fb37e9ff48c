//! What real sites send in the place of, around and in their tables, each with where it is known
//! from. The bytes are made up.

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use civic_core::http::HttpConfig;
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use decidim_client::open_data::rows::{MeetingRow, ProposalRow};
use decidim_client::open_data::{Archive, Client, Fields, Refusal, Row, Rows, Table, TableTime};
use decidim_client::open_data::{TableCompleteness, TableReport};
use decidim_client::{Error, ErrorKind};
use futures::StreamExt;

type Answer = http::Response<FakeBody>;

fn answer(status: u16, headers: &[(&str, &[u8])], body: impl Into<Bytes>) -> Answer {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, http::HeaderValue::from_bytes(value).unwrap());
    }
    answer.body(body.into().into()).unwrap()
}

fn sent(table: &str) -> Answer {
    let length = table.len().to_string();
    answer(200, &[("content-length", length.as_bytes())], table.to_owned())
}

struct Site {
    clock: VirtualClock,
    client: Client,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn new(serve: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::at("https://d.example.org", serve)
    }

    fn at(base: &str, serve: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let clock = VirtualClock::new();
        let asked = Arc::<Mutex<Vec<_>>>::default();
        let (log, serve) = (Arc::clone(&asked), Arc::new(serve));
        let transport = FakeTransport::new(move |request| {
            let path = request.uri().path_and_query().unwrap().as_str().to_owned();
            log.lock().unwrap().push(path.clone());
            let answer = serve(&path);
            async move { Ok(answer) }
        });
        let http = HttpConfig::new().transport(transport).clock(clock.clone());
        Self { client: Client::builder(base).http(http).build().unwrap(), clock, asked }
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    fn run<F: Future>(&self, future: F) -> F::Output {
        self.clock.run(future).unwrap()
    }

    fn read<T: Row>(&self, table: Table<T>) -> (Vec<T>, TableReport, Option<Error>) {
        let mut rows: Rows<T> = table.stream();
        let (mut read, mut error) = (Vec::new(), None);
        self.run(async {
            while let Some(row) = rows.next().await {
                match row {
                    Ok(row) => read.push(row),
                    Err(failure) => error = Some(failure),
                }
            }
        });
        (read, rows.report(), error)
    }

    fn whole<T: Row>(
        table: &'static str,
        of: impl Fn(&Client) -> Table<T>,
    ) -> (Vec<T>, TableReport) {
        let site = Self::new(move |_| sent(table));
        let (rows, report, error) = site.read(of(&site.client));
        assert!(error.is_none() && report.is_complete(), "{report} {error:?}");
        (rows, report)
    }
}

const TABLE: &str = "id;title/en\n1;A\n2;B\n";

// Decidim 0.32: `/open-data` and `/open-data/download/…` are redirected to `/LOCALE/open-data…`.
#[test]
fn a_redirect_that_adds_a_locale_is_followed_below_every_path_and_in_every_form() {
    for (base, location, there) in [
        ("https://d.example.org", "/en/open-data/download/x", "/en/open-data/download/x"),
        (
            "https://d.example.org",
            "https://d.example.org/pt-BR/open-data/download/x",
            "/pt-BR/open-data/download/x",
        ),
        ("https://d.example.org", "../../en/open-data/download/x", "/en/open-data/download/x"),
        (
            "https://d.example.org/city",
            "/city/en/open-data/download/x",
            "/city/en/open-data/download/x",
        ),
        (
            "https://d.example.org/city/",
            "../../en/open-data/download/x",
            "/city/en/open-data/download/x",
        ),
        // A server that knows nothing of the path it is reached by.
        ("https://d.example.org/city", "/en/open-data/download/x", "/city/en/open-data/download/x"),
    ] {
        let site = Site::at(base, move |path| {
            if path == there {
                sent(TABLE)
            } else {
                answer(301, &[("location", location.as_bytes())], "")
            }
        });
        let (rows, report, error) = site.read(site.client.table("x"));
        assert!(error.is_none() && report.is_complete(), "{location}: {error:?}");
        assert_eq!((rows.len(), site.asked().len()), (2, 2), "{location}");
    }
}

#[test]
fn the_page_and_the_archive_are_found_under_a_locale_too() {
    let file = zip(&[("d.example.org-open-data-x.csv", TABLE)]);
    let site = Site::new(move |path| match path {
        "/ca/open-data" => {
            let page = "<a href=\"/ca/open-data/download\"><a href=\"/ca/open-data/download/x\">";
            answer(200, &[("content-type", b"text/html")], page)
        }
        "/ca/open-data/download" => answer(200, &[], file.clone()),
        path => answer(301, &[("location", format!("/ca{path}").as_bytes())], ""),
    });
    let list = site.run(site.client.tables()).unwrap();
    assert!(list.archive && list.names == ["x"]);
    let mut archive = site.run(site.client.archive()).unwrap();
    assert_eq!(archive.cells("x").unwrap().count(), 2);
}

#[test]
fn a_locale_is_followed_once_and_its_page_means_not_written_yet() {
    for location in ["/en/open-data", "https://d.example.org/en/open-data?locale=en"] {
        let site = Site::new(move |path| match path {
            "/open-data/download/x" => {
                answer(301, &[("location", b"/en/open-data/download/x")], "")
            }
            _ => answer(302, &[("location", location.as_bytes())], ""),
        });
        let (_, _, error) = site.read(site.client.table("x"));
        let error = error.unwrap();
        assert_eq!(Refusal::of(&error), Some(Refusal::NotThere), "{error}");
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
    // Round and round.
    let site = Site::new(|path| {
        let to = if path.starts_with("/en") { "/ca" } else { "/en" };
        answer(301, &[("location", format!("{to}/open-data/download/x").as_bytes())], "")
    });
    let (_, _, error) = site.read(site.client.table("x"));
    assert_eq!((error.unwrap().kind(), site.asked().len()), (ErrorKind::Redirect, 2));
}

#[test]
fn no_other_host_is_ever_asked_and_the_target_is_shown() {
    let moved = "https://anderswo.example.org/données/open-data/download/x";
    for (location, host) in [
        ("https://evil.example.org/en/open-data/download/x", "https://evil.example.org"),
        ("//evil.example.org/open-data", "https://evil.example.org"),
        ("http://d.example.org/en/open-data/download/x", "http://d.example.org"),
        // Raw UTF-8, which a header's value need not be but some servers send.
        (moved, "https://anderswo.example.org"),
    ] {
        let site = Site::new(move |_| answer(302, &[("location", location.as_bytes())], ""));
        let (_, _, error) = site.read(site.client.table("x"));
        let error = error.unwrap();
        assert_eq!(Refusal::of(&error), Some(Refusal::Elsewhere { host: host.to_owned() }));
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert!(error.to_string().contains(host), "{error}");
        assert_eq!(site.asked().len(), 1);
    }
}

// open_data_controller.rb of decidim-core: `redirect_to uploader.path` from 0.25 to 0.29, where the
// blob of Rails' storage redirects once more; `redirect_back fallback_location: root_path`.
#[test]
fn the_archive_of_older_sites_is_fetched_from_where_they_store_it() {
    let file = zip(&[("d.example.org-open-data-x.csv", TABLE)]);
    let stored = "/rails/active_storage/disk/eyJf--3/open-data.zip?disposition=attachment";
    let site = Site::new(move |path| match path {
        "/open-data/download" => {
            let blob = "/rails/active_storage/blobs/redirect/eyJf--2/open-data.zip";
            answer(302, &[("location", blob.as_bytes())], "")
        }
        path if path == stored => answer(200, &[], file.clone()),
        _ => {
            let to = format!("https://d.example.org{stored}");
            answer(302, &[("location", to.as_bytes())], "")
        }
    });
    let mut archive = site.run(site.client.archive()).unwrap();
    assert_eq!((archive.cells("x").unwrap().count(), site.asked().len()), (2, 3));

    let site = Site::new(|_| answer(302, &[("location", b"https://d.example.org/")], ""));
    let error = site.run(site.client.archive()).unwrap_err();
    assert_eq!(Refusal::of(&error), Some(Refusal::NotThere));
    let site =
        Site::new(|_| answer(302, &[("location", b"https://store.example.org/a.zip?sig=1")], ""));
    let error = site.run(site.client.archive()).unwrap_err();
    let host = "https://store.example.org".to_owned();
    assert_eq!(Refusal::of(&error), Some(Refusal::Elsewhere { host }));
    assert!(!error.to_string().contains("sig=1"), "{error}");
}

#[test]
fn a_redirect_to_another_place_of_the_site_is_no_promise() {
    let site = Site::new(|_| answer(302, &[("location", b"/maintenance")], ""));
    let (_, _, error) = site.read(site.client.table("x"));
    let error = error.unwrap();
    assert_eq!((error.kind(), Refusal::of(&error)), (ErrorKind::Redirect, None));
}

// RFC 9110: 202 (15.3.3), 204 (15.3.5) and 206 (15.3.7) are no whole file.
#[test]
fn a_status_that_is_no_whole_file_is_an_error() {
    for status in [201, 202, 204, 206, 207] {
        let site = Site::new(move |_| match status {
            204 => answer(status, &[], ""),
            206 => {
                let headers: [(&str, &[u8]); 2] =
                    [("content-range", b"bytes 0-19/1000000"), ("content-length", b"20")];
                answer(status, &headers, TABLE)
            }
            _ => answer(status, &[], TABLE),
        });
        let (rows, report, error) = site.read(site.client.table("x"));
        let error = error.unwrap();
        assert!(
            rows.is_empty() && matches!(report.completeness, TableCompleteness::Interrupted { .. })
        );
        assert_eq!(error.kind(), ErrorKind::Protocol);
        assert_eq!(Refusal::of(&error), Some(Refusal::NoFile { status }));
        assert!(error.to_string().contains(&status.to_string()), "{error}");
        assert_eq!(site.run(site.client.archive()).unwrap_err().kind(), ErrorKind::Protocol);
        assert_eq!(site.run(site.client.tables()).unwrap_err().kind(), ErrorKind::Protocol);
    }
}

#[test]
fn what_is_no_table_is_an_error_that_shows_its_beginning() {
    for (body, shown) in [
        (&b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"[..], "<?xml"),
        (b"Retry later\n", "Retry later"),
        (b"{\"error\":\"Too many requests\"}", "Too many"),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00abcdefgh", "PK"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "\\x1f\\x8b"),
        (b"id;t\xedtulo;title/en\n1;a;b\n", "id;t\\xedtulo"),
    ] {
        for framing in [Some(body.len()), None] {
            let site = Site::new(move |_| {
                let length = framing.map(|length| length.to_string()).unwrap_or_default();
                let headers = [("content-length", length.as_bytes())];
                answer(200, if framing.is_some() { &headers } else { &[] }, body)
            });
            let (rows, report, error) = site.read(site.client.table("x"));
            let error = error.unwrap();
            assert!(rows.is_empty() && !report.is_complete());
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(error.to_string().contains(shown), "{error}");
        }
        // The same bytes as a file of an archive, and as an archive.
        let mut archive = Archive::open(Cursor::new(zip_of(&[("x.csv", body)]))).unwrap();
        let error = archive.cells("x").unwrap().next().unwrap().unwrap_err();
        assert!(error.kind() == ErrorKind::Decode && error.to_string().contains(shown), "{error}");
        let error = Archive::open(Cursor::new(body.to_vec())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
    let site = Site::new(|_| answer(200, &[], "<!DOCTYPE html><title>Sorry</title>"));
    let error = site.run(site.client.archive()).unwrap_err();
    assert!(error.to_string().contains("<!DOCTYPE html>"), "{error}");
}

// RFC 9112, 6.3: chunks, a length, or the end of the connection tell where a body ends.
#[test]
fn a_last_line_without_an_end_is_whole_where_the_transfer_proves_it() {
    let table = "id;title/en\n1;A\n2;last row without newline";
    let length = table.len().to_string();
    let identity: [(&str, &[u8]); 2] =
        [("content-length", length.as_bytes()), ("content-encoding", b"identity")];
    let chunked: [(&str, &[u8]); 1] = [("transfer-encoding", b"chunked")];
    for (headers, completeness, count) in [
        (&identity[..1], TableCompleteness::Complete, 2),
        (&identity[..], TableCompleteness::Complete, 2),
        (&chunked[..], TableCompleteness::Complete, 2),
        (&[][..], TableCompleteness::CutOff, 1),
    ] {
        let headers: Vec<_> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), value.to_vec())).collect();
        let site = Site::new(move |_| {
            let headers: Vec<_> =
                headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
            answer(200, &headers, table)
        });
        let (rows, report, error) = site.read(site.client.table("x"));
        assert!(error.is_none());
        assert_eq!((report.completeness, rows.len()), (completeness, count));
    }
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zip_of(&files)
}

/// An archive in which files may share a name: the crate that writes it allows none, so that names
/// of the same length are written and then changed. `a?b.csv` becomes `a-b.csv`.
fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(text).unwrap();
    }
    let mut bytes = zip.finish().unwrap().into_inner();
    for (name, _) in files.iter().filter(|(name, _)| name.contains('?')) {
        let real = name.replace('?', "-");
        let places: Vec<_> = (0..bytes.len() - name.len())
            .filter(|at| &bytes[*at..at + name.len()] == name.as_bytes())
            .collect();
        for at in places {
            bytes[at..at + name.len()].copy_from_slice(real.as_bytes());
        }
    }
    bytes
}

// A plugin may write a second file of a name: `Zip::OutputStream#put_next_entry` in decidim-core's
// open_data_exporter.rb does not mind.
#[test]
fn of_two_files_of_one_name_both_are_read_and_neither_in_silence() {
    let bytes = zip_of(&[
        ("h-open-data-proposals.csv", b"id\n1\n2\n"),
        ("h-open-data-users.csv", b"id\n5\n"),
        ("h?open-data-proposals.csv", b"id\n3\n"),
        ("README.md", b"one"),
        ("README?md", b"not the same"),
        ("h-open?data-proposals.csv", b"id\n4\n6\n7\n"),
    ]);
    let mut archive = Archive::open(Cursor::new(bytes)).unwrap();
    let name = "h-open-data-proposals.csv";
    let labels = [1, 2, 3].map(|number| format!("{name} ({number})"));
    assert_eq!(archive.tables(), [&labels[0], "users", &labels[1], &labels[2]]);
    assert_eq!(archive.other_files(), ["README.md", "README-md"]);
    for (label, ids) in labels.iter().zip([&["1", "2"][..], &["3"], &["4", "6", "7"]]) {
        let rows = archive.cells(label).unwrap();
        let read: Vec<_> =
            rows.map(|row| row.unwrap().get("id").unwrap().unwrap().to_owned()).collect();
        assert_eq!(read, ids, "{label}");
    }
    assert_eq!(archive.cells("users").unwrap().count(), 1);
    for ambiguous in ["proposals", name] {
        let error = archive.cells(ambiguous).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(labels.iter().all(|label| error.to_string().contains(label)), "{error}");
    }
}

// proposal_serializer.rb of decidim-proposals 0.31: `likes`, `follows_count`, several authors.
const PROPOSALS_031: &str = "id;author/id;author/name;author/url;taxonomies/id;taxonomies/name;participatory_space/id;component/id;title/en;title/machine_translations/es;body/en;state;votes;likes/total_count;likes/user_likes;comments;follows_count;created_at;coauthorships_count;cost;withdrawn\n\
41;7, 9;Ann, Bob;https://d.example.org/profiles/ann, https://d.example.org/profiles/bob;3, 5;\"{\"\"en\"\"=>\"\"Mobility\"\"}, {\"\"en\"\"=>\"\"Parks\"\"}\";1;12;Benches;Bancos;We need benches;accepted;12;4;Ann, Bob, Cy, Di;3;6;2025-05-01 09:00:00 UTC;2;1000.0;false\n\
42;7, 9;Smith, Ann, Bob;https://d.example.org/profiles/ann, https://d.example.org/profiles/bob;;;1;12;Trees;;;;;;;;;;2;;\n\
43;7;Smith, Ann;https://d.example.org/profiles/ann;;;1;12;Shade;;;;;;;;;;1;;\n";

#[test]
fn a_table_of_0_31_fills_the_fields_and_several_authors_are_a_list() {
    let (rows, report) = Site::whole(PROPOSALS_031, Client::proposals);
    let first: &ProposalRow = &rows[0];
    let authors: Vec<_> = first
        .authors
        .iter()
        .map(|author| (author.id.unwrap(), author.name.as_deref(), author.url.as_deref().unwrap()))
        .collect();
    assert_eq!(
        authors,
        [
            (7, Some("Ann"), "https://d.example.org/profiles/ann"),
            (9, Some("Bob"), "https://d.example.org/profiles/bob"),
        ]
    );
    assert_eq!((first.endorsements, first.followers, first.votes), (Some(4), Some(6), Some(12)));
    assert_eq!((first.coauthorships_count, first.cost), (Some(2), Some(1000.0)));
    assert_eq!(
        (first.withdrawn, &first.topic.taxonomy_ids[..]),
        (Some(false), &["3".to_owned(), "5".to_owned()][..])
    );
    assert!(first.title.entry("es").unwrap().machine_translated);
    assert_eq!(first.extra["likes/user_likes"], "Ann, Bob, Cy, Di");
    // Names that cannot be told apart are kept as they stand, and counted; one alone is sure.
    let second = &rows[1];
    assert_eq!(second.authors.iter().map(|author| author.id.unwrap()).collect::<Vec<_>>(), [7, 9]);
    assert!(second.authors.iter().all(|author| author.name.is_none() && author.url.is_some()));
    assert_eq!(second.extra["author/name"], "Smith, Ann, Bob");
    assert_eq!(rows[2].authors[0].name.as_deref(), Some("Smith, Ann"));
    assert_eq!((report.unread, report.unread_columns["author/name"]), (1, 1));
}

// The same of 0.27 and 0.28: `supports`, `endorsements`, `followers`.
#[test]
fn a_table_of_0_28_fills_the_same_fields() {
    let (rows, _) = Site::whole(
        "id;category/id;category/name/en;scope/id;scope/name/en;title/en;supports;endorsements/total_count;endorsements/user_endorsements;comments;attachments;followers;is_amend;original_proposal/url\n\
         41;3;Mobility;2;North;Benches;12;4;Ann;3;0;6;false;\n",
        Client::proposals,
    );
    let row = &rows[0];
    assert_eq!((row.votes, row.endorsements, row.followers), (Some(12), Some(4), Some(6)));
    assert_eq!((row.comments, row.attachments, row.is_amend), (Some(3), Some(0), Some(false)));
    assert_eq!(row.topic.category_name.get("en"), Some("Mobility"));
}

// meeting_serializer.rb of decidim-meetings: `start_time.to_s(:db)` up to 0.27.4, which Rails gives
// in UTC; `comments/count` and `follows_count` since 0.30.
#[test]
fn meetings_of_both_eras_fill_the_same_fields_and_a_time_without_a_zone_is_kept() {
    let (old, report) = Site::whole(
        "id;category/id;title/en;start_time;end_time;attendees;reference;comments;attachments;followers;url;published\n\
         5;;Kick-off;2023-05-10 16:00:00;2023-05-10 18:00:00;30;D-MEET-2023-04-5;2;0;3;https://d.example.org/5;true\n",
        Client::meetings,
    );
    let (new, _) = Site::whole(
        "id;author/id;author/name;title/en;start_time;end_time;attendees;reference;attachments;url;published;withdrawn;latitude;follows_count;comments/start_time;comments/enabled;comments/count;closing_report/en;created_at\n\
         5;2;Org;Kick-off;2024-05-10 16:00:00 UTC;2024-05-10 18:00:00 UTC;30;D-MEET-2024-04-5;0;https://d.example.org/5;true;false;41.1;3;;true;2;Good;2024-04-10 16:00:00 UTC\n",
        Client::meetings,
    );
    let (old, new): (&MeetingRow, &MeetingRow) = (&old[0], &new[0]);
    for row in [old, new] {
        assert_eq!((row.comments, row.followers, row.attendees), (Some(2), Some(3), Some(30)));
        assert_eq!(row.published, Some(true));
    }
    let civil = old.start_time.unwrap();
    assert!(matches!(civil, TableTime::Civil(_)) && civil.timestamp().is_none());
    assert_eq!(civil.to_string(), "2023-05-10T16:00:00");
    assert_eq!(civil.assumed_utc().unwrap().to_string(), "2023-05-10T16:00:00Z");
    assert!(old.extra.is_empty() && report.unread == 0);
    assert_eq!(new.end_time.unwrap().timestamp().unwrap().to_string(), "2024-05-10T18:00:00Z");
    assert_eq!((new.author.id, new.latitude, new.withdrawn), (Some(2), Some(41.1), Some(false)));
    assert_eq!(new.closing_report.get("en"), Some("Good"));
}

// debate_serializer.rb and post_serializer.rb: `endorsements_count` in 0.30; the column is called
// `likes_count` since 0.31.
#[test]
fn debates_posts_projects_and_results_fill_the_fields_of_their_era() {
    for likes in ["endorsements_count", "likes_count"] {
        let table: &'static str = format!(
            "id;author/id;title/en;comments;follows_count;{likes};comments_enabled;last_comment_at;closed_at\n\
             3;2;D;5;6;7;true;2025-05-01 09:00:00 UTC;\n"
        )
        .leak();
        let row = Site::whole(table, Client::debates).0.remove(0);
        assert_eq!((row.endorsements, row.comments, row.followers), (Some(7), Some(5), Some(6)));
        assert!(row.last_comment_at.is_some() && row.comments_enabled == Some(true));
        let table: &'static str =
            format!("id;title/en;{likes};comments_count;follows_count\n3;P;7;5;6\n").leak();
        let row = Site::whole(table, Client::posts).0.remove(0);
        assert_eq!((row.endorsements, row.comments, row.followers), (Some(7), Some(5), Some(6)));
    }
    let (rows, _) = Site::whole(
        "id;budget/id;budget/title/en;budget/url;budget_amount;confirmed_votes;comments;address;selected_at;reference;follows_count;latitude\n\
         3;2;North;https://d.example.org/b/2;5000;;4;Main Street;2025-05-01 09:00:00 UTC;D-PROJ;6;41.1\n",
        Client::projects,
    );
    let row = &rows[0];
    assert_eq!((row.budget_title.get("en"), row.followers), (Some("North"), Some(6)));
    assert_eq!((row.latitude, row.address.as_deref()), (Some(41.1), Some("Main Street")));
    assert!(row.selected_at.is_some() && row.confirmed_votes.is_none());
    let (rows, _) = Site::whole(
        "id;title/en;start_date;progress;children_count;comments_count;reference\n3;R;2025-05-01;50.0;2;4;D-RESU\n",
        Client::results,
    );
    let row = &rows[0];
    assert_eq!((row.comments, row.children_count, row.progress), (Some(4), Some(2), Some(50.0)));
}

const SPACES: &str = "id;title/en;slug;reference;created_at;follows_count;promoted;url;subtitle/en;start_date;area/id;area/name/en;duration\n\
        7;Plan;plan;D-PART;2025-05-01 09:00:00 UTC;4;true;https://d.example.org/processes/plan;Sub;2025-06-01;3;North;2025-06-02\n";

// open_data_user_serializer.rb, participatory_space_serializer.rb and open_data_*_serializer.rb of
// 0.30.
#[test]
fn participants_spaces_and_initiatives_have_rows_of_their_own() {
    let (users, _) = Site::whole(
        "id;name;nickname;about;avatar_url;profile_url;direct_messages_enabled;deleted;badge;groups/id;groups/name\n\
         7;Ann;'@ann;;https://d.example.org/a.png;https://d.example.org/profiles/ann;true;false;;3, 4;A, B\n",
        Client::users,
    );
    assert_eq!(users[0].nickname.as_deref(), Some("@ann"));
    assert_eq!((users[0].deleted, users[0].group_ids.len()), (Some(false), 2));
    for table in [Client::participatory_processes, Client::assemblies, Client::conferences] {
        let (spaces, _) = Site::whole(SPACES, table);
        let space = &spaces[0];
        assert_eq!((space.slug.as_deref(), space.followers), (Some("plan"), Some(4)));
        assert_eq!((space.area_name.get("en"), space.promoted), (Some("North"), Some(true)));
        assert_eq!(space.extra["duration"], "2025-06-02");
    }
    let (initiatives, _) = Site::whole(
        "reference;title/en;url;state;signature_type;signatures;authors/id;authors/name;type/id;type/title/en;follows_count\n\
         D-INIT;Parks;https://d.example.org/initiatives/i-3;published;online;120;7, 9;Ann, Bob;2;Petition;4\n",
        Client::initiatives,
    );
    let initiative = &initiatives[0];
    assert_eq!((initiative.signatures, initiative.authors.len()), (Some(120), 2));
    assert_eq!(initiative.authors[1].name.as_deref(), Some("Bob"));
}

#[test]
fn numbers_that_are_none_stay_as_text_and_are_counted() {
    let (rows, report) = Site::whole(
        "id;latitude;longitude;votes;cost\n\
         1;NaN;nan;3;1e400\n\
         2;Infinity;-inf;3.5;-1e400\n\
         3;41,38;2,17;-3;12.5\n\
         4;1e400;0x10;+3;\n\
         5;41.38;-2.17;3;1000.0\n",
        Client::proposals,
    );
    let numbers: Vec<_> =
        rows.iter().map(|row| (row.latitude, row.longitude, row.votes, row.cost)).collect();
    assert_eq!(
        numbers,
        [
            (None, None, Some(3), None),
            (None, None, None, None),
            (None, None, None, Some(12.5)),
            (None, None, Some(3), None),
            (Some(41.38), Some(-2.17), Some(3), Some(1000.0)),
        ]
    );
    let kept = |row: usize, column: &str| rows[row].extra[column].as_str();
    assert_eq!(
        (kept(0, "latitude"), kept(0, "cost"), kept(1, "longitude")),
        ("NaN", "1e400", "-inf")
    );
    assert_eq!(
        (kept(2, "latitude"), kept(2, "votes"), kept(3, "longitude")),
        ("41,38", "-3", "0x10")
    );
    assert_eq!(report.unread, 12);
    assert_eq!((report.unread_columns["latitude"], report.unread_columns["cost"]), (4, 2));
    assert!(report.to_string().contains("12 unread cells"), "{report}");
}

// `custom_sanitize` in decidim-core's csv.rb, since 0.23.
#[test]
fn the_exporters_apostrophe_is_taken_off_in_typed_rows_and_cells() {
    const TABLE: &str =
        "id;title/en;state;body/en\n1;'@ann wants benches;'=x;'tis\n2;'- more trees;'+;''-\n";
    let (rows, _) = Site::whole(TABLE, Client::proposals);
    let texts: Vec<_> = rows
        .iter()
        .map(|row| (row.title.get("en").unwrap(), row.state.as_deref().unwrap()))
        .collect();
    assert_eq!(texts, [("@ann wants benches", "=x"), ("- more trees", "+")]);
    assert_eq!((rows[0].body.get("en"), rows[1].body.get("en")), (Some("'tis"), Some("''-")));
    let (cells, _) = Site::whole(TABLE, |site| site.table("proposals"));
    assert_eq!(cells[0].get("title/en").unwrap(), Some("@ann wants benches"));
}

struct Mine {
    id: Option<u64>,
    title: Option<String>,
}

impl Row for Mine {
    fn from_fields(mut fields: Fields) -> Self {
        Self { id: fields.number("id"), title: fields.text("titel/en") }
    }
}

#[test]
fn a_mistyped_column_is_an_error_in_cells_and_told_for_a_row_type() {
    let (cells, _) = Site::whole(TABLE, |site| site.table("x"));
    let error = cells[0].get("titel/en").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("titel/en"), "{error}");
    assert_eq!(cells[0].multiloc("titel").unwrap_err().kind(), ErrorKind::InvalidInput);
    let (rows, report) = Site::whole(TABLE, |site| site.table("x").typed::<Mine>());
    assert_eq!((rows[0].id, rows[0].title.as_deref()), (Some(1), None));
    assert_eq!(report.absent_columns.iter().collect::<Vec<_>>(), ["titel/en"]);
}

fn members(texts: &[&str]) -> Vec<Bytes> {
    let member = |text: &&str| {
        let options = flate2::Compression::default();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), options);
        packed.write_all(text.as_bytes()).unwrap();
        Bytes::from(packed.finish().unwrap())
    };
    texts.iter().map(member).collect()
}

// RFC 1952, 2.2: a gzip file is a series of members.
#[test]
fn a_table_in_several_gzip_members_is_read_whole() {
    let whole = members(&["id;a\n1;x\n2;y\n3;z\n", "4;x\n5;y\n6;z\n"]);
    let frames = |pieces: Vec<Bytes>| {
        let length: usize = pieces.iter().map(Bytes::len).sum();
        let mut answer = answer(200, &[("content-encoding", b"gzip")], "");
        answer.headers_mut().insert("content-length", length.into());
        *answer.body_mut() = FakeBody::pieces(pieces.into_iter().map(Ok).collect::<Vec<_>>());
        answer
    };
    let joined = vec![Bytes::from(whole.concat())];
    let zeros = vec![Bytes::from([&whole.concat()[..], &[0; 4]].concat())];
    for (pieces, is_whole) in [(whole, true), (joined, true), (zeros, false)] {
        let site = Site::new(move |_| frames(pieces.clone()));
        let (rows, report, error) = site.read(site.client.table("x"));
        assert_eq!((rows.len(), report.is_complete(), error.is_none()), (6, is_whole, is_whole));
    }
    for coding in [&b"br"[..], b"deflate", b"x-gzip"] {
        let site = Site::new(move |_| answer(200, &[("content-encoding", coding)], "\u{1b}"));
        let error = site.read(site.client.table("x")).2.unwrap();
        let name = String::from_utf8_lossy(coding);
        assert!(error.to_string().contains(&*name), "{error}");
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}

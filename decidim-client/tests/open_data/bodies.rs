//! What real sites send in the place of a table and around it, each with where it is known from. The
//! bytes are made up.

use std::io::{Cursor, Write};

use bytes::Bytes;
use civic_core::testing::FakeBody;
use decidim_client::ErrorKind;
use decidim_client::open_data::Refusal;
use decidim_client::open_data::archive::Archive;
use decidim_client::open_data::report::TableCompleteness;

use super::support::{Site, TABLE, answer, zip_of};

// RFC 9110: 202 (15.3.3), 204 (15.3.5) and 206 (15.3.7) are not a whole file.
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

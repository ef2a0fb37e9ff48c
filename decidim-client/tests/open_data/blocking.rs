//! Tables and archives without async.

use decidim_client::blocking::Blocking;

use super::support::{Site, answer, sent};

#[test]
fn rows_are_an_iterator_with_a_report() {
    let site = Site::new(|path| match path {
        "/open-data/download/proposals" => sent("id;title/en\n1;Benches\n2;Trees\n"),
        _ => answer(404, &[], "no"),
    });
    let mut proposals = site.client.proposals().stream().blocking();
    let ids: Vec<_> = proposals.by_ref().map(|row| row.unwrap().id).collect();
    assert_eq!(ids, [Some(1), Some(2)]);
    assert_eq!(proposals.report().rows, 2);
    assert!(proposals.next().is_none());
    let mut results = site.client.results().stream().blocking();
    assert!(results.next().unwrap().is_err());
    assert!(results.next().is_none(), "a file is not read on from its middle");
}

#[test]
fn a_download_is_read_piece_by_piece() {
    let site = Site::new(|_| answer(200, &[("content-type", b"application/zip")], "PK.."));
    let mut download = site.client.archive_download().blocking().unwrap();
    let mut length = 0;
    while let Some(piece) = download.piece().blocking().unwrap() {
        length += piece.len();
    }
    assert_eq!(length, 4);
}

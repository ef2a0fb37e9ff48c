//! The archive with all tables in one file.

use std::io::Cursor;

use decidim_client::ErrorKind;
use decidim_client::open_data::Client;
use decidim_client::open_data::archive::Archive;
use decidim_client::open_data::report::TableCompleteness;
use decidim_client::open_data::rows::ProjectRow;

use super::client::PROJECTS;
use super::support::{Site, answer, zip, zip_of};

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

#[test]
fn the_whole_archive_is_read_table_by_table() {
    let file = zip(&[
        ("decidim.example.org-open-data-projects.csv", PROJECTS),
        ("decidim.example.org-open-data-proposals.csv", "id;title/en\n1;A\n2\n"),
        ("README.md", "no table"),
    ]);
    let body = file.clone();
    let site = Site::new(move |path| {
        assert_eq!(path, "/open-data/download");
        answer(200, &[("content-type", b"application/zip")], body.clone())
    });
    let mut archive = site.run(site.client.archive()).unwrap();
    assert_eq!(archive.tables(), ["projects", "proposals"]);
    let mut rows = archive.table::<ProjectRow>("projects").unwrap();
    let projects: Vec<_> = rows.by_ref().collect::<Result<_, _>>().unwrap();
    assert_eq!((projects.len(), projects[0].budget_amount), (2, Some(1000)));
    assert!(rows.report().is_complete(), "{}", rows.report());
    drop(rows);
    let mut rows = archive.cells("proposals").unwrap();
    assert_eq!(rows.by_ref().count(), 1);
    assert_eq!(rows.report().completeness, TableCompleteness::Incomplete);
    drop(rows);
    assert_eq!(archive.cells("users").unwrap_err().kind(), ErrorKind::NotFound);

    // One that was cut off does not open, one that was damaged does not pass for whole.
    let cut = file[..file.len() - 30].to_vec();
    assert_eq!(Archive::open(Cursor::new(cut)).unwrap_err().kind(), ErrorKind::Decode);
    let mut damaged = file;
    let at = "decidim.example.org-open-data-projects.csv".len() + 30 + 60;
    damaged[at] ^= 0x55;
    let mut archive = Archive::open(Cursor::new(damaged)).unwrap();
    let mut rows = archive.cells("projects").unwrap();
    assert!(rows.by_ref().any(|row| row.is_err()));
    assert!(matches!(rows.report().completeness, TableCompleteness::Interrupted { .. }));
}

#[test]
fn no_file_of_an_archive_is_lost_in_silence() {
    let file = zip(&[
        ("a/x-open-data-proposals.csv", "id\n1\n"),
        ("b/x-open-data-proposals.CSV", "id\n2\n3\n"),
        ("x-open-data-METEO.Csv", "id\n4\n"),
        ("__MACOSX/a/._x-open-data-proposals.csv", "notes"),
        ("x-open-data-.csv", "id\n5\n"),
        ("LICENSE.md", "free"),
    ]);
    let mut archive = Archive::open(Cursor::new(file)).unwrap();
    let [first, second] = ["a/x-open-data-proposals.csv", "b/x-open-data-proposals.CSV"];
    assert_eq!(archive.tables(), [first, second, "METEO"]);
    let others = ["__MACOSX/a/._x-open-data-proposals.csv", "x-open-data-.csv", "LICENSE.md"];
    assert_eq!(archive.other_files(), others);
    let error = archive.cells("proposals").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let said = error.to_string();
    assert!(said.contains(first) && said.contains(second), "{said}");
    for (name, rows) in [(first, 1), (second, 2), ("METEO", 1), ("x-open-data-METEO.Csv", 1)] {
        assert_eq!(archive.cells(name).unwrap().count(), rows, "{name}");
    }
}

#[test]
fn an_archive_beyond_the_limit_is_refused() {
    let client = Client::builder("https://d.example.org").archive_limit(5000);
    let site = Site::of(client, |_| answer(200, &[], vec![b'x'; 5001]));
    let error = site.run(site.client.archive()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    let mut download = site.run(site.client.archive_download()).unwrap();
    let piece = site.run(download.piece()).unwrap().unwrap();
    assert_eq!(piece.len(), 5001);
}

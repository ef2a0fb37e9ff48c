//! Where `civic export` writes, and what it refuses to write over.

use std::fs;
#[cfg(unix)]
use std::os::unix::net::UnixListener;
use std::process::Stdio;

use tempfile::TempDir;

use crate::city::City;
use crate::tool::{civic, files, ran};

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_cannot_be_written_is_named_before_anything_is_read() {
    let city = City::start().await;
    fs::create_dir(city.folder.path().join("folder")).unwrap();
    // As `/dev/null`, which a file must not replace.
    let _device = UnixListener::bind(city.folder.path().join("device")).unwrap();
    for (flags, told) in [
        (&["-o", "folder"][..], "cannot write folder: it is not a file"),
        (&["-o", "none/x"], "cannot write none/x: there is no folder none"),
        (&["-o", "x", "--report", "none/x"], "cannot write none/x: there is no folder none"),
        (&["-o", "x", "--report", "folder"], "cannot write folder: it is not a file"),
        (&["-o", "x", "--resume", "none/x"], "cannot write none/x: there is no folder none"),
        (&["-o", "device"], "cannot write device: it is not a file"),
        (&["--report", "device"], "cannot write device: it is not a file"),
        (&["-o", "x", "--resume", "x"], "cannot write x: two files would have this name"),
        (&["-o", "x", "--resume", "./x.part"], "cannot write ./x.part: two files"),
        (&["-o", "x", "--report", "folder/../x"], "cannot write folder/../x: two files"),
        (&["-o", "x", "--resume", "y", "--report", "y"], "cannot write y: two files"),
        (&["-o", "datapackage.json"], "cannot write datapackage.json: two files"),
        (&["-o", "x", "--report", "datapackage.json"], "cannot write datapackage.json: two files"),
    ] {
        let (code, out, err) = city.export(flags);
        assert_eq!((code, out.as_str()), (2, ""), "{flags:?}: {err}");
        assert!(err.contains(told), "{flags:?}: {err}");
        assert_eq!(files(city.folder.path()), ["device", "folder"], "{flags:?}");
    }
    assert!(city.platform.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_goes_on_with_its_own_rows_alone() {
    let city = City::start().await;
    city.break_off();
    let flags = ["-o", "ideas.jsonl", "--resume", "place.json"];
    assert_eq!(city.export(&flags).0, 3);
    // Rows of another run, more than the checkpoint counts on.
    fs::write(city.folder.path().join("other.jsonl.part"), "{}\n".repeat(100_000)).unwrap();
    let (code, _, err) = city.export(&["-o", "other.jsonl", "--resume", "place.json"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("place.json belongs to another export: govocal/ideas --output"), "{err}");
    assert!(err.contains("delete it to begin anew"), "{err}");
    city.platform.clear_faults();
    // The same place under another name.
    let (code, _, err) = city.export(&["-o", "./ideas.jsonl", "--resume", "./place.json"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("100 ideas") && err.contains("resumed"), "{err}");
}

#[test]
fn yesterdays_account_does_not_stand_for_a_reader_who_went_away() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("report.json"), "{\"completeness\": \"proven\"}").unwrap();
    let words = ["export", "petitions/signatures", "--report", "report.json"];
    let mut export = civic(folder.path(), &[], &words);
    let mut export = export.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(export.stdout.take());
    let (code, _, err) = ran(export.wait_with_output().unwrap());
    assert_eq!((code, err.lines().count()), (3, 1), "{err}");
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
    assert!(report.contains("\"in_progress\""), "{report}");
}

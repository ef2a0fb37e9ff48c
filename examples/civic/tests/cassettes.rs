//! What the tool recorded, it reads again without a server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use civic_sandbox::{Fault, FaultRule};
use tempfile::TempDir;

use crate::city::{City, ids_of};
use crate::tool::{civic, files, ran, run};

/// Runs the tool with no settings at all on what is in a file.
fn replay(folder: &Path, tape: &Path, words: &[&str]) -> (i32, String, String) {
    let flags = ["--replay", tape.to_str().unwrap()];
    ran(civic(folder, &[], &[words, &flags].concat()).output().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replayed_export_is_the_same_to_the_byte() {
    for ending in ["jsonl", "csv", "parquet", "geojson"] {
        let (city, offline) = (City::start().await, TempDir::new().unwrap());
        let tape = city.folder.path().join("tape.jsonl.gz");
        let output = format!("ideas.{ending}");
        let flags = ["-o", &*output, "--report", "report.json"];
        let record = ["--record", tape.to_str().unwrap()];
        let (code, _, err) = city.export(&[&flags[..], &record].concat());
        assert_eq!(code, 0, "{err}");
        let secret = city.platform.client_secret().to_owned();
        let City { server, folder, .. } = city;
        drop(server);

        let words = [&["export", "govocal/ideas"], &flags[..]].concat();
        let (code, _, now) = replay(offline.path(), &tape, &words);
        assert_eq!((code, now), (0, err));
        assert_eq!(files(offline.path()), ["datapackage.json", &*output, "report.json"]);
        for name in files(offline.path()) {
            let [one, other] =
                [&folder, &offline].map(|it| fs::read(it.path().join(&name)).unwrap());
            assert!(one == other, "{name} of {output} differs");
        }
        assert!(!String::from_utf8_lossy(&fs::read(&tape).unwrap()).contains(&secret));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_was_killed_is_rebuilt_from_its_cassette_and_goes_on() {
    let city = City::start().await;
    // The third page never comes, so that the program is certainly under way when it is killed.
    city.platform.inject(FaultRule::new(Fault::NoAnswer).on("/api/v2/ideas").skip(2));
    let flags = ["-o", "ideas.jsonl", "--resume", "place.json"];
    let mut export = city.exporter(&[&flags[..], &["--record", "tape.jsonl"]].concat());
    let mut export = export.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let place = city.folder.path().join("place.json");
    let tape = city.folder.path().join("tape.jsonl");
    let pages = || fs::read_to_string(&tape).unwrap_or_default().matches("/ideas?").count();
    while !place.exists() || pages() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    export.kill().unwrap();
    export.wait().unwrap();

    // All that it left is lost, but for the cassette.
    let kept = ["ideas.jsonl.part", "place.json"].map(|name| {
        let path = city.folder.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        fs::remove_file(path).unwrap();
        text
    });
    let words = [&["export", "govocal/ideas"], &flags[..]].concat();
    let (code, _, err) = replay(city.folder.path(), &tape, &words);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("does not have this request; the nearest is GET /api/v2/ideas"), "{err}");
    let rebuilt = city.read("ideas.jsonl.part");
    assert!(rebuilt.starts_with(&kept[0]) && ids_of(&rebuilt).len() >= 25, "{rebuilt}");
    assert!(place.exists() && !kept[1].is_empty());

    // From there it goes on with the platform itself.
    city.platform.clear_faults();
    let (code, _, err) = city.export(&flags);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("100 ideas") && err.contains("resumed"), "{err}");
    let ids = ids_of(&city.read("ideas.jsonl"));
    assert_eq!(ids.len(), 100);
    assert_eq!(ids.into_iter().collect::<std::collections::HashSet<_>>(), city.ids());
}

/// All files below a folder, with their paths in it.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_harvest_and_a_copy_are_made_again_from_one_cassette_each() {
    let (studio, offline) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let lists = "govocal/areas,decidim/components,decidim-rest/blogs,decidim-open-data/meetings,\
                 petitions/organisations";
    let words = ["harvest", "--lists", lists, "--into", "data"];
    let tape = studio.path().join("harvest.jsonl");
    let record = ["--record", tape.to_str().unwrap()];
    let (code, then, err) = run(studio.path(), &[&words[..], &record].concat());
    assert_eq!(code, 0, "{err}");
    let (code, now, err) = replay(offline.path(), &tape, &words);
    assert_eq!((code, now), (0, then), "{err}");
    assert!(!err.contains("sandbox at"), "{err}");
    let tables = |folder: &TempDir| -> Vec<_> {
        let mut tree = tree(&folder.path().join("data"));
        // The manifest says when and how long.
        tree.retain(|(path, _)| path.extension().is_some_and(|ending| ending == "parquet"));
        tree
    };
    assert_eq!(tables(&offline).len(), 5);
    assert!(tables(&studio) == tables(&offline));

    let words = ["sync", "govocal/ideas", "petitions/petitions", "--into", "copy.db", "--json"];
    let tape = studio.path().join("sync.jsonl");
    let record = ["--record", tape.to_str().unwrap()];
    let (code, then, err) = run(studio.path(), &[&words[..], &record].concat());
    assert_eq!(code, 0, "{err}");
    let (code, now, err) = replay(offline.path(), &tape, &words);
    assert_eq!((code, now), (0, then), "{err}");
}

#[test]
fn a_cassette_that_is_of_no_use_is_named_before_anything_is_read() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("tape"), "yesterday's").unwrap();
    let export = ["export", "govocal/areas"];
    for (flags, code, told) in [
        (&["--record", "tape"][..], 1, "tape cannot be written"),
        (&["--replay", "tape"], 1, "tape, line 1: this is not a cassette"),
        (&["--replay", "other"], 1, "other cannot be read"),
        (&["--record", "a", "--replay", "tape"], 2, "cannot be used with"),
    ] {
        let (ended, out, err) = run(folder.path(), &[&export[..], flags].concat());
        assert_eq!((ended, &*out), (code, ""), "{err}");
        assert!(err.contains(told), "{err}");
    }
    assert_eq!(files(folder.path()), ["tape"]);

    assert_eq!(run(folder.path(), &[&export[..], &["--record", "new"]].concat()).0, 0);
    let whole = fs::read(folder.path().join("new")).unwrap();
    fs::write(folder.path().join("torn"), &whole[..whole.len() - 40]).unwrap();
    let (code, _, err) = run(folder.path(), &[&export[..], &["--replay", "torn"]].concat());
    assert_ne!(code, 0);
    assert!(err.contains("torn ends within a line, which is left out"), "{err}");
}

#[test]
fn a_recording_is_in_nobodys_way() {
    let folder = TempDir::new().unwrap();
    let export =
        |flags: &[&str]| run(folder.path(), &[&["export", "govocal/ideas"], flags].concat());
    for flags in
        [&["-o", "a.csv", "--record", "a.csv"][..], &["-o", "a.csv", "--replay", "./a.csv"]]
    {
        let (code, _, err) = export(flags);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("two files would have this name"), "{err}");
    }
    let (code, _, err) =
        run(folder.path(), &["sync", "govocal/ideas", "--into", "a", "--record", "a"]);
    assert_eq!(code, 2, "{err}");
    // Nothing was sent.
    for flags in [&["-o", "a.csv", "--of", "7"][..], &["-o", "sub/"], &["--url", ""]] {
        let (code, _, err) = export(&[flags, &["--record", "tape.jsonl"]].concat());
        assert_eq!(code, 2, "{err}");
        assert_eq!(files(folder.path()), [""; 0], "{flags:?}");
    }
    fs::create_dir(folder.path().join("sub")).unwrap();
    for output in ["sub/", "sub"] {
        let (code, _, err) = export(&["-o", output, "--format", "csv"]);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("cannot write sub") && !err.contains("sandbox"), "{err}");
    }
    assert_eq!(export(&["-o", "a.csv", "--record", "tape.jsonl"]).0, 0);
    let (code, _, err) = export(&["-o", "a.csv", "--record", "tape.jsonl"]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("delete it or choose another name"), "{err}");
    assert!(folder.path().join("tape.jsonl").exists());
}

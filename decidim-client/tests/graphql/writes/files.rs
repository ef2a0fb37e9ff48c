//! Files on the sandbox's site of 0.33: decidim-core `mutations/upload_file_type.rb`,
//! `mutations/delete_blob_type.rb`, and how a form is read in decidim-api `queries_controller.rb`.

use std::sync::{Arc, Mutex};

use civic_core::Sent;
use civic_sandbox::decidim::Version;
use decidim_client::graphql::writes::{AttachmentAttributes, NewFile, Upload, UploadRefusal};
use decidim_client::graphql::{Id, ServerError};
use decidim_client::{Error, ErrorKind};
use serde_json::{Value, json};

use super::attachments::{both, text, uploaded};
use super::site::{Reply, Site, no_field, refused};
use crate::graphql::support::{Bench, site};

fn plan() -> NewFile {
    NewFile::new("plan.pdf", "application/pdf", &b"%PDF-1.7\r\n--civic made up"[..])
}

#[test]
fn a_file_is_stored_as_it_was_sent() {
    let bench = Bench::signed_in(Version::V0_33);
    let blob = bench.run(bench.client.upload_file(plan())).unwrap();
    assert_eq!(blob.filename.as_deref(), Some("plan.pdf"));
    assert_eq!((blob.content_type.as_deref(), blob.byte_size), (Some("application/pdf"), Some(25)));
    let held = bench.platform.record("blobs", blob.id.number()).unwrap();
    assert_eq!(held["content"], "%PDF-1.7\r\n--civic made up");
    assert_eq!(Some(held["signed_id"].as_str().unwrap()), blob.signed_id.as_deref());
    // The file goes once, in a form; before it, the query without it.
    let requests = bench.platform.requests();
    let form = requests.last().unwrap();
    assert!(format!("{form:?}").contains("UploadFile"), "{form:?}");
}

#[test]
fn progress_never_goes_back_and_ends_at_the_total() {
    let bench = Bench::signed_in(Version::V0_33);
    let heard: Arc<Mutex<Vec<(u64, u64)>>> = Arc::default();
    let steps = Arc::clone(&heard);
    let large = NewFile::new("large.txt", "text/plain", vec![b'x'; 200_000]);
    let upload = bench.client.upload_file(large);
    let upload = upload.on_progress(move |sent, total| steps.lock().unwrap().push((sent, total)));
    bench.run(upload).unwrap();
    let heard = heard.lock().unwrap();
    let total = heard[0].1;
    assert!(total > 200_000 && total < 202_000, "{total}");
    assert!(heard.len() > 10, "{heard:?}");
    assert!(heard.iter().all(|(_, of)| *of == total));
    assert!(heard.is_sorted_by(|before, after| before.0 < after.0), "{heard:?}");
    assert_eq!(heard.last(), Some(&(total, total)));
}

#[test]
fn a_file_that_the_site_does_not_take_is_refused_with_a_reason() {
    let site = |bytes| {
        let bench = Bench::signed_in_with(site().version(Version::V0_33).max_file_size(bytes));
        assert_eq!(bench.platform.count("blobs"), 0);
        bench
    };
    for (bytes, file, refusal) in [
        (24, plan(), UploadRefusal::TooLarge),
        (99, NewFile::new("plan.exe", "application/pdf", "x"), UploadRefusal::ExtensionNotAllowed),
        (99, NewFile::new("plan.pdf", "application/zip", "x"), UploadRefusal::TypeNotAllowed),
    ] {
        let bench = site(bytes);
        let error = bench.run(bench.client.upload_file(file)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        assert_eq!(ServerError::all_of(&error)[0].code(), Some("VALIDATION_ERROR"));
        assert_eq!(UploadRefusal::of(&error), Some(refusal), "{error}");
        assert_eq!(bench.platform.count("blobs"), 0);
    }
    for bench in [Bench::of(Version::V0_33), Bench::participant(Version::V0_33)] {
        let error = bench.run(bench.client.upload_file(plan())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
        assert_eq!(UploadRefusal::of(&error), Some(UploadRefusal::NotPermitted));
        assert_eq!(bench.platform.count("blobs"), 0);
    }
}

#[test]
fn a_site_without_uploads_says_so_before_it_gets_the_file() {
    for version in Version::ALL.into_iter().filter(|version| *version < Version::V0_33) {
        let bench = Bench::signed_in(version);
        let heard: Arc<Mutex<u32>> = Arc::default();
        let steps = Arc::clone(&heard);
        let upload = bench.client.upload_file(plan());
        let upload = upload.on_progress(move |_, _| *steps.lock().unwrap() += 1);
        let error = bench.run(upload).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{version}: {error}");
        assert_eq!(*heard.lock().unwrap(), 0, "{version}");
        let error = bench.run(bench.client.delete_blob(1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{version}: {error}");
    }
}

#[test]
fn a_file_that_is_deleted_is_taken_from_what_it_is_attached_to() {
    let bench = Bench::signed_in(Version::V0_33);
    let [(on, ..), _] = both(&bench);
    let blob = uploaded(&bench);
    let error = bench.run(bench.client.delete_blob(blob.id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "attached to nothing: {error}");
    assert_eq!(bench.platform.count("blobs"), 1);

    let attached = AttachmentAttributes::new()
        .file(&blob)
        .title(&text("The plan"))
        .description(&text("Where they go."));
    let made = bench.run(bench.client.create_attachment(&on, attached)).unwrap();
    let gone = bench.run(bench.client.delete_blob(blob.id)).unwrap();
    assert_eq!(gone.filename.as_deref(), Some("plan.pdf"));
    assert_eq!(bench.platform.count("blobs"), 0);
    let attachment = bench.platform.record("attachments", made.id.unwrap().number()).unwrap();
    assert_eq!(attachment["blob_id"], Value::Null);
    let error = bench.run(bench.client.delete_blob(blob.id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}

/// What graphql-ruby says of a query whose file is not there yet.
fn awaits_file() -> Reply {
    refused(&[json!({
        "message": "Variable $file of type BaseUpload! was provided invalid value",
        "locations": [{"line": 1, "column": 21}],
        "extensions": {"value": null, "problems": [
            {"path": [], "explanation": "Expected value to not be null"},
        ]},
    })])
}

fn stored() -> Reply {
    Reply::Json(json!({"data": {"uploadFile": {"blob": {"id": "3", "filename": "plan.pdf"}}}}))
}

fn run(site: &Site, upload: Upload) -> Result<decidim_client::graphql::resources::Blob, Error> {
    site.clock.run(upload).unwrap()
}

#[test]
fn the_query_goes_first_and_then_a_form_with_the_file() {
    let site = Site::answering([awaits_file(), stored()]);
    assert_eq!(run(&site, site.client.upload_file(plan())).unwrap().id, Id::new(3));
    let [query, form] = &site.bodies()[..] else { panic!("two requests") };
    assert_eq!(query["variables"], json!({}));
    let form = form.as_str().unwrap();
    let parts: Vec<_> = form.split("Content-Disposition: form-data; ").skip(1).collect();
    let [operations, map, file] = &parts[..] else { panic!("{form}") };
    assert!(operations.starts_with("name=\"operations\"\r\n\r\n{"), "{form}");
    let operations = operations.split("\r\n").nth(2).unwrap();
    let operations: Value = serde_json::from_str(operations).unwrap();
    assert_eq!(operations["query"], query["query"]);
    assert_eq!(operations["operationName"], "UploadFile");
    assert_eq!(operations["variables"], json!({"file": null}));
    assert!(map.starts_with("name=\"map\"\r\n\r\n{\"0\":[\"variables.file\"]}\r\n"), "{form}");
    let start = "name=\"0\"; filename=\"plan.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF";
    assert!(file.starts_with(start), "{form}");
}

#[test]
fn a_file_that_may_have_arrived_is_not_sent_again() {
    for reply in [Reply::Reset, Reply::ResetWithin, Reply::Stall] {
        let site = Site::answering([awaits_file(), reply]);
        let error = run(&site, site.client.upload_file(plan())).unwrap_err();
        assert_ne!(error.was_sent(), Sent::No, "{error}");
        assert!(matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout), "{error}");
        assert_eq!(UploadRefusal::of(&error), None);
        assert_eq!(site.bodies().len(), 2);
    }
    let site = Site::answering([awaits_file(), Reply::Unreachable, stored()]);
    run(&site, site.client.upload_file(plan())).unwrap();
    assert_eq!(site.bodies().len(), 3, "it cannot have arrived");
}

#[test]
fn what_the_site_cannot_answer_is_left_out_before_the_file_is_sent() {
    let missing = refused(&[no_field("Blob", "metadata")]);
    let site = Site::answering([missing, awaits_file(), stored()]);
    run(&site, site.client.upload_file(plan())).unwrap();
    let bodies = site.bodies();
    assert_eq!(bodies.len(), 3);
    assert!(!bodies[2].as_str().unwrap().contains("metadata"), "{}", bodies[2]);
}

#[test]
fn a_proxy_that_finds_it_too_large_says_so() {
    let site = Site::answering([awaits_file(), Reply::Status(413, json!({}))]);
    let error = run(&site, site.client.upload_file(plan())).unwrap_err();
    assert_eq!(UploadRefusal::of(&error), Some(UploadRefusal::TooLarge), "{error}");
    assert_eq!(site.bodies().len(), 2);
}

#[test]
fn what_the_client_can_see_to_be_wrong_is_not_sent() {
    let site = Site::answering([]);
    for (name, content_type, why) in [
        (" ", "application/pdf", "blank"),
        ("plan", "application/pdf", "no ending"),
        (".pdf", "application/pdf", "no ending"),
        ("plans/plan.pdf", "application/pdf", "a path"),
        ("plan\r\n.pdf", "application/pdf", "a path"),
        ("plan.pdf", "pdf", "media type"),
        ("plan.pdf", "", "media type"),
    ] {
        let error = run(&site, site.client.upload_file(NewFile::new(name, content_type, "x")));
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
    assert!(site.bodies().is_empty());
}

#[test]
fn debug_shows_nothing_of_what_a_file_holds() {
    let site = Site::answering([]);
    let upload = site.client.upload_file(NewFile::new("plan.pdf", "application/pdf", "s3cr3t"));
    assert!(!format!("{upload:?}").contains("s3cr3t"), "{upload:?}");
}

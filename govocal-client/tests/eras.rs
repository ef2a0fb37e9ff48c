//! What a platform of another version lacks, and how that is told.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

mod support;

use civic_sandbox::Era;
use govocal_client::{ErrorKind, LogsDeletions, Readable, Resource};
use support::{Bench, platform};
use uuid::Uuid;

fn bench(era: Era) -> Bench {
    Bench::new(platform().era(era))
}

fn lacks_the_list<T: Resource>(bench: &Bench, endpoint: &govocal_client::Endpoint<T>, why: &str) {
    let (_, errors) = bench.read(&mut endpoint.list().stream());
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].kind(), ErrorKind::Unsupported);
    assert!(errors[0].to_string().contains(why), "{}", errors[0]);
}

/// The list and the feed are not offered; a single read may be about the record as well.
fn lacks<T: Readable + LogsDeletions + std::fmt::Debug>(
    bench: &Bench,
    endpoint: &govocal_client::Endpoint<T>,
    why: &str,
) {
    lacks_the_list(bench, endpoint, why);
    let (_, errors) = bench.read(&mut endpoint.deleted().stream());
    assert_eq!(errors[0].kind(), ErrorKind::Unsupported);
    assert!(errors[0].to_string().contains(why), "{}", errors[0]);
    let error = bench.run(endpoint.get(Uuid::nil()).into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains(why), "{error}");
}

#[test]
fn initiatives_are_called_retired() {
    let bench = bench(Era::Y2026);
    let retired = "initiatives were retired after 2024; look for ideas of type proposal";
    lacks(&bench, &bench.client.initiatives(), retired);
}

#[test]
fn what_an_older_platform_lacks_is_called_so() {
    let bench = bench(Era::Y2024);
    let city = &bench.client;
    lacks(&bench, &city.files(), "files came in 2025 or 2026");
    lacks(&bench, &city.internal_comments(), "internal comments came in 2025 or 2026");
    lacks(&bench, &city.global_topics(), "global topics came in 2025 or 2026");
    lacks(&bench, &city.input_topics(), "input topics came in 2025 or 2026");
    lacks_the_list(&bench, &city.ideas_input_topics(), "input topics came in 2025 or 2026");
    lacks_the_list(&bench, &city.file_attachments(), "file attachments came in 2025 or 2026");
}

#[test]
fn a_record_that_every_platform_may_have_gets_no_such_hint() {
    let bench = bench(Era::Y2026);
    let error = bench.run(bench.client.ideas().get(Uuid::nil()).into_future()).unwrap_err();
    assert_eq!((error.kind(), error.hint()), (ErrorKind::NotFound, None));
}

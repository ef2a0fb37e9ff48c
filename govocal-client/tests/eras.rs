//! What a platform of another version lacks, and how that is told.

use crate::support::{Bench, platform};
use civic_sandbox::{Era, Fault, FaultRule};
use govocal_client::resources::files::FileChange;
use govocal_client::resources::ideas::IdeaChange;
use govocal_client::resources::{LogsDeletions, Readable, Resource};
use govocal_client::{Error, ErrorKind};
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

/// Not the list, nor the feed, nor a single record.
fn lacks<T: Readable + LogsDeletions + std::fmt::Debug>(
    bench: &Bench,
    endpoint: &govocal_client::Endpoint<T>,
    why: &str,
) {
    lacks_the_list(bench, endpoint, why);
    let (_, errors) = bench.read(&mut endpoint.deleted().stream());
    assert_eq!(errors[0].kind(), ErrorKind::Unsupported);
    assert!(errors[0].to_string().contains(why), "{}", errors[0]);
    let error = bench.run(endpoint.get(Uuid::nil())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
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
fn a_missing_record_is_no_missing_resource() {
    let bench = bench(Era::Y2026);
    let city = &bench.client;
    let plain =
        |error: Error| assert_eq!((error.kind(), error.hint()), (ErrorKind::NotFound, None));
    plain(bench.run(city.ideas().get(Uuid::nil())).unwrap_err());
    plain(bench.run(city.events().get(Uuid::nil())).unwrap_err());
    plain(bench.run(city.files().get(Uuid::nil())).unwrap_err());
    plain(bench.run(city.files().delete(Uuid::nil())).unwrap_err());
    let change = IdeaChange::new().unassigned();
    plain(bench.run(city.ideas().update(Uuid::nil(), &change)).unwrap_err());
    let change = FileChange::new().name("a.txt");
    plain(bench.run(city.files().update(Uuid::nil(), &change)).unwrap_err());
}

#[test]
fn a_404_in_the_middle_of_a_working_list_is_no_missing_resource() {
    let bench = Bench::new(platform().era(Era::Y2026).rows("events", 90));
    let page = |number: u32| {
        FaultRule::new(Fault::Status(404))
            .on("/api/v2/events")
            .when_query(format!("page_number={number}"))
    };
    for number in [1, 3] {
        bench.platform.clear_faults();
        bench.platform.inject(page(number).times(1));
        let list = bench.client.events().list().page_size(25);
        let (_, errors) = bench.read(&mut list.stream_by_page_number());
        assert_eq!((errors[0].kind(), errors[0].hint()), (ErrorKind::NotFound, None), "{number}");
    }
}

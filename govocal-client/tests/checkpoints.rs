//! Which readings a checkpoint belongs to.

use crate::support::{Bench, platform};
use govocal_client::list::{Checkpoint, Paginator};
use govocal_client::resources::files::File;
use govocal_client::resources::ideas::{Idea, IdeaType};
use govocal_client::{Client, Error, ErrorKind, List};
use uuid::Uuid;

#[test]
fn a_checkpoint_from_elsewhere_is_refused_and_nothing_is_sent() {
    let bench = Bench::new(platform());
    let ideas = || bench.client.ideas().list();
    let checkpoint = ideas().stream().checkpoint();
    let refused = |reading: Result<Paginator<Idea>, Error>, words: &str| {
        let error = reading.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Checkpoint);
        assert!(error.to_string().contains(words), "{error}");
    };
    refused(ideas().locale("en").stream().resume(checkpoint.clone()), "another query");
    refused(ideas().stream_by_page_number().resume(checkpoint.clone()), "another query");
    let elsewhere = Client::builder("https://other.example.org")
        .credentials(bench.platform.client_id(), bench.platform.client_secret())
        .build()
        .unwrap();
    refused(elsewhere.ideas().list().stream().resume(checkpoint.clone()), "another query");
    let altered = |field: &str, value: serde_json::Value| -> Checkpoint {
        let mut json = serde_json::to_value(&checkpoint).unwrap();
        json[field] = value;
        serde_json::from_value(json).unwrap()
    };
    refused(ideas().stream().resume(altered("version", 99.into())), "form 99");
    refused(ideas().stream().resume(altered("place", "nonsense".into())), "changed or damaged");
    refused(ideas().stream().resume(altered("digest", ().into())), "changed or damaged");
    let mut first = ideas().page_size(20).stream().limit_pages(1);
    bench.read(&mut first);
    bench.platform.clear_requests();
    let mut json = serde_json::to_value(first.checkpoint()).unwrap();
    assert!(ideas().stream().resume(serde_json::from_value(json.clone()).unwrap()).is_ok());
    // As one would who wants it to go on elsewhere.
    json["place"]["next"] = 40.into();
    let edited = serde_json::from_value(json).unwrap();
    refused(ideas().stream().resume(edited), "changed or damaged");
    assert!(bench.platform.requests().is_empty());
}

#[test]
fn no_concurrency_at_all_is_refused_and_nothing_is_sent() {
    let bench = Bench::new(platform());
    let ideas = || bench.client.ideas().list();
    for reading in [ideas().stream(), ideas().stream_by_page_number()] {
        let (ideas, errors) = bench.read(&mut reading.concurrency(0));
        assert_eq!((ideas.len(), errors.len()), (0, 1));
        assert_eq!(errors.first().unwrap().kind(), ErrorKind::InvalidInput);
    }
    assert!(bench.platform.requests().is_empty());
}

#[test]
fn the_order_in_which_filters_are_set_makes_no_other_query() {
    let bench = Bench::new(platform());
    let ideas = || bench.client.ideas().list();
    let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let one = ideas().project_id(a).author_id(b).topic_ids([b, a]).locale("en");
    let other = ideas().locale("en").topic_ids([a, b]).author_id(b).project_id(a);
    let checkpoint = one.stream().checkpoint();
    assert!(other.stream().resume(checkpoint.clone()).is_ok());
    let another = ideas().project_id(b).author_id(a).topic_ids([a, b]).locale("en");
    assert_eq!(another.stream().resume(checkpoint).unwrap_err().kind(), ErrorKind::Checkpoint);
}

#[test]
fn values_do_not_run_into_each_other() {
    let bench = Bench::new(platform());
    let files = || -> List<File> { bench.client.files().list() };
    let checkpoint = files().search("plan&category=policy").stream().checkpoint();
    let other = files().search("plan").category("policy".into());
    assert!(other.stream().resume(checkpoint).is_err());
    let ideas = || -> List<Idea> { bench.client.ideas().list() };
    let checkpoint = ideas().of_type(IdeaType::from("a type=b")).locale("c").stream().checkpoint();
    let other = ideas().of_type(IdeaType::from("a")).locale("b locale=c");
    assert!(other.stream().resume(checkpoint).is_err());
}

#[test]
fn a_reading_goes_on_with_another_page_size_unless_it_goes_by_page_numbers() {
    let bench = Bench::new(platform());
    let ideas = |rows| bench.client.ideas().list().page_size(rows);
    let mut first = ideas(20).stream().limit_pages(1);
    let (mut read, _) = bench.read(&mut first);
    let mut rest = ideas(7).stream().resume(first.checkpoint()).unwrap();
    read.extend(bench.read(&mut rest).0);
    let mut ids: Vec<Uuid> = read.iter().map(|idea| idea.id).collect();
    let mut truth = bench.platform.ids("ideas");
    ids.sort();
    ids.dedup();
    truth.sort();
    assert_eq!(ids, truth);

    let checkpoint = ideas(20).stream_by_page_number().checkpoint();
    assert!(ideas(20).stream_by_page_number().resume(checkpoint.clone()).is_ok());
    assert!(ideas(7).stream_by_page_number().resume(checkpoint).is_err());
}

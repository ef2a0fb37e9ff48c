//! Single reads and writes as futures, and what one call does otherwise than its client.

use std::time::Duration;

use crate::support::{Bench, platform};
use civic_core::http::RetryPolicy;
use civic_sandbox::{Fault, FaultRule};
use futures::future::try_join_all;
use govocal_client::http::Call;
use govocal_client::resources::ideas::Idea;
use govocal_client::resources::insights::Visits;
use govocal_client::{ErrorKind, Get, Save};
use static_assertions::assert_impl_all;

assert_impl_all!(Get<Idea>: Future, Send, Sync, Unpin, Clone);
assert_impl_all!(Save<Idea>: Future, Send, Sync, Unpin, Clone);
assert_impl_all!(Call<()>: Future, Send, Sync, Unpin, Clone);
assert_impl_all!(Visits: Future, Send, Sync, Unpin, Clone);

const IDEAS: &str = "/api/v2/ideas";

#[test]
fn reads_can_be_joined_as_they_stand() {
    let bench = Bench::new(platform());
    let ids = bench.platform.ids("ideas");
    let city = &bench.client;
    let reads = ids.iter().take(5).map(|id| city.ideas().get(*id).locale("en"));
    let ideas = bench.run(try_join_all(reads)).unwrap();
    assert!(ideas.iter().map(|idea| idea.id).eq(ids.into_iter().take(5)));
}

#[tokio::test]
async fn a_read_can_be_spawned_as_it_stands() {
    let city = govocal_client::Client::builder("http://127.0.0.1:1")
        .credentials("00000000-0000-4000-8000-000000000001", "a-secret-of-twenty-characters")
        .build()
        .unwrap();
    let read = city.ideas().get("00000000-0000-4000-8000-000000000002".parse().unwrap());
    let read = read.retry(RetryPolicy::never());
    // Nothing listens there.
    let error = tokio::spawn(read).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
}

#[test]
fn a_clone_is_a_call_of_its_own() {
    let bench = Bench::new(platform());
    let id = bench.platform.ids("ideas")[0];
    let read = bench.client.ideas().get(id);
    for again in [read.clone(), read] {
        assert_eq!(bench.run(again).unwrap().id, id);
    }
    assert_eq!(bench.requests(&format!("{IDEAS}/{id}")), 2);
}

#[test]
fn one_call_may_be_less_patient_than_its_client() {
    let bench = Bench::new(platform());
    let id = bench.platform.ids("ideas")[0];
    let down = || FaultRule::new(Fault::Status(503)).on(format!("{IDEAS}/{id}")).once();
    bench.platform.inject(down());
    assert_eq!(bench.run(bench.client.ideas().get(id)).unwrap().id, id);
    bench.platform.inject(down());
    let once = bench.client.ideas().get(id).retry(RetryPolicy::never());
    let error = bench.run(once).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 1), "{error}");

    bench.platform.inject(FaultRule::new(Fault::NoAnswer).on(IDEAS));
    let hurried = bench.client.ideas().list().deadline(Duration::from_secs(3));
    let (rows, errors) = bench.read(&mut hurried.stream());
    assert!(rows.is_empty());
    assert_eq!(errors[0].kind(), ErrorKind::Timeout, "{}", errors[0]);
    assert!(errors[0].elapsed() <= Duration::from_secs(3), "{}", errors[0]);
}

#[test]
fn a_header_goes_with_every_request_of_a_call() {
    let bench = Bench::new(platform());
    let list = bench.client.ideas().list().page_size(25).header("x-request-id", "7f3a");
    let (rows, _) = bench.read(&mut list.stream());
    assert_eq!(rows.len(), 60);
    let id = bench.platform.ids("ideas")[0];
    bench.run(bench.client.ideas().get(id).header("x-request-id", "7f3a")).unwrap();
    let asked = bench.platform.requests();
    let asked = asked.iter().filter(|request| request.path.starts_with(IDEAS));
    assert!(asked.clone().count() > 3);
    for request in asked {
        assert_eq!(request.headers["x-request-id"], "7f3a", "{}", request.path);
    }
    let refused = bench.client.ideas().get(id).header("authorization", "Bearer mine");
    assert_eq!(bench.run(refused).unwrap_err().kind(), ErrorKind::InvalidInput);
}

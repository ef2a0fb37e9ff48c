//! The same client in async code and without, one within the other.

use std::collections::BTreeSet;
use std::time::Duration;

use civic_core::http::HttpConfig;
use civic_sandbox::{Fault, FaultRule};
use futures::{FutureExt, StreamExt};
use govocal_client::Client;
use govocal_client::blocking::Blocking;

use super::{Site, current_thread, in_time, multi_thread};
use crate::logged::logged;
use crate::support::{brisk, platform};

#[test]
fn connections_and_tokens_of_a_runtime_that_it_blocks_are_not_needed() {
    for runtime in [current_thread, multi_thread] {
        let site = Site::start(platform());
        in_time("a call between two", move || {
            let city = site.client();
            let id = site.platform.ids("ideas")[0];
            runtime().block_on(async {
                assert_eq!(city.ideas().get(id).await.unwrap().id, id);
                assert_eq!(city.ideas().get(id).blocking().unwrap().id, id);
                assert_eq!(city.ideas().get(id).await.unwrap().id, id);
            });
            assert_eq!(city.ideas().get(id).blocking().unwrap().id, id);
        });
    }
}

#[test]
fn a_token_request_of_async_code_is_not_waited_for() {
    let site = Site::start(platform());
    // Slow enough to be under way, when the runtime that it belongs to is blocked.
    let slow = FaultRule::new(Fault::Latency(Duration::from_millis(100)));
    site.platform.inject(slow.on("/api/v2/authenticate").once());
    in_time("a token", move || {
        let city = site.client();
        let id = site.platform.ids("ideas")[0];
        current_thread().block_on(async {
            let mut awaited = city.ideas().get(id);
            assert!((&mut awaited).now_or_never().is_none());
            tokio::task::yield_now().await;
            assert_eq!(city.ideas().get(id).blocking().unwrap().id, id);
            assert_eq!(awaited.await.unwrap().id, id);
        });
    });
}

#[test]
fn a_list_that_async_code_began_goes_on_without_a_gap() {
    for concurrency in [1, 4] {
        let site = Site::start(platform().ideas(300));
        in_time("the rest of a list", move || {
            let city = site.client();
            let count = site.platform.count("ideas");
            current_thread().block_on(async {
                let list = city.ideas().list().page_size(25).stream();
                let mut ideas = list.concurrency(concurrency);
                let mut ids = BTreeSet::new();
                // Until a page is under way, of which the runtime cannot bring the answer.
                while let Some(idea) = StreamExt::next(&mut ideas).now_or_never() {
                    ids.insert(idea.unwrap().unwrap().id);
                }
                let mut ideas = ideas.blocking();
                ids.insert(ideas.next().unwrap().unwrap().id);
                let mut ideas = ideas.into_inner();
                ids.insert(StreamExt::next(&mut ideas).await.unwrap().unwrap().id);
                assert!(StreamExt::next(&mut ideas).now_or_never().is_some());
                let mut ideas = ideas.blocking();
                let rest = ideas.by_ref().map(Result::unwrap).collect::<Vec<_>>().len();
                assert_eq!(ids.len() + 1 + rest, count);
                assert!(ideas.report().completeness.is_proven(), "{}", ideas.report());
            });
        });
    }
}

#[test]
fn a_middleware_may_make_a_call_of_its_own() {
    let site = Site::start(platform());
    in_time("a call within a call", move || {
        let id = site.platform.ids("ideas")[0];
        let other = site.client();
        let http = brisk().middleware(move |request, next| {
            let other = other.clone();
            async move {
                assert_eq!(other.ideas().get(id).blocking()?.id, id);
                next.run(request).await
            }
        });
        let city = with(&site, http);
        assert_eq!(city.ideas().get(id).blocking().unwrap().id, id);
        current_thread().block_on(async {
            assert_eq!(city.ideas().get(id).await.unwrap().id, id);
        });
    });
}

#[test]
fn a_panic_of_a_middleware_is_the_callers_and_nobody_elses() {
    let site = Site::start(platform());
    in_time("a panic", move || {
        let http = brisk().middleware(|_, _| async { std::panic::resume_unwind(Box::new("mine")) });
        let (city, fine) = (with(&site, http), site.client());
        let id = site.platform.ids("ideas")[0];
        let call = std::panic::AssertUnwindSafe(|| city.ideas().get(id).blocking());
        let panic = std::panic::catch_unwind(call).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"mine"));
        assert_eq!(fine.ideas().get(id).blocking().unwrap().id, id);
    });
}

#[test]
fn spans_are_children_of_the_callers_and_told_to_its_subscriber() {
    let site = Site::start(platform());
    let id = site.platform.ids("ideas")[0];
    let city = site.client();
    let log = logged(|| {
        let _export = tracing::info_span!("export", city = "demo").entered();
        city.ideas().get(id).blocking().unwrap();
    });
    let requests: Vec<_> = log.lines().filter(|line| line.contains("civic.request")).collect();
    assert!(!requests.is_empty());
    assert!(requests.iter().all(|line| line.contains("export")), "{log}");
}

#[test]
fn a_future_that_is_neither_send_nor_static_is_waited_for() {
    let site = Site::start(platform());
    let city = site.client();
    let count = std::rc::Rc::new(std::cell::Cell::new(0));
    let reading = async {
        let mut ideas = city.ideas().list().stream();
        while let Some(idea) = StreamExt::next(&mut ideas).await {
            idea.unwrap();
            count.set(count.get() + 1);
        }
    };
    reading.blocking();
    assert_eq!(count.get(), site.platform.count("ideas"));
}

fn with(site: &Site, http: HttpConfig) -> Client {
    let builder = Client::builder(&site.url);
    let builder =
        builder.credentials(site.platform.client_id(), site.platform.client_secret()).http(http);
    builder.build().unwrap()
}

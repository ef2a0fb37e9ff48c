//! Several threads.

use std::sync::Barrier;
use std::thread;

use super::{Site, in_time};
use crate::support::platform;

#[test]
fn threads_share_a_client_and_its_token() {
    let site = Site::start(platform());
    in_time("two threads at once", move || {
        let city = site.client();
        let (count, start) = (site.platform.count("ideas"), Barrier::new(4));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    let list = city.ideas().list().page_size(25).stream().concurrency(2);
                    assert_eq!(list.blocking().collect_proven().unwrap().len(), count);
                });
            }
        });
        let requests = site.platform.requests();
        let tokens = requests.iter().filter(|it| it.path == "/api/v2/authenticate").count();
        assert_eq!(tokens, 1);
    });
}

#[test]
fn an_iterator_goes_on_in_another_thread() {
    let site = Site::start(platform());
    in_time("an iterator on its way", move || {
        let city = site.client();
        let list = city.ideas().list().page_size(25).stream().concurrency(4);
        let mut ideas = list.blocking();
        for read in 1..=site.platform.count("ideas") {
            ideas = thread::spawn(move || {
                ideas.next().unwrap().unwrap();
                assert_eq!(ideas.report().items, read as u64);
                ideas
            })
            .join()
            .unwrap();
        }
        assert!(ideas.next().is_none());
        assert!(ideas.report().completeness.is_proven(), "{}", ideas.report());
        assert_eq!(ideas.report().retries, 0);
    });
}

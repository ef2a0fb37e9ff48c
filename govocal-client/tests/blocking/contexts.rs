//! Built, called and dropped in every context.

use civic_sandbox::{Fault, FaultRule};
use govocal_client::blocking::Blocking;
use govocal_client::http::Request;
use govocal_client::resources::ideas::{Idea, NewIdea};
use govocal_client::sync::State;
use govocal_client::sync::store::Memory;
use govocal_client::{ErrorKind, Multiloc};
use std::time::Duration;
use uuid::Uuid;

use super::{Site, everywhere};
use crate::support::platform;

#[test]
fn records_are_read_written_and_listed_in_every_context() {
    everywhere(&Site::start(platform()), |site| {
        let city = site.client();
        let id = site.platform.ids("ideas")[0];
        assert_eq!(city.ideas().get(id).blocking().unwrap().id, id);
        assert_eq!(city.ideas().get(id).with_response().blocking().unwrap().0.id, id);
        let request = Request::get("/api/v2/ideas").query("page_size", 5);
        assert_eq!(city.request(request).blocking().unwrap().status(), 200);
        let missing = city.ideas().get(Uuid::nil()).blocking().unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);

        let project = site.platform.ids("projects")[0];
        let text = || Multiloc::single("en", "Shade trees");
        let new = NewIdea::new(project, text(), text());
        assert_eq!(city.ideas().create(&new).blocking().unwrap().project_id, Some(project));

        let count = site.platform.count("ideas");
        let list = || city.ideas().list().page_size(25).stream();
        for concurrency in [1, 4] {
            let mut ideas = list().concurrency(concurrency).blocking();
            let read: Vec<_> = ideas.by_ref().map(Result::unwrap).collect();
            assert_eq!(read.len(), count);
            assert!(ideas.report().completeness.is_proven(), "{}", ideas.report());
            assert!(ideas.next().is_none());
        }
        assert_eq!(list().blocking().collect_proven().unwrap().len(), count);
        assert_eq!(list().collect_consistent().blocking().unwrap().len(), count);
        let pages = list().pages().blocking();
        assert_eq!(pages.map(|page| page.unwrap().items.len()).sum::<usize>(), count);
        let mut texts = city.ideas().list().locales(["en", "nl-BE"]).blocking();
        assert!(texts.next().unwrap().unwrap().text("title").is_some());
    });
}

#[test]
fn copies_are_kept_true_in_every_context() {
    everywhere(&Site::start(platform()), |site| {
        let city = site.client();
        let count = site.platform.count("ideas");
        let mut copy = Memory::<Idea>::new();
        let report = city.ideas().list().sync(State::new()).blocking().store_in(&mut copy);
        assert_eq!(report.unwrap().upserts, count as u64);
        let mut run = city.ideas().list().sync(State::new()).blocking();
        let changes = run.by_ref().map(Result::unwrap).count();
        assert_eq!(changes, count + 2, "it began, and was synced");
        assert!(run.report().unwrap().complete);
    });
}

#[test]
fn a_list_that_is_dropped_in_its_middle_leaves_nothing_behind() {
    everywhere(&Site::start(platform()), |site| {
        let city = site.client();
        for concurrency in [1, 4] {
            let mut ideas =
                city.ideas().list().page_size(25).stream().concurrency(concurrency).blocking();
            let first = ideas.next().unwrap().unwrap().id;
            let checkpoint = ideas.checkpoint();
            drop(ideas);
            let rest = city.ideas().list().page_size(25).stream().resume(checkpoint).unwrap();
            let ids: Vec<_> = rest.blocking().map(|idea| idea.unwrap().id).collect();
            assert_eq!((ids.len(), ids[0]), (site.platform.count("ideas"), first));
        }
        // One that has sent nothing yet, and a client with connections.
        drop(city.ideas().list().stream().blocking());
        drop(city);
    });
}

#[test]
fn a_deadline_ends_a_call_in_every_context() {
    let site = Site::start(platform());
    let slow = Fault::Latency(Duration::from_secs(600));
    site.platform.inject(FaultRule::new(slow).on("/api/v2/areas"));
    everywhere(&site, |site| {
        let city = site.client();
        let mut areas = city.areas().list().deadline(Duration::from_millis(20)).stream().blocking();
        let error = areas.next().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        let id = site.platform.ids("ideas")[0];
        assert_eq!(city.ideas().get(id).blocking().unwrap().id, id);
    });
}

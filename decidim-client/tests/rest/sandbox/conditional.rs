//! Reads that bring a record only if it has changed (`conditional_get_rendering.rb`, `http_cache/`, v0.3.4;
//! before, `Rack::ETag` of the framework).

use std::time::Duration;

use civic_sandbox::RestVersion;
use decidim_client::ErrorKind;
use decidim_client::rest::conditional::{ETag, IfChanged};
use serde_json::json;

use super::newer::requests;
use super::{every_version, machine, participant};
use crate::bench::Bench;

fn update(bench: &Bench, list: &str, id: u64, title: &str) {
    assert!(bench.platform.update(list, id, json!({"title": {"en": title}})));
}

#[test]
fn an_unchanged_record_is_not_sent_again_in_any_version() {
    every_version(|version, bench| {
        let site = machine(&bench);
        let (posts, _) = bench.read(&mut site.blogs().list().stream());
        let (proposals, _) = bench.read(&mut site.proposals().list().stream());
        macro_rules! rereads {
            ($records:literal, $id:expr, $get:expr) => {{
                let first = bench.run($get.if_changed_since(None)).unwrap();
                let IfChanged::Changed { etag: Some(etag), .. } = first else {
                    panic!("{first:?}")
                };
                let sent = requests(&bench, || {
                    let again = bench.run($get.if_changed_since(&etag)).unwrap();
                    assert!(matches!(again, IfChanged::Unchanged), "{version:?} {again:?}");
                });
                assert_eq!(sent, 1, "a 304 is a request like any other");
                bench.clock.advance(Duration::from_secs(1));
                update(&bench, $records, $id, "Another title");
                let again = bench.run($get.if_changed_since(&etag)).unwrap();
                let IfChanged::Changed { record, etag: Some(newer) } = again else {
                    panic!("{version:?} {again:?}")
                };
                assert_eq!(record.attributes.title.get("en"), Some("Another title"));
                assert_ne!(newer, etag, "{version:?}");
            }};
        }
        // Before, the links to its neighbours are drawn by chance for each answer.
        if version >= RestVersion::V0_3 {
            let id = posts[0].id.number().unwrap();
            rereads!("posts", id, site.blogs().get(id));
        }
        let id = proposals[0].id.number().unwrap();
        rereads!("proposals", id, site.proposals().get(id));
        rereads!("assemblies", 1, site.spaces().assembly(1));
    });
}

#[test]
fn since_0_3_only_the_second_of_the_last_update_counts() {
    every_version(|version, bench| {
        let site = machine(&bench);
        update(&bench, "assemblies", 1, "First");
        let read = || site.spaces().assembly(1);
        let first = bench.run(read().if_changed_since(None)).unwrap();
        let IfChanged::Changed { etag: Some(etag), .. } = first else { panic!("{first:?}") };
        update(&bench, "assemblies", 1, "Second");
        let again = bench.run(read().if_changed_since(&etag)).unwrap();
        let is_missed = matches!(again, IfChanged::Unchanged);
        assert_eq!(is_missed, version >= RestVersion::V0_3, "{version:?}");
        // In which languages counts too, and since 0.3 who asks.
        let (_, whole) = bench.run(read().with_response()).unwrap();
        let etag = ETag::from(whole.headers().get("etag").unwrap().to_str().unwrap());
        let ca = bench.run(read().locales(["ca"]).if_changed_since(&etag)).unwrap();
        assert!(ca.record().is_some(), "{version:?}");
        let other = participant(&bench).spaces().assembly(1).if_changed_since(&etag);
        let is_other = bench.run(other).unwrap().record().is_some();
        assert_eq!(is_other, version >= RestVersion::V0_3, "{version:?}");
    });
}

#[test]
fn a_record_that_is_gone_is_not_unchanged_and_a_broken_tag_is_not_sent() {
    every_version(|version, bench| {
        let site = machine(&bench);
        let read = || site.spaces().assembly(1);
        let IfChanged::Changed { etag: Some(etag), .. } =
            bench.run(read().if_changed_since(None)).unwrap()
        else {
            panic!("{version:?}")
        };
        let kept: ETag = serde_json::from_str(&serde_json::to_string(&etag).unwrap()).unwrap();
        assert_eq!(kept, ETag::from(etag.as_str()));
        bench.platform.delete("assemblies", 1);
        let error = bench.run(read().if_changed_since(&kept)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{version:?} {error}");
        let sent = requests(&bench, || {
            let broken = ETag::from("two\nlines");
            let error = bench.run(read().if_changed_since(&broken)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        });
        assert_eq!(sent, 0);
    });
}

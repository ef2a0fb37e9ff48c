//! Reads that bring a record only if it has changed (`conditional_get_rendering.rb`, `http_cache/`, v0.3.4;
//! before, `Rack::ETag` of the framework).

mod every_kind;

use std::time::Duration;

use civic_core::clock::Clock;
use civic_sandbox::RestVersion;
use decidim_client::ErrorKind;
use decidim_client::rest::conditional::{ETag, IfChanged};
use decidim_client::rest::record::Resource;
use decidim_client::rest::{Get, Id};
use serde_json::{Value, json};

use super::newer::requests;
use super::{every_version, forms, machine, participant, platform};
use crate::bench::Bench;

fn update(bench: &Bench, list: &str, id: impl Into<Id>, fields: Value) {
    let id = id.into().number().unwrap();
    assert!(bench.platform.update(list, id, fields), "{list} {id}");
}

fn titled(text: &str) -> Value {
    json!({"title": {"en": text}})
}

/// The record, which is sent, and its tag.
fn sent<T: Resource>(bench: &Bench, read: Get<T>, known: Option<&ETag>) -> (T, ETag) {
    match bench.run(read.if_changed_since(known)).unwrap() {
        IfChanged::Changed { record, etag: Some(etag) } => (record, etag),
        other => panic!("{other:?}"),
    }
}

fn is_unchanged<T: Resource>(bench: &Bench, read: Get<T>, known: &ETag) -> bool {
    matches!(bench.run(read.if_changed_since(known)).unwrap(), IfChanged::Unchanged)
}

/// The id of the first row of a list.
macro_rules! first {
    ($bench:expr, $list:expr) => {
        $bench.read(&mut $list.stream()).0.remove(0).id
    };
}
use first;

/// `questionnaires_controller.rb`, `questionnaire_json_forms_builder.rb` (v0.3.4): the tag is the questionnaire's
/// own, and the answer shows its questions in one locale.
#[test]
fn a_questionnaire_is_taken_for_unchanged_with_other_questions_and_in_another_locale() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let site = forms::client(&bench, RestVersion::V0_3);
    let id = first!(bench, site.questionnaires().list());
    let read = || site.questionnaires().get(&id).locale("en");
    let (before, etag) = sent(&bench, read(), None);
    bench.clock.advance(Duration::from_secs(1));
    let question = first!(bench, site.questions().of_questionnaire(&id));
    update(&bench, "questions", &question, json!({"body": {"en": "Where?"}}));
    assert_ne!(bench.run(read()).unwrap().attributes.schema, before.attributes.schema);
    assert!(is_unchanged(&bench, read(), &etag));
    assert!(is_unchanged(&bench, site.questionnaires().get(&id).locale("es"), &etag));
}

/// `resource_show_fingerprint.rb` (v0.3.4, main).
#[test]
fn the_main_branch_tells_two_updates_of_one_second_apart() {
    for (version, is_missed) in [(RestVersion::V0_3, true), (RestVersion::Unreleased, false)] {
        let bench = Bench::new(platform(version));
        let site = machine(&bench);
        update(&bench, "assemblies", 1, titled("First"));
        let (_, etag) = sent(&bench, site.spaces().assembly(1), None);
        bench.clock.advance(Duration::from_millis(1));
        update(&bench, "assemblies", 1, titled("Second"));
        assert_eq!(
            is_unchanged(&bench, site.spaces().assembly(1), &etag),
            is_missed,
            "{version:?}"
        );
    }
}

/// Decidim's `config/initializers/rack_attack.rb`: requests are counted by address before the application
/// answers them, at most 100 a minute. The client stays below it on its own side.
#[test]
fn reads_that_find_nothing_changed_count_against_the_rate_limit() {
    const MINUTE: Duration = Duration::from_secs(60);
    let bench = Bench::new(platform(RestVersion::V0_3).rate_limit(100, MINUTE));
    let site = machine(&bench);
    let read = || site.spaces().assembly(1);
    let (_, etag) = sent(&bench, read(), None);
    let start = bench.clock.now();
    bench.platform.clear_requests();
    for _ in 0..100 {
        assert!(is_unchanged(&bench, read(), &etag));
    }
    let statuses: Vec<_> = bench.platform.requests().iter().map(|it| it.status.unwrap()).collect();
    assert_eq!(statuses, [304; 100]);
    // The last ten of them and the two before had no room in the first minute.
    assert!(bench.clock.now().duration_since(start) >= MINUTE.try_into().unwrap());
}

#[test]
fn since_0_3_only_the_second_of_the_last_update_counts() {
    every_version(|version, bench| {
        let site = machine(&bench);
        update(&bench, "assemblies", 1, titled("First"));
        let read = || site.spaces().assembly(1);
        let first = bench.run(read().if_changed_since(None)).unwrap();
        let IfChanged::Changed { etag: Some(etag), .. } = first else { panic!("{first:?}") };
        update(&bench, "assemblies", 1, titled("Second"));
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

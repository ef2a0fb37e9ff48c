//! Sites whose module is upgraded, or goes back, while a client lives.

use crate::bench::Bench;
use civic_core::list::Completeness;
use civic_sandbox::RestVersion;
use serde_json::json;

use super::{machine, participant, platform};

#[test]
fn a_site_that_is_upgraded_in_place_is_followed_and_so_is_one_that_goes_back() {
    let bench = Bench::new(platform(RestVersion::V0_2_10));
    let site = machine(&bench);
    let user = participant(&bench);
    let all = bench.read(&mut site.proposals().list().stream()).0.len();
    let (components, _) = bench.read(&mut user.proposal_components().list().stream());
    let open = components.iter().find(|c| c.meta.can_create_proposals() == Some(true)).unwrap();
    let drafts = user.draft_proposals();
    let mut withdrawn = 0;
    for version in [RestVersion::V0_3, RestVersion::V0_2_10, RestVersion::V0_3, RestVersion::V0_2_3]
    {
        bench.platform.upgrade_rest(version);
        bench.platform.clear_requests();
        // A write is the first to meet it.
        let draft = bench.run(drafts.create(&open.id)).unwrap();
        let lost = bench
            .platform
            .requests()
            .iter()
            .filter(|seen| seen.status.is_some_and(|it| it == 404))
            .count();
        assert!(lost <= 1, "{version:?} {lost}");
        bench.run(drafts.withdraw(&draft.id)).unwrap();
        withdrawn += 1;
        let mut reading = site.proposals().list().stream();
        let (rows, errors) = bench.read(&mut reading);
        assert!(errors.is_empty(), "{version:?} {errors:?}");
        assert!(
            matches!(
                reading.report().completeness,
                Completeness::Proven | Completeness::Consistent { .. }
            ) && rows.len() == all,
            "{version:?} {}",
            reading.report()
        );
        // With a token that nobody had before.
        let person = site.impersonate("oak_street").build().unwrap();
        let said = bench.run(person.introspect_own()).unwrap();
        assert!(said.active, "{version:?}");
        bench.run(user.extended_data().put(".", &json!({"round": withdrawn}))).unwrap();
    }
}

#[test]
fn an_upgrade_in_the_middle_of_a_list_loses_no_row() {
    let bench = Bench::new(platform(RestVersion::V0_2_10));
    let site = machine(&bench);
    let mut all = bench.read(&mut site.proposals().list().stream()).0;
    let mut reading = site.proposals().list().page_size(10).stream();
    let mut rows = bench.run(async {
        let mut rows = Vec::new();
        for _ in 0..25 {
            rows.extend(reading.try_next().await.unwrap());
        }
        rows
    });
    bench.platform.upgrade_rest(RestVersion::V0_3);
    let (rest, errors) = bench.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    rows.extend(rest);
    assert!(
        matches!(
            reading.report().completeness,
            Completeness::Proven | Completeness::Consistent { .. }
        ),
        "{}",
        reading.report()
    );
    let ids = |rows: &mut Vec<_>| {
        let rows: &mut Vec<decidim_client::rest::resources::Proposal> = rows;
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&mut rows), ids(&mut all));
}

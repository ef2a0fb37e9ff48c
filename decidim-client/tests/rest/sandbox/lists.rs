//! Every list and every record, in every version.

use crate::bench::Bench;
use crate::described::assert_described;
use civic_core::list::Completeness;
use civic_sandbox::RestVersion;
use decidim_client::ErrorKind;
use decidim_client::rest::filters::{IdFilter, TextFilter, WeightFilter};
use decidim_client::rest::resources::{ComponentManifest, SpaceManifest};
use decidim_client::rest::{ApiVersion, ServerError};

use super::{every_version, machine, participant, platform};

#[test]
fn every_list_is_read_to_its_end_in_every_version() {
    every_version(|version, bench| {
        let site = machine(&bench);
        macro_rules! reads {
            ($list:expr) => {{
                let mut reading = $list.stream();
                let (rows, errors) = bench.read(&mut reading);
                let report = reading.report();
                assert!(errors.is_empty(), "{version:?} {errors:?}");
                assert!(!rows.is_empty(), "{version:?} {report}");
                assert_eq!(report.malformed, 0, "{version:?} {:?}", report.malformed_rows);
                assert!(
                    matches!(
                        report.completeness,
                        Completeness::Proven | Completeness::Consistent { .. }
                    ),
                    "{version:?} {report}"
                );
                assert_described(&rows, &["links"]);
                rows
            }};
        }
        let proposals = reads!(site.proposals().list());
        for proposal in &proposals {
            assert!(proposal.extra.is_empty() && proposal.attributes.extra.is_empty());
            let held = bench.platform.record("proposals", proposal.id.number().unwrap()).unwrap();
            assert_eq!(
                proposal.attributes.title.get("en"),
                held["title"]["en"].as_str().filter(|text| !text.is_empty())
            );
        }
        let pages = reads!(site.proposals().list().page_size(25).newest_first());
        assert_eq!(pages.len(), proposals.len());
        reads!(site.spaces().list());
        reads!(site.components().list());
        reads!(site.proposal_components().list());
        reads!(site.blog_components().list());
        reads!(site.blogs().list());
        reads!(site.users().list());
        reads!(site.organizations().list());
        let expected =
            if version == RestVersion::V0_3 { ApiVersion::V0_3 } else { ApiVersion::V0_2 };
        assert_eq!(bench.run(site.version()).unwrap(), expected);
    });
}

#[test]
fn every_record_is_read_by_its_id_in_every_version() {
    every_version(|version, bench| {
        let site = machine(&bench);
        macro_rules! same {
            ($list:expr, $id:ident => $get:expr) => {{
                let (rows, _) = bench.read(&mut $list.stream().limit_items(1));
                let $id = rows[0].id.clone();
                let one = bench.run($get).unwrap();
                assert_eq!(one.attributes, rows[0].attributes, "{version:?}");
                assert_described([&one], &["links"]);
            }};
        }
        same!(site.proposals().list(), id => site.proposals().get(id));
        same!(site.blogs().list(), id => site.blogs().get(id));
        same!(site.proposal_components().list(), id => site.proposal_components().get(id));
        same!(site.blog_components().list(), id => site.blog_components().get(id));
        same!(site.organizations().list(), id => site.organizations().get(id));
        let of = |manifest| site.spaces().list().manifest_name(manifest);
        same!(of(SpaceManifest::Assemblies), id => site.spaces().assembly(id));
        same!(of(SpaceManifest::ParticipatoryProcesses), id => site.spaces().participatory_process(id));
        let error = bench.run(site.proposals().get(999_999)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(matches!(ServerError::of(&error), Some(ServerError::Api(_))), "{error}");
    });
}

#[test]
fn filters_narrow_on_real_servers() {
    every_version(|version, bench| {
        let site = machine(&bench);
        macro_rules! reads {
            ($list:expr) => {{
                let mut reading = $list.stream();
                let (rows, errors) = bench.read(&mut reading);
                assert!(errors.is_empty(), "{version:?} {errors:?}");
                assert!(
                    reading.report().ignored_filters.is_empty(),
                    "{version:?} {}",
                    reading.report()
                );
                rows
            }};
        }
        let all = reads!(site.components().list());
        let proposals = ComponentManifest::Proposals;
        let some = reads!(site.components().list().manifest_name(proposals.clone()));
        assert!(!some.is_empty() && some.len() < all.len());
        let others = reads!(site.components().list().manifest_name(TextFilter::not_eq(&proposals)));
        assert_eq!(some.len() + others.len(), all.len());
        let ids = [&all[0].id, &all[1].id];
        assert_eq!(reads!(site.components().list().id(IdFilter::any_of(ids))).len(), 2);
        let space = &all[0].attributes;
        let list = site.components().list();
        let here = reads!(
            list.participatory_space_type(TextFilter::eq(
                space.participatory_space_type.as_ref().unwrap()
            ))
            .participatory_space_id(space.participatory_space_id.as_ref().unwrap())
        );
        assert!(!here.is_empty() && here.len() < all.len());
        let component = &some[0].id;
        let placed = reads!(site.proposals().list().in_component(component));
        assert!(
            placed
                .iter()
                .all(|p| p.relationships.component.data.as_ref().unwrap().id == *component)
        );
        let accepted = reads!(site.proposals().list().state("accepted"));
        assert!(accepted.iter().all(|proposal| proposal.state() == Some("accepted")));
        let only = reads!(site.proposals().list().locales(["ca"]));
        assert!(only.iter().all(|p| p.attributes.title.tags().all(|tag| tag == "ca")));
        let error = bench.read(&mut site.spaces().list().locales(["xx"]).stream()).1.remove(0);
        assert!(error.to_string().contains("Not allowed locales"), "{error}");
    });
}

/// Votes have no weights on this site: 0.2.3 ignores the filter (`proposals_controller.rb`).
#[test]
fn a_filter_on_votes_that_old_servers_ignore_is_applied_here_and_reported() {
    every_version(|version, bench| {
        let user = participant(&bench);
        let (rows, _) = bench.read(&mut user.proposals().list().stream().limit_items(1));
        bench.run(user.vote(&rows[0].id, 1)).unwrap();
        let is_ignored = version < RestVersion::V0_2_10;
        for (weight, is_found) in [(WeightFilter::eq(1), true), (WeightFilter::blank(true), false)]
        {
            let mut reading = user.proposals().list().voted_weight(weight).stream();
            let (found, errors) = bench.read(&mut reading);
            assert!(errors.is_empty(), "{version:?} {errors:?}");
            assert!(found.iter().all(|it| it.meta.voted.is_some() == is_found), "{version:?}");
            assert_eq!(found.len() == 1, is_found, "{version:?}");
            let ignored = &reading.report().ignored_filters;
            assert_eq!(ignored.contains_key("voted_weight"), is_ignored, "{version:?}");
        }
    });
}

/// `ransacker_i18n` (Decidim, `filterable_resource.rb`): the server's own language, whichever are asked for.
#[test]
fn spaces_are_found_by_their_title_in_the_servers_own_language_alone() {
    every_version(|version, bench| {
        let site = machine(&bench);
        let held = bench.platform.record("assemblies", 1).unwrap();
        let found = |locale: &str| {
            let title = held["title"][locale].as_str().unwrap();
            let list = site.spaces().list().locales(["ca"]).title(TextFilter::eq(title));
            bench.read(&mut list.stream()).0.len()
        };
        assert!(found("en") > 0 && found("ca") == 0, "{version:?}");
    });
}

#[test]
fn lists_that_shuffle_cut_or_tell_nothing_lose_no_row_in_silence() {
    let quiet = Bench::new(platform(RestVersion::V0_2_3));
    let all = quiet.read(&mut machine(&quiet).proposals().list().stream()).0.len();
    for (name, platform) in [
        ("shuffled", platform(RestVersion::V0_2_3).unordered_lists(true)),
        ("cut", platform(RestVersion::V0_2_3).most_per_page(25)),
        ("without total", platform(RestVersion::V0_2_3).leave_out_headers(["total"])),
        (
            "without headers",
            platform(RestVersion::V0_2_3).leave_out_headers(["total", "per-page", "link"]),
        ),
    ] {
        let bench = Bench::new(platform);
        let site = machine(&bench);
        let mut reading = site.proposals().list().page_size(30).stream();
        let (rows, errors) = bench.read(&mut reading);
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let report = reading.report();
        if report.is_consistent() {
            assert_eq!(rows.len(), all, "{name}: {report}");
        } else {
            assert!(
                matches!(report.completeness, Completeness::Incomplete { .. }),
                "{name}: {report}"
            );
        }
    }
}

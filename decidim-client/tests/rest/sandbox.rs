//! The REST API's client before the sandbox, which plays real servers of three versions.

use std::time::Duration;

use crate::bench::Bench;
use civic_core::list::Completeness;
use civic_sandbox::{Decidim, DecidimBuilder, RestVersion};
use decidim_client::ErrorKind;
use decidim_client::rest::resources::ComponentManifest;
use decidim_client::rest::resources::DraftChange;
use decidim_client::rest::resources::Health;
use decidim_client::rest::resources::OrganizationChange;
use decidim_client::rest::resources::Participant;
use decidim_client::rest::resources::SpaceManifest;
use decidim_client::rest::resources::Vote;
use decidim_client::rest::{
    ApiVersion, Client, IdFilter, Scope, ServerError, Submitted, TextFilter, UserClient,
    WeightFilter,
};
use futures::TryStreamExt;
use serde_json::{Value, json};

fn site(bench: &Bench, host: &str) -> Client {
    Client::builder(format!("https://{host}"))
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(["public", "proposals", "blogs", "oauth", "system"])
        .http(bench.http.clone())
        .build()
        .unwrap()
}

fn machine(bench: &Bench) -> Client {
    site(bench, "decidim.example.org")
}

fn participant(bench: &Bench) -> UserClient {
    let person = machine(bench).impersonate("oak_street").register_on_missing(true);
    person.accept_tos_on_register(true).skip_confirmation_on_register(true).build().unwrap()
}

/// A quiet platform of each version.
fn every_version(check: impl Fn(RestVersion, Bench)) {
    for version in RestVersion::ALL {
        check(version, Bench::new(platform(version)));
    }
}

fn platform(version: RestVersion) -> DecidimBuilder {
    Decidim::builder().seed(7).proposals(60).rest_version(version).no_rate_limit()
}

#[test]
fn every_list_is_read_to_its_end_in_every_version() {
    every_version(|version, bench| {
        let site = machine(&bench);
        macro_rules! reads {
            ($list:expr) => {{
                let mut walk = $list.stream();
                let (rows, errors) = bench.read(&mut walk);
                let report = walk.report();
                assert!(errors.is_empty(), "{version:?} {errors:?}");
                assert!(!rows.is_empty(), "{version:?} {report}");
                assert_eq!(report.malformed, 0, "{version:?} {:?}", report.malformed_rows);
                assert!(report.is_complete(), "{version:?} {report}");
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
                let one = bench.run($get.into_future()).unwrap();
                assert_eq!(one.attributes, rows[0].attributes, "{version:?}");
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
        let error = bench.run(site.proposals().get(999_999).into_future()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(matches!(ServerError::of(&error), Some(ServerError::Api(_))), "{error}");
    });
}

#[test]
fn a_proposal_is_drafted_published_and_voted_on_in_every_version() {
    every_version(|version, bench| {
        let user = participant(&bench);
        let (components, _) = bench.read(&mut user.proposal_components().list().stream());
        let open = components.iter().find(|c| c.meta.can_create_proposals() == Some(true)).unwrap();
        let drafts = user.draft_proposals();
        let draft = bench.run(drafts.create(&open.id).into_future()).unwrap();
        let again = bench.run(drafts.create(&open.id).into_future()).unwrap_err();
        assert_eq!(again.kind(), ErrorKind::Rejected, "{version:?} {again}");
        assert!(again.to_string().contains("already exists"), "{again}");

        let early = bench.run(drafts.publish(&draft.id).into_future()).unwrap_err();
        assert!(early.to_string().contains("cannot be blank"), "{early}");
        let change = DraftChange::new().title("Benches along the river");
        let half = bench.run(drafts.update(&draft.id, &change).into_future()).unwrap();
        assert!(!half.is_publishable() && !half.attributes.errors.body.is_empty());
        let change = DraftChange::new().body("One every hundred metres.").locale("en");
        let whole = bench.run(drafts.update(&draft.id, &change).into_future()).unwrap();
        assert!(whole.is_publishable());
        let read = bench.run(drafts.get(&draft.id).into_future()).unwrap();
        assert_eq!(read.attributes.title, whole.attributes.title);

        let proposal = bench.run(drafts.publish(&draft.id).into_future()).unwrap();
        assert_eq!((proposal.kind.as_str(), proposal.meta.published), ("proposal", Some(true)));
        let gone = bench.run(drafts.get(&draft.id).into_future()).unwrap_err();
        assert_eq!(gone.kind(), ErrorKind::NotFound);

        if open.meta.can_vote() == Some(true) {
            let vote = bench.run(user.vote(&proposal.id, 1).into_future()).unwrap();
            assert_eq!(vote.weight(), Some(1), "{version:?} {vote:?}");
            assert_eq!(vote.proposal_id(), Some(&proposal.id), "{version:?} {vote:?}");
            let is_new = version == RestVersion::V0_3;
            assert_eq!(matches!(vote, Vote::Vote(_)), is_new, "{version:?} {vote:?}");
            let twice = bench.run(user.vote(&proposal.id, 1).into_future()).unwrap_err();
            assert_eq!(twice.kind(), ErrorKind::Rejected, "{twice}");
            let list = user.proposals().list().voted_weight(WeightFilter::eq(1));
            let (voted, errors) = bench.read(&mut list.stream());
            assert!(errors.is_empty() && voted.iter().any(|p| p.id == proposal.id), "{version:?}");
        }

        let another = bench.run(drafts.create(&open.id).into_future()).unwrap();
        let withdrawn = bench.run(drafts.withdraw(&another.id).into_future()).unwrap();
        assert_eq!(withdrawn.meta.publishable, Some(false));
    });
}

#[test]
fn a_draft_that_is_queued_becomes_a_job() {
    let bench = Bench::new(platform(RestVersion::V0_3).polls_per_job(3));
    let user = participant(&bench);
    let (components, _) = bench.read(&mut user.proposal_components().list().stream());
    let open = components.iter().find(|c| c.meta.can_create_proposals() == Some(true)).unwrap();
    let submitted = bench.run(user.draft_proposals().create(&open.id).enqueue()).unwrap();
    let Submitted::Queued(job) = submitted else { panic!("{submitted:?}") };
    let draft = bench.run(job.finished()).unwrap();
    assert_eq!(
        bench.run(user.draft_proposals().get(&draft.id).into_future()).unwrap().id,
        draft.id
    );
}

#[test]
fn old_and_new_servers_bad_tokens_are_replaced() {
    every_version(|version, bench| {
        let site = machine(&bench);
        let read = || bench.run(site.spaces().list().stream().collect_complete()).is_ok();
        assert!(read());
        // By the server's clock it ended; ours stood still meanwhile.
        bench.clock.advance(Duration::from_secs(3 * 3600));
        assert!(read(), "{version:?}");
        bench.platform.revoke_tokens();
        // Old servers say of a revoked token what they say of a missing scope, and fail on one that
        // they forgot.
        bench.clock.advance(Duration::from_secs(6));
        assert!(read(), "{version:?}");
        bench.platform.forget_rest_tokens();
        bench.clock.advance(Duration::from_secs(6));
        assert!(read(), "{version:?}");
        bench.platform.revoke_tokens();
        bench.clock.advance(Duration::from_secs(6));
        assert!(site.forget_token() && read(), "{version:?}");
    });
}

#[test]
fn the_scope_that_is_missing_is_named() {
    every_version(|version, bench| {
        let site = Client::builder("https://decidim.example.org")
            .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
            .scopes([Scope::Public])
            .http(bench.http.clone())
            .build()
            .unwrap();
        let error = bench.run(site.proposals().get(1).into_future()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{version:?} {error}");
        assert!(error.hint().unwrap().contains("lacks the scope \"proposals\""), "{error}");
    });
}

#[test]
fn both_password_grants_work_and_wrong_ones_say_why() {
    every_version(|version, bench| {
        let site = machine(&bench);
        let (users, _) = bench.read(&mut site.users().list().stream());
        let nickname = |user: &Participant| user.attributes.nickname.clone().unwrap_or_default();
        let person = users.iter().find(|user| !nickname(user).is_empty()).unwrap();
        let nickname = &nickname(person);
        for user in [
            site.login(nickname, Decidim::PASSWORD).unwrap(),
            site.impersonate(nickname).build().unwrap(),
            site.impersonate_id(&person.id).build().unwrap(),
        ] {
            let said = bench.run(user.introspect_own()).unwrap();
            assert!(said.active, "{version:?}");
            assert_eq!(said.resource.unwrap().id, person.id, "{version:?}");
        }
        let wrong = site.login(nickname, "wrong-password").unwrap();
        let error = bench.run(wrong.introspect_own()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{version:?} {error}");
        let nobody = site.impersonate("nobody_at_all").build().unwrap();
        let error = bench.run(nobody.introspect_own()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{version:?} {error}");
        let wrong = Client::builder("https://decidim.example.org")
            .credentials(Decidim::CLIENT_ID, "wrong-secret-of-the-client")
            .http(bench.http.clone());
        let error =
            bench.run(wrong.build().unwrap().spaces().assembly(1).into_future()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{version:?} {error}");
    });
}

#[test]
fn filters_narrow_on_real_servers() {
    every_version(|version, bench| {
        let site = machine(&bench);
        macro_rules! reads {
            ($list:expr) => {{
                let mut walk = $list.stream();
                let (rows, errors) = bench.read(&mut walk);
                assert!(errors.is_empty(), "{version:?} {errors:?}");
                assert!(walk.report().ignored_filters.is_empty(), "{version:?} {}", walk.report());
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

#[test]
fn extended_data_keeps_what_it_can() {
    every_version(|version, bench| {
        let user = participant(&bench);
        let data = user.extended_data();
        let value = json!({"colour": "green", "no": false, "list": [1, false, "", null]});
        let stored = bench.run(data.put("survey", &value)).unwrap();
        let left = json!({"colour": "green", "list": [1, false, ""]});
        assert_eq!(stored.value, Some(left), "{version:?}");
        assert_eq!(stored.deleted, ["list[3]", "no"]);
        let colour: Option<String> = bench.run(data.get("survey.colour")).unwrap();
        assert_eq!(colour.as_deref(), Some("green"));
        assert_eq!(bench.run(data.get::<Value>("nowhere")).unwrap(), None, "{version:?}");
        let emptied = bench.run(data.put("other", &json!({"only": ""}))).unwrap();
        assert_eq!(emptied.value, None, "{version:?}");

        let site = machine(&bench);
        let (organizations, _) = bench.read(&mut site.organizations().list().stream());
        let data = site.organizations().extended_data(&organizations[0].id);
        assert!(bench.run(data.put(".", &json!({"a": {"b": 1}}))).is_ok());
        assert_eq!(bench.run(data.get::<i64>("a.b")).unwrap(), Some(1));
        let change = OrganizationChange::new().comments_max_length(700);
        let changed =
            bench.run(site.organizations().update(&organizations[0].id, &change).into_future());
        assert_eq!(changed.unwrap().attributes.comments_max_length, Some(700), "{version:?}");
    });
}

#[test]
fn magic_links_sign_in_and_health_is_told_while_it_is() {
    every_version(|version, bench| {
        let user = participant(&bench);
        let link = bench.run(user.magic_link()).unwrap();
        let sign_in = bench.run(user.redeem_magic_link(&link.token)).unwrap();
        assert!(sign_in.location.is_some() && !sign_in.cookies.is_empty(), "{version:?}");
        bench.clock.advance(Duration::from_secs(301));
        let late = bench.run(user.redeem_magic_link(&link.token)).unwrap_err();
        assert_eq!(late.kind(), ErrorKind::Rejected, "{version:?} {late}");
        match bench.run(user.health()) {
            Ok(health) => assert_eq!((version, health), (RestVersion::V0_2_3, Health::Ok)),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Unsupported, "{version:?} {error}"),
        }
    });
}

#[test]
fn a_secondary_host_names_the_primary_one() {
    let platform = platform(RestVersion::V0_2_3).secondary_hosts(["www.example.org"]);
    let bench = Bench::new(platform);
    let error = bench.run(site(&bench, "www.example.org").spaces().assembly(1).into_future());
    let error = error.unwrap_err();
    assert!(matches!(ServerError::of(&error), Some(ServerError::PrimaryHost { .. })), "{error}");
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
        let mut walk = site.proposals().list().page_size(30).stream();
        let (rows, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let report = walk.report();
        if matches!(report.completeness, Completeness::Agreed { .. }) || report.is_complete() {
            assert_eq!(rows.len(), all, "{name}: {report}");
        } else {
            assert!(
                matches!(report.completeness, Completeness::PossibleGap { .. }),
                "{name}: {report}"
            );
        }
    }
}

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
        let draft = bench.run(drafts.create(&open.id).into_future()).unwrap();
        let lost = bench
            .platform
            .requests()
            .iter()
            .filter(|seen| seen.status.is_some_and(|it| it == 404))
            .count();
        assert!(lost <= 1, "{version:?} {lost}");
        bench.run(drafts.withdraw(&draft.id).into_future()).unwrap();
        withdrawn += 1;
        let mut walk = site.proposals().list().stream();
        let (rows, errors) = bench.read(&mut walk);
        assert!(errors.is_empty(), "{version:?} {errors:?}");
        assert!(walk.report().is_complete() && rows.len() == all, "{version:?} {}", walk.report());
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
    let mut walk = site.proposals().list().page_size(10).stream();
    let mut rows = bench.run(async {
        let mut rows = Vec::new();
        for _ in 0..25 {
            rows.extend(walk.try_next().await.unwrap());
        }
        rows
    });
    bench.platform.upgrade_rest(RestVersion::V0_3);
    let (rest, errors) = bench.read(&mut walk);
    assert!(errors.is_empty(), "{errors:?}");
    rows.extend(rest);
    assert!(walk.report().is_complete(), "{}", walk.report());
    let ids = |rows: &mut Vec<_>| {
        let rows: &mut Vec<decidim_client::rest::resources::Proposal> = rows;
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&mut rows), ids(&mut all));
}

#[test]
fn what_is_switched_off_is_unsupported() {
    let bench = Bench::new(platform(RestVersion::V0_3).rest_switched_off(true));
    let error = bench.run(machine(&bench).spaces().assembly(1).into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
}

#[test]
fn a_pending_job_that_is_deleted_is_never_done() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let user = participant(&bench);
    let (components, _) = bench.read(&mut user.proposal_components().list().stream());
    let open = components.iter().find(|c| c.meta.can_create_proposals() == Some(true)).unwrap();
    let before = bench.platform.count("proposals");
    let submitted = bench.run(user.draft_proposals().create(&open.id).enqueue()).unwrap();
    let Submitted::Queued(job) = submitted else { panic!("{submitted:?}") };
    let id = job.id().to_owned();
    bench.run(job.delete()).unwrap();
    bench.clock.advance(Duration::from_secs(3600));
    assert_eq!(bench.platform.count("proposals"), before);
    let gone = bench.run(user.job::<Value>(&id)).unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound, "{gone}");
}

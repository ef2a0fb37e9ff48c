//! Roles, which 0.2.10 brought (`roles_controller.rb`, v0.2.10, v0.2.12, v0.3.4).

use civic_core::Sent;
use civic_sandbox::{Decidim, RestVersion};
use decidim_client::ErrorKind;
use decidim_client::rest::jobs::Submitted;
use decidim_client::rest::resources::{NewRole, Role, RoleType, SpaceType};
use decidim_client::rest::{Client, Id, ServerError};

use super::newer::{reads, refused, requests};
use super::{every_version, platform};
use crate::bench::Bench;

/// A client whose token may have these scopes.
pub(super) fn with_scopes<const N: usize>(bench: &Bench, scopes: [&str; N]) -> Client {
    Client::builder("https://decidim.example.org")
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(scopes)
        .http(bench.http.clone())
        .build()
        .unwrap()
}

#[test]
fn roles_are_listed_read_given_and_taken_away_since_0_2_10() {
    every_version(|version, bench| {
        let site = with_scopes(&bench, ["public", "roles"]);
        if version == RestVersion::V0_2_3 {
            // No token has such a scope (`engine.rs`, `optional_scopes`, v0.2.3).
            let error = refused!(bench, site.roles().list());
            assert!(matches!(ServerError::of(&error), Some(ServerError::OAuth(_))), "{error}");
            let site = with_scopes(&bench, ["public"]);
            let error = refused!(bench, site.roles().list());
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
            assert!(error.hint().unwrap().contains("roles since 0.2.10"), "{error}");
            let told = super::of_release(&bench, version);
            bench.run(told.version()).unwrap();
            let sent = requests(&bench, || {
                let role = NewRole::general_admin(1, 2);
                let given = bench.run(told.roles().create(&role)).unwrap_err();
                let taken = bench.run(told.roles().delete("eyJ9")).unwrap_err();
                for error in [refused!(bench, told.roles().list()), given, taken] {
                    assert_eq!(
                        (error.kind(), error.was_sent()),
                        (ErrorKind::Unsupported, Sent::No),
                        "{error}"
                    );
                }
            });
            assert_eq!(sent, 0);
            return;
        }
        let all = reads!(bench, site.roles().list());
        let read = bench.run(site.roles().get(&all[0].id)).unwrap();
        assert_eq!(read, all[0], "{version:?}");

        let user = bench.platform.ids("users")[7];
        let assembly = SpaceType::Assembly;
        let moderator = NewRole::in_space(RoleType::SpaceModerator, assembly.clone(), 1, user);
        let given = bench.run(site.roles().create(&moderator)).unwrap();
        let attributes = &given.attributes;
        assert_eq!(attributes.role, Some(RoleType::SpaceModerator), "{version:?}");
        assert_eq!(attributes.user_id.as_ref().and_then(Id::number), Some(user));
        assert_eq!(attributes.resource_type, Some(assembly.clone()));
        let found = reads!(bench, site.roles().list().user(user).in_space(assembly.clone(), 1));
        assert!(found.contains(&given), "{version:?}");
        let found = reads!(bench, site.roles().list().role(RoleType::SpaceModerator));
        assert!(found.contains(&given) && found.len() < all.len(), "{version:?}");
        assert_eq!(reads!(bench, site.roles().list()).len(), all.len() + 1);

        bench.run(site.roles().delete(&given.id)).unwrap();
        let error = bench.run(site.roles().get(&given.id)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{version:?} {error}");
        let error = bench.run(site.roles().delete(&given.id)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{version:?} {error}");

        let nowhere = NewRole::in_space(RoleType::SpaceModerator, SpaceType::Initiative, 1, user);
        let error = bench.run(site.roles().create(&nowhere)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{version:?} {error}");
        let said = ServerError::of(&error).unwrap().problems();
        assert!(said[0].message.contains("Unsupported resource_type"), "{said:?}");
        let error = bench.run(site.roles().create(&NewRole::general_admin("", 1)));
        assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
    });
}

/// A page of more than 100 rows becomes one of 25, and nothing says how many there are.
#[test]
fn no_role_is_lost_whatever_the_size_of_pages() {
    let bench = Bench::new(platform(RestVersion::V0_2_12));
    let site = with_scopes(&bench, ["public", "roles"]);
    let users = bench.platform.ids("users");
    let assembly = SpaceType::Assembly;
    for (kind, id) in [(SpaceType::Conference, 1), (assembly.clone(), 1), (assembly, 2)] {
        for user in &users {
            for role in [RoleType::SpaceValuator, RoleType::SpaceModerator] {
                let role = NewRole::in_space(role, kind.clone(), id, *user);
                let _: Result<Role, _> = bench.run(site.roles().create(&role));
            }
        }
    }
    let all = reads!(bench, site.roles().list().page_size(7)).len();
    assert!(all > 120, "{all}");
    for size in [25, 26, 100, 101, 1000] {
        let rows = reads!(bench, site.roles().list().page_size(size));
        assert_eq!(rows.len(), all, "{size}");
        let asked = bench.platform.requests();
        let per_page =
            |query: &str| query.split("per_page=").nth(1)?.split('&').next()?.parse().ok();
        assert!(asked.iter().filter_map(|it| per_page(&it.query)).all(|size: u64| size <= 100));
    }
}

#[test]
fn a_role_that_is_queued_is_given_and_taken_away_by_jobs() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let site = with_scopes(&bench, ["public", "roles"]);
    let admin = NewRole::general_admin(1, bench.platform.ids("users")[7]);
    let Submitted::Queued(job) = bench.run(site.roles().create(&admin).enqueue()).unwrap() else {
        panic!("0.3 has jobs")
    };
    let role = bench.run(job.finished()).unwrap();
    let submitted = bench.run(site.roles().delete(&role.id).enqueue()).unwrap();
    bench.run(submitted.finished()).unwrap();
    let submitted = bench.run(site.roles().delete(&role.id).enqueue()).unwrap();
    let error = bench.run(submitted.finished()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
}

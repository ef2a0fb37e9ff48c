//! Tokens that servers replace and refuse, and what else they refuse.

use std::time::Duration;

use crate::bench::Bench;
use civic_sandbox::{Decidim, RestVersion};
use decidim_client::ErrorKind;
use decidim_client::rest::resources::Participant;
use decidim_client::rest::{Client, Scope, ServerError};

use super::{every_version, machine, platform, site};

#[test]
fn old_and_new_servers_bad_tokens_are_replaced() {
    every_version(|version, bench| {
        let site = machine(&bench);
        let read = || bench.run(site.spaces().list().stream().collect_consistent()).is_ok();
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
        let error = bench.run(site.proposals().get(1)).unwrap_err();
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
        let error = bench.run(wrong.build().unwrap().spaces().assembly(1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{version:?} {error}");
    });
}

#[test]
fn a_secondary_host_names_the_primary_one() {
    let platform = platform(RestVersion::V0_2_3).secondary_hosts(["www.example.org"]);
    let bench = Bench::new(platform);
    let error = bench.run(site(&bench, "www.example.org").spaces().assembly(1));
    let error = error.unwrap_err();
    assert!(matches!(ServerError::of(&error), Some(ServerError::PrimaryHost { .. })), "{error}");
}

#[test]
fn what_is_switched_off_is_unsupported() {
    let bench = Bench::new(platform(RestVersion::V0_3).rest_switched_off(true));
    let error = bench.run(machine(&bench).spaces().assembly(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
}

#[test]
fn a_machines_credentials_open_a_neighbours_host_and_introspection_says_whose_they_are() {
    // The module (v0.2.9, v0.3.4): `Client.authenticate` knows no organisation, what is shown is the host's.
    for version in RestVersion::ALL {
        let bench = Bench::new(platform(version).neighbours(["next.example.org"]));
        let spaces = |host: &str| {
            let spaces =
                bench.run(site(&bench, host).spaces().list().stream().collect_consistent());
            spaces.unwrap().into_iter().map(|space| space.id).collect::<Vec<_>>()
        };
        let (own, next) = (spaces("decidim.example.org"), spaces("next.example.org"));
        assert!(!next.is_empty() && next.iter().all(|id| !own.contains(id)), "{version:?}");
        for host in ["decidim.example.org", "next.example.org"] {
            let said = bench.run(site(&bench, host).introspect_own()).unwrap();
            assert_eq!(said.aud.as_deref(), Some("https://decidim.example.org"), "{version:?}");
        }
    }
}

#[test]
fn who_acts_for_a_participant_needs_a_client_of_the_hosts_organisation() {
    // `doorkeeper_config.rb` (v0.3.4): `ApiClient.find_by(uid:, organization:)`.
    for version in RestVersion::ALL {
        let bench = Bench::new(platform(version).neighbours(["next.example.org"]));
        let person = site(&bench, "next.example.org").impersonate("oak_street").build().unwrap();
        let error = bench.run(person.introspect_own()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{version:?} {error}");
        assert!(error.hint().unwrap().contains("another organisation"), "{error}");
    }
}

#[test]
fn short_nicknames_register_and_long_or_foreign_ones_are_told() {
    // Decidim: `user.rb` (`REGEXP_NICKNAME`), `nicknamizable.rb` (at most 20).
    every_version(|version, bench| {
        let register = |nickname: &str| {
            let person = machine(&bench).impersonate(nickname).register_on_missing(true);
            bench.run(person.build().unwrap().introspect_own())
        };
        assert!(register("ana").unwrap().active, "{version:?}");
        for (nickname, said) in
            [("a_nickname_of_21_lett", "is too long"), ("zo\u{eb}", "Nickname is invalid")]
        {
            let error = register(nickname).unwrap_err();
            assert_eq!(error.status().unwrap(), 400, "{version:?} {error}");
            assert!(error.to_string().contains(said), "{version:?} {error}");
        }
    });
}

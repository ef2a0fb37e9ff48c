//! What is listed and shown to whom.

use super::{Visit, error, id, status};
use crate::decidim::{Decidim, RestVersion};
use serde_json::{Value, json};

const UNPUBLISHED: &str = "/spaces/participatory_processes/4";

/// `proposals_controller.rb` and `blogs_controller.rb`, `collection` (v0.2.3, v0.2.12, v0.3.4): no word of
/// moderation.
#[test]
fn what_a_moderator_has_hidden_is_listed_and_shown() {
    for version in RestVersion::ALL {
        let visit = Visit::to(Decidim::builder().rest_version(version).hidden(0.3));
        for (path, kind) in [("/proposals", "proposals"), ("/blogs", "posts")] {
            let hidden = visit.platform.hidden_ids(kind);
            let listed = visit.ids(&format!("{path}?per_page=1000"));
            assert!(!hidden.is_empty() && hidden.iter().all(|id| listed.contains(id)), "{path}");
            let reply = visit.get(&format!("{path}/{}", hidden[0]), &visit.participant);
            assert_eq!(status(&reply), 200, "{version:?} {path}");
        }
    }
}

/// `application_controller.rb`, `in_visible_spaces` (v0.2.3), `participatory_space_visibility.rb` (v0.3.4): only
/// the space counts. `component_serializer.rb`, `default_meta`.
#[test]
fn an_unpublished_component_is_listed_with_its_content_and_says_so() {
    for version in RestVersion::ALL {
        let visit = Visit::version(version);
        let component = visit.proposal_component();
        let inside = visit.platform.ids_in(component, "proposals");
        visit.platform.update("components", component, json!({"published_at": null}));
        let path = "/components/search?per_page=100";
        let listed = visit.data(path, &visit.participant).as_array().unwrap().clone();
        for row in &listed {
            assert_eq!(row["meta"]["published"], id(row) != component, "{version:?}");
        }
        assert!(listed.iter().any(|row| id(row) == component), "{version:?}");
        let path = format!("/proposals?component_id={component}&per_page=1000");
        assert!(visit.ids(&path).contains(&inside[0]), "{version:?}");
    }
}

/// `blogs_controller.rb`, `collection` (v0.2.3 to v0.3.4): what its conditions on `published_at` give is dropped.
#[test]
fn posts_without_a_date_of_publication_are_listed_to_everybody() {
    for version in RestVersion::ALL {
        let visit = Visit::version(version);
        let post = visit.ids("/blogs")[0];
        visit.platform.update("posts", post, json!({"published_at": null}));
        let path = "/blogs?per_page=100&order=published_at";
        let rows = visit.data(path, &visit.participant).as_array().unwrap().clone();
        assert_eq!(id(rows.last().unwrap()), post, "null comes last: {version:?}");
        let shown = visit.data(&format!("/blogs/{post}"), &visit.participant);
        assert_eq!(shown["meta"]["published"], false, "{version:?}");
    }
}

/// `visible_for(act_as)` in the same files; Decidim, `has_private_users.rb` and `assembly.rb`.
#[test]
fn an_administrator_sees_every_process_and_assembly_and_others_what_is_open_to_them() {
    for version in RestVersion::ALL {
        let visit = Visit::version(version);
        let secret = json!({"private_space": true, "is_transparent": false});
        for id in [1, 2] {
            visit.platform.update("assemblies", id, secret.clone());
        }
        visit.platform.update("assemblies", 3, json!({"private_space": true}));
        visit.platform.update("participatory_processes", 2, json!({"private_space": true}));
        let user = visit.rows("/users?filter[nickname_eq]=ada_tester")[0]["id"].clone();
        let user: u64 = user.as_str().unwrap().parse().unwrap();
        let member = visit.platform.ids("assembly_members")[0];
        visit.platform.update("assembly_members", member, json!({"user_id": user}));
        let home = visit.platform.record("assembly_members", member).unwrap();
        let home = home["owner_id"].as_u64().unwrap();
        let spaces = |manifest: &str, token: &str| -> Vec<u64> {
            let path = format!("/spaces/search?per_page=100&filter[manifest_name_eq]={manifest}");
            visit.data(&path, token).as_array().unwrap().iter().map(id).collect()
        };
        assert_eq!(spaces("participatory_processes", &visit.machine), [1, 2, 3, 4], "{version:?}");
        assert_eq!(spaces("participatory_processes", &visit.participant), [1, 3], "{version:?}");
        assert_eq!(spaces("assemblies", &visit.machine), [1, 2, 3], "{version:?}");
        // One as a member, one because it is transparent.
        assert_eq!(spaces("assemblies", &visit.participant), [home, 3], "{version:?}");
        assert_eq!(status(&visit.get(UNPUBLISHED, &visit.machine)), 200, "{version:?}");
        let reply = visit.get(UNPUBLISHED, &visit.participant);
        assert_eq!(error(&reply), (404, "Record not found".to_owned()), "{version:?}");
        let inside = |token: &str| {
            let path = "/proposals?space_manifest=participatory_processes&space_id=4";
            visit.data(path, token).as_array().unwrap().len()
        };
        assert!(inside(&visit.machine) > 0 && inside(&visit.participant) == 0, "{version:?}");
    }
}

/// `proposal_components_controller.rb` and `blog_components_controller.rb`, `show` (v0.2.3 to v0.3.4).
#[test]
fn one_component_is_shown_whoever_may_see_its_space() {
    for version in RestVersion::ALL {
        let visit = Visit::version(version);
        let in_secret = visit.rows("/components/proposal_components?per_page=100");
        let place = |row: &Value| row["attributes"]["participatory_space_id"].clone();
        let component = in_secret.iter().find(|row| place(row) == "4").map(id).unwrap();
        let listed = visit.data("/components/proposal_components", &visit.participant);
        assert!(listed.as_array().unwrap().iter().all(|row| id(row) != component), "{version:?}");
        let path = format!("/components/proposal_components/{component}");
        assert_eq!(status(&visit.get(&path, &visit.participant)), 200, "{version:?}");
    }
}

/// `vote_proposals_operations.rb`, `participatory_space_visibility` (v0.3.4).
#[test]
fn votes_in_a_private_space_are_not_listed_for_a_machine() {
    let visit = Visit::version(RestVersion::V0_3);
    let proposal = visit.rows("/proposals?space_manifest=assemblies&space_id=1")[0].clone();
    let body = json!({"proposal_id": id(&proposal), "data": {"weight": 1}});
    let path = "/vote_proposals/sync";
    let cast = visit.send(http::Method::POST, path, &visit.participant, &body);
    assert_eq!(status(&cast), 200);
    assert_eq!(visit.rows("/vote_proposals").len(), 1);
    let secret = json!({"private_space": true, "is_transparent": false});
    visit.platform.update("assemblies", 1, secret);
    assert!(visit.rows("/vote_proposals").is_empty());
    assert!(visit.ids("/proposals?per_page=1000").contains(&id(&proposal)));
}

/// `users_controller.rb`, `index` (v0.2.3, v0.3.4); what is empty: Decidim, `destroy_account.rb`.
#[test]
fn deleted_accounts_are_listed_without_name_and_address() {
    let visit = Visit::to(Decidim::builder().proposals(200));
    let deleted = visit.platform.ids("users").into_iter().find(|user| {
        let user = visit.platform.record("users", *user).unwrap();
        user["deleted"] == true && user["is_group"] == false
    });
    let row = &visit.rows(&format!("/users?filter[id_eq]={}", deleted.unwrap()))[0];
    for name in ["name", "nickname", "email", "about", "personal_url"] {
        assert_eq!(row["attributes"][name], "", "{name}");
    }
}

/// `proposal_component_serializer.rb` (v0.2.12 against v0.3.0 and v0.3.4).
#[test]
fn since_0_3_a_component_can_be_voted_in_while_a_proposal_is_left() {
    for version in RestVersion::ALL {
        let visit = Visit::version(version);
        let component = visit.proposal_component();
        let user = visit.rows("/users?filter[nickname_eq]=ada_tester");
        let voters = json!({"voter_ids": [id(&user[0])]});
        let meta = || {
            let path = format!("/components/proposal_components/{component}");
            visit.data(&path, &visit.participant)["meta"].take()
        };
        assert_eq!(meta()["can_vote"], true, "{version:?}");
        for proposal in visit.platform.ids_in(component, "proposals") {
            let held = visit.platform.record("proposals", proposal).unwrap();
            if held["state"] != "rejected" && held["state"] != "withdrawn" {
                visit.platform.update("proposals", proposal, voters.clone());
            }
        }
        let meta = meta();
        let is_old = version < RestVersion::V0_3;
        assert_eq!(meta["can_vote"], is_old, "{version:?}");
        assert_eq!((meta.get("votes").is_some(), &meta["votes_enabled"]), (is_old, &json!(true)));
    }
}

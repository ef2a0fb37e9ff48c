//! What the tables show of what is hidden, deleted or kept to itself.

use serde_json::json;

use super::{built, read};
use crate::decidim::open_data::tables;
use crate::decidim::{Decidim, DecidimBuilder, Version};
use crate::reply::Reply;

/// A table as it would be written now.
fn table(platform: &Decidim, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let table = tables::of(platform.version()).into_iter().find(|table| table.name == name);
    let text = table.unwrap().write(&platform.software().world);
    read(&Reply::text(http::StatusCode::OK, "text/csv", text), b';')
}

/// A column of a table.
fn column(platform: &Decidim, name: &str, column: &str) -> Vec<String> {
    let (header, rows) = table(platform, name);
    let at = header.iter().position(|known| known == column).unwrap();
    rows.into_iter().map(|row| row[at].clone()).collect()
}

fn all(builder: impl Fn() -> DecidimBuilder) -> impl Iterator<Item = (Version, Decidim)> {
    let versions = Version::ALL.into_iter();
    versions.map(move |version| (version, built(builder().version(version))))
}

// `{ ids: taxonomies.pluck(:id) }.merge(taxonomies.to_h { |t| [t.id, t.name] })` in the specs of the serializers of
// proposals, results, meetings and debates: decidim pull request 13857.
#[test]
fn taxonomies_are_their_ids_and_a_name_for_each_and_language() {
    let platform = built(Decidim::builder());
    for name in ["proposals", "results", "meetings", "debates", "projects"] {
        let (header, rows) = table(&platform, name);
        let at = |column: &str| header.iter().position(|known| known == column);
        let (ids, mut filed) = (at("taxonomies/ids").unwrap(), 0);
        for row in &rows {
            for id in row[ids].split(", ").filter(|id| !id.is_empty()) {
                let taxonomy = platform.record("taxonomies", id.parse().unwrap()).unwrap();
                let shown = &row[at(&format!("taxonomies/{id}/en")).unwrap()];
                assert_eq!(Some(shown.as_str()), taxonomy["name"]["en"].as_str(), "{name}");
                filed += 1;
            }
        }
        assert!(filed > 0, "{name}");
    }
}

// `data_for_participatory_space` in open_data_exporter.rb (0.30.0.dev): `participatory_spaces.flat_map`, and a
// collection that does not ask which. Mended by decidim pull requests 15459 and 15550.
#[test]
fn before_0_30_5_a_space_comes_as_often_as_there_are_spaces() {
    for (version, platform) in all(Decidim::builder) {
        if version < Version::V0_30 {
            continue;
        }
        let lists = ["participatory_processes", "assemblies", "conferences", "initiatives"];
        let open = |list: &str| {
            let ids = platform.ids(list).into_iter();
            ids.filter(|id| !platform.record(list, *id).unwrap()["published_at"].is_null()).count()
        };
        let spaces: usize = lists.iter().map(|list| open(list)).sum();
        let times = if version == Version::V0_30 { spaces } else { 1 };
        for list in lists {
            assert_eq!(table(&platform, list).1.len(), open(list) * times, "{list} in {version}");
        }
        assert!(spaces > 4);
    }
}

// proposal_serializer.rb: `proposal_votes_count unless current_settings.votes_hidden?` since pull request 13739,
// in 0.29 by 13742; project_serializer.rb: `confirmed_orders_count if current_settings.show_votes?` since 13740.
#[test]
fn hidden_votes_are_empty_since_0_29_and_those_of_projects_since_0_30() {
    for (version, platform) in all(|| Decidim::builder().proposals(60)) {
        let hiding = json!({"settings": {"votes_hidden": true}});
        let component = platform.component_ids("Proposals")[0];
        assert!(platform.update("components", component, hiding.clone()));
        let votes = if version >= Version::V0_29 { "votes" } else { "supports" };
        let of = column(&platform, "proposals", "component/id");
        let shown = column(&platform, "proposals", votes);
        let mine = || of.iter().zip(&shown).filter(|(of, _)| **of == component.to_string());
        assert!(mine().count() > 0 && shown.iter().any(|votes| !votes.is_empty()));
        assert!(
            mine().all(|(_, votes)| votes.is_empty() == (version >= Version::V0_29)),
            "{version}"
        );
        for component in platform.component_ids("Budgets") {
            assert!(platform.update("components", component, hiding.clone()));
        }
        let votes = column(&platform, "projects", "confirmed_votes");
        assert!(!votes.is_empty());
        assert!(votes.iter().all(|votes| votes.is_empty() == (version >= Version::V0_30)));
    }
}

// decidim-comments lib/decidim/comments/export.rb: `.not_deleted.not_hidden` from 0.26.9 and 0.27.3 on (pull
// request 10629), and at no version a word of what the comment is on.
#[test]
fn comments_on_what_is_hidden_are_there_and_hidden_and_deleted_ones_are_not_since_0_27() {
    for (version, platform) in all(|| Decidim::builder().hidden(0.3).deleted_comments(0.3)) {
        let ids = column(&platform, "proposal_comments", "id");
        let (hidden, deleted) = (platform.hidden_ids("comments"), platform.deleted_comments());
        let has = |gone: &[u64]| gone.iter().any(|id| ids.contains(&id.to_string()));
        let is_old = version < Version::V0_27;
        assert_eq!((has(&hidden), has(&deleted)), (is_old, is_old), "{version}");
        let roots = column(&platform, "proposal_comments", "root_commentable_url");
        let on_hidden = platform.hidden_ids("proposals").into_iter();
        let on_hidden: Vec<_> = on_hidden.map(|id| format!("/proposals/{id}")).collect();
        assert!(
            roots.iter().any(|url| on_hidden.iter().any(|end| url.ends_with(end))),
            "{version}"
        );
    }
}

// decidim-proposals component.rb: only `.published` at 0.24.3 and 0.27.0, `.not_hidden` too from 0.27.3 on (pull
// request 10661). Meetings were `.not_hidden` at 0.24.3 as well.
#[test]
fn hidden_proposals_are_in_the_table_of_0_24() {
    for (version, platform) in all(|| Decidim::builder().hidden(0.3)) {
        for (list, is_there) in [("proposals", version < Version::V0_27), ("meetings", false)] {
            let ids = column(&platform, list, "id");
            let hidden = platform.hidden_ids(list);
            assert!(!hidden.is_empty());
            let shows = hidden.iter().any(|id| ids.contains(&id.to_string()));
            assert_eq!(shows, is_there, "{list} in {version}");
        }
    }
}

// decidim-core core.rb: `User.where(organization:).confirmed.not_blocked`; user_presenter.rb: the nickname has its
// `@` in any case, and there is no profile.
#[test]
fn accounts_that_were_deleted_are_among_the_users_without_a_name_and_blocked_ones_are_not() {
    let platform = built(Decidim::builder());
    let users = || {
        let (header, rows) = table(&platform, "users");
        let at = |name: &str| header.iter().position(|column| column == name).unwrap();
        let places = ["id", "name", "nickname", "profile_url", "deleted"].map(at);
        let rows = rows.into_iter();
        rows.map(|row| places.map(|place| row[place].clone())).collect::<Vec<_>>()
    };
    let gone: Vec<_> = users().into_iter().filter(|row| row[4] == "true").collect();
    assert!(!gone.is_empty());
    for row in gone {
        assert_eq!(row[1..4], ["", "'@", ""]);
    }
    assert!(users().iter().any(|row| row[0] == "1"));
    platform.update("users", 1, json!({"blocked": true}));
    assert!(users().iter().all(|row| row[0] != "1"));
}

// decidim-core core.rb: `where.not(blocked_at: nil)`.
#[test]
fn only_those_who_are_blocked_are_among_the_moderated() {
    let platform = built(Decidim::builder());
    assert_eq!(table(&platform, "moderated_users").1.len(), 0);
    let block = json!({"blocked_at": 1_700_000_000_000_i64, "blocking_user_id": 1});
    platform.update("moderated_users", 1, block);
    assert_eq!(column(&platform, "moderated_users", "blocked_at"), ["2023-11-14 22:13:20 UTC"]);
    // open_data_blocked_user_serializer.rb of 0.30.0.dev.
    let columns = ["user_id", "blocked_at", "about", "reasons", "details", "block_reasons"];
    assert_eq!(table(&platform, "moderated_users").0, [&columns[..], &["blocking_user"]].concat());
}

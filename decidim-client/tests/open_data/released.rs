//! Columns as released servers write them, where development versions wrote others.

use decidim_client::open_data::Client;

use super::support::Site;

// The specs of the serializers of proposals, results, meetings, debates and spaces (decidim pull request 13857):
// `{ ids: taxonomies.pluck(:id) }.merge(taxonomies.to_h { |t| [t.id, t.name] })`. In 0.30.0.dev of January 2025 it
// was `id` and `name`.
#[test]
fn the_ids_of_taxonomies_are_read_in_both_spellings_and_the_names_stay_at_hand() {
    let table = "id;taxonomies/ids;taxonomies/7/en\n1;7;Mobility\n";
    let (proposals, report) = Site::whole(table, Client::proposals);
    assert_eq!(proposals[0].topic.taxonomy_ids, ["7"]);
    assert_eq!(proposals[0].extra["taxonomies/7/en"], "Mobility");
    assert!(!report.absent_columns.contains("taxonomies/ids"));
    let table = "id;taxonomies/ids;taxonomies/7/en;taxonomies/7/ca;taxonomies/9/en\n\
                 1;7, 9;Mobility;Mobilitat;Parks\n2;;;;\n3;9;;;Parks\n";
    let (spaces, _) = Site::whole(table, Client::assemblies);
    let ids: Vec<_> = spaces.iter().map(|space| space.taxonomy_ids.join(" ")).collect();
    assert_eq!(ids, ["7 9", "", "9"]);
    let name = |space: usize, id: &str| spaces[space].extra.get(&format!("taxonomies/{id}/ca"));
    assert_eq!((name(0, "7").map(String::as_str), name(2, "9")), (Some("Mobilitat"), None));
    let old = "id;taxonomies/id;taxonomies/name\n1;3, 5;\"{\"\"en\"\"=>\"\"Parks\"\"}\"\n";
    for table in ["id;taxonomies/ids\n1;3, 5\n", old] {
        let (rows, _) = Site::whole(table, Client::meetings);
        assert_eq!(rows[0].topic.taxonomy_ids, ["3", "5"]);
        let (rows, _) = Site::whole(table, Client::results);
        assert_eq!(rows[0].topic.taxonomy_ids, ["3", "5"]);
        let (rows, _) = Site::whole(table, Client::participatory_processes);
        assert_eq!(rows[0].taxonomy_ids, ["3", "5"]);
    }
}

// decidim-core core.rb: `User.where(organization:).confirmed.not_blocked`, which has deleted accounts;
// user_presenter.rb: `"@#{__getobj__.nickname}"`; csv.rb: the apostrophe before `@`.
#[test]
fn an_account_that_was_deleted_has_neither_name_nor_nickname() {
    let table = "id;name;nickname;profile_url;deleted\n\
                 4;Ann;'@ann;https://d.example.org/profiles/ann;false\n5;;'@;;true\n";
    let (users, report) = Site::whole(table, Client::users);
    let shown: Vec<_> =
        users.iter().map(|user| (user.name.as_deref(), user.nickname.as_deref())).collect();
    assert_eq!(shown, [(Some("Ann"), Some("@ann")), (None, None)]);
    assert_eq!((users[1].deleted, &users[1].profile_url), (Some(true), &None));
    assert!(users[1].extra.is_empty() && report.malformed_cells == 0);
}

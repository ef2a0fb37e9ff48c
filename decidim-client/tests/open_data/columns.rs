//! The columns that real sites write, by their versions, and how rows show them.

use decidim_client::ErrorKind;
use decidim_client::open_data::rows::{MeetingRow, ProposalRow};
use decidim_client::open_data::{Client, Fields, Row, Table, TableTime};

use super::support::{Site, TABLE, answer, sent};

// proposal_serializer.rb of decidim-proposals 0.31: `likes`, `follows_count`, several authors.
const PROPOSALS_031: &str = "id;author/id;author/name;author/url;taxonomies/ids;taxonomies/3/en;taxonomies/5/en;participatory_space/id;component/id;title/en;title/machine_translations/es;body/en;state;votes;likes/total_count;likes/user_likes;comments;follows_count;created_at;coauthorships_count;cost;withdrawn\n\
41;7, 9;Ann, Bob;https://d.example.org/profiles/ann, https://d.example.org/profiles/bob;3, 5;Mobility;Parks;1;12;Benches;Bancos;We need benches;accepted;12;4;Ann, Bob, Cy, Di;3;6;2025-05-01 09:00:00 UTC;2;1000.0;false\n\
42;7, 9;Smith, Ann, Bob;https://d.example.org/profiles/ann, https://d.example.org/profiles/bob;;;;1;12;Trees;;;;;;;;;;2;;\n\
43;7;Smith, Ann;https://d.example.org/profiles/ann;;;;1;12;Shade;;;;;;;;;;1;;\n";

#[test]
fn a_table_of_0_31_fills_the_fields_and_several_authors_are_a_list() {
    let (rows, report) = Site::whole(PROPOSALS_031, Client::proposals);
    let first: &ProposalRow = &rows[0];
    let authors: Vec<_> = first
        .authors
        .iter()
        .map(|author| (author.id.unwrap(), author.name.as_deref(), author.url.as_deref().unwrap()))
        .collect();
    assert_eq!(
        authors,
        [
            (7, Some("Ann"), "https://d.example.org/profiles/ann"),
            (9, Some("Bob"), "https://d.example.org/profiles/bob"),
        ]
    );
    assert_eq!((first.endorsements, first.followers, first.votes), (Some(4), Some(6), Some(12)));
    assert_eq!((first.coauthorships_count, first.cost), (Some(2), Some(1000.0)));
    assert_eq!(
        (first.withdrawn, &first.topic.taxonomy_ids[..]),
        (Some(false), &["3".to_owned(), "5".to_owned()][..])
    );
    assert!(first.title.entry("es").unwrap().machine_translated);
    assert_eq!(first.extra["likes/user_likes"], "Ann, Bob, Cy, Di");
    // Names that cannot be told apart are kept as they stand, and counted; one alone is sure.
    let second = &rows[1];
    assert_eq!(second.authors.iter().map(|author| author.id.unwrap()).collect::<Vec<_>>(), [7, 9]);
    assert!(second.authors.iter().all(|author| author.name.is_none() && author.url.is_some()));
    assert_eq!(second.extra["author/name"], "Smith, Ann, Bob");
    assert_eq!(rows[2].authors[0].name.as_deref(), Some("Smith, Ann"));
    assert_eq!((report.malformed_cells, report.malformed_cells_by_column["author/name"]), (1, 1));
}

// The same of 0.27 and 0.28: `supports`, `endorsements`, `followers`.
#[test]
fn a_table_of_0_28_fills_the_same_fields() {
    let (rows, _) = Site::whole(
        "id;category/id;category/name/en;scope/id;scope/name/en;title/en;supports;endorsements/total_count;endorsements/user_endorsements;comments;attachments;followers;is_amend;original_proposal/url\n\
         41;3;Mobility;2;North;Benches;12;4;Ann;3;0;6;false;\n",
        Client::proposals,
    );
    let row = &rows[0];
    assert_eq!((row.votes, row.endorsements, row.followers), (Some(12), Some(4), Some(6)));
    assert_eq!((row.comments, row.attachments, row.is_amend), (Some(3), Some(0), Some(false)));
    assert_eq!(row.topic.category_name.get("en"), Some("Mobility"));
}

// meeting_serializer.rb of decidim-meetings: `start_time.to_s(:db)` up to 0.27.4, which Rails gives
// in UTC; `comments/count` and `follows_count` since 0.30.
#[test]
fn meetings_of_both_eras_fill_the_same_fields_and_a_time_without_a_zone_is_kept() {
    let (old, report) = Site::whole(
        "id;category/id;title/en;start_time;end_time;attendees;reference;comments;attachments;followers;url;published\n\
         5;;Kick-off;2023-05-10 16:00:00;2023-05-10 18:00:00;30;D-MEET-2023-04-5;2;0;3;https://d.example.org/5;true\n",
        Client::meetings,
    );
    let (new, _) = Site::whole(
        "id;author/id;author/name;title/en;start_time;end_time;attendees;reference;attachments;url;published;withdrawn;latitude;follows_count;comments/start_time;comments/enabled;comments/count;closing_report/en;created_at\n\
         5;2;Org;Kick-off;2024-05-10 16:00:00 UTC;2024-05-10 18:00:00 UTC;30;D-MEET-2024-04-5;0;https://d.example.org/5;true;false;41.1;3;;true;2;Good;2024-04-10 16:00:00 UTC\n",
        Client::meetings,
    );
    let (old, new): (&MeetingRow, &MeetingRow) = (&old[0], &new[0]);
    for row in [old, new] {
        assert_eq!((row.comments, row.followers, row.attendees), (Some(2), Some(3), Some(30)));
        assert_eq!(row.published, Some(true));
    }
    let civil = old.start_time.unwrap();
    assert!(matches!(civil, TableTime::Civil(_)) && civil.timestamp().is_none());
    assert_eq!(civil.to_string(), "2023-05-10T16:00:00");
    assert_eq!(civil.assumed_utc().unwrap().to_string(), "2023-05-10T16:00:00Z");
    assert!(old.extra.is_empty() && report.malformed_cells == 0);
    assert_eq!(new.end_time.unwrap().timestamp().unwrap().to_string(), "2024-05-10T18:00:00Z");
    assert_eq!((new.author.id, new.latitude, new.withdrawn), (Some(2), Some(41.1), Some(false)));
    assert_eq!(new.closing_report.get("en"), Some("Good"));
}

// debate_serializer.rb and post_serializer.rb: `endorsements_count` in 0.30; the column is called
// `likes_count` since 0.31.
#[test]
fn debates_posts_projects_and_results_fill_the_fields_of_their_era() {
    for likes in ["endorsements_count", "likes_count"] {
        let table: &'static str = format!(
            "id;author/id;title/en;comments;follows_count;{likes};comments_enabled;last_comment_at;closed_at\n\
             3;2;D;5;6;7;true;2025-05-01 09:00:00 UTC;\n"
        )
        .leak();
        let row = Site::whole(table, Client::debates).0.remove(0);
        assert_eq!((row.endorsements, row.comments, row.followers), (Some(7), Some(5), Some(6)));
        assert!(row.last_comment_at.is_some() && row.comments_enabled == Some(true));
        let table: &'static str =
            format!("id;title/en;{likes};comments_count;follows_count\n3;P;7;5;6\n").leak();
        let row = Site::whole(table, Client::posts).0.remove(0);
        assert_eq!((row.endorsements, row.comments, row.followers), (Some(7), Some(5), Some(6)));
    }
    let (rows, _) = Site::whole(
        "id;budget/id;budget/title/en;budget/url;budget_amount;confirmed_votes;comments;address;selected_at;reference;follows_count;latitude\n\
         3;2;North;https://d.example.org/b/2;5000;;4;Main Street;2025-05-01 09:00:00 UTC;D-PROJ;6;41.1\n",
        Client::projects,
    );
    let row = &rows[0];
    assert_eq!((row.budget_title.get("en"), row.followers), (Some("North"), Some(6)));
    assert_eq!((row.latitude, row.address.as_deref()), (Some(41.1), Some("Main Street")));
    assert!(row.selected_at.is_some() && row.confirmed_votes.is_none());
    let (rows, _) = Site::whole(
        "id;title/en;start_date;progress;children_count;comments_count;reference\n3;R;2025-05-01;50.0;2;4;D-RESU\n",
        Client::results,
    );
    let row = &rows[0];
    assert_eq!((row.comments, row.children_count, row.progress), (Some(4), Some(2), Some(50.0)));
}

const SPACES: &str = "id;title/en;slug;reference;created_at;follows_count;promoted;url;subtitle/en;start_date;area/id;area/name/en;duration\n\
        7;Plan;plan;D-PART;2025-05-01 09:00:00 UTC;4;true;https://d.example.org/processes/plan;Sub;2025-06-01;3;North;2025-06-02\n";

// open_data_user_serializer.rb, participatory_space_serializer.rb and open_data_*_serializer.rb of
// 0.30.
#[test]
fn participants_spaces_and_initiatives_have_rows_of_their_own() {
    let (users, _) = Site::whole(
        "id;name;nickname;about;avatar_url;profile_url;direct_messages_enabled;deleted;badge;groups/id;groups/name\n\
         7;Ann;'@ann;;https://d.example.org/a.png;https://d.example.org/profiles/ann;true;false;;3, 4;A, B\n",
        Client::users,
    );
    assert_eq!(users[0].nickname.as_deref(), Some("@ann"));
    assert_eq!((users[0].deleted, users[0].group_ids.len()), (Some(false), 2));
    for table in [Client::participatory_processes, Client::assemblies, Client::conferences] {
        let (spaces, _) = Site::whole(SPACES, table);
        let space = &spaces[0];
        assert_eq!((space.slug.as_deref(), space.followers), (Some("plan"), Some(4)));
        assert_eq!((space.area_name.get("en"), space.promoted), (Some("North"), Some(true)));
        assert_eq!(space.extra["duration"], "2025-06-02");
    }
    let (initiatives, _) = Site::whole(
        "reference;title/en;url;state;signature_type;signatures;authors/id;authors/name;type/id;type/title/en;follows_count\n\
         D-INIT;Parks;https://d.example.org/initiatives/i-3;published;online;120;7, 9;Ann, Bob;2;Petition;4\n",
        Client::initiatives,
    );
    let initiative = &initiatives[0];
    assert_eq!((initiative.signatures, initiative.authors.len()), (Some(120), 2));
    assert_eq!(initiative.authors[1].name.as_deref(), Some("Bob"));
}

#[test]
fn numbers_that_are_none_stay_as_text_and_are_counted() {
    let (rows, report) = Site::whole(
        "id;latitude;longitude;votes;cost\n\
         1;NaN;nan;3;1e400\n\
         2;Infinity;-inf;3.5;-1e400\n\
         3;41,38;2,17;-3;12.5\n\
         4;1e400;0x10;+3;\n\
         5;41.38;-2.17;3;1000.0\n",
        Client::proposals,
    );
    let numbers: Vec<_> =
        rows.iter().map(|row| (row.latitude, row.longitude, row.votes, row.cost)).collect();
    assert_eq!(
        numbers,
        [
            (None, None, Some(3), None),
            (None, None, None, None),
            (None, None, None, Some(12.5)),
            (None, None, Some(3), None),
            (Some(41.38), Some(-2.17), Some(3), Some(1000.0)),
        ]
    );
    let kept = |row: usize, column: &str| rows[row].extra[column].as_str();
    assert_eq!(
        (kept(0, "latitude"), kept(0, "cost"), kept(1, "longitude")),
        ("NaN", "1e400", "-inf")
    );
    assert_eq!(
        (kept(2, "latitude"), kept(2, "votes"), kept(3, "longitude")),
        ("41,38", "-3", "0x10")
    );
    assert_eq!(report.malformed_cells, 12);
    assert_eq!(
        (report.malformed_cells_by_column["latitude"], report.malformed_cells_by_column["cost"]),
        (4, 2)
    );
    assert!(report.to_string().contains("12 cells could not be read"), "{report}");
}

// `custom_sanitize` in decidim-core's csv.rb, since 0.23.
#[test]
fn the_exporters_apostrophe_is_taken_off_in_typed_rows_and_cells() {
    const TABLE: &str =
        "id;title/en;state;body/en\n1;'@ann wants benches;'=x;'tis\n2;'- more trees;'+;''-\n";
    let (rows, _) = Site::whole(TABLE, Client::proposals);
    let texts: Vec<_> = rows
        .iter()
        .map(|row| (row.title.get("en").unwrap(), row.state.as_deref().unwrap()))
        .collect();
    assert_eq!(texts, [("@ann wants benches", "=x"), ("- more trees", "+")]);
    assert_eq!((rows[0].body.get("en"), rows[1].body.get("en")), (Some("'tis"), Some("''-")));
    let (cells, _) = Site::whole(TABLE, |site| site.table("proposals"));
    assert_eq!(cells[0].get("title/en").unwrap(), Some("@ann wants benches"));
}

struct Mine {
    id: Option<u64>,
    title: Option<String>,
}

impl Row for Mine {
    fn from_fields(mut fields: Fields) -> Self {
        Self { id: fields.number("id"), title: fields.text("titel/en") }
    }
}

#[test]
fn a_mistyped_column_is_an_error_in_cells_and_told_for_a_row_type() {
    let (cells, _) = Site::whole(TABLE, |site| site.table("x"));
    let error = cells[0].get("titel/en").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("titel/en"), "{error}");
    assert_eq!(cells[0].multiloc("titel").unwrap_err().kind(), ErrorKind::InvalidInput);
    let (rows, report) = Site::whole(TABLE, |site| site.table("x").typed::<Mine>());
    assert_eq!((rows[0].id, rows[0].title.as_deref()), (Some(1), None));
    assert_eq!(report.absent_columns.iter().collect::<Vec<_>>(), ["titel/en"]);
}

// The columns of meeting_serializer.rb and proposal_serializer.rb of 0.31 beside those of the row types, a
// column of a plugin, and names that nobody can tell apart.
#[test]
fn the_columns_that_a_row_type_does_not_ask_for_are_known_before_the_first_row() {
    fn others<T: Row>(table: &str, of: impl Fn(&Client) -> Table<T>) -> (Vec<String>, usize) {
        let table = table.to_owned();
        let site = Site::new(move |_| sent(&table));
        let mut rows = of(&site.client).stream();
        site.run(async {
            let others = rows.other_columns().await.unwrap();
            assert_eq!(rows.report().rows, 0);
            let mut count = 0;
            while rows.try_next().await.unwrap().is_some() {
                count += 1;
            }
            // They stay known when the rows are through.
            assert_eq!(rows.other_columns().await.unwrap(), others);
            (others, count)
        })
    }
    let (columns, rows) = others(PROPOSALS_031, Client::proposals);
    // Of these tables several authors are asked for together, and of renamed columns both names.
    assert_eq!(
        (&columns[..], rows),
        (&["taxonomies/3/en", "taxonomies/5/en", "likes/user_likes"].map(str::to_owned)[..], 3)
    );
    let header = "title;title/en;id;supports;votes;id;plugin/x;;comments/enabled\n";
    let (columns, rows) = others(header, Client::proposals);
    assert_eq!(columns, ["title", "id (6)", "plugin/x", "(8)", "comments/enabled"]);
    assert_eq!(rows, 0);
    let (columns, _) = others(header, |site| site.table("proposals"));
    assert_eq!(columns.len(), 9);
    // What the exporter writes where there are no rows.
    assert_eq!(others("\n", Client::proposals).0, [""; 0]);
    let site = Site::new(|_| answer(404, &[], "<html>"));
    let mut rows = site.client.meetings().stream();
    site.run(async {
        rows.other_columns().await.unwrap_err();
        assert!(rows.try_next().await.unwrap().is_none());
    });
    assert!(!rows.report().is_complete());
}

#[test]
fn of_columns_with_one_name_none_is_lost() {
    let (rows, _) = Site::whole("id;a (3);a;a;\n1;2;3;4;5\n", Client::posts);
    let extra: Vec<_> = rows[0].extra.iter().map(|(name, text)| (&**name, &**text)).collect();
    assert_eq!(extra, [("(5)", "5"), ("a", "3"), ("a (3)", "2"), ("a (4)", "4")]);
}

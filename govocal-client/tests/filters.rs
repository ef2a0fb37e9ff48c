//! Filters, date ranges and languages, against what the platform really holds.

use crate::support::{Bench, platform};
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::date;
use civic_sandbox::Era;
use govocal_client::html::Html;
use govocal_client::list::Completeness;
use govocal_client::resources::Resource;
use govocal_client::resources::comments::CommentPostType;
use govocal_client::resources::ideas::IdeaType;
use govocal_client::resources::projects::ProjectPublicationStatus;
use govocal_client::resources::reactions::ReactableType;
use govocal_client::{DateRange, ErrorKind, List};
use serde_json::{Value, json};
use uuid::Uuid;

fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

fn at(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

/// The list holds exactly the platform's rows that pass, and no filter was ignored.
fn holds<T: Resource + serde::Serialize>(
    bench: &Bench,
    list: List<T>,
    passes: impl Fn(&Value) -> bool,
) -> usize {
    let mut reading = list.stream();
    let (rows, errors) = bench.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    let ours: Vec<Value> =
        rows.iter().map(|row| serde_json::to_value(row).unwrap()["id"].clone()).collect();
    let truth: Vec<Value> = bench
        .platform
        .rows(T::PATH)
        .iter()
        .filter(|row| passes(row))
        .map(|row| row["id"].clone())
        .collect();
    assert_eq!(ours, truth, "{}", T::PATH);
    let report = reading.report();
    assert!(report.ignored_filters.is_empty(), "{report}");
    let is_told =
        matches!(report.completeness, Completeness::Proven | Completeness::Consistent { .. });
    assert!(is_told, "{report}");
    truth.len()
}

#[test]
fn a_range_of_days_holds_exactly_its_days_however_the_server_reads_the_end() {
    for builder in [platform(), platform().whole_day_ends(true)] {
        let bench = Bench::new(builder);
        let midnight = "2026-02-01T00:00:00.000Z";
        bench.platform.insert("ideas", json!({"created_at": midnight, "updated_at": midnight}));
        let evening = "2026-02-01T19:00:00.000Z";
        bench.platform.insert("ideas", json!({"created_at": evening, "updated_at": evening}));
        for range in [
            DateRange::month(2026, 1).unwrap(),
            DateRange::month(2026, 2).unwrap(),
            DateRange::day(date(2026, 1, 31)),
            DateRange::since(date(2026, 1, 1)),
            DateRange::until(date(2026, 2, 1)),
            DateRange::all(),
        ] {
            let list = bench.client.ideas().list().created_at(range);
            holds(&bench, list, |row| range.contains(at(&row["created_at"])));
            let list = bench.client.ideas().list().updated_at(range);
            holds(&bench, list, |row| range.contains(at(&row["updated_at"])));
        }
    }
}

#[test]
fn two_adjacent_ranges_share_no_row_and_leave_none_out() {
    let bench = Bench::new(platform());
    let day = date(2026, 1, 15);
    bench.platform.insert("ideas", json!({"created_at": "2026-01-15T00:00:00.000Z"}));
    let read =
        |range| bench.read(&mut bench.client.ideas().list().created_at(range).stream()).0.len();
    assert_eq!(
        read(DateRange::until(day)) + read(DateRange::since(day)),
        bench.platform.count("ideas")
    );
}

#[test]
fn a_server_that_ignores_dates_is_reported_and_its_rows_are_sorted_out() {
    let bench = Bench::new(platform().ignore_dates(true));
    let rows = bench.platform.rows("ideas");
    let middle = at(&rows[30]["created_at"]).to_zoned(civic_core::jiff::tz::TimeZone::UTC).date();
    let range = DateRange::since(middle);
    let mut reading = bench.client.ideas().list().created_at(range).stream();
    let (ideas, _) = bench.read(&mut reading);
    let expected = rows.iter().filter(|row| range.contains(at(&row["created_at"]))).count();
    assert_eq!(ideas.len(), expected);
    assert_eq!(reading.report().ignored_filters["created_at"], (rows.len() - expected) as u64);
}

#[test]
fn dates_beside_a_filter_that_joins_stay_off_the_wire_and_still_hold() {
    let bench = Bench::new(platform());
    let range = DateRange::since(date(2025, 6, 1));
    let list = bench
        .client
        .projects()
        .list()
        .publication_status(ProjectPublicationStatus::Published)
        .created_at(range);
    let mut reading = list.stream();
    let (projects, errors) = bench.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    let passes = |row: &&Value| {
        row["publication_status"] == "published" && range.contains(at(&row["created_at"]))
    };
    assert_eq!(projects.len(), bench.platform.rows("projects").iter().filter(passes).count());
    let query = bench.platform.requests().last().unwrap().query.clone();
    assert!(!query.contains("created_at"), "{query}");
    assert!(reading.report().ignored_filters.is_empty());
}

#[test]
fn filters_of_ideas_projects_comments_and_reactions_hold() {
    let bench = Bench::new(platform());
    let city = &bench.client;
    let idea = &bench.platform.rows("ideas")[0];
    let project = id(&idea["project_id"]);
    let matching = holds(&bench, city.ideas().list().project_id(project), |row| {
        row["project_id"] == project.to_string()
    });
    assert!(matching > 0);
    let author = bench
        .platform
        .rows("ideas")
        .iter()
        .find_map(|row| row["author_id"].as_str().map(str::to_owned))
        .unwrap();
    assert!(
        holds(
            &bench,
            city.ideas().list().author_id(author.parse().unwrap()),
            |row| row["author_id"] == author
        ) > 0
    );
    let plain = city.ideas().list().of_type(IdeaType::Idea);
    assert!(holds(&bench, plain, |row| row["type"] == "idea") > 0);
    // The platform leaves community-monitor answers out, whose type reads survey too.
    let mut surveys = city.ideas().list().of_type(IdeaType::Survey).stream();
    let (surveys, _) = bench.read(&mut surveys);
    assert!(!surveys.is_empty());
    assert!(surveys.iter().all(|idea| idea.kind == Some(IdeaType::Survey)));

    let draft = ProjectPublicationStatus::Draft;
    holds(&bench, city.projects().list().publication_status(draft), |row| {
        row["publication_status"] == "draft"
    });
    let folder = bench
        .platform
        .rows("projects")
        .iter()
        .find_map(|row| row["folder_id"].as_str().map(str::to_owned))
        .unwrap();
    assert!(
        holds(
            &bench,
            city.projects().list().folder_id(folder.parse().unwrap()),
            |row| row["folder_id"] == folder
        ) > 0
    );

    let user = bench
        .platform
        .rows("reactions")
        .iter()
        .find_map(|row| row["user_id"].as_str().map(str::to_owned))
        .unwrap();
    assert!(
        holds(&bench, city.reactions().list().user_id(user.parse().unwrap()), |row| row["user_id"]
            == user)
            > 0
    );
    let comments = ReactableType::Comment;
    assert!(
        holds(
            &bench,
            city.reactions().list().reactable_type(comments),
            |row| row["reactable_type"] == "comment"
        ) > 0
    );
}

#[test]
fn several_topics_go_in_brackets_and_all_must_be_there() {
    let bench = Bench::new(platform());
    let links = bench.platform.rows("ideas_input_topics");
    let topic = id(&links[0]["input_topic_id"]);
    let (ideas, _) = bench.read(&mut bench.client.ideas().list().topic_ids([topic]).stream());
    assert!(!ideas.is_empty() && ideas.len() < 60, "{}", ideas.len());
    let query = bench.platform.requests().last().unwrap().query.clone();
    assert!(query.contains(&format!("topic_ids%5B%5D={topic}")), "{query}");
}

#[test]
fn a_filter_that_the_version_ignores_is_checked_on_the_rows_and_named() {
    // Proposals as a type: every server ignores that value.
    let bench = Bench::new(platform());
    let mut reading = bench.client.ideas().list().of_type(IdeaType::Proposal).stream();
    let (ideas, _) = bench.read(&mut reading);
    assert!(ideas.iter().all(|idea| idea.kind == Some(IdeaType::Proposal)));
    assert!(reading.report().ignored_filters["type"] > 0);

    // Comments of initiatives: newer servers do not read the parameter.
    let mut reading =
        bench.client.comments().list().post_type(CommentPostType::Initiative).stream();
    let (comments, _) = bench.read(&mut reading);
    assert!(comments.is_empty());
    assert_eq!(
        reading.report().ignored_filters["post_type"],
        bench.platform.count("comments") as u64
    );

    let old = Bench::new(platform().era(Era::Y2024));
    let list = old.client.comments().list().post_type(CommentPostType::Initiative);
    assert!(holds(&old, list, |row| row["post_type"] == "initiative") > 0);
}

#[test]
fn an_unknown_enum_value_is_refused_by_the_platform_with_what_is_allowed() {
    use govocal_client::ServerError;
    let bench = Bench::new(platform());
    let status = ProjectPublicationStatus::from("hidden");
    let (_, errors) =
        bench.read(&mut bench.client.projects().list().publication_status(status).stream());
    assert_eq!(errors[0].kind(), ErrorKind::Rejected);
    let Some(ServerError::InvalidParameter(problem)) = ServerError::of(&errors[0]) else {
        panic!()
    };
    assert_eq!(problem.parameter_name, "publication_status");
    assert!(problem.allowed_values.contains(&"published".to_owned()));
    assert!(
        errors[0].to_string().contains("publication_status is hidden, and must be one of"),
        "{}",
        errors[0]
    );
}

#[test]
fn texts_come_in_the_locale_of_the_call_or_of_the_client() {
    let bench = Bench::with(platform(), |builder| builder.locale("nl-BE"));
    let dutch = bench.platform.rows_in("ideas", "nl-BE");
    let french = bench.platform.rows_in("ideas", "fr-BE");
    let titles = |rows: &[Value]| {
        rows.iter().map(|row| row["title"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_ne!(titles(&dutch), titles(&french));
    let read = |list: List<govocal_client::resources::ideas::Idea>| {
        bench.read(&mut list.stream()).0.into_iter().map(|idea| idea.title).collect::<Vec<_>>()
    };
    assert_eq!(read(bench.client.ideas().list()), titles(&dutch));
    assert_eq!(read(bench.client.ideas().list().locale("fr-BE")), titles(&french));

    let id = bench.platform.ids("ideas")[0];
    let idea = bench.run(bench.client.ideas().get(id).locale("fr-BE")).unwrap();
    assert_eq!(idea.title, titles(&french)[0]);
}

#[test]
fn a_list_read_once_per_locale_joins_into_multilingual_texts() {
    let bench = Bench::new(platform());
    let mut ideas = bench.client.ideas().list().page_size(20).locales(["en", "nl-BE", "fr-BE"]);
    let (rows, errors) = bench.read(&mut ideas);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(rows.len(), 60);
    for (locale, truth) in ["en", "nl-BE", "fr-BE"].map(|l| (l, bench.platform.rows_in("ideas", l)))
    {
        for (row, theirs) in rows.iter().zip(truth) {
            let title = row.text("title").unwrap().get(locale);
            let expected = theirs["title"].as_str().filter(|title| !title.trim().is_empty());
            assert_eq!(title, expected);
            let body = row.text("body").unwrap().get(locale);
            assert_eq!(body, theirs["body"].as_str().filter(|body| !body.trim().is_empty()));
        }
    }
    assert!(ideas.report().is_consistent(), "{}", ideas.report());
    assert_eq!(ideas.reports().len(), 3);
    assert!(
        rows.iter().any(|row| { row.item.body.as_ref().is_some_and(|body| !Html::is_blank(body)) })
    );

    let mut none = bench.client.ideas().list().locales(Vec::<String>::new());
    assert_eq!(bench.read(&mut none).1[0].kind(), ErrorKind::InvalidInput);
}

/// `multiloc_service.rb` of the platform takes a blank text for a text.
#[test]
fn a_text_that_was_saved_blank_is_read_in_another_language() {
    let bench = Bench::new(platform());
    let texts = json!({"title": {"nl-BE": "", "fr-BE": "Parc"}});
    let id = bench.platform.insert("ideas", texts);
    let dutch = bench.run(bench.client.ideas().get(id).locale("nl-BE")).unwrap();
    assert_eq!(dutch.title.as_deref(), Some(""));

    let mut ideas = bench.client.ideas().list().locales(["nl-BE", "fr-BE"]);
    let (rows, errors) = bench.read(&mut ideas);
    assert!(errors.is_empty(), "{errors:?}");
    let title = rows.iter().find(|row| row.item.id == id).unwrap().text("title").unwrap();
    assert_eq!((title.get("nl-BE"), title.text("nl-BE")), (None, "Parc"));
}

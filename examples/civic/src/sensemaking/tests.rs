use std::collections::{BTreeMap, HashSet};

use civic_examples::settings::Settings;
use serde_json::{Value, json};

use super::account::Reason;
use super::rows::Rows;
use super::statement::{Statement, Taken};
use super::*;
use crate::lists::{self, Asked};

const KEY: &str = "0123456789abcdef";

fn key(secret: &str) -> hmac::Key {
    let settings = [("CIVIC_AUTHOR_KEY".to_owned(), secret.to_owned())];
    authors::key(Tool::Sensemaker, &Settings::of(settings.into())).unwrap()
}

fn authors_of(secret: &str, source: &str) -> Authors {
    Authors::new(key(secret), source)
}

fn reader(list: &str, locales: &[&str], with: With) -> Reader {
    let locales: Vec<_> = locales.iter().map(|it| (*it).to_owned()).collect();
    let any_language = locales.is_empty();
    let asked = Asked { locales, ..Asked::default() };
    let table = lists::find(list).unwrap().table_in_one_language(&asked);
    let authors = Some(authors_of(KEY, "https://example.org"));
    Reader { roles: roles::of(list).unwrap(), table, any_language, authors, with }
}

fn taken(reader: &Reader, row: &Value) -> Taken {
    reader.take(&row.to_string()).unwrap()
}

fn statement(reader: &Reader, row: &Value) -> Statement {
    match taken(reader, row) {
        Taken::Statement(statement) => statement,
        Taken::LeftOut(reason) => panic!("{reason:?}: {row}"),
    }
}

fn said(id: &str, title: &str, text: &str, author: &str) -> Statement {
    let [id, title, text, author] = [id, title, text, author].map(str::to_owned);
    Statement { id, title, text, author }
}

#[test]
fn every_role_is_a_column_of_its_list() {
    for roles in &roles::LISTS {
        let list = lists::find(roles.list).unwrap();
        let table = list.table_in_one_language(&Asked::default());
        let known: HashSet<&str> = table.columns.iter().map(|it| it.name.as_str()).collect();
        let columns = roles.title.iter().chain(roles.texts).chain(&roles.answers);
        let columns = columns.chain(roles.author.iter().copied().flatten());
        for column in columns.copied().chain(roles.rules.iter().map(|rule| rule.column)) {
            assert!(known.contains(column), "{} has no column {column}", roles.list);
        }
    }
}

#[test]
fn a_list_that_holds_no_statements_is_refused_with_the_reason() {
    for (list, why) in [
        ("petitions/signatures", "signatures have no text"),
        ("govocal/internal_comments", "notes of the staff"),
        ("decidim/users", "not what participants said"),
        ("decidim-open-data/proposals", "not the public tables"),
    ] {
        let error = roles::of(list).unwrap_err().to_string();
        assert!(error.contains(why) && error.contains("it takes govocal/ideas, "), "{error}");
    }
}

#[test]
fn an_author_has_one_hash_and_a_row_without_one_has_its_own() {
    let authors = authors_of(KEY, "https://Example.org/");
    let parts = |kind: &str| ["7".to_owned(), kind.to_owned()];
    let hash = authors.author(&parts("User"));
    assert_eq!(hash.len(), 18);
    assert!(hash.starts_with("p-") && !hash.contains("7User"), "{hash}");
    assert_eq!(authors_of(KEY, "https://example.org").author(&parts("user")), hash);
    let others = [
        authors.author(&parts("UserGroup")),
        authors.author(&["7user".to_owned()]),
        authors.row("decidim/proposals", "7"),
        authors.row("decidim/comments", "7"),
        authors_of(KEY, "https://other.example").author(&parts("User")),
        authors_of("another key of mine", "https://example.org").author(&parts("User")),
    ];
    assert_eq!(others.iter().chain([&hash]).collect::<HashSet<_>>().len(), 7);
}

#[test]
fn a_key_that_is_missing_or_can_be_guessed_is_refused_and_never_shown() {
    for (settings, told) in [
        (BTreeMap::new(), "set CIVIC_AUTHOR_KEY"),
        ([("CIVIC_AUTHOR_KEY".to_owned(), "hunter2".to_owned())].into(), "too short"),
    ] {
        let error = authors::key(Tool::TalkToTheCity, &Settings::of(settings)).unwrap_err();
        let error = error.to_string();
        assert!(error.contains(told) && error.contains("openssl rand -hex 32"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
    let shown = format!("{:?} {}", authors_of(KEY, "x"), authors::mark(&key(KEY)));
    assert!(!shown.contains(KEY), "{shown}");
    assert_ne!(authors::mark(&key(KEY)), authors::mark(&key("fedcba9876543210")));
}

#[test]
fn mentions_name_nobody() {
    let span = r#"<p>Hi <span class="cl-mention-user" data-user-id="7" data-user-slug="ann-b">@Ann B</span>!</p>"#;
    let html = mentions::without_marked(span);
    assert_eq!(html, r#"<p>Hi <span class="@…</span>!</p>"#.replace("class=\"", "class=\"\">"));
    for (text, kept) in [
        ("as @ann_b said", "as @… said"),
        ("@ann: yes (@bob)", "@…: yes (@…)"),
        ("thanks gid://site/Decidim::User/12!", "thanks @…!"),
        ("gid://site/Decidim::Hashtag/3/bike", "gid://site/Decidim::Hashtag/3/bike"),
        ("@ann (https://x.example/profiles/ann)", "@… (https://x.example/profiles/…)"),
        ("/profiles/ann/badges", "/profiles/…/badges"),
        // No mentions: an address, a price.
        ("write to us@example.org", "write to us@example.org"),
        ("5 @ 3 euros", "5 @ 3 euros"),
        ("", ""),
    ] {
        assert_eq!(mentions::without_names(text), kept);
    }
}

#[test]
fn a_title_stands_before_its_text_once() {
    for (title, text, line, lines) in [
        ("Trees", "More\n\noaks", "Trees. More oaks", "Trees\n\nMore\n\noaks"),
        ("Trees?", "Yes", "Trees? Yes", "Trees?\n\nYes"),
        ("Trees", "Trees for all", "Trees for all", "Trees for all"),
        ("Trees", "", "Trees", "Trees"),
        ("", "Yes", "Yes", "Yes"),
    ] {
        let statement = said("1", title, text, "");
        assert_eq!((statement.one_line().as_str(), statement.lines().as_str()), (line, lines));
    }
}

#[test]
fn what_is_not_public_is_left_out_unless_it_is_asked_for() {
    let idea = |kind: &str, status: &str| {
        json!({
            "id": "88f90032-ae00-403a-9818-2c7bef5d0ef1", "type": kind, "publication_status": status,
            "title": "Oak", "body": "<p>Oak &amp; elm</p>",
            "custom_field_values": {"why": "Because of shade", "season": "summer", "n": 3},
        })
    };
    let none = reader("govocal/ideas", &[], With::default());
    let drafts = reader("govocal/ideas", &[], With { drafts: true, ..With::default() });
    let both = reader("govocal/ideas", &[], With { drafts: true, survey_answers: true });
    assert_eq!(statement(&none, &idea("idea", "published")).text, "Oak & elm");
    let left_out = |reader, kind, status| match taken(reader, &idea(kind, status)) {
        Taken::LeftOut(reason) => Some(reason),
        Taken::Statement(_) => None,
    };
    assert_eq!(left_out(&none, "proposal", "draft"), Some(Reason::Draft));
    assert_eq!(left_out(&none, "idea", "submitted"), Some(Reason::Draft));
    assert_eq!(left_out(&drafts, "idea", "submitted"), None);
    assert_eq!(left_out(&drafts, "survey", "draft"), Some(Reason::SurveyAnswer));
    // What was answered in words is part of the text.
    let answer = statement(&both, &idea("survey", "draft"));
    assert_eq!(answer.text, "Oak & elm\n\nBecause of shade");
    assert_eq!(statement(&both, &idea("idea", "draft")).text, "Oak & elm");
}

#[test]
fn removed_and_withdrawn_texts_are_never_taken() {
    let all = With { drafts: true, survey_answers: true };
    let texts = |text: &str| json!({"translations": [{"locale": "en", "text": text}]});
    let proposals = reader("decidim/proposals", &[], all);
    for (fields, reason) in [
        (json!({"withdrawn": true, "state": null}), Reason::Withdrawn),
        (json!({"withdrawn": null, "state": "withdrawn"}), Reason::Withdrawn),
    ] {
        let mut row = json!({"id": "3", "title": texts("Oak"), "body": texts("")});
        row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        assert_eq!(taken(&proposals, &row), Taken::LeftOut(reason));
    }
    let empty = json!({"id": "3", "title": texts(""), "body": texts("<p> </p>")});
    assert_eq!(taken(&proposals, &empty), Taken::LeftOut(Reason::WithoutText));
    let rest = json!({"id": "3", "relationships": {"state": {"meta": {"token": "withdrawn"}}}});
    let reason = taken(&reader("decidim-rest/proposals", &[], all), &rest);
    assert_eq!(reason, Taken::LeftOut(Reason::Withdrawn));
    let petition = json!({"id": 1, "name": "Oak", "status": "rejected"});
    let reason = taken(&reader("petitions/petitions", &[], all), &petition);
    assert_eq!(reason, Taken::LeftOut(Reason::Removed));
    let comment = json!({"id": "1", "body": "No", "publication_status": "deleted"});
    let reason = taken(&reader("govocal/comments", &[], all), &comment);
    assert_eq!(reason, Taken::LeftOut(Reason::Removed));
}

#[test]
fn a_text_in_many_languages_has_the_one_that_suits_or_the_first_of_a_person() {
    let row = json!({"id": "3", "title": {"translations": [
        {"locale": "ca", "text": "Roure", "machineTranslated": true},
        {"locale": "en", "text": "Oak", "machineTranslated": false},
        {"locale": "es", "text": "Roble", "machineTranslated": false},
    ]}});
    for (locales, title) in [(&[][..], "Oak"), (&["es"], "Roble"), (&["nl", "ca"], "Roure")] {
        assert_eq!(
            statement(&reader("decidim/debates", locales, With::default()), &row).title,
            title
        );
    }
}

#[test]
fn a_text_is_in_the_language_of_its_title_where_a_person_wrote_it_in_that() {
    let text = |locale: &str, text: &str, by_machine: bool| json!({"locale": locale, "text": text, "machineTranslated": by_machine});
    let row = |english: Value| {
        json!({
            "id": "3",
            "title": {"translations": [text("en", "Oak", false)]},
            "description": {"translations": [text("ca", "<p>Ombra</p>", false), english]},
        })
    };
    let debates = reader("decidim/debates", &[], With::default());
    let of = |english| statement(&debates, &row(english)).text;
    assert_eq!(of(text("en", "<p>Shade</p>", false)), "Shade");
    assert_eq!(of(text("en", "<p>Shade</p>", true)), "Ombra");
    assert_eq!(of(text("en", "", false)), "Ombra");
}

#[test]
fn an_author_of_decidim_is_known_by_id_or_by_nickname() {
    let comments = reader("decidim/comments", &[], With::default());
    let row = |id: &str, author: Value| json!({"id": id, "body": "a < b", "author": author});
    let ann = json!({"id": "7", "__typename": "User", "name": "Ann", "nickname": "@ann"});
    let group = json!({"id": "7", "__typename": "UserGroup", "nickname": "@anns"});
    let bob = json!({"id": null, "__typename": "User", "nickname": "@bob"});
    let author = |id, author: &Value| statement(&comments, &row(id, author.clone())).author;
    assert_eq!(author("1", &ann), author("2", &ann));
    assert_eq!(author("1", &bob), author("2", &bob));
    assert_eq!(author("1", &Value::Null), author("1", &Value::Null));
    let all = [("1", &ann), ("1", &group), ("1", &bob), ("1", &Value::Null), ("2", &Value::Null)];
    assert_eq!(all.map(|(id, it)| author(id, it)).into_iter().collect::<HashSet<_>>().len(), 5);
    // A comment is no HTML.
    assert_eq!(statement(&comments, &row("1", ann)).text, "a < b");
}

#[test]
fn sensemaker_gets_one_row_for_each_participant() {
    let mut rows = sensemaker::Sensemaker::default();
    for (id, author) in [("1", "p-a"), ("2", "p-b"), ("3", "p-a")] {
        assert_eq!(rows.take(said(id, "", &format!("says {id}"), author)), Ok(None));
    }
    let expected = [["p-a", "says 1\n\nsays 3"], ["p-b", "says 2"]];
    assert_eq!(rows.rest(), expected.map(|row| row.map(str::to_owned).to_vec()));
}

#[test]
fn themefinder_gets_ids_that_are_whole_numbers() {
    let mut numbers = themefinder::ThemeFinder::new(true);
    let row = numbers.take(said("42", "Oak", "Yes", "")).unwrap().unwrap();
    assert_eq!(row, ["42", "Oak\n\nYes"]);
    assert_eq!(numbers.take(said("x", "", "Yes", "")), Err(Reason::WithoutId));
    let mut letters = themefinder::ThemeFinder::new(false);
    for number in ["1", "2"] {
        let row = letters.take(said("88f90032", "", "7", "")).unwrap().unwrap();
        assert_eq!(row, [number, "7"]);
    }
}

#[test]
fn a_text_that_a_tool_refuses_is_left_out_of_its_file() {
    let long = |letters: usize| said("1", "", &"ä".repeat(letters), "p-a");
    assert!(polis::Polis.take(long(1000)).is_ok());
    assert_eq!(polis::Polis.take(long(1001)), Err(Reason::TooLong));
    let mut talk = talk_to_the_city::TalkToTheCity::default();
    assert!(talk.take(long(10_000)).is_ok());
    assert_eq!(talk.take(long(10_001)), Err(Reason::TooLong));
    assert!(talk.take(said("1", "", &",".repeat(99), "p-a")).is_ok());
    for text in [",".repeat(100), "\"".repeat(50)] {
        assert_eq!(talk.take(said("1", "", &text, "p-a")), Err(Reason::Repetitive));
    }
    assert_eq!(talk.rewritten(), 0);
    let row = talk.take(said("1", "Open data", "=1", "p-a")).unwrap().unwrap();
    assert_eq!((row[1].as_str(), talk.rewritten()), ("Open data. =1", 0));
    talk.take(said("1", "", "Open data: yes", "p-a")).unwrap();
    assert_eq!(talk.rewritten(), 1);
}

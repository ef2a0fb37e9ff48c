use super::Visit;
use crate::govocal::{Era, GoVocal};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};

/// Fields and where they point to, in the names of 2026.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("ideas", "author_id", "users"),
    ("ideas", "assignee_id", "users"),
    ("ideas", "project_id", "projects"),
    ("ideas", "creation_phase_id", "phases"),
    ("phases", "project_id", "projects"),
    ("projects", "folder_id", "project_folders"),
    ("comments", "idea_id", "ideas"),
    ("comments", "parent_id", "comments"),
    ("comments", "author_id", "users"),
    ("internal_comments", "idea_id", "ideas"),
    ("reactions", "post_id", "ideas"),
    ("reactions", "user_id", "users"),
    ("baskets", "phase_id", "phases"),
    ("basket_ideas", "basket_id", "baskets"),
    ("basket_ideas", "idea_id", "ideas"),
    ("idea_phases", "idea_id", "ideas"),
    ("idea_phases", "phase_id", "phases"),
    ("idea_topics", "topic_id", "input_topics"),
    ("ideas_input_topics", "input_topic_id", "input_topics"),
    ("project_topics", "topic_id", "global_topics"),
    ("project_global_topics", "global_topic_id", "global_topics"),
    ("input_topics", "project_id", "projects"),
    ("events", "project_id", "projects"),
    ("event_attendances", "event_id", "events"),
    ("event_attendances", "attendee_id", "users"),
    ("volunteering_causes", "phase_id", "phases"),
    ("volunteering_volunteers", "volunteering_cause_id", "volunteering_causes"),
    ("files", "uploader_id", "users"),
];

#[test]
fn references_point_to_rows_that_exist() {
    let visit = Visit::default();
    for (resource, field, target) in REFERENCES {
        let ids: HashSet<String> =
            visit.platform.ids(target).iter().map(ToString::to_string).collect();
        let rows = visit.platform.rows(resource);
        let set: Vec<&str> = rows.iter().filter_map(|row| row[field].as_str()).collect();
        assert!(!set.is_empty(), "{resource}.{field}");
        assert!(set.iter().all(|id| ids.contains(*id)), "{resource}.{field}");
    }
}

#[test]
fn counters_agree_with_the_rows_they_count() {
    let visit = Visit::default();
    let comments = visit.platform.rows("comments");
    for idea in visit.platform.rows("ideas") {
        let count = comments.iter().filter(|row| row["idea_id"] == idea["id"]).count();
        assert_eq!(idea["comments_count"], json!(count));
    }
}

#[test]
fn every_nullable_field_is_null_somewhere_and_set_somewhere() {
    let visit = Visit::to(GoVocal::builder().ideas(600).no_rate_limit());
    let nullable = [
        (
            "ideas",
            "title author_id body published_at submitted_at publication_status project_id \
            location_point location_description budget proposed_budget assignee_id assigned_at \
            creation_phase_id creation_phase_title survey_title status custom_field_values",
        ),
        ("projects", "slug folder_id visible_to map_center_geojson description_preview"),
        ("phases", "end_at start_at submission_enabled autoshare_results_enabled voting_max_total"),
        ("comments", "author_id parent_id body_updated_at"),
        (
            "users",
            "email slug first_name locale bio registration_completed_at email_confirmed_at \
            email_confirmation_code_sent_at custom_field_values",
        ),
        ("events", "project_id location location_point maximum_attendees start_at end_at"),
        ("email_campaigns", "sender reply_to"),
        ("files", "uploader_id size"),
        ("baskets", "user_id submitted_at"),
    ];
    for (resource, fields) in nullable {
        let rows = visit.platform.rows(resource);
        for field in fields.split_whitespace() {
            assert!(
                rows.iter().any(|row| row.get(field) == Some(&Value::Null)),
                "{resource}.{field}"
            );
            assert!(rows.iter().any(|row| !row[field].is_null()), "{resource}.{field}");
        }
    }
}

/// `native_survey.rb` of the platform (`generate_slug`).
#[test]
fn the_slug_of_a_survey_answer_is_its_id() {
    let ideas = Visit::default().platform.rows("ideas");
    assert!(ideas.iter().any(|idea| idea["type"] == "survey"));
    assert!(ideas.iter().all(|idea| (idea["slug"] == idea["id"]) == (idea["type"] == "survey")));
}

#[test]
fn texts_come_blank_missing_and_in_other_languages() {
    let visit = Visit::default();
    let areas = visit.platform.rows("areas");
    let events = visit.platform.rows("events");
    let rows: Vec<&Value> = areas.iter().chain(&events).collect();
    assert!(rows.iter().any(|row| row["title_multiloc"] == json!({})));
    assert!(rows.iter().any(|row| row["title"] == ""));
    let lacks_main =
        |row: &&&Value| row["title_multiloc"].get("en").is_none() && row["title"] != "";
    assert!(rows.iter().any(|row| lacks_main(&row)));
    let dutch = visit.platform.rows_in("areas", "nl");
    assert_ne!(dutch, areas);
}

#[test]
fn a_locale_changes_the_flat_fields_only() {
    let visit = Visit::default();
    let area = visit.platform.insert(
        "areas",
        json!({
            "title_multiloc": {"en": "Harbour", "nl-BE": "Haven"}, "description_multiloc": null,
        }),
    );
    let row = |query: &str| visit.json(&format!("areas/{area}{query}"))["area"].clone();
    assert_eq!(row("")["title"], "Harbour");
    assert_eq!(row("?locale=nl")["title"], "Haven");
    assert_eq!(row("?locale=xx")["title"], "Harbour");
    assert_eq!(row("?locale=nl")["title_multiloc"], row("")["title_multiloc"]);
    assert_eq!(
        (&row("")["description"], &row("")["description_multiloc"]),
        (&Value::Null, &Value::Null)
    );
}

fn keys(row: &Value) -> BTreeSet<&str> {
    row.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn each_version_has_its_own_fields() {
    let first = |era, resource: &str| Visit::era(era).platform.rows(resource)[0].clone();
    let has = |era, resource: &str, field: &str| keys(&first(era, resource)).contains(field);
    assert!(has(Era::Y2023, "comments", "post_id") && !has(Era::Y2023, "comments", "project_id"));
    assert!(has(Era::Y2024, "comments", "post_type") && has(Era::Y2026, "comments", "idea_id"));
    assert!(!has(Era::Y2026, "comments", "post_type") && !has(Era::Y2024, "comments", "idea_id"));
    assert!(
        has(Era::Y2024, "reactions", "post_type") && !has(Era::Y2026, "reactions", "post_type")
    );
    assert!(has(Era::Y2023, "phases", "posting_enabled"));
    assert!(
        !has(Era::Y2024, "phases", "placement_type") && has(Era::Y2026, "phases", "placement_type")
    );
    assert!(
        has(Era::Y2023, "projects", "process_type") && !has(Era::Y2024, "projects", "process_type")
    );
    assert!(!has(Era::Y2023, "ideas", "submitted_at") && !has(Era::Y2024, "ideas", "survey_title"));
    assert!(!has(Era::Y2023, "basket_ideas", "id") && has(Era::Y2024, "basket_ideas", "id"));
    assert!(!has(Era::Y2024, "events", "maximum_attendees"));
}

#[test]
fn list_and_single_have_the_same_fields_under_their_own_keys() {
    let visit = Visit::default();
    for (name, key) in [
        ("project_folders", "project_folders/folder"),
        ("file_attachments", "files/file_attachment"),
        ("email_campaign_deliveries", "email_campaign_delivery"),
        ("volunteering_causes", "volunteering_cause"),
    ] {
        let id = visit.platform.ids(name)[0];
        let body = visit.json(&format!("{name}/{id}"));
        assert_eq!(body, json!({key: visit.platform.rows(name)[0]}));
    }
}

#[test]
fn routes_exist_exactly_where_the_version_has_them() {
    let visit = Visit::default();
    let id = visit.platform.ids("basket_ideas")[0];
    let absent = [
        format!("basket_ideas/{id}"),
        "reactions/deleted".to_owned(),
        "file_attachments/deleted".to_owned(),
        "idea_topics/deleted".to_owned(),
        "initiatives".to_owned(),
        "initiatives/deleted".to_owned(),
        "ideas/not-a-uuid".to_owned(),
        "ideas/0e7a3a52-6a52-4b0c-9f5e-3f8f8a0c1234".to_owned(),
    ];
    for path in absent {
        assert_eq!(visit.status(&path), 404, "{path}");
    }
    let older = Visit::era(Era::Y2024);
    assert_eq!(older.status("initiatives"), 200);
    assert_eq!(older.status("initiatives/deleted"), 200);
    for path in ["global_topics", "input_topics", "files", "internal_comments", "insights/visits"] {
        assert_eq!((older.status(path), visit.status(path)), (404, 200), "{path}");
    }
}

#[test]
fn topics_merge_the_two_kinds() {
    let visit = Visit::default();
    let count = |name: &str| visit.platform.count(name);
    assert_eq!(count("topics"), count("global_topics") + count("input_topics"));
    let topic = visit.platform.rows("topics")[0].clone();
    assert!(topic.get("project_id").is_none());
    assert!(visit.platform.rows("input_topics")[0].get("project_id").is_some());
}

#[test]
fn automated_campaigns_are_read_by_id_only() {
    let visit = Visit::default();
    let deliveries = visit.platform.rows("email_campaign_deliveries");
    let listed: HashSet<String> =
        visit.platform.ids("email_campaigns").iter().map(ToString::to_string).collect();
    let hidden = deliveries
        .iter()
        .map(|row| row["email_campaign_id"].as_str().unwrap())
        .find(|id| !listed.contains(*id))
        .unwrap();
    assert_eq!(visit.status(&format!("email_campaigns/{hidden}")), 200);
}

#[test]
fn visits_come_in_ascending_buckets_without_meta() {
    let visit = Visit::default();
    let body = visit.json("insights/visits?resolution=day&start_at=2026-10-01&end_at=2026-10-03");
    let rows = body["visits"].as_array().unwrap();
    let labels: Vec<&str> = rows.iter().map(|row| row["date_group"].as_str().unwrap()).collect();
    assert_eq!(labels, ["2026-10-01", "2026-10-02", "2026-10-03"]);
    assert!(body.get("meta").is_none());
    let all = visit.json("insights/visits?resolution=all");
    assert_eq!(all["visits"].as_array().unwrap().len(), 1);
    assert!(all["visits"][0].get("date_group").is_none());
    let hours = visit.json("insights/visits?resolution=hour");
    assert!(hours["visits"][0]["date_group"].as_str().unwrap().ends_with(":00"));
    assert_eq!(visit.json("insights/visits?project_id=7"), json!({"visits": []}));
    let none = visit.json("insights/visits?project_id=7&resolution=all");
    assert_eq!(none, json!({"visits": [{"visits": 0, "visitors": 0}]}));
}

#[test]
fn visits_take_days_and_mind_no_text_without_a_date() {
    let visit = Visit::default();
    let total = |query: &str| {
        let body = visit.json(&format!("insights/visits?resolution=all{query}"));
        body["visits"][0]["visits"].as_u64().unwrap()
    };
    let all = total("");
    assert!(all > 0);
    assert_eq!(total("&start_at=soon&end_at="), all);
    assert_eq!(total("&start_at=2026-10-03&end_at=2026-10-01"), 0);
    assert_eq!(visit.status("insights/visits?start_at=2026-13-01"), 500);
    assert_eq!(visit.status("insights/visits?resolution="), 400);
    let residents = total("&exclude_admins_and_moderators=true");
    assert!(residents < all);
    for (said, expected) in [("1", residents), ("yes", residents), ("false", all), ("", all)] {
        assert_eq!(total(&format!("&exclude_admins_and_moderators={said}")), expected, "{said}");
    }
    let hours = |query: &str| {
        let body = visit.json(&format!("insights/visits?resolution=hour{query}"));
        body["visits"].as_array().unwrap().len()
    };
    assert!(hours("") <= 8 * 24, "without a start, a week");
    assert!(hours("&start_at=") > 30 * 24, "a blank start is not the same as no start");
}

#[test]
fn files_are_attached_to_things_that_the_api_shows_and_to_others() {
    let visit = Visit::to(GoVocal::builder().no_rate_limit().rows("file_attachments", 40));
    let kinds: BTreeSet<String> = visit
        .platform
        .rows("file_attachments")
        .iter()
        .map(|row| row["attachable_type"].as_str().unwrap().to_owned())
        .collect();
    let expected = [
        "Analysis::Analysis",
        "Analysis::Question",
        "ContentBuilder::Layout",
        "Event",
        "Idea",
        "Phase",
        "Project",
        "ProjectFolders::Folder",
        "StaticPage",
    ];
    assert_eq!(kinds, expected.map(str::to_owned).into());
}

#[test]
fn phase_ends_can_be_moments_that_are_excluded() {
    let visit = Visit::to(GoVocal::builder().phase_datetimes(true));
    let id =
        visit.platform.insert("phases", json!({"start_at": "2026-03-01", "end_at": "2026-03-31"}));
    let phase = visit.json(&format!("phases/{id}"))["phase"].clone();
    assert_eq!(phase["start_at"], "2026-03-01T00:00:00.000Z");
    assert_eq!(phase["end_at"], "2026-04-01T00:00:00.000Z");
}

#[test]
fn an_updated_row_keeps_its_place_and_is_touched_now() {
    let visit = Visit::default();
    let before = visit.platform.ids("ideas");
    assert!(visit.platform.update("ideas", before[7], json!({"title": "Changed"})));
    assert_eq!(visit.platform.ids("ideas"), before);
    let row = visit.platform.rows("ideas")[7].clone();
    assert_eq!(
        (&row["title"], &row["updated_at"]),
        (&json!("Changed"), &json!("2026-11-02T00:00:00.000Z"))
    );
    visit.platform.update("ideas", before[7], json!({"created_at": "2000-01-01T00:00:00Z"}));
    assert_eq!(visit.platform.ids("ideas").last(), Some(&before[7]));
}

use super::Visit;
use crate::govocal::{Era, GoVocal};
use serde_json::{Value, json};

fn field<'a>(rows: &'a [Value], name: &str) -> Vec<&'a str> {
    rows.iter().filter_map(|row| row[name].as_str()).collect()
}

#[test]
fn a_filter_by_id_answers_that_ids_rows_and_a_malformed_id_none() {
    let visit = Visit::default();
    let project = visit.platform.ids("projects")[0].to_string();
    let rows = visit.all_rows(&format!("ideas?project_id={project}"), "ideas");
    assert!(!rows.is_empty() && rows.len() < 240);
    assert!(rows.iter().all(|row| row["project_id"] == project));
    assert!(visit.all_rows("ideas?project_id=7", "ideas").is_empty());
    assert_eq!(visit.json("ideas?project_id=7")["meta"]["total_pages"], 0);
    assert_eq!(visit.all_rows("ideas?projekt_id=7", "ideas").len(), 240);
}

#[test]
fn topics_need_brackets_and_all_of_them_must_fit() {
    let visit = Visit::default();
    let tie = visit.platform.rows("idea_topics")[0].clone();
    let (idea, topic) = (tie["idea_id"].as_str().unwrap(), tie["topic_id"].as_str().unwrap());
    let rows = visit.all_rows(&format!("ideas?topic_ids[]={topic}"), "ideas");
    assert!(field(&rows, "id").contains(&idea));
    let encoded = visit.all_rows(&format!("ideas?topic_ids%5B%5D={topic}"), "ideas");
    assert_eq!(rows, encoded);
    assert_eq!(visit.all_rows(&format!("ideas?topic_ids={topic}"), "ideas").len(), 240);
    let other = visit.platform.ids("global_topics")[0];
    let both = visit.all_rows(&format!("ideas?topic_ids[]={topic}&topic_ids[]={other}"), "ideas");
    assert!(both.is_empty());
}

#[test]
fn the_type_filter_knows_idea_and_survey_and_ignores_the_rest() {
    let visit = Visit::default();
    let all = visit.platform.rows("ideas");
    let ideas = visit.all_rows("ideas?type=idea", "ideas");
    assert!(!ideas.is_empty() && ideas.iter().all(|row| row["creation_phase_id"].is_null()));
    let surveys = visit.all_rows("ideas?type=survey", "ideas");
    assert!(!surveys.is_empty() && surveys.iter().all(|row| row["type"] == "survey"));
    let listed = field(&all, "type").iter().filter(|kind| **kind == "survey").count();
    assert!(surveys.len() < listed, "community-monitor answers are excluded");
    assert_eq!(visit.all_rows("ideas?type=proposal", "ideas").len(), all.len());
}

#[test]
fn areas_include_projects_that_cover_all_of_them() {
    let visit = Visit::default();
    let area = visit.platform.ids("areas")[0];
    let everywhere =
        visit.platform.insert("projects", json!({"_all_areas": true, "_area_ids": []}));
    let there =
        visit.platform.insert("projects", json!({"_all_areas": false, "_area_ids": [area]}));
    let nowhere = visit.platform.insert("projects", json!({"_all_areas": false, "_area_ids": []}));
    let rows = visit.all_rows(&format!("projects?area_ids[]={area}"), "projects");
    let ids = field(&rows, "id");
    assert!(ids.contains(&everywhere.to_string().as_str()));
    assert!(ids.contains(&there.to_string().as_str()));
    assert!(!ids.contains(&nowhere.to_string().as_str()));
}

#[test]
fn an_id_that_is_named_twice_matches_nothing_where_the_server_counts() {
    let visit = Visit::default();
    let area = visit.platform.ids("areas")[0];
    let everywhere =
        visit.platform.insert("projects", json!({"_all_areas": true, "_area_ids": []}));
    visit.platform.insert("projects", json!({"_all_areas": false, "_area_ids": [area]}));
    let once = visit.all_rows(&format!("projects?area_ids[]={area}"), "projects");
    let twice = format!("projects?area_ids[]={area}&area_ids[]={area}");
    let twice = visit.all_rows(&twice, "projects");
    assert!(field(&twice, "id").contains(&everywhere.to_string().as_str()));
    assert!(twice.len() < once.len());

    let twice = |visit: &Visit, list: &str, table: &str| {
        let topic = visit.platform.rows(table)[0]["topic_id"].as_str().unwrap().to_owned();
        let once = visit.all_rows(&format!("{list}?topic_ids[]={topic}"), list);
        assert!(!once.is_empty(), "{list}");
        let both = visit.all_rows(&format!("{list}?topic_ids[]={topic}&topic_ids[]={topic}"), list);
        (once.len(), both.len())
    };
    assert_eq!(twice(&visit, "projects", "project_topics").1, 0);
    let (once, both) = twice(&visit, "ideas", "idea_topics");
    assert_eq!(once, both, "since 2026 ideas are looked at topic by topic");
    assert_eq!(twice(&Visit::era(Era::Y2024), "ideas", "idea_topics").1, 0);
}

#[test]
fn a_blank_filter_is_a_value_that_nothing_has() {
    let visit = Visit::default();
    for path in ["ideas?author_id=", "idea_phases?phase_id=", "files?category=", "files?search=+"] {
        let list = path.split('?').next().unwrap();
        assert!(visit.all_rows(path, list).is_empty(), "{path}");
    }
    for path in ["projects?publication_status=", "phases?placement_type="] {
        assert_eq!(visit.status(path), 400, "{path}");
    }
    assert_eq!(visit.status("projects?folder_id="), 404);
    assert_eq!(visit.all_rows("ideas?type=", "ideas").len(), 240);
}

#[test]
fn an_unknown_folder_is_404_and_an_unknown_enum_value_a_problem() {
    let visit = Visit::default();
    assert_eq!(visit.status("projects?folder_id=0e7a3a52-6a52-4b0c-9f5e-3f8f8a0c1234"), 404);
    let folder = visit.platform.ids("project_folders")[0];
    assert_eq!(visit.status(&format!("projects?folder_id={folder}")), 200);
    for (path, parameter) in [
        ("projects?publication_status=live", "publication_status"),
        ("project_folders?publication_status=live", "publication_status"),
        ("reactions?reactable_type=idea-comment", "reactable_type"),
        ("phases?placement_type=nowhere", "placement_type"),
        ("insights/visits?resolution=week", "resolution"),
    ] {
        let reply = visit.get(path);
        let problem = reply.body_json().unwrap();
        assert_eq!(reply.status().unwrap(), 400, "{path}");
        assert_eq!(problem["parameter_name"], parameter);
        assert!(problem["allowed_values"].as_array().unwrap().len() > 1);
    }
}

#[test]
fn older_servers_filter_by_post_type_and_dashed_reactables() {
    let visit = Visit::era(Era::Y2024);
    let comments = visit.all_rows("comments?post_type=initiative", "comments");
    assert!(!comments.is_empty());
    assert!(
        comments.iter().all(|row| row["post_type"] == "initiative" && row["project_id"].is_null())
    );
    assert_eq!(visit.status("comments?post_type=proposal"), 400);
    let reactions = visit.all_rows("reactions?reactable_type=initiative-comment", "reactions");
    assert!(!reactions.is_empty());
    let fits = |row: &Value| row["reactable_type"] == "comment" && row["post_type"] == "Initiative";
    assert!(reactions.iter().all(fits));
    let newer = Visit::default();
    let count = newer.platform.count("comments");
    assert_eq!(newer.all_rows("comments?post_type=initiative", "comments").len(), count);
}

#[test]
fn phases_of_a_project_are_all_phases_before_2026() {
    let phases = |era| {
        let visit = Visit::era(era);
        let project = visit.platform.ids("projects")[0];
        let rows = visit.json(&format!("projects/{project}/phases?page_size=24"));
        (rows["phases"].as_array().unwrap().len(), visit.platform.count("phases").min(24))
    };
    assert_eq!(phases(Era::Y2026).0, 3);
    let (older, all) = phases(Era::Y2024);
    assert_eq!(older, all);
    let visit = Visit::default();
    let unknown = "projects/0e7a3a52-6a52-4b0c-9f5e-3f8f8a0c1234/phases";
    assert!(visit.all_rows(unknown, "phases").is_empty());
}

#[test]
fn dates_filter_by_creation_at_midnight_and_a_bad_date_is_500() {
    let visit = Visit::default();
    let stamp = |moment: &str| visit.platform.insert("ideas", json!({"created_at": moment}));
    let (start, noon, end) = (
        stamp("2020-02-01T00:00:00.000Z"),
        stamp("2020-02-02T12:00:00.000Z"),
        stamp("2020-02-03T00:00:00.000Z"),
    );
    stamp("2020-02-03T00:00:00.001Z");
    let rows = visit.all_rows("ideas?created_at=2020-02-01,2020-02-03", "ideas");
    let expected = [end, noon, start].map(|id| id.to_string());
    assert_eq!(field(&rows, "id"), expected);
    assert!(visit.all_rows("ideas?created_at=2020-02-03,2020-02-01", "ideas").is_empty());
    assert_eq!(visit.status("ideas?created_at=2020-31-01"), 500);
    assert_eq!(visit.all_rows("ideas?created_at=", "ideas").len(), 244);
    let lax = Visit::to(GoVocal::builder().ignore_dates(true));
    assert_eq!(lax.all_rows("ideas?created_at=2020-31-01", "ideas").len(), 240);
}

#[test]
fn associations_without_timestamps_ignore_dates() {
    let visit = Visit::default();
    let all = visit.platform.count("idea_topics");
    assert_eq!(
        visit.all_rows("idea_topics?created_at=1999-01-01,1999-01-02", "idea_topics").len(),
        all
    );
    assert!(
        visit.all_rows("idea_phases?created_at=1999-01-01,1999-01-02", "idea_phases").is_empty()
    );
}

#[test]
fn a_joined_filter_beside_a_date_is_500() {
    let visit = Visit::default();
    let folder = visit.platform.ids("project_folders")[0];
    for filter in [format!("folder_id={folder}"), "publication_status=draft".to_owned()] {
        assert_eq!(visit.status(&format!("projects?{filter}&created_at=2026-01-01")), 500);
        assert_eq!(visit.status(&format!("projects?{filter}&created_at=")), 200);
    }
    assert_eq!(visit.status("project_folders?publication_status=draft&updated_at=2026-01-01"), 500);
}

#[test]
fn phase_dates_are_compared_and_an_open_end_matches_no_end_filter() {
    let visit = Visit::default();
    let open = visit.platform.insert("phases", json!({"start_at": "2030-01-01", "end_at": null}));
    let rows = visit.all_rows("phases?start_at=2030-01-01,2030-01-01", "phases");
    assert_eq!(field(&rows, "id"), [open.to_string()]);
    let ended = visit.all_rows("phases?end_at=2000-01-01", "phases");
    assert!(ended.iter().all(|row| !row["end_at"].is_null()));
}

#[test]
fn files_filter_by_scalar_and_array_and_search_by_relevance() {
    let visit = Visit::default();
    visit.platform.insert("files", json!({"name": "the plan.pdf", "category": "policy"}));
    visit.platform.insert("files", json!({"name": "plan.pdf", "category": "report"}));
    let found = visit.all_rows("files?search=PLAN.pdf", "files");
    assert_eq!(field(&found, "name"), ["plan.pdf", "the plan.pdf"]);
    let scalar = visit.all_rows("files?category=policy", "files");
    assert!(scalar.iter().all(|row| row["category"] == "policy"));
    let list = visit.all_rows("files?category[]=policy&category[]=report", "files");
    assert!(list.len() > scalar.len());
    let project = visit.platform.ids("projects")[0];
    assert!(
        visit.all_rows(&format!("files?project_id={project}"), "files").len() < found.len() + 30
    );
}

#[test]
fn an_ignored_parameter_filters_nothing() {
    let visit = Visit::to(GoVocal::builder().no_rate_limit().ignore_parameter("author_id"));
    assert_eq!(visit.all_rows("ideas?author_id=7", "ideas").len(), 240);
}

#[test]
fn a_parent_topic_matches_the_ideas_of_the_topics_below_it() {
    let visit = Visit::default();
    let parent = visit.platform.insert("input_topics", json!({}));
    let child = visit.platform.insert("input_topics", json!({"_parent_id": parent}));
    let idea = visit.platform.ids("ideas")[0];
    visit.platform.insert("ideas_input_topics", json!({"idea_id": idea, "input_topic_id": child}));
    let rows = visit.all_rows(&format!("ideas?topic_ids[]={parent}"), "ideas");
    assert_eq!(field(&rows, "id"), [idea.to_string()]);
}

#[test]
fn phases_can_be_stored_as_midnights_of_a_zone_and_still_show_dates() {
    let starts = |zone, range: &str| {
        let visit =
            Visit::to(GoVocal::builder().only(["phases"]).rows("phases", 0).phase_zone(zone));
        visit.platform.insert("phases", json!({"start_at": "2026-05-01", "end_at": "2026-05-31"}));
        let rows = visit.json(&format!("phases?start_at={range}"))["phases"].clone();
        rows.as_array().unwrap().iter().filter(|row| row["start_at"] == "2026-05-01").count()
    };
    assert_eq!(starts(0, "2026-05-01,2026-05-02"), 1);
    assert_eq!(starts(2, "2026-05-01,2026-05-02"), 0, "it is kept as 22:00 of the day before");
    assert_eq!(starts(2, "2026-04-30,2026-05-01"), 1);
    assert_eq!(starts(-5, "2026-05-01,2026-05-02"), 1, "it is kept as 05:00");
}

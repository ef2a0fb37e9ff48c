//! Every endpoint of the platform, in every era, against the sandbox: what comes out of the
//! client is what the platform holds, field by field.

use std::fmt::Debug;

use crate::described::assert_described;
use crate::support::{Bench, plain, platform};
use civic_core::jiff::civil::date;
use civic_core::list::{Completeness, Condition};
use civic_sandbox::Era;
use govocal_client::resources::insights::Resolution;
use govocal_client::resources::{LogsDeletions, Readable, Resource};
use govocal_client::{DateRange, Endpoint, ErrorKind};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

fn agree<T: Serialize + Debug>(ours: &T, theirs: Value) {
    assert_eq!(plain(serde_json::to_value(ours).unwrap()), plain(theirs));
    let shown = format!("{ours:?}");
    assert!(!shown.contains("extra: {\""), "a field that the model does not know: {shown}");
}

fn lists<T: Resource + JsonSchema>(bench: &Bench, endpoint: &Endpoint<T>) {
    let truth = bench.platform.rows(T::PATH);
    assert!(!truth.is_empty(), "the sandbox has no {}", T::PATH);
    let mut reading = endpoint.list().page_size(20).stream();
    let (rows, errors) = bench.read(&mut reading);
    assert!(errors.is_empty(), "{}: {errors:?}", T::PATH);
    let completeness = reading.report().completeness;
    // A list in no order: one pass that tallies with the counts before and after it.
    let tallies = Completeness::Consistent { provided: Condition::ListUnchanged };
    let is_expected = completeness.is_proven() || (!T::NEWEST_FIRST && completeness == tallies);
    assert!(is_expected, "{}", reading.report());
    assert_eq!(rows.len(), truth.len(), "{}", T::PATH);
    assert_described(&rows, &[]);
    for (ours, theirs) in rows.iter().zip(truth) {
        agree(ours, theirs);
    }
}

fn gets<T: Readable + JsonSchema>(bench: &Bench, endpoint: &Endpoint<T>) {
    let (id, row) = (bench.platform.ids(T::PATH)[0], bench.platform.rows(T::PATH)[0].clone());
    let single = bench.run(endpoint.get(id)).unwrap();
    assert_described([&single], &[]);
    agree(&single, row);
    let missing = bench.run(endpoint.get(Uuid::max())).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound, "{}", T::PATH);
}

fn tells_deletions<T: LogsDeletions>(bench: &Bench, endpoint: &Endpoint<T>, kind: &str) {
    let id = *bench.platform.ids(T::PATH).last().unwrap();
    assert!(bench.platform.delete(T::PATH, id));
    // A background job writes the feed.
    bench.clock.advance(std::time::Duration::from_secs(3));
    let (items, errors) = bench.read(&mut endpoint.deleted().stream());
    assert!(errors.is_empty(), "{}: {errors:?}", T::PATH);
    if items.is_empty() {
        // As on real servers: the feed exists and stays empty.
        let mute = [
            "basket_ideas",
            "email_campaigns",
            "email_campaign_deliveries",
            "event_attendances",
            "project_folders",
            "volunteering_causes",
            "volunteering_volunteers",
            "files",
            "internal_comments",
        ];
        assert!(mute.contains(&T::PATH), "{}", T::PATH);
        return;
    }
    assert_described(&items, &[]);
    assert!(items.iter().any(|item| item.id == id), "{}", T::PATH);
    assert!(items.iter().all(|item| item.kind == kind && item.extra.is_empty()), "{items:?}");
}

/// Everything that a resource with a list, single reads and a deleted feed offers.
fn all_three<T>(bench: &Bench, endpoint: &Endpoint<T>, kind: &str)
where
    T: Readable + LogsDeletions + JsonSchema,
{
    lists(bench, endpoint);
    gets(bench, endpoint);
    tells_deletions(bench, endpoint, kind);
}

fn bench(era: Era) -> Bench {
    Bench::new(platform().era(era))
}

#[test]
fn what_every_era_has() {
    for era in [Era::Y2023, Era::Y2024, Era::Y2026] {
        let bench = bench(era);
        let city = &bench.client;
        all_three(&bench, &city.comments(), "Comment");
        all_three(&bench, &city.ideas(), "Idea");
        all_three(&bench, &city.phases(), "Phase");
        all_three(&bench, &city.project_folders(), "ProjectFolder");
        all_three(&bench, &city.users(), "User");
        lists(&bench, &city.idea_topics());
        lists(&bench, &city.project_topics());
        lists(&bench, &city.reactions());
        lists(&bench, &city.topics());
        gets(&bench, &city.topics());
        all_three(&bench, &city.projects(), "Project");
    }
}

#[test]
fn what_came_at_the_end_of_2023() {
    for era in [Era::Y2024, Era::Y2026] {
        let bench = bench(era);
        let city = &bench.client;
        all_three(&bench, &city.areas(), "Area");
        all_three(&bench, &city.baskets(), "Basket");
        all_three(&bench, &city.email_campaign_deliveries(), "EmailCampaignDelivery");
        all_three(&bench, &city.email_campaigns(), "EmailCampaign");
        all_three(&bench, &city.event_attendances(), "EventAttendance");
        all_three(&bench, &city.events(), "Event");
        all_three(&bench, &city.volunteering_causes(), "VolunteeringCause");
        all_three(&bench, &city.volunteering_volunteers(), "VolunteeringVolunteer");
        lists(&bench, &city.basket_ideas());
        tells_deletions(&bench, &city.basket_ideas(), "BasketIdea");
        lists(&bench, &city.idea_phases());
    }
}

#[test]
fn what_came_after_2024() {
    let bench = bench(Era::Y2026);
    let city = &bench.client;
    all_three(&bench, &city.global_topics(), "GlobalTopic");
    all_three(&bench, &city.input_topics(), "InputTopic");
    all_three(&bench, &city.internal_comments(), "InternalComment");
    all_three(&bench, &city.files(), "File");
    lists(&bench, &city.file_attachments());
    gets(&bench, &city.file_attachments());
    lists(&bench, &city.ideas_input_topics());
    lists(&bench, &city.project_global_topics());
}

#[test]
fn initiatives_until_2024() {
    for era in [Era::Y2023, Era::Y2024] {
        let bench = bench(era);
        all_three(&bench, &bench.client.initiatives(), "Initiative");
    }
}

#[test]
fn phases_of_a_project_are_its_own_also_where_the_server_answers_all() {
    for (era, all) in [(Era::Y2024, true), (Era::Y2026, false)] {
        let bench = bench(era);
        let project = bench.platform.ids("projects")[0];
        let truth = bench.platform.rows("phases");
        let own = |phase: &&Value| phase["project_id"] == project.to_string();
        let mut reading = bench.client.projects().phases(project).stream();
        let (phases, _) = bench.read(&mut reading);
        assert_eq!(phases.len(), truth.iter().filter(own).count());
        assert!(phases.iter().all(|phase| phase.project_id == Some(project)));
        assert_eq!(reading.report().ignored_filters.contains_key("project_id"), all, "{era:?}");
    }
}

#[test]
fn visits_come_in_buckets() {
    let bench = bench(Era::Y2026);
    let visits = bench.client.insights().visits().resolution(Resolution::Month);
    let buckets = bench.run(visits).unwrap();
    assert!(!buckets.is_empty());
    assert!(
        buckets
            .iter()
            .all(|bucket| bucket.date_group.is_some() && bucket.visits >= bucket.visitors)
    );

    let all = bench.client.insights().visits().resolution(Resolution::All);
    let all = bench.run(all).unwrap();
    assert_described(buckets.iter().chain(&all), &[]);
    assert_eq!((all.len(), all[0].date_group.as_ref()), (1, None));

    let project = bench.platform.ids("projects")[0];
    let narrow = bench
        .client
        .insights()
        .visits()
        .project_id(project)
        .visited_at(DateRange::since(date(2025, 1, 1)))
        .exclude_admins_and_moderators(true);
    bench.run(narrow).unwrap();
    let query = bench.platform.requests().last().unwrap().query.clone();
    assert!(query.contains(&format!("project_id={project}")), "{query}");
    assert!(query.contains("start_at=2025-01-01") && !query.contains("end_at"), "{query}");
    assert!(query.contains("exclude_admins_and_moderators=true"), "{query}");

    // `visits_service.rb` of the platform, 0d2f2e71, narrows by the id and does not look for the project.
    let nowhere = bench.client.insights().visits().project_id(Uuid::from_u128(1));
    assert!(bench.run(nowhere.clone()).unwrap().is_empty());
    let zeros = bench.run(nowhere.resolution(Resolution::All)).unwrap();
    assert_eq!((zeros.len(), zeros[0].visits, zeros[0].visitors), (1, 0, 0));

    let month = DateRange::month(2026, 1).unwrap();
    bench.run(bench.client.insights().visits().visited_at(month)).unwrap();
    let query = bench.platform.requests().last().unwrap().query.clone();
    assert!(query.contains("end_at=2026-01-31"), "the end day is included: {query}");
}

#[test]
fn any_path_goes_through_the_same_pipeline() {
    use govocal_client::http::Request;
    let bench = bench(Era::Y2026);
    let request = Request::get("/api/v2/ideas").query("page_size", 1);
    let response = bench.run(bench.client.request(request)).unwrap();
    let page: Value = response.json().unwrap();
    assert_eq!(page["meta"]["total_pages"], 60);

    let id = bench.platform.ids("ideas")[0];
    let (idea, response) = bench.run(bench.client.ideas().get(id).with_response()).unwrap();
    assert_eq!(response.json::<Value>().unwrap()["idea"]["id"], idea.id.to_string());
    assert_eq!(response.stats().attempts, 1);
}

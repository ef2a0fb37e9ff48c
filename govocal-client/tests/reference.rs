//! The platform's own sample bodies, where they are at hand: they are not ours to publish, so this
//! test is ignored by default and reads them from the folder named by `CIVIC_REFERENCE_DIR`.
//!
//! `CIVIC_REFERENCE_DIR=.. cargo test -p govocal-client --test main reference -- --ignored`

use std::collections::BTreeSet;
use std::fmt::Debug;

use govocal_client::ServerError;
use govocal_client::resources as r;
use govocal_client::resources::DeletedItem;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Decodes a record; nothing may be left over.
fn decodes<T: DeserializeOwned + serde::Serialize + Debug>(place: &str, record: &Value) {
    let decoded: T = serde_json::from_value(record.clone())
        .unwrap_or_else(|error| panic!("{place}: {error}: {record}"));
    let shown = format!("{decoded:?}");
    assert!(!shown.contains("extra: {\""), "{place}: left in extra: {shown}");
    // Serialising gives back every name that came with a value.
    let back = serde_json::to_value(&decoded).unwrap();
    let names = |value: &Value| -> BTreeSet<String> {
        let filled = |(name, value): (&String, &Value)| (!value.is_null()).then(|| name.clone());
        value.as_object().unwrap().iter().filter_map(filled).collect()
    };
    assert_eq!(names(&back), names(record), "{place}");
}

fn record(place: &str, envelope: &str, record: &Value) {
    match envelope {
        "areas" | "area" => decodes::<r::areas::Area>(place, record),
        "basket_ideas" => decodes::<r::basket_ideas::BasketIdea>(place, record),
        "baskets" | "basket" => decodes::<r::baskets::Basket>(place, record),
        "comments" | "comment" => decodes::<r::comments::Comment>(place, record),
        "email_campaign_deliveries" | "email_campaign_delivery" => {
            decodes::<r::email_campaign_deliveries::EmailCampaignDelivery>(place, record);
        }
        "email_campaigns" | "email_campaign" => {
            decodes::<r::email_campaigns::EmailCampaign>(place, record);
        }
        "event_attendances" | "event_attendance" => {
            decodes::<r::event_attendances::EventAttendance>(place, record);
        }
        "events" | "event" => decodes::<r::events::Event>(place, record),
        "files/file_attachments" | "files/file_attachment" => {
            decodes::<r::file_attachments::FileAttachment>(place, record);
        }
        "files" | "file" => decodes::<r::files::File>(place, record),
        "global_topics" | "global_topic" => decodes::<r::global_topics::GlobalTopic>(place, record),
        "idea_phases" => decodes::<r::idea_phases::IdeaPhase>(place, record),
        "idea_topics" => decodes::<r::idea_topics::IdeaTopic>(place, record),
        "ideas" | "idea" => decodes::<r::ideas::Idea>(place, record),
        "ideas_input_topics" => {
            decodes::<r::ideas_input_topics::IdeasInputTopic>(place, record);
        }
        "initiatives" | "initiative" => decodes::<r::initiatives::Initiative>(place, record),
        "input_topics" | "input_topic" => decodes::<r::input_topics::InputTopic>(place, record),
        "internal_comments" | "internal_comment" => {
            decodes::<r::internal_comments::InternalComment>(place, record);
        }
        "phases" | "phase" => decodes::<r::phases::Phase>(place, record),
        "project_folders/folders" | "project_folders/folder" => {
            decodes::<r::project_folders::ProjectFolder>(place, record);
        }
        "project_global_topics" => {
            decodes::<r::project_global_topics::ProjectGlobalTopic>(place, record);
        }
        "project_topics" => decodes::<r::project_topics::ProjectTopic>(place, record),
        "projects" | "project" => decodes::<r::projects::Project>(place, record),
        "reactions" => decodes::<r::reactions::Reaction>(place, record),
        "topics" | "topic" => decodes::<r::topics::Topic>(place, record),
        "users" | "user" => decodes::<r::users::User>(place, record),
        "visits" => decodes::<r::insights::VisitBucket>(place, record),
        "volunteering_causes" | "volunteering_cause" => {
            decodes::<r::volunteering_causes::VolunteeringCause>(place, record);
        }
        "volunteering_volunteers" | "volunteering_volunteer" => {
            decodes::<r::volunteering_volunteers::VolunteeringVolunteer>(place, record);
        }
        "deleted_items" => decodes::<DeletedItem>(place, record),
        other => panic!("{place}: no model for {other}"),
    }
}

/// Every record of a sample answer.
fn sample(place: &str, body: &Map<String, Value>) -> usize {
    let mut count = 0;
    for (envelope, content) in
        body.iter().filter(|(name, _)| !["meta", "jwt"].contains(&name.as_str()))
    {
        let records = content.as_array().cloned().unwrap_or_else(|| vec![content.clone()]);
        count += records.len();
        for content in &records {
            record(place, envelope, content);
        }
    }
    count
}

#[test]
#[ignore = "needs CIVIC_REFERENCE_DIR"]
fn every_sample_body_decodes_with_nothing_left_over() {
    let folder = std::env::var("CIVIC_REFERENCE_DIR").unwrap();
    let text = std::fs::read_to_string(format!("{folder}/govocal-openapi.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let (mut operations, mut records) = (0, 0);
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let Some(responses) = operation["responses"].as_object() else { continue };
            for (status, response) in responses.iter().filter(|(status, _)| status.starts_with('2'))
            {
                let media = &response["content"]["application/json"];
                let place = format!("{method} {path} {status}");
                let mut bodies: Vec<&Value> = media.get("example").into_iter().collect();
                if let Some(more) = media["examples"].as_object() {
                    bodies.extend(more.values().map(|example| &example["value"]));
                }
                for body in bodies {
                    operations += 1;
                    records += sample(&place, body.as_object().unwrap());
                }
            }
        }
    }
    println!("{records} records of {operations} sample bodies");
    assert!(operations >= 80 && records >= 80, "{records} records of {operations} bodies");
}

#[test]
#[ignore = "needs CIVIC_REFERENCE_DIR"]
fn every_sample_error_is_read() {
    let folder = std::env::var("CIVIC_REFERENCE_DIR").unwrap();
    let text = std::fs::read_to_string(format!("{folder}/govocal-openapi.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut read = 0;
    for (name, response) in document["components"]["responses"].as_object().unwrap() {
        let example = &response["content"]["application/json"]["example"];
        if example.is_null() {
            continue;
        }
        let kind = match name.as_str() {
            "BadEnum" => "InvalidParameter",
            "ValidationFailed" => "Validation",
            _ => "Framework",
        };
        let status = if kind == "Validation" { 422 } else { 400 };
        let body = example.to_string();
        let error = ServerError::from_body(status.try_into().unwrap(), body.as_bytes());
        assert!(format!("{error:?}").starts_with(&format!("Some({kind}")), "{name}: {error:?}");
        read += 1;
    }
    assert!(read >= 2, "{read}");
}

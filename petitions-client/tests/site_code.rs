//! What the site's own code does. The code of the API is not public; where it may differ, a test says so.
//! Files are those of petities/petitions.eu at 7958d2e.

use crate::support::scripted::Site;
use petitions_client::jiff::Timestamp;
use petitions_client::list::Completeness;
use petitions_client::list::Condition;
use petitions_client::resources::petitions::{Petition, PetitionListField};
use petitions_client::serde_json::{Value, json, to_value};
use schemars::generate::SchemaSettings;

const STATEMENT: &str = "**Bomen**\n\n* een\n* twee\n\nZie <https://www.example.org/rapport>";

/// `app/views/petitions/show.html.slim`, lines 55 to 71, renders these four as Markdown, and
/// `show.json.jbuilder` sends the column as it is.
#[test]
fn texts_are_markdown_and_come_whole() {
    let texts = ["description", "initiators", "statement", "request"];
    let mut body = json!({"id": 7, "name": "Bomen"});
    for name in texts {
        body[name] = STATEMENT.into();
    }
    let site = Site::of(move |asked| match asked.path.as_str() {
        "petitions" => json!([body]),
        "organisations" => json!([]),
        _ => body.clone(),
    });
    let one = site.run(site.client.petitions().get(7)).unwrap();
    let list = site.client.petitions().list().fields(PetitionListField::all());
    let (listed, report) = site.read(list.stream());
    assert_eq!(listed.len(), 1, "{report}");
    for petition in [&one, &listed[0]] {
        let Petition { description, initiators, statement, request, .. } = petition;
        for text in [description, initiators, statement, request] {
            assert_eq!(text.as_deref(), Some(STATEMENT));
        }
    }
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<Petition>().to_value();
    for name in texts {
        let column = &schema["properties"][name];
        assert_eq!(column["contentMediaType"], "text/markdown", "{name}");
        assert_eq!(column["type"], json!(["string", "null"]), "{name}");
    }
    let of_html = |column: &Value| column["contentMediaType"] == "text/html";
    assert!(!schema["properties"].as_object().unwrap().values().any(of_html));
}

/// `db/schema.rb` lets `signatures.confirmed_at` be null, and `app/models/petition.rb`, line 239, asks for
/// `confirmed_at IS NOT NULL` beside `confirmed=true`.
#[test]
fn a_signature_without_a_moment_is_one_and_costs_no_other() {
    let rows = json!([
        {"timestamp": "2018-10-12T12:00:00.000+02:00", "petition": {"id": 7}},
        {"timestamp": null, "petition": {"id": 7}},
    ]);
    let site = Site::of(move |_| rows.clone());
    let newest = site.run(site.client.signatures().list().newest()).unwrap();
    let seconds = newest.iter().map(|it| it.timestamp.timestamp().map(Timestamp::as_second));
    assert_eq!(seconds.collect::<Vec<_>>(), [Some(1_539_338_400), None]);
    assert_eq!(to_value(&newest[1]).unwrap()["timestamp"], Value::Null);
    assert_eq!(newest[1].petition.as_ref().unwrap().id.unwrap().number(), 7);
}

/// `signatures_count` is counted anew at 4 in the morning (`config/schedule.rb`, line 41), so that on the
/// day itself it may equal by chance what a key is given: three rows of the test key (README of
/// petities/api, 22236a8).
#[test]
fn a_count_of_this_morning_proves_nothing_about_signatures_of_today() {
    let site = Site::of(|asked| {
        let today = |minute: i64| {
            let at = Timestamp::from_second(1_793_606_400 + minute * 60).unwrap();
            json!({"timestamp": at.to_string(), "petition": {"id": 7, "name": "Bomen"}})
        };
        match asked.path.as_str() {
            "petitions/7" => json!({"id": 7, "name": "Bomen", "signatures_count": 3}),
            _ => (0..50).rev().map(today).take(3).collect(),
        }
    });
    let (read, report) = site.read(site.client.signatures().list().petitions([7]).stream());
    assert_eq!(read.len(), 3);
    assert!(!report.is_consistent(), "{report}");
    let provided = Condition::CountRight;
    assert_ne!(report.completeness, Completeness::Consistent { provided });
}

//! What the site's own code does. The code of the API is not public; where it may differ, a test says so.
//! Files are those of petities/petitions.eu at 7958d2e.

use crate::support::scripted::Site;
use petitions_client::resources::petitions::{Petition, PetitionListField};
use petitions_client::serde_json::{Value, json};
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

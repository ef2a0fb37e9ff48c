use serde_json::json;

use super::Visit;
use crate::decidim::graphql::schema::{Definition, Schema};
use crate::decidim::{Decidim, Version};

/// How many objects deep a selection goes; pages and their edges do not count.
const DEPTH: usize = 2;

/// All fields of a type, except those that would come again on the same path.
fn select(schema: &Schema, name: &str, path: &mut Vec<String>, depth: usize) -> String {
    let mut text = "{ __typename ".to_owned();
    let definition = schema.get(name).unwrap();
    for (field, definition) in &definition.fields {
        let inner = definition.ty.inner_named_type().as_str();
        let required = definition.arguments.iter().find(|(_, input)| input.is_required());
        let arguments = match required {
            Some((argument, _)) if argument == "locale" => "(locale: \"en\")",
            Some(_) => continue,
            None => "",
        };
        if !schema.get(inner).is_some_and(Definition::is_composite) {
            text = format!("{text}{field}{arguments} ");
            continue;
        }
        let is_page =
            ["Connection", "Edge"].iter().any(|end| inner.ends_with(end) || name.ends_with(end));
        let below = depth + usize::from(!is_page);
        if below > DEPTH || path.contains(field) {
            continue;
        }
        path.push(field.clone());
        let content = select(schema, inner, path, below);
        text = format!("{text}{field}{arguments} {content} ");
        path.pop();
    }
    text + "}"
}

fn answers(visit: &Visit, query: &str) {
    let reply = visit.post(&json!({"query": query}));
    assert_eq!(reply.status().unwrap(), 200, "{query}");
    assert_eq!(reply.body_json().unwrap().get("errors"), None, "{query}");
}

#[test]
fn every_field_of_every_type_answers_on_every_version() {
    for version in Version::ALL {
        let builder = Decidim::builder().proposals(6).no_rate_limit().version(version);
        let builder = builder.max_complexity(u64::MAX).plugin_components();
        let visit = Visit::to(builder);
        // Official ones break the oldest version.
        for list in ["debates", "meetings"] {
            for id in visit.platform.ids(list) {
                visit.platform.update(list, id, json!({"author_id": 1}));
            }
        }
        let settings = Decidim::builder().version(version).plugin_components().into_settings().1;
        let schema = Schema::of(&settings);
        for (root, field) in &schema.get("Query").unwrap().fields {
            let arguments = if root == "commentable" {
                "(id: \"1\", type: \"Decidim::Proposals::Proposal\", locale: \"en\", toggleTranslations: true)"
            } else if field.arguments.contains_key("id") {
                "(id: 1)"
            } else {
                ""
            };
            let mut path = vec![root.clone()];
            let selection = select(&schema, field.ty.inner_named_type(), &mut path, 1);
            answers(&visit, &format!("{{ {root}{arguments} {selection} }}"));
        }
        for name in schema.possible("ComponentInterface") {
            let manifest = if name == "Component" { "Dummy" } else { name };
            let component = visit.platform.component_ids(manifest).first().copied();
            // The parts of a mutation are not components to read.
            let Some(component) = component else { continue };
            let selection = select(&schema, name, &mut Vec::new(), 1);
            answers(
                &visit,
                &format!("{{ component(id: {component}) {{ ... on {name} {selection} }} }}"),
            );
        }
    }
}

//! Participants.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::call::Call;
use super::caller::Caller;
use super::failure::{Answer, Failure};
use super::filter::{Column, Filters};
use super::page;
use crate::decidim::world::{Kind, Record};

/// All of the organization. Deleted accounts are among them, without name, nickname and address.
pub(super) fn search(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let filters = Filters::of(&call.params);
    let sees_data = caller.can(call.settings(), "oauth.extended_data.read");
    if filters.names("extended_data") && !sees_data {
        return Err(Failure::Forbidden);
    }
    let mut rows: Vec<Arc<Record>> = call
        .world
        .rows(Kind::User)
        .filter(|user| !user.flag("is_group"))
        .filter(|user| {
            filters.pass(|name| match name {
                "nickname" => Some(Column::One(user.text("nickname").map(str::to_owned))),
                "id" => Some(Column::One(Some(user.id.to_string()))),
                "extended_data" => {
                    Some(Column::One(Some(database_text(user.get("extended_data")))))
                }
                _ => None,
            })
        })
        .cloned()
        .collect();
    call.disorder(&mut rows);
    Ok(page::list(call, &rows, |_, user| render(user, sees_data)))
}

fn render(user: &Record, sees_data: bool) -> Value {
    let mut attributes = Map::new();
    for name in ["name", "nickname", "personal_url", "about", "email", "locale"] {
        attributes.insert(name.to_owned(), user.get(name).clone());
    }
    let data = if sees_data { user.get("extended_data").clone() } else { json!({}) };
    attributes.insert("extended_data".to_owned(), data);
    attributes.insert("created_at".to_owned(), Call::moment(user.created_at));
    attributes.insert("updated_at".to_owned(), Call::moment(user.updated_at));
    json!({
        "id": user.id.to_string(),
        "type": "user",
        "attributes": attributes,
        "relationships": {"roles": {"data": []}},
        "meta": {"blocked": user.flag("blocked"), "locked": user.flag("locked")},
    })
}

/// JSON as the database writes it out: a blank after each colon and comma.
pub(super) fn database_text(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| format!("{}: {}", json!(name), database_text(value)));
            format!("{{{}}}", members.collect::<Vec<String>>().join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(database_text).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::database_text;
    use serde_json::json;

    #[test]
    fn the_database_writes_blanks_after_colons_and_commas() {
        let value = json!({"a": {"b": "c"}, "d": [1, true]});
        assert_eq!(database_text(&value), r#"{"a": {"b": "c"}, "d": [1, true]}"#);
    }
}

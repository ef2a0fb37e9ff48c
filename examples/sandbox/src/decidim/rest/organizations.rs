//! The organizations of the server.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::failure::{Answer, Failure};
use super::page;
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

/// What a write may change, besides the name, which is merged by language, and the host.
const WRITABLE: [&str; 16] = [
    "description",
    "secondary_hosts",
    "available_locales",
    "default_locale",
    "reference_prefix",
    "users_registration_mode",
    "send_welcome_notification",
    "force_users_to_authenticate_before_access_organization",
    "badges_enabled",
    "enable_participatory_space_filters",
    "enable_machine_translations",
    "user_groups_enabled",
    "rich_text_editor_in_public_views",
    "comments_max_length",
    "time_zone",
    "admin_terms_of_service_body",
];

/// All of them, not only the host's own.
pub(super) fn list(call: &mut Call<'_>) -> Reply {
    let mut rows: Vec<Arc<Record>> = call.world.rows(Kind::Organization).cloned().collect();
    call.disorder(&mut rows);
    page::list(call, &rows, |call, organization| render(call, organization))
}

pub(super) fn show(call: &Call<'_>, id: &str) -> Answer {
    let organization = find(call, id)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(call, &organization)})))
}

pub(super) fn update(call: &mut Call<'_>, id: &str) -> Answer {
    let organization = find(call, id)?;
    let given = match call.body.get("data") {
        Some(Value::Object(given)) if !given.is_empty() => given.clone(),
        _ => return Err(Failure::MissingParameter("data")),
    };
    let mut name = organization.get("name").as_object().cloned().unwrap_or_default();
    if let Some(Value::Object(names)) = given.get("name") {
        name.extend(names.clone());
    }
    let host = given.get("host").and_then(Value::as_str);
    let host = host.filter(|host| organization.text("host") != Some(host)).map(str::to_owned);
    for other in call.world.rows(Kind::Organization).filter(|other| other.id != organization.id) {
        let taken = |(locale, name): (&String, &Value)| {
            let is_same = !name.as_str().unwrap_or_default().is_empty()
                && other.get("name").get(locale) == Some(name);
            is_same.then(|| format!("Name {locale} has already been taken"))
        };
        if let Some(message) = name.iter().find_map(taken) {
            return Err(Failure::BadRequest(message));
        }
        if host.is_some() && other.text("host") == host.as_deref() {
            return Err(Failure::bad_request("Unconfirmed host has already been taken"));
        }
    }
    // The older form reads a missing list as the text of an empty one.
    let breaks_hosts = !call.version().is_asynchronous() && !given.contains_key("secondary_hosts");
    let now = call.now;
    call.world.change(Kind::Organization, organization.id, |organization| {
        let fields = &mut organization.fields;
        for field in WRITABLE {
            if let Some(value) = given.get(field) {
                fields.insert(field.to_owned(), value.clone());
            }
        }
        if breaks_hosts {
            fields.insert("secondary_hosts".to_owned(), json!(["[]"]));
        }
        fields.insert("name".to_owned(), Value::Object(name));
        // A background job looks the new host up before it counts.
        if let Some(host) = host {
            fields.insert("unconfirmed_host".to_owned(), json!(host));
        }
        organization.updated_at = now;
    });
    show(call, id)
}

fn find(call: &Call<'_>, id: &str) -> Result<Arc<Record>, Failure> {
    let organization = id.parse().ok().and_then(|id| call.world.get(Kind::Organization, id));
    organization.cloned().ok_or(Failure::RecordNotFound)
}

fn render(call: &Call<'_>, organization: &Record) -> Value {
    let mut attributes = Map::new();
    let mut put = |name: &str, value: Value| attributes.insert(name.to_owned(), value);
    for name in ["name", "description"] {
        put(name, call.translated(organization.get(name)));
    }
    for name in ["host", "secondary_hosts", "available_locales", "default_locale"] {
        put(name, organization.get(name).clone());
    }
    for (name, usual) in [
        ("reference_prefix", json!("ex")),
        ("time_zone", json!("UTC")),
        ("users_registration_mode", json!("enabled")),
        ("comments_max_length", json!(1000)),
        ("send_welcome_notification", json!(true)),
        ("force_users_to_authenticate_before_access_organization", json!(false)),
        ("badges_enabled", json!(true)),
        ("enable_participatory_space_filters", json!(true)),
        ("enable_machine_translations", json!(false)),
        ("user_groups_enabled", json!(true)),
        ("rich_text_editor_in_public_views", json!(false)),
    ] {
        put(name, organization.fields.get(name).cloned().unwrap_or(usual));
    }
    // Always empty here; it has a path of its own.
    put("extended_data", json!({}));
    put("created_at", Call::moment(organization.created_at));
    put("updated_at", Call::moment(organization.updated_at));
    // Those of the answer, not the organization's.
    let mut meta = json!({"locales": call.locales});
    if let (Some(host), Some(meta)) = (organization.text("unconfirmed_host"), meta.as_object_mut())
    {
        meta.insert("unconfirmed_host".to_owned(), json!(host));
    }
    json!({
        "id": organization.id.to_string(),
        "type": "organization",
        "attributes": attributes,
        "meta": meta,
    })
}

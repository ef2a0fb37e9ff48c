//! The webhooks of an API client.

use http::StatusCode;
use serde_json::{Value, json};

use crate::decidim::rest::call::Call;
use crate::decidim::rest::caller::Caller;
use crate::decidim::rest::client::EVENTS;
use crate::decidim::rest::failure::{Answer, Failure};
use crate::decidim::rest::page;
use crate::decidim::rest::stored::Hook;
use crate::reply::Reply;

pub(super) fn list(call: &Call<'_>, caller: &Caller) -> Reply {
    let own: Vec<&Hook> =
        call.rest.hooks.all.iter().rev().filter(|hook| hook.client == caller.client).collect();
    page::without_count(call, &own, |hook| render(hook, false))
}

pub(super) fn show(call: &Call<'_>, id: &str, caller: &Caller) -> Answer {
    let at = find(call, id, caller)?;
    let hook = call.rest.hooks.all.get(at).ok_or(Failure::ResourceNotFound)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(hook, false)})))
}

/// Tells the secret, this once.
pub(super) fn create(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let (url, events) = form(call, caller)?;
    let secret = format!("{:032x}{:032x}", call.rest.rng.u128(..), call.rest.rng.u128(..));
    let (client, now) = (caller.client, call.now);
    let hooks = &mut call.rest.hooks;
    hooks.last += 1;
    let hook = Hook { id: hooks.last, client, url, events, secret, created: now, updated: now };
    hooks.all.push(hook.clone());
    Ok(Reply::json(StatusCode::CREATED, &json!({"data": render(&hook, true)})))
}

pub(super) fn update(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let at = find(call, id, caller)?;
    let (url, events) = form(call, caller)?;
    let now = call.now;
    let hook = call.rest.hooks.all.get_mut(at).ok_or(Failure::ResourceNotFound)?;
    (hook.url, hook.events, hook.updated) = (url, events, now);
    let shown = render(hook, false);
    Ok(Reply::json(StatusCode::OK, &json!({"data": shown})))
}

pub(super) fn delete(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let at = find(call, id, caller)?;
    call.rest.hooks.all.remove(at);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

fn find(call: &Call<'_>, id: &str, caller: &Caller) -> Result<usize, Failure> {
    let id: u64 = id.parse().map_err(|_| Failure::ResourceNotFound)?;
    let is_it = |hook: &Hook| hook.id == id && hook.client == caller.client;
    call.rest.hooks.all.iter().position(is_it).ok_or(Failure::ResourceNotFound)
}

/// Address and events, both of which a write must bring. Events are abilities of the API client.
fn form(call: &Call<'_>, caller: &Caller) -> Result<(String, Vec<String>), Failure> {
    let data = call.body.get("data").ok_or(Failure::MissingParameter("data"))?;
    let attributes = data.get("attributes").ok_or(Failure::MissingParameter("attributes"))?;
    // The form asks for its first letters, be there a text or none.
    let url = attributes.get("url").and_then(Value::as_str).ok_or(Failure::ServerError)?.to_owned();
    let events = attributes.get("subscriptions").and_then(Value::as_array);
    let events: Vec<String> =
        events.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let mut wrong = Vec::new();
    if url.is_empty() {
        wrong.push("Url cannot be blank".to_owned());
    }
    if events.is_empty() {
        wrong.push("Subscriptions cannot be blank".to_owned());
    }
    if !url.starts_with("https://") {
        wrong.push("Url must be a valid HTTPS URL".to_owned());
    }
    for event in &events {
        let is_known = EVENTS.contains(&event.as_str());
        if !is_known || !caller.can(call.settings(), event) {
            // The two blanks are the module's own.
            wrong.push(format!("Subscriptions Subscription  to {event} is not allowed"));
        }
    }
    if wrong.is_empty() { Ok((url, events)) } else { Err(Failure::BadRequest(wrong.join(", "))) }
}

fn render(hook: &Hook, tells_secret: bool) -> Value {
    let mut attributes = json!({"url": hook.url, "subscriptions": hook.events});
    if let Some(attributes) = attributes.as_object_mut() {
        if tells_secret {
            attributes.insert("signing_secret".to_owned(), json!(hook.secret));
        }
        attributes.insert("created_at".to_owned(), Call::moment(hook.created));
        attributes.insert("updated_at".to_owned(), Call::moment(hook.updated));
    }
    json!({"id": hook.id.to_string(), "type": "webhook_registration", "attributes": attributes})
}

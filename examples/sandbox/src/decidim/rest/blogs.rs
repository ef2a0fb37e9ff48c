//! Blog posts.

use http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::caller::Caller;
use super::failure::{Answer, Failure};
use super::links::{link, resource_meta};
use super::page;
use super::params::text_of;
use super::publishing::{self, Context, Order};
use super::rendering::placed;
use crate::decidim::world::{Fields, Kind, Record};
use crate::moment::parse_moment;
use crate::reply::Reply;

/// In random order unless the request says otherwise: the server has no default.
const BY_PUBLICATION: bool = false;

pub(super) fn list(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let (order, context) = (Order::of(call, BY_PUBLICATION)?, Context::of(call)?);
    publishing::churn(call, "blogs");
    let mut rows = publishing::rows(call, Kind::Post, context, caller.acting);
    order.sort(call, &mut rows);
    Ok(page::list(call, &rows, |call, post| render(call, post)))
}

pub(super) fn show(call: &mut Call<'_>, id: &str, caller: &Caller) -> Answer {
    let (order, context) = (Order::of(call, BY_PUBLICATION)?, Context::of(call)?);
    let mut rows = publishing::rows(call, Kind::Post, context, caller.acting);
    order.sort(call, &mut rows);
    let is_new = call.version().minds_missing_rows();
    let nothing = if is_new { Failure::ResourceNotFound } else { Failure::RecordNotFound };
    let id: u64 = id.parse().unwrap_or(0);
    let post = rows.iter().find(|post| post.id == id).ok_or(nothing)?;
    let mut body = render(call, post);
    let (before, after) = publishing::neighbours(&rows, id);
    let home = call.home(post);
    if let (Some(links), Some((component, space))) =
        (body.get_mut("links").and_then(Value::as_object_mut), home)
    {
        let sides = [("prev", before, "Previous Blog Post"), ("next", after, "Next Blog Post")];
        for (name, id, title) in sides {
            if let Some(id) = id {
                let address = call.address(&format!("/blogs/{id}"));
                let meta = resource_meta(id, component, space);
                links.insert(name.to_owned(), link(address, title, "GET", meta));
            }
        }
    }
    Ok(Reply::json(StatusCode::OK, &json!({"data": body})))
}

/// Fails in 0.3.0 to 0.3.4: the form is given no participant, whom it asks for their organization.
pub(super) fn create(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let component = call.body.pointer("/data/component_id").cloned();
    let component = text_of(component.as_ref());
    let component = component.ok_or_else(|| Failure::bad_request("component_id required"))?;
    let component = component.parse().ok().and_then(|id| call.world.get(Kind::Component, id));
    let component = component.filter(|it| it.text("manifest_name") == Some("blogs"));
    let component = component.ok_or(Failure::ResourceNotFound)?.id;
    let Some(author) = caller.user.filter(|_| call.settings().writes_are_mended) else {
        let name = if caller.user.is_some() { "organization" } else { "id" };
        let message = format!("undefined method `{name}' for nil:NilClass");
        return Err(Failure::exception("NoMethodError", message));
    };
    let mut fields = written(call);
    let is_blank = |name: &str| fields.get(name).is_none_or(|text| text == &json!({}));
    if is_blank("title") || is_blank("body") {
        return Err(Failure::bad_request("Post is invalid"));
    }
    fields.insert("author_id".to_owned(), json!(author));
    let id = call.world.add(Kind::Post, Some((Kind::Component, component)), call.now, fields);
    answered(call, id)
}

/// Fails in 0.3.0 to 0.3.4, as [`destroy`] does.
pub(super) fn update(call: &mut Call<'_>, id: &str) -> Answer {
    let id = found(call, id)?;
    let (fields, now) = (written(call), call.now);
    call.world.change(Kind::Post, id, |post| {
        post.fields.extend(fields);
        post.updated_at = now.max(post.created_at);
    });
    answered(call, id)
}

pub(super) fn destroy(call: &mut Call<'_>, id: &str) -> Answer {
    let id = found(call, id)?;
    let answer = answered(call, id);
    call.world.remove(Kind::Post, id);
    answer
}

/// The components are asked for by an organization, for which they have no column.
fn found(call: &Call<'_>, id: &str) -> Result<u64, Failure> {
    if !call.settings().writes_are_mended {
        return Err(Failure::exception(
            "ActiveRecord::StatementInvalid",
            "PG::UndefinedColumn: ERROR:  column decidim_components.organization does not exist",
        ));
    }
    let post = id.parse().ok().and_then(|id| call.world.get(Kind::Post, id));
    post.map(|post| post.id).ok_or(Failure::ResourceNotFound)
}

/// What was sent of a post, moments as numbers.
fn written(call: &Call<'_>) -> Fields {
    let sent = call.body.pointer("/data/attributes").and_then(Value::as_object);
    let sent = sent.cloned().unwrap_or_default().into_iter();
    let moment = |value: &Value| value.as_str().and_then(parse_moment);
    sent.filter(|(name, _)| ["title", "body", "published_at"].contains(&name.as_str()))
        .map(|(name, value)| match name.as_str() {
            "published_at" => (name, json!(moment(&value))),
            _ => (name, value),
        })
        .collect()
}

fn answered(call: &Call<'_>, id: u64) -> Answer {
    let post = call.world.get(Kind::Post, id).ok_or(Failure::ResourceNotFound)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(call, post)})))
}

fn render(call: &Call<'_>, post: &Record) -> Value {
    let mut body = json!({
        "id": post.id.to_string(),
        "type": "blog",
        "attributes": {
            "title": call.translated(post.get("title")),
            "body": call.translated(post.get("body")),
            "created_at": Call::moment(post.created_at),
            "updated_at": Call::moment(post.updated_at),
        },
        // A date in the future does not keep it out of the list.
        "meta": {"published": post.number("published_at").is_some_and(|at| at <= call.now)},
    });
    if call.version().tells_publication()
        && let Some(attributes) = body.pointer_mut("/attributes").and_then(Value::as_object_mut)
    {
        let published = Call::exact_moment(post.number("published_at"));
        attributes.insert("published_at".to_owned(), published);
    }
    if let (Some((component, space)), Some(body)) = (call.home(post), body.as_object_mut()) {
        body.insert("relationships".to_owned(), Value::Object(placed(component, space)));
        let links = call.content_links(post.id, "blogs", "Blogs", component, space);
        body.insert("links".to_owned(), Value::Object(links));
    }
    body
}

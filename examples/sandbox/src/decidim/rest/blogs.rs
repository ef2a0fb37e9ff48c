//! Blog posts.

use http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::failure::{Answer, Failure};
use super::links::{link, resource_meta};
use super::page;
use super::publishing::{self, Context, Order};
use super::rendering::placed;
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

/// In random order unless the request says otherwise: the server has no default.
const BY_PUBLICATION: bool = false;

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let (order, context) = (Order::of(call, BY_PUBLICATION)?, Context::of(call)?);
    publishing::churn(call, "blogs");
    let mut rows = publishing::rows(call, Kind::Post, context);
    order.sort(call, &mut rows);
    Ok(page::list(call, &rows, |call, post| render(call, post)))
}

pub(super) fn show(call: &mut Call<'_>, id: &str) -> Answer {
    let (order, context) = (Order::of(call, BY_PUBLICATION)?, Context::of(call)?);
    let mut rows = publishing::rows(call, Kind::Post, context);
    order.sort(call, &mut rows);
    let id: u64 = id.parse().map_err(|_| Failure::RecordNotFound)?;
    let post = rows.iter().find(|post| post.id == id).ok_or(Failure::RecordNotFound)?;
    let mut body = render(call, post);
    let (before, after) = publishing::neighbours(&rows, id);
    let home = call.published_home(post);
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
        // A date in the future is no obstacle to be listed.
        "meta": {"published": post.number("published_at").is_some_and(|at| at <= call.now)},
    });
    if call.version().tells_publication()
        && let Some(attributes) = body.pointer_mut("/attributes").and_then(Value::as_object_mut)
    {
        let published = Call::exact_moment(post.number("published_at"));
        attributes.insert("published_at".to_owned(), published);
    }
    if let (Some((component, space)), Some(body)) =
        (call.published_home(post), body.as_object_mut())
    {
        body.insert("relationships".to_owned(), Value::Object(placed(component, space)));
        let links = call.content_links(post.id, "blogs", "Blogs", component, space);
        body.insert("links".to_owned(), Value::Object(links));
    }
    body
}

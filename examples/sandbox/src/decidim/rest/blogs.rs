//! Blog posts.

use http::StatusCode;
use serde_json::{Value, json};

use super::failure::{Answer, Failure};
use super::links::{link, resource_meta};
use super::page;
use super::publishing::{self, Context, Order};
use super::rendering::placed;
use super::visit::Visit;
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

/// In random order unless told otherwise: the server has no default.
const BY_PUBLICATION: bool = false;

pub(super) fn list(visit: &mut Visit<'_>) -> Answer {
    let (order, context) = (Order::of(visit, BY_PUBLICATION)?, Context::of(visit)?);
    publishing::churn(visit, "blogs");
    let mut rows = publishing::rows(visit, Kind::Post, context);
    order.sort(visit, &mut rows);
    Ok(page::list(visit, &rows, |visit, post| render(visit, post)))
}

pub(super) fn show(visit: &mut Visit<'_>, id: &str) -> Answer {
    let (order, context) = (Order::of(visit, BY_PUBLICATION)?, Context::of(visit)?);
    let mut rows = publishing::rows(visit, Kind::Post, context);
    order.sort(visit, &mut rows);
    let id: u64 = id.parse().map_err(|_| Failure::RecordNotFound)?;
    let post = rows.iter().find(|post| post.id == id).ok_or(Failure::RecordNotFound)?;
    let mut body = render(visit, post);
    let (before, after) = publishing::neighbours(&rows, id);
    let home = visit.published_home(post);
    if let (Some(links), Some((component, space))) =
        (body.get_mut("links").and_then(Value::as_object_mut), home)
    {
        let sides = [("prev", before, "Previous Blog Post"), ("next", after, "Next Blog Post")];
        for (name, id, title) in sides {
            if let Some(id) = id {
                let address = visit.address(&format!("/blogs/{id}"));
                let meta = resource_meta(id, component, space);
                links.insert(name.to_owned(), link(address, title, "GET", meta));
            }
        }
    }
    Ok(Reply::json(StatusCode::OK, &json!({"data": body})))
}

fn render(visit: &Visit<'_>, post: &Record) -> Value {
    let mut body = json!({
        "id": post.id.to_string(),
        "type": "blog",
        "attributes": {
            "title": visit.translated(post.get("title")),
            "body": visit.translated(post.get("body")),
            "created_at": Visit::moment(post.created_at),
            "updated_at": Visit::moment(post.updated_at),
        },
        // A date in the future is no obstacle to be listed.
        "meta": {"published": post.number("published_at").is_some_and(|at| at <= visit.now)},
    });
    if visit.version().tells_publication()
        && let Some(attributes) = body.pointer_mut("/attributes").and_then(Value::as_object_mut)
    {
        let published = Visit::exact_moment(post.number("published_at"));
        attributes.insert("published_at".to_owned(), published);
    }
    if let (Some((component, space)), Some(body)) =
        (visit.published_home(post), body.as_object_mut())
    {
        body.insert("relationships".to_owned(), Value::Object(placed(component, space)));
        let links = visit.content_links(post.id, "blogs", "Blogs", component, space);
        body.insert("links".to_owned(), Value::Object(links));
    }
    body
}

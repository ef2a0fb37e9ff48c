//! Meetings: ids, dates and links.

use std::cmp::Reverse;
use std::sync::Arc;

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::decidim::rest::call::Call;
use crate::decidim::rest::caller::Caller;
use crate::decidim::rest::extended_data;
use crate::decidim::rest::failure::{Answer, Failure};
use crate::decidim::rest::filter::Filters;
use crate::decidim::rest::page;
use crate::decidim::rest::publishing::{self, Context};
use crate::decidim::rest::rendering::placed;
use crate::decidim::world::{Kind, Record};
use crate::reply::Reply;

const SEES_DATA: &str = "meetings.extended_data.read";

pub(super) fn list(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let sees_data = caller.can(call.settings(), SEES_DATA);
    let filters = Filters::of(&call.params);
    if filters.names("extended_data") && !sees_data {
        return Err(Failure::Forbidden);
    }
    let mut rows = publishing::rows(call, Kind::Meeting, Context::of(call)?, caller.acting);
    rows.retain(|meeting| {
        filters.pass(|name| match name {
            "extended_data" => extended_data::column(call, meeting),
            _ => None,
        })
    });
    order(call, &mut rows)?;
    Ok(page::list(call, &rows, |call, meeting| render(call, meeting, sees_data)))
}

/// By when they begin, unless chance is asked for.
fn order(call: &mut Call<'_>, rows: &mut [Arc<Record>]) -> Result<(), Failure> {
    match call.params.filled("order").unwrap_or("start_time") {
        "start_time" => {}
        "rand" => {
            call.world.rng.shuffle(rows);
            return Ok(());
        }
        other => return Err(Failure::BadRequest(format!("Unknown order {other}"))),
    }
    call.disorder(rows);
    let start = |meeting: &Arc<Record>| meeting.number("start_time");
    match call.params.filled("order_direction") {
        None | Some("asc") => rows.sort_by_key(start),
        Some("desc") => rows.sort_by_key(|meeting| Reverse(start(meeting))),
        Some(other) => return Err(Failure::BadRequest(format!("Unknown order direction {other}"))),
    }
    Ok(())
}

pub(super) fn show(call: &Call<'_>, id: &str, caller: &Caller) -> Answer {
    let sees_data = caller.can(call.settings(), SEES_DATA);
    let rows = publishing::rows(call, Kind::Meeting, Context::of(call)?, caller.acting);
    let id: Option<u64> = id.parse().ok();
    let meeting = rows.iter().find(|meeting| Some(meeting.id) == id);
    let meeting = meeting.ok_or(Failure::ResourceNotFound)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": render(call, meeting, sees_data)})))
}

pub(super) fn render(call: &Call<'_>, meeting: &Record, sees_data: bool) -> Value {
    let mut attributes = Map::new();
    attributes.insert("created_at".to_owned(), Call::moment(meeting.created_at));
    attributes.insert("updated_at".to_owned(), Call::moment(meeting.updated_at));
    if sees_data {
        let data = meeting.get("extended_data").as_object().cloned().unwrap_or_default();
        attributes.insert("extended_data".to_owned(), Value::Object(data));
    }
    let mut body =
        json!({"id": meeting.id.to_string(), "type": "meeting", "attributes": attributes});
    if let (Some((component, space)), Some(body)) = (call.home(meeting), body.as_object_mut()) {
        body.insert("relationships".to_owned(), Value::Object(placed(component, space)));
        let links = call.content_links(meeting.id, "meetings", "Meetings", component, space);
        body.insert("links".to_owned(), Value::Object(links));
    }
    body
}

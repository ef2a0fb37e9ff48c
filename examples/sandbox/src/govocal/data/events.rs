//! Events and volunteering.

use serde_json::{Value, json};

use super::maker::{Maker, fields};
use super::text::{CAUSE_NAMES, EVENT_NAMES, PLACES, in_locale};
use crate::govocal::dates::wire_moment;
use crate::govocal::table::Fields;
use crate::moment::DAY;

const HOUR: i64 = 3_600_000;

pub(super) fn event(maker: &mut Maker<'_>) -> Fields {
    let number = maker.ordinal + 1;
    let name = maker.rng.choice(EVENT_NAMES).copied().unwrap_or_default();
    let place = maker.rng.choice(PLACES).copied().unwrap_or_default();
    let title = maker.texts(|locale| format!("{} {number}", in_locale(name, locale)));
    let location = maker.texts(|locale| in_locale(place, locale));
    let project = maker.pick_id("projects");
    let start = (maker.at / HOUR) * HOUR + maker.rng.i64(1..40) * DAY;
    let end = start + maker.rng.i64(1..6) * HOUR;
    let seats = maker.rng.u32(10..200);
    fields(json!({
        "title": title,
        "description": maker.html(),
        "location": maker.or_null(10, location),
        "location_point": maker.wkt(40),
        "project_id": maker.or_null(10, json!(project)),
        "attendees_count": 0,
        "maximum_attendees": maker.or_null(60, seats),
        "start_at": maker.or_null(4, wire_moment(start)),
        "end_at": maker.or_null(10, wire_moment(end)),
    }))
}

pub(super) fn attendance(maker: &mut Maker<'_>) -> Option<Fields> {
    let event = maker.pick("events")?;
    maker.not_before(&event);
    Some(fields(json!({"event_id": event.id, "attendee_id": maker.user(6)})))
}

pub(super) fn cause(maker: &mut Maker<'_>) -> Fields {
    let number = maker.ordinal + 1;
    let name = maker.rng.choice(CAUSE_NAMES).copied().unwrap_or_default();
    let title = maker.texts(|locale| format!("{} {number}", in_locale(name, locale)));
    let phase = maker.pick("phases");
    let project = phase.as_ref().and_then(|phase| phase.fields.get("project_id")).cloned();
    let is_tied = maker.chance(90);
    fields(json!({
        "title": title,
        "description": maker.html(),
        "project_id": project.filter(|_| is_tied).unwrap_or(Value::Null),
        "phase_id": phase.filter(|_| is_tied).map(|phase| phase.id),
        "volunteers_count": 0,
    }))
}

pub(super) fn volunteer(maker: &mut Maker<'_>) -> Option<Fields> {
    let cause = maker.pick("volunteering_causes")?;
    maker.not_before(&cause);
    Some(fields(json!({"volunteering_cause_id": cause.id, "user_id": maker.user(6)})))
}

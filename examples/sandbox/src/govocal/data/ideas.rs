//! Ideas, survey answers, proposals, initiatives, and an idea's phases and topics.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::maker::{Maker, fields};
use super::text::{self, IDEA_SUBJECTS, PLACES, in_locale};
use crate::govocal::dates::wire_moment;
use crate::govocal::era::Era;
use crate::govocal::table::{Fields, Row};
use crate::govocal::world::World;
use crate::moment::DAY;

const STATUSES: &[(&str, &str, &str)] = &[
    ("Proposed", "Voorgesteld", "Proposé"),
    ("Under consideration", "In overweging", "À l'étude"),
    ("Accepted", "Aanvaard", "Accepté"),
    ("Not feasible", "Niet haalbaar", "Infaisable"),
];

/// The label of a status, in every language.
pub(in crate::govocal) fn status(world: &World, number: u128) -> Value {
    let count = u128::try_from(STATUSES.len()).unwrap_or(1);
    let at = usize::try_from(number % count).unwrap_or(0);
    let words = STATUSES.get(at).copied().unwrap_or_default();
    text::whole(&world.site.locales, |locale| in_locale(words, locale))
}

/// The label of a new idea's status.
pub(in crate::govocal) fn first_status(world: &World) -> Value {
    status(world, 0)
}

/// What an idea is, and the phase it was made in where that counts.
struct Origin {
    kind: &'static str,
    phase: Option<Uuid>,
    /// `native` or `monitor`.
    survey: Option<&'static str>,
}

fn origin(maker: &mut Maker<'_>, project: &Row) -> Origin {
    let phases: Vec<Arc<Row>> = maker
        .world
        .links
        .phases_of(project.id)
        .iter()
        .filter_map(|id| maker.world.get("phases", *id).cloned())
        .collect();
    let with = |method: &str| {
        let phase = phases.iter().find(|row| row.text("participation_method") == Some(method));
        phase.map(|row| row.id)
    };
    if let Some(phase) = with("native_survey") {
        return Origin { kind: "survey", phase: Some(phase), survey: Some("native") };
    }
    if let Some(phase) = with("community_monitor_survey") {
        return Origin { kind: "survey", phase: Some(phase), survey: Some("monitor") };
    }
    match with("proposals").filter(|_| maker.era() == Era::Y2026) {
        Some(phase) => Origin { kind: "proposal", phase: Some(phase), survey: None },
        None => Origin { kind: "idea", phase: None, survey: None },
    }
}

pub(super) fn idea(maker: &mut Maker<'_>) -> Option<Fields> {
    let project = maker.pick("projects")?;
    let origin = origin(maker, &project);
    let is_survey = origin.kind == "survey";
    let number = maker.ordinal + 1;
    let subject = maker.rng.choice(IDEA_SUBJECTS).copied().unwrap_or_default();
    let place = maker.rng.choice(PLACES).copied().unwrap_or_default();
    let title = if is_survey && maker.chance(90) {
        if maker.chance(50) { json!({}) } else { Value::Null }
    } else {
        maker.texts(|locale| {
            format!("{} – {} #{number}", in_locale(subject, locale), in_locale(place, locale))
        })
    };
    let body = if is_survey { json!({}) } else { maker.html() };
    let (status, published, submitted) = match maker.rng.u8(..50) {
        0..=3 => (json!("draft"), false, false),
        4..=6 => (json!("submitted"), false, true),
        7 => (Value::Null, false, false),
        _ => (json!("published"), true, true),
    };
    let submitted_at = maker.at;
    let published_at = if maker.chance(80) { maker.at } else { maker.at + maker.rng.i64(0..DAY) };
    let slug = text::slug(Some(&json!(subject.0)), maker.rng.u32(1000..));
    let slug = if is_survey { maker.id.to_string() } else { slug };
    let has_assignee = maker.chance(30);
    let (assignee, assigned_at) = (maker.user(0), maker.later(20));
    let label = maker.rng.u128(..);
    let budget = maker.rng.i64(100..6_000_000_000);
    Some(fields(json!({
        "title": title,
        "body": maker.or_null(2, body),
        "author_id": maker.user(15),
        "likes_count": 0,
        "dislikes_count": 0,
        "comments_count": 0,
        "published_at": published.then(|| wire_moment(published_at)),
        "submitted_at": submitted.then(|| wire_moment(submitted_at)),
        "publication_status": status,
        "project_id": maker.or_null(1, json!(project.id)),
        "location_point": maker.wkt(50),
        "location_description": maker.or_null(60, place.1),
        "href": text::href(maker.world.main_locale(), "ideas", &slug),
        "slug": slug,
        "budget": maker.or_null(80, budget),
        "baskets_count": 0,
        "votes_count": 0,
        "official_feedbacks_count": maker.rng.u32(..3),
        "assignee_id": has_assignee.then_some(assignee),
        "assigned_at": has_assignee.then_some(assigned_at),
        "proposed_budget": maker.or_null(80, budget / 2),
        "creation_phase_id": origin.phase,
        "images": maker.images(&["small", "medium", "large", "fb"], "i"),
        "status": status_or_null(maker, label),
        "custom_field_values": answers(maker, is_survey),
        "type": origin.kind,
        "_survey": origin.survey,
    })))
}

fn status_or_null(maker: &mut Maker<'_>, label: u128) -> Value {
    let label = status(maker.world, label);
    maker.or_null(2, label)
}

fn answers(maker: &mut Maker<'_>, is_survey: bool) -> Value {
    let (longitude, latitude) = maker.point();
    match maker.rng.u8(..if is_survey { 6 } else { 12 }) {
        0 => json!({"how_many_trees": 10, "which_season": ["summer", "autumn"]}),
        1 => {
            json!({"why_k3x": "Because it's <hot> \"there\"", "score_a1b": 4.5, "agree_c2d": true})
        }
        2 => json!({"where_f9k": {"type": "Point", "coordinates": [longitude, latitude]}}),
        3 => json!({"matrix_q7w": {"cleanliness": 3, "safety": null}, "skipped_z0p": null}),
        4 => json!({"upload_h4t": {"id": "f-1", "name": "schets.png"}}),
        5 => Value::Null,
        _ => json!({}),
    }
}

pub(super) fn initiative(maker: &mut Maker<'_>) -> Fields {
    let number = maker.ordinal + 1;
    let subject = maker.rng.choice(IDEA_SUBJECTS).copied().unwrap_or_default();
    let title = maker.texts(|locale| format!("{} #{number}", in_locale(subject, locale)));
    let slug = text::slug(Some(&json!(subject.0)), maker.rng.u32(1000..));
    let reached = maker.later(30);
    let has_assignee = maker.chance(30);
    let (assignee, assigned_at) = (maker.user(0), maker.later(20));
    fields(json!({
        "title": title,
        "body": maker.html(),
        "author_id": maker.user(15),
        "likes_count": 0,
        "dislikes_count": 0,
        "comments_count": 0,
        "published_at": wire_moment(maker.at),
        "publication_status": "published",
        "threshold_reached_at": maker.or_null(80, reached),
        "location_point": maker.wkt(60),
        "location_description": maker.or_null(60, "Markt"),
        "href": text::href(maker.world.main_locale(), "initiatives", &slug),
        "slug": maker.or_null(5, slug),
        "official_feedbacks_count": maker.rng.u32(..2),
        "assignee_id": has_assignee.then_some(assignee),
        "assigned_at": has_assignee.then_some(assigned_at),
    }))
}

/// The idea of an association's number, and how often the ideas have been gone through.
fn idea_in_turn(maker: &Maker<'_>) -> Option<(Arc<Row>, usize)> {
    let ideas = maker.world.rows("ideas");
    let idea = ideas.get(maker.ordinal % ideas.len().max(1))?;
    Some((Arc::clone(idea), maker.ordinal / ideas.len().max(1)))
}

/// The idea's own project's choices first, then everybody's.
fn choice(own: &[Uuid], all: &[Uuid], turn: usize) -> Option<Uuid> {
    own.get(turn).or_else(|| all.get(turn % all.len().max(1))).copied()
}

pub(super) fn phase_link(maker: &mut Maker<'_>) -> Option<Fields> {
    let (idea, turn) = idea_in_turn(maker)?;
    maker.not_before(&idea);
    let links = &maker.world.links;
    let own = idea.uuid("project_id").map(|project| links.phases_of(project));
    let phase = choice(own.unwrap_or_default(), links.all_phases(), turn)?;
    Some(fields(json!({
        "idea_id": idea.id,
        "phase_id": phase,
        "baskets_count": maker.rng.u32(..20),
        "votes_count": maker.rng.u32(..60),
    })))
}

pub(super) fn topic_link(maker: &mut Maker<'_>) -> Option<Fields> {
    let (idea, turn) = idea_in_turn(maker)?;
    maker.not_before(&idea);
    let links = &maker.world.links;
    let own = idea.uuid("project_id").map(|project| links.topics_of(project));
    let topic = choice(own.unwrap_or_default(), links.input_topics(), turn)?;
    Some(fields(json!({"idea_id": idea.id, "topic_id": topic})))
}

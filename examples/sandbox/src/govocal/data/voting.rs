//! Baskets and what lies in them.

use serde_json::{Value, json};

use super::maker::{Maker, fields};
use crate::govocal::table::Fields;

pub(super) fn basket(maker: &mut Maker<'_>) -> Option<Fields> {
    let voting: Vec<_> = maker
        .world
        .rows("phases")
        .iter()
        .filter(|phase| phase.text("participation_method") == Some("voting"))
        .collect();
    let phase = maker.rng.choice(&voting).map(|phase| (*phase).clone())?;
    maker.not_before(&phase);
    let submitted = maker.later(1);
    Some(fields(json!({
        "user_id": maker.user(6),
        "project_id": phase.fields.get("project_id"),
        "phase_id": phase.id,
        "submitted_at": maker.or_null(20, submitted),
    })))
}

pub(super) fn basket_idea(maker: &mut Maker<'_>) -> Option<Fields> {
    let basket = maker.pick("baskets")?;
    let idea = maker.pick("ideas")?;
    maker.not_before(&basket);
    maker.not_before(&idea);
    let amount = maker.rng.i64(1..3_000_000_000);
    let votes = if maker.chance(20) { amount } else { i64::from(maker.rng.u8(1..10)) };
    let of_basket = |field: &str| basket.fields.get(field).cloned().unwrap_or(Value::Null);
    Some(fields(json!({
        "basket_id": basket.id,
        "idea_id": idea.id,
        "votes": votes,
        "phase_id": of_basket("phase_id"),
        "project_id": of_basket("project_id"),
        "user_id": of_basket("user_id"),
    })))
}

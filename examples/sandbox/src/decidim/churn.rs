//! Content that changes while it is walked.

use super::world::{Kind, World, content_record};
use crate::churn::{Churn, draw};
use crate::moment::DAY;

/// Changes one component's content before a request for it, as much as the churn says.
pub(super) fn strike(churn: &Churn, world: &mut World, component: u64, now: i64) {
    for _ in 0..draw(&mut world.rng, churn.inserts_per_request) {
        let at = if world.rng.f64() < churn.old_date_share {
            now - world.rng.i64(DAY..400 * DAY)
        } else {
            now
        };
        content_record(world, component, at);
    }
    for _ in 0..draw(&mut world.rng, churn.deletes_per_request) {
        remove(world, component, 1);
    }
    for _ in 0..draw(&mut world.rng, churn.updates_per_request) {
        let rows = content(world, component);
        if let Some((kind, id)) = world.rng.choice(rows) {
            world.change(kind, id, |record| record.updated_at = now.max(record.created_at));
        }
    }
    if world.rng.f64() < churn.burst_chance {
        remove(world, component, churn.burst_size);
    }
}

fn remove(world: &mut World, component: u64, count: usize) {
    let rows = content(world, component);
    if rows.is_empty() {
        return;
    }
    let at = world.rng.usize(..rows.len());
    for (kind, id) in rows.into_iter().skip(at).take(count) {
        world.remove(kind, id);
    }
}

fn content(world: &World, component: u64) -> Vec<(Kind, u64)> {
    let kinds = [
        Kind::Proposal,
        Kind::Meeting,
        Kind::Budget,
        Kind::Result,
        Kind::Debate,
        Kind::Post,
        Kind::Sortition,
        Kind::CollaborativeText,
    ];
    let owned = kinds.iter().flat_map(|kind| world.owned((Kind::Component, component), *kind));
    owned.map(|record| (record.kind, record.id)).collect()
}

//! Lists that change while they are walked.

use super::resource::Resource;
use super::world::World;
use crate::churn::{Churn, draw};
use crate::moment::DAY;

/// Changes a list before a request for a page of it, as much as the churn says.
pub(super) fn strike(churn: &Churn, world: &mut World, resource: &'static Resource, now: i64) {
    for _ in 0..draw(&mut world.rng, churn.inserts_per_request) {
        let at = if world.rng.f64() < churn.old_date_share {
            world.random_row(resource).map_or(now, |row| row.created + world.rng.i64(-DAY..DAY))
        } else {
            now
        };
        world.insert_generated(resource, at.min(now));
    }
    for _ in 0..draw(&mut world.rng, churn.deletes_per_request) {
        if let Some(row) = world.random_row(resource) {
            world.delete(resource, row.id, now);
        }
    }
    for _ in 0..draw(&mut world.rng, churn.updates_per_request) {
        if let Some(row) = world.random_row(resource) {
            world.touch(resource.table, row.id, now);
        }
    }
    if world.rng.f64() < churn.burst_chance {
        for id in world.random_neighbours(resource, churn.burst_size) {
            world.delete(resource, id, now);
        }
    }
}

//! Signatures that come and go while they are read.

use super::status::OPEN;
use super::world::World;
use crate::churn::draw;

/// How many signatures change before each request that reads. The default changes nothing.
///
/// Rates are averages: 0.25 is one signature at a quarter of the requests, 2.0 is two at each. The
/// choice is seeded, so that a run can be repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Arrivals {
    /// New confirmed signatures per request, on any petition that is open.
    pub signed_per_request: f64,
    /// Signatures withdrawn per request, of any age.
    pub withdrawn_per_request: f64,
}

impl Arrivals {
    pub(super) fn strike(self, world: &mut World, now: i64) {
        let open: Vec<u64> = world
            .petitions
            .iter()
            .filter(|petition| petition.status == OPEN)
            .map(|petition| petition.id)
            .collect();
        for _ in 0..draw(&mut world.rng, self.signed_per_request) {
            if let Some(petition) = world.rng.choice(open.iter()) {
                world.sign(*petition, now);
            }
        }
        for _ in 0..draw(&mut world.rng, self.withdrawn_per_request) {
            if !world.signatures.is_empty() {
                let at = world.rng.usize(..world.signatures.len());
                world.signatures.remove(at);
            }
        }
    }
}

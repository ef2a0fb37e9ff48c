//! Signatures that come and go while they are read.

use fastrand::Rng;

use super::status::OPEN;
use super::world::World;
use crate::churn::Changing;
use crate::moment::DAY;

/// All signatures, changed now. Nothing of a signature can be touched.
pub(super) struct ChangingSignatures<'w> {
    pub(super) world: &'w mut World,
    pub(super) now: i64,
}

impl Changing for ChangingSignatures<'_> {
    fn rng(&mut self) -> &mut Rng {
        &mut self.world.rng
    }

    /// A confirmed signature of an open petition; the old ones are up to a day old.
    fn insert(&mut self, is_old: bool) {
        let open = self.world.petitions.iter().filter(|petition| petition.status == OPEN);
        let open: Vec<u64> = open.map(|petition| petition.id).collect();
        let age = if is_old { self.world.rng.i64(0..DAY) } else { 0 };
        if let Some(petition) = self.world.rng.choice(open) {
            self.world.sign(petition, self.now - age);
        }
    }

    fn remove(&mut self, count: usize) {
        let signatures = &mut self.world.signatures;
        if !signatures.is_empty() {
            let at = self.world.rng.usize(..signatures.len());
            signatures.drain(at..signatures.len().min(at.saturating_add(count)));
        }
    }

    fn touch(&mut self) {}
}

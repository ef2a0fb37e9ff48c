//! A program killed at any moment, by a signal that no program hears.

use std::process::{Command, Stdio};
use std::time::Duration;

use civic_sandbox::GoVocal;

/// The moments at which programs are killed, in an order that the seed sets.
pub(crate) struct Kills(u64);

impl Kills {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % end
    }

    /// Runs a program until the platforms have got some requests of it, fewer than `end`, and a few
    /// milliseconds more.
    ///
    /// Counted in requests, the program gets as far on a slow machine as on a fast one.
    pub(crate) async fn kill(&mut self, program: &mut Command, platforms: &[&GoVocal], end: u64) {
        let count = || platforms.iter().map(|platform| platform.requests().len()).sum::<usize>();
        let last = count() + usize::try_from(self.below(end)).unwrap();
        let mut program = program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while count() < last && program.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(self.below(60))).await;
        program.kill().unwrap();
        program.wait().unwrap();
    }
}

//! In tests with virtual time.

use civic_core::clock::Clock;
use civic_sandbox::{Fault, FaultRule};

use crate::support::{Bench, platform};

#[test]
fn pauses_between_attempts_take_no_time() {
    let bench = Bench::new(platform());
    bench.platform.inject(FaultRule::new(Fault::Status(503)).on("/api/v2/ideas").once());
    let before = bench.clock.elapsed();
    let ideas = bench.client.ideas().list().stream().blocking().collect_proven().unwrap();
    assert_eq!(ideas.len(), bench.platform.count("ideas"));
    assert!(bench.clock.elapsed() > before);
}

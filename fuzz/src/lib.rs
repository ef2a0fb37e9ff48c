//! What the fuzz targets share: made-up servers, and the operations that read their answers.
//! The tests of the clients take these files in as they are.

pub mod cassettes;
pub mod govocal;
pub mod graphql;
pub mod open_data;
pub mod pages;
pub mod petitions;
pub mod rest;
pub mod script;
pub mod seeds;
pub mod spoil;
pub mod sync_states;
pub mod validation_errors;
pub mod values;
pub mod webhooks;

use civic_core::testing::VirtualClock;
use script::Script;

/// One target: the first bytes choose the operation and whether a token comes first, the rest are
/// the answers.
pub fn play(
    data: &[u8],
    attack: fn(usize, civic_core::http::HttpConfig, &VirtualClock),
    look: fn(&http::Request<bytes::Bytes>),
) {
    let Some(([which, token], answers)) = data.split_first_chunk::<2>() else { return };
    let script = Script::read(answers);
    let script = if token & 1 == 0 { script.signed_in() } else { script };
    let clock = VirtualClock::new();
    attack(usize::from(*which), script.http(&clock, look), &clock);
}

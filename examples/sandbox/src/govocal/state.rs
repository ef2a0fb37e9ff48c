//! What a Go Vocal site holds while it runs.

use super::world::World;
use crate::rate_limit::Counter;
use crate::tokens::Tokens;

/// The Go Vocal software: its content, and the tokens and searches that it counts.
#[derive(Debug)]
pub struct GoVocalState {
    pub(super) world: World,
    pub(super) tokens: Tokens<()>,
    pub(super) searches: Counter,
}

//! What a petitions.eu server holds while it runs.

use super::settings::Settings;
use super::world::World;

/// The software of petitions.eu: its content, and how it lays out its answers.
#[derive(Debug)]
pub struct PetitionsState {
    /// The shape in it is that of now.
    pub(super) settings: Settings,
    pub(super) world: World,
}

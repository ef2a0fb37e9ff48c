//! What a Decidim site holds while it runs.

use super::graphql::GraphQl;
use super::neighbour::Neighbour;
use super::open_data::OpenData;
use super::rest::Rest;
use super::world::World;

/// The Decidim software: its content, and what each of its APIs remembers.
#[derive(Debug)]
pub struct DecidimState {
    pub(super) world: World,
    pub(super) graphql: GraphQl,
    pub(super) rest: Rest,
    pub(super) open_data: OpenData,
    /// The server's other organizations.
    pub(super) neighbours: Vec<Neighbour>,
}

//! Other organizations of the same server, each with content of its own.

use std::sync::Arc;

use super::open_data::OpenData;
use super::rest::OfOrganization;
use super::world::{World, build};

/// The proposals of a neighbour; everything else scales from them.
const PROPOSALS: usize = 12;

/// How far apart the numbers of two organizations' records begin.
const SPAN: u64 = 1_000_000;

/// What an organization has of its own. The rest is the server's: API clients and tokens, and the list of
/// organizations.
#[derive(Debug)]
pub(super) struct Neighbour {
    pub(super) world: World,
    pub(super) open_data: OpenData,
    pub(super) rest: OfOrganization,
}

impl Neighbour {
    /// Those that the settings of the main organization name.
    pub(super) fn all_of(main: &World) -> Vec<Self> {
        let hosts = main.settings.rest.neighbours.iter();
        hosts.zip(1..).map(|(host, number)| Self::new(main, host, number)).collect()
    }

    fn new(main: &World, host: &str, number: u64) -> Self {
        let mut site = (*main.site).clone();
        site.seed = site.seed.wrapping_add(number);
        let mut settings = (*main.settings).clone();
        host.clone_into(&mut settings.host);
        settings.first_id = number * SPAN + 1;
        settings.proposals = PROPOSALS;
        settings.rows.clear();
        settings.rest.secondary_hosts.clear();
        let mut world = build(Arc::new(site), Arc::new(settings));
        Self { rest: OfOrganization::on(&mut world), open_data: OpenData::default(), world }
    }
}

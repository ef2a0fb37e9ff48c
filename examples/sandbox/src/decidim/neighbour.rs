//! Other organizations of the same server, each with content of its own.

use std::mem::swap;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;

use super::open_data::OpenData;
use super::rest::{OfOrganization, host};
use super::state::DecidimState;
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
    open_data: OpenData,
    rest: OfOrganization,
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

impl DecidimState {
    /// Answers as the organization that the request's host belongs to: the main one, unless it is a
    /// neighbour's.
    pub(super) fn at_host<T>(
        &mut self,
        request: &Request<Bytes>,
        answer: impl FnOnce(&mut Self) -> T,
    ) -> T {
        // What a token is worth does not depend on the host.
        if request.uri().path().ends_with("/oauth/introspect") {
            return answer(self);
        }
        let host = host(request);
        let is_meant = |it: &Neighbour| host == Some(it.world.settings.host.as_str());
        let Some(at) = self.neighbours.iter().position(is_meant) else { return answer(self) };
        self.change_places(at);
        let answer = answer(self);
        self.change_places(at);
        answer
    }

    /// A neighbour takes the place of the organization that is played, which takes the neighbour's.
    fn change_places(&mut self, at: usize) {
        let Some(other) = self.neighbours.get_mut(at) else { return };
        other.world.share_organizations(&self.world);
        swap(&mut self.world, &mut other.world);
        swap(&mut self.open_data, &mut other.open_data);
        self.rest.swap(&mut other.rest);
    }
}

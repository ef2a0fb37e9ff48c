//! Which organization of the server answers a request.

use std::mem::swap;

use bytes::Bytes;
use http::Request;

use super::neighbour::Neighbour;
use super::rest::host;
use super::state::DecidimState;

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

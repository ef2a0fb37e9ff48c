//! Who asks, and whether they may.

use super::client::ApiClient;
use super::failure::Failure;
use super::operation::Access;
use super::visit::Visit;
use crate::decidim::world::{Kind, Record};

/// Who asks, behind a good token.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// The API client, by its place in the settings.
    pub(super) client: usize,
    /// The participant of the token.
    pub(super) user: Option<u64>,
    /// Whom the server takes the caller for: the participant or, for a machine, the first
    /// administrator.
    pub(super) acting: Option<u64>,
}

impl Caller {
    /// The number of the API client in the database.
    pub(super) fn client_id(&self) -> u64 {
        self.client as u64 + 4001
    }

    pub(super) fn client<'v>(&self, visit: &'v Visit<'_>) -> Option<&'v ApiClient> {
        visit.settings().clients.get(self.client)
    }

    pub(super) fn can(&self, visit: &Visit<'_>, ability: &str) -> bool {
        self.client(visit).is_some_and(|client| client.can(ability))
    }
}

impl Visit<'_> {
    /// Lets a request pass whose token carries the scope, whose client has the ability and, where
    /// one is needed, whose participant is in good standing.
    pub(super) fn admit(&self, access: Access) -> Result<Caller, Failure> {
        let mapped = self.version().maps_token_errors();
        let grant = self.bearer.as_deref().and_then(|token| self.rest.grants.find(token));
        let Some(grant) = grant else {
            // The older module does not catch the exception for a token that it does not know.
            return Err(if mapped { Failure::Unauthorized } else { Failure::ServerError });
        };
        if grant.is_stale(self.seconds()) {
            return Err(if mapped { Failure::Unauthorized } else { Failure::Forbidden });
        }
        let acting = grant.user.or_else(|| self.first_administrator());
        let caller = Caller { client: grant.client, user: grant.user, acting };
        let has_scope = access.scope.is_none_or(|scope| grant.has(scope));
        let can = access.ability.is_none_or(|ability| caller.can(self, ability));
        if !has_scope || !can {
            return Err(Failure::Forbidden);
        }
        if access.participant {
            self.check_participant(grant.user)?;
        }
        Ok(caller)
    }

    fn check_participant(&self, user: Option<u64>) -> Result<(), Failure> {
        let Some(user) = user.and_then(|id| self.world.get(Kind::User, id)) else {
            return Err(Failure::bad_request("User required"));
        };
        check_standing(user)
    }

    fn first_administrator(&self) -> Option<u64> {
        let mut users = self.world.rows(Kind::User);
        users.find(|user| user.flag("admin") && !user.flag("blocked")).map(|user| user.id)
    }
}

/// Turns away who is blocked or locked.
pub(super) fn check_standing(user: &Record) -> Result<(), Failure> {
    if user.flag("blocked") {
        return Err(Failure::bad_request("User blocked"));
    }
    if user.flag("locked") {
        return Err(Failure::bad_request("User locked"));
    }
    Ok(())
}

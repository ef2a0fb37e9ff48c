//! Whether a caller may do what it asks for.

use super::call::Call;
use super::caller::Caller;
use super::demand::Access;
use super::failure::Failure;
use crate::decidim::world::{Kind, Record};

impl Call<'_> {
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
        let can = access.ability.is_none_or(|ability| caller.can(self.settings(), ability));
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

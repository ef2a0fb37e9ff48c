//! The tokens issued so far.

/// A token and what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    /// Its row in the database.
    pub(super) row: u64,
    pub(super) token: String,
    /// The API client, by its place in the settings.
    pub(super) client: usize,
    /// The participant; none for a token of the machine itself.
    pub(super) user: Option<u64>,
    pub(super) scopes: Vec<String>,
    /// Seconds.
    pub(super) created: i64,
    pub(super) lifetime: i64,
    pub(super) revoked: bool,
}

impl Grant {
    pub(super) fn end(&self) -> i64 {
        self.created.saturating_add(self.lifetime)
    }

    /// Whether it is expired or revoked; `now` in seconds.
    pub(super) fn is_stale(&self, now: i64) -> bool {
        self.revoked || self.end() <= now
    }

    pub(super) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}

#[derive(Debug, Default)]
pub(super) struct Grants {
    all: Vec<Grant>,
    last: u64,
}

impl Grants {
    /// Stores a grant under the next row number.
    pub(super) fn add(&mut self, grant: Grant) -> Grant {
        self.last = self.last.max(3000) + 1;
        let grant = Grant { row: self.last, ..grant };
        self.all.push(grant.clone());
        grant
    }

    pub(super) fn find(&self, token: &str) -> Option<&Grant> {
        self.all.iter().find(|grant| grant.token == token)
    }

    /// Takes a token of a client back.
    pub(super) fn revoke(&mut self, token: &str, client: usize) {
        let own = self.all.iter_mut().filter(|grant| grant.client == client);
        own.filter(|grant| grant.token == token).for_each(|grant| grant.revoked = true);
    }

    /// Tokens are no longer there, as after a clean-up of the database.
    pub(super) fn forget_all(&mut self) {
        self.all.clear();
    }

    pub(super) fn revoke_all(&mut self) {
        self.all.iter_mut().for_each(|grant| grant.revoked = true);
    }
}

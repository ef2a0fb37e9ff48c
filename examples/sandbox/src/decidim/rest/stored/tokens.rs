//! The tokens issued so far.

/// A token and what it stands for.
#[derive(Clone, Debug)]
pub(in crate::decidim::rest) struct Grant {
    /// Its row in the database.
    pub(in crate::decidim::rest) row: u64,
    pub(in crate::decidim::rest) token: String,
    /// The API client, by its place in the settings.
    pub(in crate::decidim::rest) client: usize,
    /// The participant; none for a token of the machine itself.
    pub(in crate::decidim::rest) user: Option<u64>,
    pub(in crate::decidim::rest) scopes: Vec<String>,
    /// Seconds.
    pub(in crate::decidim::rest) created: i64,
    pub(in crate::decidim::rest) lifetime: i64,
    pub(in crate::decidim::rest) revoked: bool,
}

impl Grant {
    pub(in crate::decidim::rest) fn end(&self) -> i64 {
        self.created.saturating_add(self.lifetime)
    }

    /// Whether it is expired or revoked; `now` in seconds. At the very second of its end it is still good.
    pub(in crate::decidim::rest) fn is_stale(&self, now: i64) -> bool {
        self.revoked || self.end() < now
    }

    pub(in crate::decidim::rest) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}

#[derive(Debug, Default)]
pub(in crate::decidim::rest) struct Grants {
    pub(in crate::decidim::rest) all: Vec<Grant>,
    pub(in crate::decidim::rest) last: u64,
}

impl Grants {
    /// Stores a grant under the next row number.
    pub(in crate::decidim::rest) fn add(&mut self, grant: Grant) -> Grant {
        self.last = self.last.max(3000) + 1;
        let grant = Grant { row: self.last, ..grant };
        self.all.push(grant.clone());
        grant
    }

    pub(in crate::decidim::rest) fn find(&self, token: &str) -> Option<&Grant> {
        self.all.iter().find(|grant| grant.token == token)
    }

    /// Takes a token back.
    pub(in crate::decidim::rest) fn revoke(&mut self, token: &str) {
        let them = self.all.iter_mut().filter(|grant| grant.token == token);
        them.for_each(|grant| grant.revoked = true);
    }

    /// Tokens are no longer there, as after a clean-up of the database.
    pub(in crate::decidim::rest) fn forget_all(&mut self) {
        self.all.clear();
    }

    pub(in crate::decidim::rest) fn revoke_all(&mut self) {
        self.all.iter_mut().for_each(|grant| grant.revoked = true);
    }
}

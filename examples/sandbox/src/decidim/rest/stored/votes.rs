//! Votes on proposals.

use crate::decidim::world::Record;

#[derive(Clone, Copy, Debug)]
pub(in crate::decidim::rest) struct Vote {
    pub(in crate::decidim::rest) id: u64,
    pub(in crate::decidim::rest) proposal: u64,
    pub(in crate::decidim::rest) user: u64,
    pub(in crate::decidim::rest) weight: i64,
    pub(in crate::decidim::rest) created: i64,
}

/// The votes cast through the module. Those of the generated past have no weight of their own.
#[derive(Debug, Default)]
pub(in crate::decidim::rest) struct Votes {
    pub(in crate::decidim::rest) cast: Vec<Vote>,
    pub(in crate::decidim::rest) last: u64,
}

impl Votes {
    /// The weight of a participant's vote on a proposal.
    pub(in crate::decidim::rest) fn weight(&self, proposal: &Record, user: u64) -> Option<i64> {
        let own = self.cast.iter().find(|vote| vote.proposal == proposal.id && vote.user == user);
        let usual = || proposal.ids_in("voter_ids").contains(&user).then_some(1);
        own.map(|vote| vote.weight).or_else(usual)
    }
}

//! The names that a host has for members of inputs.

use civic_core::jiff::Timestamp;

use super::{Memory, SiteMemory};
use crate::graphql::adapt::missing_feature::MissingFeature;
use crate::graphql::server_error::ServerError;

/// Members of inputs that were renamed: the new name, and the one before.
const RENAMED: [(&str, &str); 1] = [("likeCount", "endorsementCount")];

impl SiteMemory {
    /// Remembers members of inputs that the host does not know. Whether there are new ones.
    pub(crate) fn learn_members(&self, validation_errors: &[ServerError], now: Timestamp) -> bool {
        let unknown = validation_errors.iter().flat_map(ServerError::unknown_members);
        let unknown: Vec<_> =
            unknown.map(|(input, member)| MissingFeature::Member { input, member }).collect();
        let mut memory = self.memory();
        let is_older = |feature: &MissingFeature| match feature {
            MissingFeature::Member { input, member } => RENAMED
                .iter()
                .any(|(new, old)| old == member && memory.lessons.contains(&missing(input, new))),
            _ => false,
        };
        // Neither name: the one before went when the new one came.
        if unknown.iter().any(is_older) {
            *memory = Memory { era: memory.era + 1, ..Memory::default() };
        }
        let (before, era) = (memory.lessons.len(), memory.era);
        memory.learn(era, unknown, now);
        memory.lessons.len() > before
    }

    /// The name that the host has for a member of an input.
    pub(crate) fn member<'m>(
        &self,
        input: &str,
        member: &'m str,
    ) -> Result<&'m str, MissingFeature> {
        let memory = self.memory();
        let has = |member: &str| !memory.lessons.contains(&missing(input, member));
        if has(member) {
            return Ok(member);
        }
        let before = RENAMED.iter().find(|(new, _)| *new == member).map(|(_, old)| *old);
        before.filter(|old| has(old)).ok_or_else(|| missing(input, member))
    }
}

fn missing(input: &str, member: &str) -> MissingFeature {
    MissingFeature::Member { input: input.to_owned(), member: member.to_owned() }
}

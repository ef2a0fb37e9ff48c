//! The component of the sandbox with the most proposals, and what can be seen in it.

use std::collections::BTreeSet;

use decidim_client::graphql::resources::Proposal;

use super::support::Bench;

pub(super) fn ids(proposals: &[Proposal]) -> Vec<u64> {
    proposals.iter().map(|proposal| proposal.id.number()).collect()
}

/// The fullest component of proposals, and what can be seen in it.
pub(super) fn fullest_component(bench: &Bench) -> (u64, Vec<u64>) {
    let components = bench.platform.component_ids("Proposals").into_iter();
    let components = components.map(|component| (component, visible(bench, component)));
    components.max_by_key(|(_, ids)| ids.len()).unwrap()
}

pub(super) fn visible(bench: &Bench, component: u64) -> Vec<u64> {
    let hidden: BTreeSet<_> = bench.platform.hidden_ids("proposals").into_iter().collect();
    let all = bench.platform.ids_in(component, "proposals").into_iter();
    all.filter(|id| !hidden.contains(id)).collect()
}

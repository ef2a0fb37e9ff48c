//! One query for every version: what a server does not know is cut out of the query.
//!
//! A server names everything in a query that it does not know, in one answer and before it runs
//! anything. [`Plan`] cuts exactly that out, with the variables and fragments that nothing uses
//! any more; [`Host`] remembers it, so that later queries leave it out from the beginning.

mod complaint;
mod cost;
mod host;
mod lack;
mod lift;
mod plan;
mod prune;
mod source;

pub(crate) use host::{Host, LARGEST_PAGE};
pub use lack::{Capabilities, Lack};
pub(crate) use plan::Plan;
#[cfg(test)]
use source::Source;

#[cfg(test)]
mod tests;

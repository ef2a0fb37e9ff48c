//! One query for every version: what a server does not know is cut out of the query.
//!
//! A server names everything in a query that it does not know, in one answer and before it runs
//! anything. [`Plan`] cuts exactly that out, with the variables and fragments that nothing uses
//! any more; [`Host`] remembers it, so that later queries leave it out from the beginning. Where a
//! server names nothing but says that its schema is closed, [`Gate`] finds the types that it lacks.

mod complaint;
mod cost;
mod gate;
mod host;
mod lack;
mod lift;
mod plan;
mod prune;
mod source;
pub(super) mod witness;

pub(crate) use cost::Bill;
pub(crate) use gate::{Gate, Step};
pub(crate) use host::{Asker, Host, LARGEST_PAGE, View};
pub use lack::{Capabilities, Lack};
pub(crate) use plan::Plan;
#[cfg(test)]
use source::Source;

#[cfg(test)]
mod tests;

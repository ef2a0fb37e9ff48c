//! One query for every version: what a server does not know is cut out of the query.
//!
//! A server names everything in a query that it does not know, in one answer and before it runs
//! anything. [`Plan`] cuts exactly that out, with the variables and fragments that nothing uses
//! any more; [`SiteMemory`] remembers it, so that later queries leave it out from the beginning. Where a
//! server names nothing but says that its schema is closed, [`TypeSearch`] finds the types that it
//! does not have.
//!
//! | step | file |
//! |---|---|
//! | what an error says is missing | `validation_error` |
//! | whether that is a lesson about the site, and of which version | `revision`, `version_probe` |
//! | remembering it for the host | `site_memory` |
//! | cutting it out of the query | `plan`, `prune` |
//! | answers of old versions in the form of new ones | `upcast` |
//! | the page size that a limit allows | `complexity` |

mod complexity;
mod missing_feature;
mod plan;
mod prune;
mod revision;
mod site_memory;
mod source_query;
mod type_search;
mod upcast;
mod validation_error;
pub(super) mod version_probe;

pub(crate) use complexity::ComplexityError;
pub use missing_feature::{Capabilities, MissingFeature};
pub(crate) use plan::Plan;
pub(crate) use site_memory::{LARGEST_PAGE, QueryOwner, RememberedPlan, SiteMemory};
#[cfg(test)]
use source_query::SourceQuery;
pub(crate) use type_search::{Step, TypeSearch};

#[cfg(test)]
mod tests;

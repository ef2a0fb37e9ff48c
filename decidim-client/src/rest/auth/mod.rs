//! Who asks, and what a token may be used for.

mod actor;
pub(in crate::rest) mod credentials;
mod impersonation;
mod introspection;
mod person;
pub(in crate::rest) mod scope;

pub use actor::{Actor, Machine, User};
pub use impersonation::Impersonation;
pub use introspection::{Introspection, TokenUser};
pub use scope::{Scope, Scopes};

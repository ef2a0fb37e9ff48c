//! The GraphQL API, on every version of Decidim.
//!
//! [`Client`] opens everything: `site.assemblies().list().stream()`, `site.proposals(39).get(35)`. What
//! its methods return is in [`lists`]; the records are in [`resources`], what can be written in
//! [`writes`].

mod adapt;
mod adaptive_call;
mod answer;
mod auth;
mod call;
mod client;
mod document;
mod fragments;
mod get;
mod id;
pub mod lists;
mod members;
mod platform;
mod query;
pub mod records;
pub mod resources;
mod schema;
pub mod server_error;
mod sign_out;
mod site;
mod sync;
mod text;
mod type_conditions;
pub mod writes;

pub use adapt::{Capabilities, MissingFeature};
pub use answer::Answer;
pub use client::{Client, ClientBuilder};
pub use get::Get;
pub use id::Id;
pub use members::Sort;
pub use query::Query;
#[doc(inline)]
pub use server_error::ServerError;
pub use sign_out::SignOut;

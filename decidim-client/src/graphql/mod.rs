//! The GraphQL API, on every version of Decidim.

mod adapt;
mod adaptive_call;
mod answer;
mod auth;
mod call;
mod client;
mod contents;
mod document;
mod fragments;
mod id;
mod listing;
mod members;
mod operation;
mod platform;
mod query;
mod records;
pub mod resources;
mod schema;
mod server_error;
mod site;
mod text;
mod type_conditions;
pub mod writes;

pub use adapt::{Capabilities, MissingFeature};
pub use answer::Answer;
pub use client::{Client, ClientBuilder};
pub use contents::{Content, Contents};
pub use id::Id;
pub use members::Sort;
pub use operation::Operation;
pub use query::Query;
pub use records::{Identified, Record, Records};
pub use server_error::{Location, Problem, ServerError};

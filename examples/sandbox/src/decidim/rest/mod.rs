//! The platform's REST module, as `decidim-rest-full` serves it.

mod access;
mod blogs;
mod caching;
mod caller;
mod client;
mod component_meta;
mod component_settings;
mod components;
mod drafts;
mod extended_data;
mod failure;
mod filter;
mod introspection;
mod jobs;
mod links;
mod magic_links;
mod operation;
mod organizations;
mod page;
mod params;
mod proposals;
mod publishing;
mod rendering;
mod routes;
mod settings;
mod spaces;
mod stored;
mod tenant;
mod token;
mod users;
mod version;
mod visit;
mod votes;

pub use client::ApiClient;
pub use version::RestVersion;

pub(super) use routes::answer;
pub(super) use settings::{CLIENT_ID, CLIENT_SECRET, PASSWORD, RestSettings};
pub(super) use stored::Rest;
pub(super) use tenant::sent_to_main_host;

#[cfg(test)]
mod tests;

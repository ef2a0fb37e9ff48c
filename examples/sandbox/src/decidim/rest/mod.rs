//! The platform's REST module, as `decidim-rest-full` serves it.

mod access;
mod attachments;
mod blogs;
mod caching;
mod call;
mod caller;
mod client;
mod component_meta;
mod component_settings;
mod components;
mod demand;
mod drafts;
mod extended_data;
mod failure;
mod filter;
mod fingerprint;
mod forms;
mod hosts;
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
mod registration;
mod rendering;
mod roles;
mod routes;
mod settings;
mod spaces;
mod stored;
mod token;
mod unreleased;
mod users;
mod version;
mod votes;

pub use client::ApiClient;
pub use version::RestVersion;

pub(super) use hosts::{host, sent_to_main_host};
pub(super) use routes::answer;
pub(super) use settings::{CLIENT_ID, CLIENT_SECRET, PASSWORD, RestSettings};
pub(super) use stored::{OfOrganization, Rest};

#[cfg(test)]
mod tests;

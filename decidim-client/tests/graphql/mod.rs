//! The GraphQL API.

mod callers_queries;
mod comments;
mod every_version;
mod first_contact;
mod hanging;
mod introspection_gate;
mod joined;
mod limits;
mod marked_answers;
mod random_instances;
mod real_engine;
mod schema;
mod secrets;
mod sign_in;
mod site_walks;
mod support;
mod vanishing_roots;
mod walks;
mod writing;
mod writing_to_sites;

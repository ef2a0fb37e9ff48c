//! The GraphQL API.

mod callers_queries;
mod changing_lists;
mod checkpoints;
mod comments;
mod component_lists;
mod date_filters;
mod every_version;
mod first_contact;
mod fullest_component;
mod introspection_gate;
mod joined;
mod limits;
mod lists_of_one_record;
mod marked_answers;
mod own_queries;
mod random_instances;
mod real_engine;
mod schema;
mod secrets;
mod sign_in;
mod support;
mod sync;
mod vanishing_roots;
mod whole_site;
mod writes;
mod writes_to_sites;

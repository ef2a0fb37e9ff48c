//! Copies that are kept true.

mod copy;
mod deletions;
mod every_list;
mod filters;
mod interrupted;
mod mass;
mod refused;
mod requests;
mod runs;
mod trouble;

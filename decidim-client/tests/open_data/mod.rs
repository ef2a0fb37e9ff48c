//! The open data.

mod archives;
mod blocking;
mod bodies;
mod client;
mod columns;
mod redirects;
mod sandbox;
mod support;
mod sync;

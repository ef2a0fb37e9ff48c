//! The open data.

mod age;
mod archives;
mod blocking;
mod bodies;
mod client;
mod columns;
mod redirects;
mod released;
mod repeats;
mod sandbox;
mod support;
mod sync;

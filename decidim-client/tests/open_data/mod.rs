//! The open data.

mod client;
mod sandbox;
mod wire;

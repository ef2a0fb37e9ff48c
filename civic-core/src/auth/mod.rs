//! Tokens: where they come from, and how one is shared by all requests of a client.

mod cache;
mod token;

pub use cache::TokenCache;
pub use token::{IssuedToken, Token, TokenSource};

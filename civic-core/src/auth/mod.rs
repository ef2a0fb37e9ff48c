//! Tokens: where they come from, and how one is shared by all requests of a client.

mod cache;
mod given_secret;
mod token;

pub use cache::TokenCache;
pub use given_secret::given_secret;
pub use token::{IssuedToken, Token, TokenSource};

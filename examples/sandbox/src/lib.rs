#![doc = include_str!("../README.md")]

pub mod decidim;
pub mod fault;
pub mod govocal;
pub mod logged;
pub mod petitions;
pub mod platform;
mod query;
mod rate;
pub mod reply;
pub mod server;

pub use decidim::{ApiClient, Decidim, DecidimBuilder, Door, RestVersion, Version};
pub use fault::{Fault, FaultRule, Malformation, RetryAfterForm};
pub use govocal::{Churn, Era, GoVocal, GoVocalBuilder};
pub use logged::Logged;
pub use petitions::Petitions;
pub use platform::Platform;
pub use reply::{Chunk, Head, Reply};
pub use server::Server;

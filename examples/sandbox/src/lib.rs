#![doc = include_str!("../README.md")]

pub mod churn;
pub mod decidim;
pub mod fault;
pub mod govocal;
mod headers;
pub mod logged;
mod moment;
pub mod petitions;
pub mod platform;
mod query;
mod rate;
pub mod reply;
pub mod server;
pub mod site;
#[cfg(test)]
mod still_clock;
mod tokens;

pub use churn::Churn;
pub use decidim::{ApiClient, Decidim, DecidimBuilder, Door, Engine, RestVersion, Version};
pub use fault::{Fault, FaultRule, Malformation, RetryAfterForm};
pub use govocal::{Era, GoVocal, GoVocalBuilder};
pub use logged::Logged;
pub use petitions::{Petitions, PetitionsBuilder};
pub use platform::Platform;
pub use reply::{Chunk, Head, Reply};
pub use server::Server;

#![doc = include_str!("../README.md")]

pub mod churn;
mod data_cache;
pub mod decidim;
pub mod fault;
pub mod govocal;
mod headers;
#[cfg(test)]
mod manual_clock;
mod moment;
pub mod petitions;
pub mod platform;
mod query;
mod rate_limit;
pub mod reply;
mod request_log;
pub mod server;
pub mod site;
mod tokens;

pub use churn::Churn;
pub use decidim::{ApiClient, Decidim, DecidimBuilder, Door, Engine, RestVersion, Version};
pub use fault::{Fault, FaultRule, Malformation, RetryAfterForm};
pub use govocal::{Era, GoVocal, GoVocalBuilder};
pub use petitions::{Petitions, PetitionsBuilder};
pub use platform::Platform;
pub use reply::{Chunk, Head, Reply};
pub use request_log::Logged;
pub use server::Server;

#![doc = include_str!("../README.md")]

pub mod decidim;
pub mod fault;
pub mod govocal;
pub mod petitions;
pub mod platform;
pub mod reply;
pub mod server;

pub use decidim::{Decidim, DecidimBuilder, Door, Version};
pub use fault::{Fault, FaultRule, Malformation, RetryAfterForm};
pub use govocal::{Churn, Era, GoVocal, GoVocalBuilder, Logged};
pub use platform::Platform;
pub use reply::{Chunk, Head, Reply};
pub use server::Server;

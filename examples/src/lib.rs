#![doc = include_str!("../README.md")]

pub mod cassette;
pub mod copy_report;
pub mod language;
pub mod platforms;
pub mod program;
pub mod progress;
pub mod sandbox;
pub mod screen;
pub mod settings;
mod stable_address;

/// Compiles the examples of the repository's front page.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod front_page {}

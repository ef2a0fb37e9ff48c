//! Servers that mean harm, before every client: what SECURITY.md promises.

mod cassettes;
mod origins;
mod printing;
mod remembering;
mod sizes;
mod victims;

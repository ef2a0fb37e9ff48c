//! What was recorded is read again without a server.

pub(crate) mod lists;
mod programs;

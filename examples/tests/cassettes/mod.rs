//! What was recorded is read again without a server.

mod lists;
mod programs;

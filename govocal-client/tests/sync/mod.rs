//! Copies that are kept true.

mod copy;
mod every_list;
mod refused;
mod runs;

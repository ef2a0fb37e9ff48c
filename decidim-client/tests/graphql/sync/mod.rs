//! Copies that are kept true, of the sandbox's lists.

mod addresses;
mod contents;
mod copy;
mod model;
mod records;
mod scan;
mod site;

//! Writes: what is sent, that it is sent once, what comes of it, and what refusals become.

mod input;
mod records;
mod refusals;
mod sent_once;
mod site;

//! Writes: what is sent, that it is sent once, what comes of it, and what refusals become.

mod budgets;
mod input;
mod only_administrators;
mod projects;
mod records;
mod refusals;
mod sent_once;
mod site;

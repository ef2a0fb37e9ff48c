//! Writes: what is sent, that it is sent once, what comes of it, and what refusals become.

mod attachment_collections;
mod attachments;
mod budgets;
mod files;
mod input;
mod milestones;
mod only_administrators;
mod projects;
mod records;
mod refusals;
mod results;
mod sent_once;
mod site;

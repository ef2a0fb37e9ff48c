//! The server's tables: one folder or file each, with models, filters and endpoints.

pub mod organisations;
pub mod petitions;
pub mod signatures;

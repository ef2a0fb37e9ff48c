//! The open-data tables.

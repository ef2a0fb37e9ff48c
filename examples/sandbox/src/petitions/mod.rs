//! A petitions.eu server.

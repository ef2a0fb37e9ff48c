//! The API of the module decidim-rest-full.

//! A Decidim site.

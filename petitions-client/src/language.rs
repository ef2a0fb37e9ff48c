//! The languages that texts come in. Any other text may be asked for as well.
//!
//! A server answers in another language where a text is not translated, and does not say so.

/// Dutch: what servers answer in unless asked for another.
pub const DUTCH: &str = "nl";
/// English.
pub const ENGLISH: &str = "en";
/// German.
pub const GERMAN: &str = "de";
/// Frisian, as the API's description writes it.
pub const FRISIAN: &str = "nl_fr";
/// Frisian, as the site's code writes it.
pub const FRISIAN_OF_THE_SITE: &str = "frl";
/// Gronings.
pub const GRONINGS: &str = "nl_gr";
/// Catalan, on later sites.
pub const CATALAN: &str = "cat";
/// Papiamento, on later sites.
pub const PAPIAMENTO: &str = "pap";

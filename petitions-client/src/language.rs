//! The languages that texts come in. Any other text may be asked for as well.
//!
//! Where a text is not translated, a server answers in another language and does not say so, or with none.
//! By the site's code, Dutch and English stand in for each other, and only Dutch for every other language:
//! a petition only in English has no name in German. That the API does the same is likely.

/// Dutch: what servers answer in unless asked for another.
pub const DUTCH: &str = "nl";
/// English.
pub const ENGLISH: &str = "en";
/// German.
pub const GERMAN: &str = "de";
/// Frisian, as the API's description writes it. The site's code does not know it, and takes what it does
/// not know as Dutch: where texts come in Dutch, try [`FRISIAN_OF_THE_SITE`].
pub const FRISIAN: &str = "nl_fr";
/// Frisian, as the site's code writes it.
pub const FRISIAN_OF_THE_SITE: &str = "frl";
/// Gronings.
pub const GRONINGS: &str = "nl_gr";
/// Catalan, on later sites.
pub const CATALAN: &str = "cat";
/// Papiamento, on later sites.
pub const PAPIAMENTO: &str = "pap";

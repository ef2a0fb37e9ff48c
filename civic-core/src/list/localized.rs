//! Records whose texts a server gives in one language at a time.

/// A record whose texts come in one language at a time.
pub trait Localized {
    /// Its texts by field name, in the language that it was read in. `None` where a text is null.
    fn texts(&self) -> Vec<(&'static str, Option<&str>)>;
}

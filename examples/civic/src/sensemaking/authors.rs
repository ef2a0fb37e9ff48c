//! Keyed hashes in place of authors: HMAC-SHA256, shortened to 64 bits.
//!
//! The same author has the same hash as long as the key and the platform's address are the same, in every list.
//! Without the key nobody can find out whose it is, nor try ids one after the other.

use std::fmt;
use std::fmt::Write as _;

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use civic_examples::program::Failure;
use civic_examples::settings::Settings;

use super::tool::Tool;

/// The environment variable that holds the key.
const KEY: &str = "CIVIC_AUTHOR_KEY";

/// A key that can be guessed protects nobody.
const SHORTEST: usize = 16;

/// The key of these settings.
pub(super) fn key(tool: Tool, settings: &Settings) -> Result<hmac::Key, Failure> {
    let how = "to a secret of 16 characters or more, such as `openssl rand -hex 32` prints";
    let name = tool.name();
    match settings.get(KEY)? {
        Some(key) if key.len() >= SHORTEST => Ok(hmac::Key::new(HMAC_SHA256, key.as_bytes())),
        Some(_) => Err(Failure::Usage(format!("{KEY} is too short to be a key: set it {how}"))),
        None => Err(Failure::Usage(format!(
            "{name} wants an id for each participant, and no author leaves in clear: set {KEY} {how}"
        ))),
    }
}

/// What tells two keys apart, and neither of them.
pub(super) fn mark(key: &hmac::Key) -> String {
    hex(&hash(key, &["mark"]), 4)
}

/// Hashes the authors of a platform.
pub(crate) struct Authors {
    key: hmac::Key,
    source: String,
}

impl Authors {
    pub(super) fn new(key: hmac::Key, source: &str) -> Self {
        Self { key, source: source.trim_end_matches('/').to_lowercase() }
    }

    /// The hash of the author whom these parts name together.
    pub(super) fn author(&self, parts: &[String]) -> String {
        // One kind of author is `User` in one API of Decidim and `user` in the other.
        let parts: Vec<_> = parts.iter().map(|part| part.to_lowercase()).collect();
        self.pseudonym("author", parts.iter().map(String::as_str))
    }

    /// The hash that a row without an author has to itself.
    pub(super) fn row(&self, list: &str, id: &str) -> String {
        self.pseudonym("row", [list, id].into_iter())
    }

    /// It begins with letters, so that no program takes it for a number.
    fn pseudonym<'a>(&'a self, kind: &'a str, parts: impl Iterator<Item = &'a str>) -> String {
        let parts: Vec<_> = [kind, &self.source].into_iter().chain(parts).collect();
        format!("p-{}", hex(&hash(&self.key, &parts), 8))
    }
}

impl fmt::Debug for Authors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authors").field("source", &self.source).finish_non_exhaustive()
    }
}

fn hash(key: &hmac::Key, parts: &[&str]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        // With its length first, so that "ab" and "c" is not "a" and "bc".
        context.update(&(part.len() as u64).to_le_bytes());
        context.update(part.as_bytes());
    }
    context.sign()
}

fn hex(tag: &hmac::Tag, bytes: usize) -> String {
    tag.as_ref().iter().take(bytes).fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

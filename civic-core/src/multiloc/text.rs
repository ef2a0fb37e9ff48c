//! One text of a [`Multiloc`](super::Multiloc) and what is known about it.

use serde::{Deserialize, Deserializer, Serialize};

/// One entry of a [`Multiloc`](super::Multiloc).
///
/// On the wire it has the form that GraphQL APIs use for a localised string: `locale`, `text` and
/// `machineTranslated`, of which only `locale` is required. A possible fallback adds
/// `possibleFallback: true`, which no server sends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Text {
    /// The language tag as the server writes it. Not always a valid BCP 47 tag.
    #[serde(rename = "locale")]
    pub tag: String,
    /// The text as the server sent it: it may be blank. None when the server sent null.
    #[serde(default)]
    pub text: Option<String>,
    /// Whether the server says that a machine translated it. False where the server does not say.
    #[serde(default, deserialize_with = "null_is_false")]
    pub machine_translated: bool,
    /// Whether this may be the text of another language, which the server gave in place of a
    /// missing one without saying so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub possible_fallback: bool,
}

impl Text {
    /// A text that a person wrote.
    ///
    /// ```
    /// use civic_core::multiloc::Text;
    ///
    /// let text = Text::new("en", "Trees");
    /// assert_eq!((text.tag.as_str(), text.non_blank()), ("en", Some("Trees")));
    /// ```
    pub fn new(tag: impl Into<String>, text: impl Into<String>) -> Self {
        Self::from_parts(tag.into(), Some(text.into()))
    }

    /// A tag without a text.
    ///
    /// ```
    /// use civic_core::multiloc::Text;
    ///
    /// assert!(Text::absent("fr").is_blank());
    /// ```
    pub fn absent(tag: impl Into<String>) -> Self {
        Self::from_parts(tag.into(), None)
    }

    /// A text that a machine translated.
    ///
    /// ```
    /// use civic_core::multiloc::Text;
    ///
    /// assert!(Text::by_machine("fr", "Arbres").machine_translated);
    /// ```
    pub fn by_machine(tag: impl Into<String>, text: impl Into<String>) -> Self {
        Self { machine_translated: true, ..Self::new(tag, text) }
    }

    /// The text, unless it is absent or nothing but white space.
    ///
    /// ```
    /// use civic_core::multiloc::Text;
    ///
    /// assert_eq!(Text::new("en", "Trees").non_blank(), Some("Trees"));
    /// assert_eq!(Text::new("en", " \n").non_blank(), None);
    /// ```
    pub fn non_blank(&self) -> Option<&str> {
        self.text.as_deref().filter(|text| !text.trim().is_empty())
    }

    /// Whether the text is absent or nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.non_blank().is_none()
    }

    pub(super) fn from_parts(tag: String, text: Option<String>) -> Self {
        Self { tag, text, machine_translated: false, possible_fallback: false }
    }

    /// Whether this is the same text under another tag.
    pub(super) fn is_another_with_text(&self, tag: &str, text: &str) -> bool {
        self.tag != tag && self.text.as_deref() == Some(text)
    }
}

fn null_is_false<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(false))
}

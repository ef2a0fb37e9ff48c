//! HTML that users of the platform wrote.

use std::fmt;

use serde::{Deserialize, Serialize};

/// HTML as the server sent it. It is not safe to show: anyone may have written it.
///
/// It has no `Display`, so that it is not put into a page or a terminal by accident: call
/// [`raw`](Self::raw) for that. `to_text()` (feature `plain-text`) gives the text without markup,
/// `sanitize()` (feature `sanitize`) HTML that is safe in a page.
#[doc(alias("xss", "sanitize"))]
///
/// ```
/// use civic_core::html::Html;
///
/// let body = Html::new("<p>More <b>trees</b></p>");
/// assert_eq!(body.raw(), "<p>More <b>trees</b></p>");
/// assert!(Html::new("<p>&nbsp;</p>").is_blank());
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline, extend("contentMediaType" = "text/html")))]
pub struct Html(String);

impl Html {
    /// Marks a string as HTML that is not safe to show.
    pub fn new(html: impl Into<String>) -> Self {
        Self(html.into())
    }

    /// The HTML as the server sent it. Unsafe to put into a page.
    ///
    /// ```
    /// use civic_core::Html;
    ///
    /// assert_eq!(Html::new("<b>Oak</b>").raw(), "<b>Oak</b>");
    /// ```
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// The HTML as the server sent it. Unsafe to put into a page.
    pub fn into_raw(self) -> String {
        self.0
    }

    /// Whether a reader would see nothing: no text, picture, film, sound or embedded page.
    ///
    /// Tags, comments, white space and the usual entities for a space do not count.
    ///
    /// ```
    /// use civic_core::Html;
    ///
    /// assert!(Html::new("<p><br>&nbsp;</p>").is_blank());
    /// assert!(!Html::new(r#"<p><img src="oak.jpg"></p>"#).is_blank());
    /// ```
    pub fn is_blank(&self) -> bool {
        shows_nothing(&self.0)
    }

    /// The text without markup: paragraphs separated by line feeds, links with their address.
    ///
    /// Lines end with `\n`, and white space around the whole is removed. The result is text, not HTML:
    /// it may contain `<script>` and must be escaped before it is put into a page.
    ///
    /// ```
    /// use civic_core::html::Html;
    ///
    /// assert_eq!(Html::new("<p>Oak &amp; <b>elm</b></p>").to_text(), "Oak & elm");
    /// ```
    #[cfg(feature = "plain-text")]
    pub fn to_text(&self) -> String {
        let text = nanohtml2text::html2text(&self.0).replace("\r\n", "\n");
        text.trim().to_owned()
    }

    /// HTML that is safe to put into a page: no scripts, no styles, no embedded pages.
    ///
    /// Only harmless tags and attributes are kept, and links get `rel="noopener noreferrer"`.
    ///
    /// ```
    /// use civic_core::html::Html;
    ///
    /// let body = Html::new("<b onclick=\"steal()\">Oak</b><script>steal()</script>");
    /// assert_eq!(body.sanitize(), "<b>Oak</b>");
    /// ```
    #[cfg(feature = "sanitize")]
    pub fn sanitize(&self) -> String {
        ammonia::clean(&self.0)
    }

    /// As [`sanitize`](Self::sanitize), with more allowed.
    ///
    /// ```
    /// use civic_core::html::{Allowed, Html};
    ///
    /// let body = Html::new(r#"<iframe src="https://www.youtube.com/embed/1"></iframe>"#);
    /// let allowed = Allowed::new().iframes_from(["www.youtube.com"]);
    /// assert!(body.sanitize_with(&allowed).contains("youtube"));
    /// assert_eq!(body.sanitize(), "");
    /// ```
    #[cfg(feature = "sanitize")]
    pub fn sanitize_with(&self, allowed: &Allowed) -> String {
        allowed.cleaner().clean(&self.0).to_string()
    }
}

impl fmt::Debug for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Html").field(&self.0).finish()
    }
}

impl From<String> for Html {
    fn from(html: String) -> Self {
        Self(html)
    }
}

impl From<&str> for Html {
    fn from(html: &str) -> Self {
        Self(html.to_owned())
    }
}

/// Elements that show something without any text in them.
const MEDIA: [&str; 8] = ["img", "iframe", "video", "audio", "embed", "object", "picture", "svg"];

/// Elements whose text is not for readers.
const HIDDEN: [&str; 2] = ["style", "script"];

/// The ways to write a space or a mark without width.
const SPACES: [&str; 7] = ["nbsp", "#160", "#xa0", "#32", "#x20", "#8203", "zerowidthspace"];

fn shows_nothing(html: &str) -> bool {
    let mut rest = html;
    loop {
        rest = rest.trim_start_matches(is_space);
        if rest.is_empty() {
            return true;
        }
        let after = rest.strip_prefix('<').map_or_else(|| after_space_entity(rest), after_tag);
        match after {
            Some(after) => rest = after,
            None => return false,
        }
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// What follows `&nbsp;` and its like at the start; None if there is something else.
fn after_space_entity(rest: &str) -> Option<&str> {
    let (entity, after) = rest.strip_prefix('&')?.split_once(';')?;
    SPACES.iter().any(|space| entity.eq_ignore_ascii_case(space)).then_some(after)
}

/// What follows a tag or comment whose `<` has been read; None if it shows something or is not a tag.
fn after_tag(rest: &str) -> Option<&str> {
    if let Some(comment) = rest.strip_prefix("!--") {
        return Some(after_comment(comment));
    }
    let is_name = |c: char| c.is_ascii_alphanumeric();
    let name = rest.split(|c| !is_name(c)).next().unwrap_or_default();
    let starts_a_tag = rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
    if !starts_a_tag || MEDIA.iter().any(|media| name.eq_ignore_ascii_case(media)) {
        return None;
    }
    let mut quote = None;
    let mut is_value = false;
    let mut chars = rest.chars();
    for c in chars.by_ref() {
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '>' => {
                let after = chars.as_str();
                let hides = HIDDEN.iter().any(|hidden| name.eq_ignore_ascii_case(hidden));
                return if hides { after_hidden(after, name) } else { Some(after) };
            }
            // Elsewhere a quote is a letter like any other: `<p don't>`.
            None if is_value && (c == '"' || c == '\'') => quote = Some(c),
            Some(_) | None => {}
        }
        is_value = c == '=' || (is_value && c.is_whitespace());
    }
    // It never closes. Behind its name there may be text that somebody wants to read.
    rest.trim_start_matches(['/', '!', '?']).chars().all(is_name).then_some("")
}

/// What follows a comment; nothing where it never closes.
fn after_comment(comment: &str) -> &str {
    if let Some(after) = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
        return after;
    }
    let ends = ["-->", "--!>"].into_iter().filter_map(|end| {
        let (within, after) = comment.split_once(end)?;
        Some((within.len(), after))
    });
    ends.min_by_key(|(length, _)| *length).map_or("", |(_, after)| after)
}

/// What follows the end tag of an element whose text is not shown; None where it has none.
fn after_hidden<'a>(mut rest: &'a str, name: &str) -> Option<&'a str> {
    loop {
        rest = rest.split_once("</")?.1;
        let closes = rest.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name));
        if closes {
            return rest.split_once('>').map(|(_, after)| after);
        }
    }
}

/// What [`Html::sanitize_with`] keeps besides harmless markup. Default: nothing.
#[cfg(feature = "sanitize")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[must_use]
pub struct Allowed {
    iframe_hosts: Vec<String>,
}

#[cfg(feature = "sanitize")]
impl Allowed {
    /// Nothing besides harmless markup.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps embedded pages of these hosts, over HTTPS only.
    ///
    /// The whole host name is compared: `youtube.com` does not include `www.youtube.com`.
    ///
    /// ```
    /// use civic_core::Html;
    /// use civic_core::html::Allowed;
    ///
    /// let allowed = Allowed::new().iframes_from(["www.youtube.com"]);
    /// let other = Html::new(r#"<iframe src="https://evil.example.org/"></iframe>"#);
    /// assert!(!other.sanitize_with(&allowed).contains("evil"));
    /// ```
    pub fn iframes_from<T: Into<String>>(mut self, hosts: impl IntoIterator<Item = T>) -> Self {
        self.iframe_hosts.extend(hosts.into_iter().map(Into::into));
        self
    }

    fn cleaner(&self) -> ammonia::Builder<'static> {
        let mut cleaner = ammonia::Builder::default();
        if !self.iframe_hosts.is_empty() {
            let allowed = self.clone();
            cleaner
                .add_tags(["iframe"])
                .add_tag_attributes(
                    "iframe",
                    ["src", "width", "height", "title", "allowfullscreen"],
                )
                .attribute_filter(move |element, attribute, value| {
                    let is_source = element == "iframe" && attribute == "src";
                    (!is_source || allowed.is_from_allowed_host(value)).then(|| value.into())
                });
        }
        cleaner
    }

    fn is_from_allowed_host(&self, source: &str) -> bool {
        // `//host/path` takes the scheme of the page around it.
        let source = match source.trim().strip_prefix("//") {
            Some(address) => format!("https://{address}"),
            None => source.trim().to_owned(),
        };
        url::Url::parse(&source).is_ok_and(|url| {
            url.scheme() == "https"
                && url.host_str().is_some_and(|host| {
                    self.iframe_hosts.iter().any(|h| h.eq_ignore_ascii_case(host))
                })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_around_nothing_is_blank() {
        for html in [
            "",
            " \n",
            "<p></p>",
            "<p>&nbsp;</p>\u{200b}<br/>",
            "<p title=\"a > b\"> </p>",
            "<!-- <p>Oak</p> -->",
            "<!-- never closed",
            "<!DOCTYPE html><p",
            "&#160;&#XA0;",
            "<style>p { color: red }</style>",
            "<SCRIPT>if (a</b) {}</Script > <p></p>",
            "<!-- a --!><p>",
            "<p title = ' > '></p>",
        ] {
            assert!(Html::new(html).is_blank(), "{html}");
        }
    }

    #[test]
    fn words_and_pictures_are_not_blank() {
        for html in [
            "Oak",
            "<p>Oak</p>",
            "<IMG src=a>",
            "<p><iframe src=x></p>",
            "a < b",
            "< p>",
            "&amp;",
            "&",
            "<p title='>Oak",
            "<p title='>Oak</p>",
            "<p Oak and elm",
            "<p don't>Oak's</p>",
            "<!-->Oak",
            "<!--->Oak",
            "<style></style>Oak",
            "<style>Oak",
        ] {
            assert!(!Html::new(html).is_blank(), "{html}");
        }
    }

    #[test]
    fn debug_shows_a_quoted_string() {
        assert_eq!(format!("{:?}", Html::new("<p>\"\n")), r#"Html("<p>\"\n")"#);
    }

    #[test]
    fn on_the_wire_it_is_a_string() {
        let html: Html = serde_json::from_str("\"<p>\"").unwrap();
        assert_eq!(html, Html::from("<p>"));
        assert_eq!(serde_json::to_string(&html).unwrap(), "\"<p>\"");
    }

    #[cfg(feature = "plain-text")]
    #[test]
    fn text_has_line_feeds_alone_and_no_blanks_around() {
        let text = Html::new("<p>One</p><p>Two<br>Three</p>").to_text();
        assert!(!text.contains('\r'));
        assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["One", "Two", "Three"]);
        assert_eq!(text.trim(), text);
    }

    #[cfg(feature = "sanitize")]
    #[test]
    fn embedded_pages_pass_only_from_named_hosts_over_https() {
        let allowed = Allowed::new().iframes_from(["player.example.org"]);
        let embed = |src: &str| {
            let html = format!("<iframe src=\"{src}\" onload=\"x()\"></iframe>");
            Html::new(html).sanitize_with(&allowed).contains("src")
        };
        assert!(embed("https://player.example.org/1"));
        assert!(embed("//player.example.org/1"));
        for src in [
            "http://player.example.org/1",
            "https://player.example.org.evil.test/1",
            "https://player.example.org@evil.test/1",
            "//evil.test/https://player.example.org",
            "javascript:alert(1)",
            "data:text/html,x",
            "/local",
            "",
        ] {
            assert!(!embed(src), "{src}");
        }
    }

    proptest! {
        #[test]
        fn any_string_can_be_judged(html in "(<[a-z/!]?|>|\"|&nbsp;|--|\\PC){0,30}") {
            let html = Html::new(html);
            let _ = html.is_blank();
            #[cfg(feature = "plain-text")]
            let _ = html.to_text();
        }
    }
}

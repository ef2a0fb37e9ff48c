//! What the text of a body is, whatever its content type says.

/// Whether a body is a web page.
pub(crate) fn looks_like_html(body: &[u8]) -> bool {
    let mut start = body.trim_ascii_start();
    while let Some(comment) = start.strip_prefix(b"<!--") {
        let end = comment.windows(3).position(|end| end == b"-->");
        // One that does not end was cut off; nothing but a page begins like that.
        let Some(after) = end.and_then(|end| comment.get(end + 3..)) else { return true };
        start = after.trim_ascii_start();
    }
    let opens = |tag: &[u8]| start.get(..tag.len()).is_some_and(|s| s.eq_ignore_ascii_case(tag));
    opens(b"<!doctype html") || opens(b"<html") || opens(b"<head")
}

/// A page's title, on one line.
pub(crate) fn title(html: &str) -> Option<String> {
    // ASCII lowering keeps byte positions, so they hold in the original too.
    let lower = html.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let start = open + lower.get(open..)?.find('>')? + 1;
    let end = start + lower.get(start..)?.find("</title")?;
    let title = html.get(start..end)?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(title).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_behind_marks_spaces_and_comments() {
        for page in [
            "<!DOCTYPE html>",
            "\n <HTML lang=en>",
            "<!-- proxy --> <!---->\n<head>",
            "<!-- cut off",
        ] {
            assert!(looks_like_html(page.as_bytes()), "{page}");
        }
        for other in ["", "{\"html\": \"<html>\"}", "<?xml?>", "<!-- x --> {}"] {
            assert!(!looks_like_html(other.as_bytes()), "{other}");
        }
    }
}

//! The message of a server, without the status that the error shows anyway.

use http::StatusCode;

/// The text without the status at its beginning, which the error says anyway: of `400: Bad request, no
/// such order` it is `no such order`. Empty where the text says nothing else.
pub(super) fn without_status(text: &str, status: StatusCode) -> &str {
    let text = text.trim();
    let status_on = behind("Error", behind("HTTP", text));
    let rest = behind(status.as_str(), status_on);
    let rest = status.canonical_reason().map_or(rest, |reason| behind(reason, rest));
    if rest.len() < status_on.len() { rest } else { text }
}

/// What stands behind this word and the marks that follow it; all of a text that begins otherwise.
fn behind<'t>(word: &str, text: &'t str) -> &'t str {
    let is_mark = |it: char| it.is_whitespace() || matches!(it, ':' | ',' | ';' | '.' | '-' | '–');
    match text.split_at_checked(word.len()) {
        Some((start, rest))
            if start.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphanumeric) =>
        {
            rest.trim_start_matches(is_mark)
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_dropped_in_every_form_and_nothing_else() {
        for (text, rest) in [
            ("400: Bad request", ""),
            ("Bad Request.", ""),
            ("HTTP 400 - bad request", ""),
            ("HTTP Error 400", ""),
            (" 400 Bad Request\r\n", ""),
            ("400: Bad request, no such order", "no such order"),
            ("400: Record not found", "Record not found"),
            ("Bad requests are counted", "Bad requests are counted"),
            ("4001 rows", "4001 rows"),
            ("Error in the form", "Error in the form"),
            ("404 Not Found", "404 Not Found"),
            ("é", "é"),
            ("", ""),
        ] {
            assert_eq!(without_status(text, StatusCode::BAD_REQUEST), rest, "{text}");
        }
    }
}

//! The one line of an error: what, where, how often, how long.

use std::fmt::{self, Write};
use std::time::Duration;

use http::StatusCode;

use super::body_text::{looks_like_html, title};
use super::details::{Answer, Details};
use super::excerpt::Excerpt;
use super::kind::{ErrorKind, Sent};
use super::one_line::OneLine;
use super::server_message::without_status;

/// Longest excerpt of a body, in characters.
const EXCERPT: usize = 160;

/// The most that is shown of an address, of what went wrong, and of advice, in characters. All of
/// them may hold what a caller or a server sent.
const ADDRESS: usize = 400;
const MESSAGE: usize = 1500;
const ADVICE: usize = 600;

pub(super) fn line(error: &Details, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let f = &mut OneLine::new(f);
    if let Some(call) = &error.call {
        write!(f, "{} {} ", call.method, Excerpt(&call.url, ADDRESS))?;
    } else {
        f.write_str(subject(error.kind))?;
    }
    reason(error, f)?;
    if let Some(path) = &error.decode_path {
        write!(f, " (at {path})")?;
    }
    if error.attempts > 1 {
        write!(f, " (after {} attempts in {})", error.attempts, Seconds(error.elapsed))?;
    } else if error.attempts == 1 {
        write!(f, " (in {})", Seconds(error.elapsed))?;
    }
    if let Some(wait) = error.retry_after {
        write!(f, "; try again in {}", Seconds(wait))?;
    }
    if let Some(hint) = &error.hint {
        write!(f, "; {}", Excerpt(hint, ADVICE))?;
    }
    match (&error.on_behalf_of, error.sent) {
        (None, Sent::No) => f.write_str("; nothing was sent")?,
        (None, Sent::Maybe) if error.is_write => {
            write!(f, "; the server may have received it: {LOOK_FIRST}")?;
        }
        (None, Sent::Maybe) => f.write_str("; the server may have received it")?,
        (None, Sent::Yes) if error.is_write && may_be_done(error) => {
            write!(f, "; the server received it: {LOOK_FIRST}")?;
        }
        (Some(call), Sent::No) => {
            write!(f, "; {} {} was not sent", call.method, Excerpt(&call.url, ADDRESS))?;
        }
        (Some(call), Sent::Maybe) => {
            let (method, url) = (&call.method, Excerpt(&call.url, ADDRESS));
            write!(f, "; the server may have received {method} {url}")?;
        }
        (_, Sent::Yes) => {}
    }
    Ok(())
}

/// What to do after a write without a clear answer.
const LOOK_FIRST: &str = "look whether it was done before you send it again";

/// Whether a request that arrived may have been done, since no answer refuses it.
fn may_be_done(error: &Details) -> bool {
    let refuses = |status: StatusCode| status.is_client_error() || status.is_redirection();
    error.answer.as_ref().is_none_or(|answer| !refuses(answer.status))
}

/// What went wrong, and nothing else.
pub(super) fn reason(error: &Details, f: &mut impl Write) -> fmt::Result {
    let Some(answer) = &error.answer else {
        return write!(f, "{}", Excerpt(&error.message, MESSAGE));
    };
    write!(f, "answered {}", answer.status)?;
    // The status is the message; the excerpt of the body says why.
    if error.message.is_empty() {
        excerpt(answer, f)
    } else {
        write_message(&error.message, MESSAGE, answer, f)
    }
}

/// Opens a message that has no request to name.
fn subject(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidInput => "invalid input: ",
        ErrorKind::Checkpoint => "checkpoint refused: ",
        ErrorKind::SyncState => "sync state refused: ",
        ErrorKind::Unsupported => "not offered here: ",
        ErrorKind::Cassette => "cassette: ",
        ErrorKind::Decode => "unreadable answer: ",
        ErrorKind::Protocol => "contradictory answer: ",
        ErrorKind::RateLimited => "rate limit: ",
        _ => "",
    }
}

/// A body in a few words: an HTML page by its title, a text by its beginning.
fn excerpt(answer: &Answer, f: &mut impl Write) -> fmt::Result {
    if answer.body.is_empty() {
        return f.write_str(" (empty body)");
    }
    let text = String::from_utf8_lossy(&answer.body);
    if looks_like_html(&answer.body) {
        return match title(&text) {
            Some(title) if !without_status(&title, answer.status).is_empty() => {
                write!(f, " (HTML page \"{}\")", Excerpt(&title, EXCERPT))
            }
            _ => f.write_str(" (HTML page)"),
        };
    }
    write_message(&text, EXCERPT, answer, f)
}

/// What a server says, up to so many characters, unless it is the status once more.
fn write_message(text: &str, length: usize, answer: &Answer, f: &mut impl Write) -> fmt::Result {
    match without_status(text, answer.status) {
        "" => Ok(()),
        text => write!(f, ": {}", Excerpt(text, length)),
    }
}

/// A duration as a person says it: `0.35 s`, `12.4 s`, `180 s`.
struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs_f64();
        let decimals = match seconds {
            s if s < 10.0 => 2,
            s if s < 100.0 => 1,
            _ => 0,
        };
        write!(f, "{seconds:.decimals$} s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use bytes::Bytes;
    use http::{HeaderMap, Method};

    fn answered(status: u16, body: &'static str) -> Error {
        Error::new(ErrorKind::Server, "")
            .at(Method::GET, "https://demo.example.org/api/v2/ideas?page_number=3")
            .answered(StatusCode::from_u16(status).unwrap(), HeaderMap::new(), Bytes::from(body))
            .tried(4, Duration::from_millis(3214))
    }

    #[test]
    fn the_line_says_what_where_how_often_and_how_long() {
        assert_eq!(
            answered(502, "<!DOCTYPE html><html><head><TITLE>Host\n Error</TITLE></head>")
                .to_string(),
            "GET https://demo.example.org/api/v2/ideas?page_number=3 answered 502 Bad Gateway \
             (HTML page \"Host Error\") (after 4 attempts in 3.21 s)"
        );
    }

    #[test]
    fn a_status_that_the_body_repeats_is_told_once() {
        let said = |body| {
            let line = answered(502, body).to_string();
            line.split_once("answered ").unwrap().1.to_owned()
        };
        let line = "502 Bad Gateway (after 4 attempts in 3.21 s)";
        assert_eq!(said("502: Bad gateway"), line);
        assert_eq!(said("Bad Gateway\n"), line);
        let page = "502 Bad Gateway (HTML page) (after 4 attempts in 3.21 s)";
        assert_eq!(said("<html><title>502 Bad Gateway</title>"), page);
        let line = "502 Bad Gateway: upstream is away (after 4 attempts in 3.21 s)";
        assert_eq!(said("502 Bad Gateway: upstream is away"), line);
    }

    #[test]
    fn an_empty_body_is_a_normal_case() {
        assert!(answered(404, "").to_string().contains("404 Not Found (empty body) (after"));
    }

    #[test]
    fn a_long_text_is_cut_and_kept_on_one_line() {
        let text: &'static str = Box::leak(format!("first\r\nsecond {}", "x".repeat(900)).into());
        let line = answered(500, text).to_string();
        assert!(line.contains("first  second"), "{line}");
        assert!(line.contains('…') && line.len() < 400, "{line}");
        assert!(!line.contains('\n'));
    }

    #[test]
    fn every_part_of_the_line_has_an_end() {
        let long = "x".repeat(150_000);
        let url = format!("https://demo.example.org/a?search={long}");
        let line = Error::new(ErrorKind::Server, long.clone())
            .at(Method::GET, url.clone())
            .answered(StatusCode::BAD_GATEWAY, HeaderMap::new(), Bytes::new())
            .with_hint(long.clone())
            .on_behalf_of(Method::POST, &url, Sent::No)
            .to_string();
        assert!(line.len() < 4000, "{}", line.len());
        assert!(line.starts_with("GET https://demo.example.org/a?search=xxx"), "{line}");
        assert!(line.ends_with("x… was not sent"), "{line}");
        assert!(Error::invalid_input(long).to_string().len() < 2000);
    }

    #[test]
    fn a_broken_connection_says_that_the_server_may_have_received_it() {
        let line = Error::new(ErrorKind::Transport, "the connection was reset")
            .at(Method::POST, "https://demo.example.org/api/v2/ideas")
            .tried(1, Duration::from_millis(40))
            .sent(Sent::Maybe)
            .to_string();
        assert_eq!(
            line,
            "POST https://demo.example.org/api/v2/ideas the connection was reset (in 0.04 s); \
             the server may have received it"
        );
    }

    #[test]
    fn a_write_without_a_clear_answer_says_what_to_do() {
        let write = |error: Error, sent| error.of_write(true).sent(sent).to_string();
        let broken = || {
            Error::new(ErrorKind::Transport, "the connection broke within the answer")
                .at(Method::POST, "https://demo.example.org/api/v2/ideas")
        };
        let line = write(broken(), Sent::Yes);
        assert!(
            line.ends_with(
                "; the server received it: look whether it was done before you send it again"
            ),
            "{line}"
        );
        let line = write(broken(), Sent::Maybe);
        assert!(
            line.ends_with(
                "may have received it: look whether it was done before you send it again"
            )
        );
        let line = write(answered(502, ""), Sent::Yes);
        assert!(line.contains("the server received it: look"), "{line}");
        let line = write(answered(422, "Title is too short"), Sent::Yes);
        assert!(!line.contains("look"), "{line}");
        assert!(write(broken(), Sent::No).ends_with("nothing was sent"));
    }

    #[test]
    fn the_hint_stands_behind_the_wait_that_it_speaks_of() {
        let line = Error::new(ErrorKind::RateLimited, "was held back")
            .at(Method::GET, "https://demo.example.org/a")
            .with_retry_after(Duration::from_secs(300))
            .with_hint("that is longer than this client may wait")
            .to_string();
        assert!(
            line.ends_with(
                "was held back; try again in 300 s; that is longer than this client may wait; \
                 nothing was sent"
            ),
            "{line}"
        );
    }

    #[test]
    fn an_error_about_a_token_says_what_became_of_the_request_itself() {
        let error = |sent| {
            answered(404, "")
                .on_behalf_of(Method::POST, "https://demo.example.org/b", sent)
                .to_string()
        };
        let line = error(Sent::No);
        assert!(line.ends_with("; POST https://demo.example.org/b was not sent"), "{line}");
        assert!(!line.contains("nothing was sent"), "{line}");
        let line = error(Sent::Maybe);
        assert!(line.ends_with("may have received POST https://demo.example.org/b"), "{line}");
        assert!(error(Sent::Yes).ends_with("in 3.21 s)"));
    }

    #[test]
    fn a_title_that_never_closes_is_no_title() {
        assert!(answered(502, "<html><title>Bad").to_string().contains("(HTML page)"));
    }
}

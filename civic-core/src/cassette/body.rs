//! The body of an answer on its way into a cassette.

use std::sync::Arc;

use serde_json::Value;

use super::line::PIECE;
use super::tokens::Tokens;
use crate::http::{STRUCK_OUT, Secrets};

/// How many bytes before a short secret say whether it stands by itself.
const BEFORE: usize = 8;

/// A function that strikes data out of a JSON body.
pub(super) type Strike = dyn Fn(&mut Value) + Send + Sync;

/// What is struck out of a body as a whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is a secret.
    Secret,
    /// It may be the answer to a request for a token, or JSON for the hooks.
    Whole,
    /// Secrets that it repeats are struck out as it comes.
    Stream,
}

/// Collects a body and strikes out secrets; what is done with can be taken out in pieces.
pub(super) struct Body {
    kind: Kind,
    secrets: Secrets,
    /// How much is kept back, since a secret may begin in it.
    kept_back: usize,
    raw: Vec<u8>,
    /// How much of it is done with.
    done: usize,
    struck: Vec<u8>,
    /// How many bytes were taken.
    taken: usize,
}

impl Body {
    pub(super) fn new(kind: Kind, secrets: Secrets) -> Self {
        let kept_back = secrets.reach();
        Self { kind, secrets, kept_back, raw: Vec::new(), done: 0, struck: Vec::new(), taken: 0 }
    }

    pub(super) fn push(&mut self, piece: &[u8]) {
        self.raw.extend_from_slice(piece);
        if self.kind == Kind::Stream && self.raw.len() > self.kept_back.saturating_add(PIECE) {
            self.strike_up_to(self.raw.len() - self.kept_back);
        }
    }

    fn strike_up_to(&mut self, end: usize) {
        let part = self.done..end.max(self.done);
        (self.done, _) = self.secrets.strike_part(&self.raw, part, &mut self.struck);
        let forgotten = self.done.saturating_sub(BEFORE);
        self.raw.drain(..forgotten);
        self.done -= forgotten;
    }

    /// Nothing more comes.
    pub(super) fn end(&mut self, tokens: &mut Tokens, strikes: &[Arc<Strike>]) {
        match self.kind {
            Kind::Stream => {}
            Kind::Secret => {
                if !self.raw.is_empty() {
                    let replaced = tokens.replaced(&self.raw);
                    self.raw = replaced.unwrap_or_else(|| STRUCK_OUT.as_bytes().to_vec());
                }
            }
            Kind::Whole => {
                if let Some(replaced) = tokens.found(&self.raw) {
                    self.raw = replaced;
                }
            }
        }
        // The token itself was replaced; what repeats it was not.
        self.secrets.add_all(&tokens.secrets);
        self.strike_up_to(self.raw.len());
        if self.kind == Kind::Whole
            && let Some(other) = struck_by(strikes, &self.struck)
        {
            self.struck = other;
        }
    }

    /// A piece that is done with, where there is a whole one.
    pub(super) fn take_piece(&mut self) -> Option<Vec<u8>> {
        if self.struck.len() <= PIECE {
            return None;
        }
        // Not within a character.
        let is_boundary = |at: &usize| self.struck.get(*at).is_none_or(|byte| byte & 0xc0 != 0x80);
        let at = (PIECE - 3..=PIECE).rev().find(is_boundary).unwrap_or(PIECE);
        let rest = self.struck.split_off(at);
        self.taken += at;
        Some(std::mem::replace(&mut self.struck, rest))
    }

    /// The last piece, and the length of the whole body.
    pub(super) fn take_rest(&mut self) -> (Vec<u8>, usize) {
        let rest = std::mem::take(&mut self.struck);
        self.taken += rest.len();
        (rest, self.taken)
    }
}

/// What the hooks make of a JSON body. `None` if it is not JSON, or stays as it is. Nothing is left of one
/// that is broken, since no hook can say what of it may stay.
pub(super) fn struck_by(strikes: &[Arc<Strike>], body: &[u8]) -> Option<Vec<u8>> {
    if strikes.is_empty() {
        return None;
    }
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        let is_json = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
        return is_json.then(|| STRUCK_OUT.as_bytes().to_vec());
    };
    let mut struck = json.clone();
    for strike in strikes {
        strike(&mut struck);
    }
    (struck != json).then(|| serde_json::to_vec(&struck).ok())?
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    fn secrets() -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add(SecretString::from("s3cr3t&t0k3n"));
        secrets.add(SecretString::from("k3y"));
        secrets
    }

    /// The pieces, and the rest.
    fn written(kind: Kind, body: &[u8], size: usize) -> Vec<Vec<u8>> {
        let mut it = Body::new(kind, secrets());
        let mut pieces = Vec::new();
        for piece in body.chunks(size) {
            it.push(piece);
            pieces.extend(std::iter::from_fn(|| it.take_piece()));
        }
        it.end(&mut Tokens::default(), &[]);
        pieces.extend(std::iter::from_fn(|| it.take_piece()));
        let (rest, length) = it.take_rest();
        assert_eq!(length, pieces.iter().map(Vec::len).sum::<usize>() + rest.len());
        pieces.push(rest);
        pieces
    }

    #[test]
    fn a_secret_across_pieces_is_struck_out() {
        let body = "x".repeat(PIECE - 10)
            + "s3cr3t&t0k3n, S3CR3T%26t0k3n, ak3y k3y "
            + &"\u{e9}".repeat(PIECE)
            + "s3cr3t\\u0026t0k3n";
        let wanted =
            "x".repeat(PIECE - 10) + "***, ***, ak3y *** " + &"\u{e9}".repeat(PIECE) + "***";
        for size in [1, 7, 1000, PIECE, body.len()] {
            let pieces = written(Kind::Stream, body.as_bytes(), size);
            assert!(pieces.len() > 2 && pieces.iter().all(|it| str::from_utf8(it).is_ok()));
            assert_eq!(String::from_utf8(pieces.concat()).unwrap(), wanted, "{size}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_stay_as_they_are() {
        let body: Vec<u8> =
            (0..3 * PIECE).map(|at| u8::try_from(at % 251).unwrap() | 0x80).collect();
        assert_eq!(written(Kind::Stream, &body, 5000).concat(), body);
    }

    #[test]
    fn a_secret_that_is_no_json_leaves_nothing() {
        assert_eq!(written(Kind::Secret, b"opaque-token-of-the-server", 5).concat(), b"***");
        assert_eq!(written(Kind::Secret, b"", 5).concat(), b"");
    }

    #[test]
    fn hooks_leave_what_they_do_not_touch_as_it_is_written() {
        let strike: Arc<Strike> = Arc::new(|json| {
            if let Some(name) = json.get_mut("name") {
                *name = "***".into();
            }
        });
        let strikes = [strike];
        assert_eq!(struck_by(&strikes, br#"{"b": 1, "a": 2}"#), None);
        assert_eq!(struck_by(&strikes, b"name"), None);
        assert_eq!(struck_by(&strikes, br#" {"name": "Ad"#).unwrap(), b"***");
        let struck = struck_by(&strikes, br#"{"name": "Ada"}"#).unwrap();
        assert_eq!(struck, br#"{"name":"***"}"#);
    }
}

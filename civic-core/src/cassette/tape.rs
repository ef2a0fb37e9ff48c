//! What all requests of a recording share.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;
use url::Url;

use super::line::{Data, Line, Recorded, VERSION};
use super::sink::Sink;
use super::tokens::Tokens;
use crate::http::transport::TransportError;
use crate::http::{STRUCK_OUT, Secrets, redirect_target};
use crate::{ErrorKind, Sent};

/// How many targets of redirects are remembered.
const REDIRECTS: usize = 64;

/// The file, and what of earlier requests counts for later ones.
pub(super) struct Tape {
    sink: Sink,
    pub(super) tokens: Tokens,
    /// Where redirects led with a query, which may be a secret.
    redirects: VecDeque<Url>,
    begun: u64,
    written: u64,
    failed: Option<String>,
}

pub(super) fn locked(tape: &Mutex<Tape>) -> MutexGuard<'_, Tape> {
    tape.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tape {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut sink = Sink::create(path)?;
        sink.write(&Line::Cassette {
            version: VERSION,
            made_by: concat!("civic-core/", env!("CARGO_PKG_VERSION")).into(),
            recorded: Timestamp::now(),
        })?;
        Ok(Self {
            sink,
            tokens: Tokens::default(),
            redirects: VecDeque::new(),
            begun: 0,
            written: 0,
            failed: None,
        })
    }

    pub(super) fn path(&self) -> &Path {
        self.sink.path()
    }

    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Whether all could be written.
    pub(super) fn check(&self) -> Result<(), TransportError> {
        match &self.failed {
            None => Ok(()),
            Some(why) => {
                let message = format!("{} cannot be written: {why}", self.path().display());
                Err(TransportError::new(ErrorKind::Cassette, Sent::Maybe, message))
            }
        }
    }

    /// The number of a request that begins.
    pub(super) fn begin(&mut self) -> u64 {
        self.begun += 1;
        self.begun
    }

    pub(super) fn write_piece(&mut self, of: u64, piece: &[u8]) -> Result<(), TransportError> {
        self.write(&Line::Piece { of, bytes: Data::of(piece) })
    }

    pub(super) fn write_request(&mut self, request: Recorded) -> Result<(), TransportError> {
        self.write(&Line::Request(Box::new(request)))?;
        self.written += 1;
        Ok(())
    }

    fn write(&mut self, line: &Line<'_>) -> Result<(), TransportError> {
        self.check()?;
        if let Err(error) = self.sink.write(line) {
            self.failed = Some(error.to_string());
        }
        self.check()
    }

    /// A URL as it is written: of one that a redirect led to, without the query that was struck out there.
    pub(super) fn shown(&self, url: &str, shown: &str) -> String {
        let Ok(url) = Url::parse(url) else { return shown.to_owned() };
        if !self.redirects.contains(&url) {
            return shown.to_owned();
        }
        let place = shown.split('?').next().unwrap_or_default();
        format!("{place}?{STRUCK_OUT}")
    }

    /// The headers of an answer as they are written.
    pub(super) fn headers(
        &mut self,
        headers: &HeaderMap,
        secrets: &Secrets,
        url: &str,
    ) -> Vec<(String, String)> {
        let mut headers = headers.clone();
        let base = Url::parse(url).ok();
        let target = redirect_target(&headers);
        let target = target.and_then(|target| base.as_ref()?.join(&target).ok());
        if let Some(mut target) = target.filter(|target| target.query().is_some()) {
            target.set_fragment(None);
            self.redirects.push_back(target);
            if self.redirects.len() > REDIRECTS {
                self.redirects.pop_front();
            }
        }
        let bearer = headers.remove(header::AUTHORIZATION);
        let bearer = bearer.as_ref().and_then(|value| value.to_str().ok()?.split_once(' '));
        let bearer = bearer.map(|(scheme, token)| (scheme, self.tokens.stand_in(token.trim())));
        let mut all = secrets.clone();
        all.add_all(&self.tokens.secrets);
        all.scrub_headers(&mut headers, base.as_ref());
        if let Some((scheme, stand_in)) = bearer
            && let Ok(value) = HeaderValue::from_str(&format!("{scheme} {stand_in}"))
        {
            headers.insert(header::AUTHORIZATION, value);
        }
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
    }
}

#[cfg(test)]
impl Tape {
    pub(super) fn write_to(&mut self, file: std::fs::File) {
        self.sink.write_to(file);
    }
}

//! What stands in a line of a cassette.

use std::borrow::Cow;
use std::num::NonZeroU16;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::http::ListPage;
use crate::http::transport::TransportError;
use crate::{ErrorKind, Sent};

/// The form of the lines. A reader refuses a newer one.
pub(super) const VERSION: u64 = 1;

/// A body longer than this is written in several lines, in bytes.
pub(super) const PIECE: usize = 64 * 1024;

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
pub(super) enum Line<'a> {
    /// The first.
    Cassette { version: u64, made_by: Cow<'a, str>, recorded: Timestamp },
    /// A part of the body of an answer, whose own line follows.
    Piece {
        of: u64,
        #[serde(flatten)]
        bytes: Data,
    },
    /// A request, and what became of it.
    Request(Box<Recorded>),
}

/// A request, and what became of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Recorded {
    /// Requests are counted from 1 as they are sent.
    pub(super) number: u64,
    /// When it was sent.
    pub(super) at: Timestamp,
    pub(super) method: String,
    /// Without secrets.
    pub(super) url: String,
    /// The page of a list that it was for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) page: Option<Page>,
    /// Of the body without secrets, before anything else was struck. Empty if the request has no body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) body_hash: String,
    /// A short one; of a longer one there is the hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<Data>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) answer: Option<Head>,
    pub(super) end: End,
    /// How long after it was sent that was, in microseconds.
    pub(super) end_us: u64,
}

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Page {
    /// The pages of a list are counted from 1, in the order in which it planned them.
    pub(super) number: u64,
    /// How many of them it fetched at a time, at most.
    pub(super) at_a_time: NonZeroU16,
}

/// The answer, with the last part of its body.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) version: String,
    pub(super) headers: Vec<(String, String)>,
    /// How long after the request was sent it came, in microseconds.
    pub(super) after_us: u64,
    #[serde(default, flatten)]
    pub(super) body: Data,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    /// The answer was read to its end.
    Whole,
    /// The reader had enough: of a refusal the pipeline reads the beginning.
    Unread,
    /// The transport failed.
    Failed { how: How, message: String },
    /// The pipeline gave it up.
    TimedOut { message: String },
    /// The caller dropped it, which says nothing about the server.
    Dropped,
}

/// How a transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum How {
    Connect,
    Broken,
    Invalid,
}

impl Page {
    pub(super) fn of(page: &ListPage) -> Option<Self> {
        let at_a_time = u16::try_from(page.at_a_time.get()).unwrap_or(u16::MAX);
        Some(Self { number: page.number, at_a_time: NonZeroU16::new(at_a_time)? })
    }
}

impl End {
    pub(super) fn failed(error: &TransportError, message: String) -> Self {
        let how = match error.kind() {
            ErrorKind::Connect => How::Connect,
            ErrorKind::InvalidInput => How::Invalid,
            _ => How::Broken,
        };
        Self::Failed { how, message }
    }

    /// The error, if it was one. `None` for an answer.
    pub(super) fn to_error(&self) -> Option<TransportError> {
        match self {
            Self::Failed { how: How::Connect, message } => Some(TransportError::connect(message)),
            Self::Failed { how: How::Broken, message } => Some(TransportError::broken(message)),
            Self::Failed { how: How::Invalid, message } => Some(TransportError::invalid(message)),
            Self::TimedOut { message } => {
                Some(TransportError::new(ErrorKind::Timeout, Sent::Maybe, message))
            }
            Self::Whole | Self::Unread | Self::Dropped => None,
        }
    }
}

/// Bytes: as text where they are text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Data {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    base64: String,
}

impl Data {
    pub(super) fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self { text: text.to_owned(), base64: String::new() },
            Err(_) => Self { text: String::new(), base64: BASE64_STANDARD.encode(bytes) },
        }
    }

    pub(super) fn into_bytes(self) -> Option<Bytes> {
        if self.base64.is_empty() {
            return Some(self.text.into());
        }
        BASE64_STANDARD.decode(self.base64).ok().map(Bytes::from)
    }
}

impl Head {
    pub(super) fn of(version: Version, status: u16) -> Self {
        let version = format!("{version:?}");
        Self { status, version, headers: Vec::new(), after_us: 0, body: Data::default() }
    }

    /// The head as the pipeline gets it. `None` where it is not one.
    pub(super) fn response(&self) -> Option<http::Response<()>> {
        let mut answer = http::Response::new(());
        *answer.status_mut() = http::StatusCode::from_u16(self.status).ok()?;
        *answer.version_mut() = match self.version.as_str() {
            "HTTP/0.9" => Version::HTTP_09,
            "HTTP/1.0" => Version::HTTP_10,
            "HTTP/1.1" => Version::HTTP_11,
            "HTTP/2.0" => Version::HTTP_2,
            "HTTP/3.0" => Version::HTTP_3,
            _ => return None,
        };
        let mut headers = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
        }
        *answer.headers_mut() = headers;
        Some(answer)
    }
}

//! Reading a record only if it has changed.

use std::fmt;

use civic_core::Error;
use civic_core::http::Response;
use civic_core::http::platform::Sending;
use civic_core::http::types::StatusCode;
use http::header;
use serde::{Deserialize, Serialize};

use super::get::Get;
use super::resource::Resource;

/// The state of a record, as the server marked it in the header `ETag`. Keep it beside the record, and ask
/// with it by [`Get::if_changed_since`].
///
/// It belongs to one record, one API client, one actor and one choice of locales. Servers do not see the last of
/// these for a questionnaire: asked for in another locale, it is unchanged to them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ETag(String);

impl ETag {
    /// As the server wrote it: `W/"5d8c72a5edda8d6a"`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of(response: &Response) -> Option<Self> {
        let tag = response.headers().get(header::ETAG)?.to_str().ok()?.trim();
        (!tag.is_empty()).then(|| Self(tag.to_owned()))
    }
}

/// As it was kept.
impl From<&str> for ETag {
    fn from(tag: &str) -> Self {
        Self(tag.trim().to_owned())
    }
}

/// As it was kept.
impl From<String> for ETag {
    fn from(tag: String) -> Self {
        Self::from(tag.as_str())
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A record, unless it is as it was.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum IfChanged<T> {
    /// The server answered 304: it takes the record for the same.
    Unchanged,
    /// The record as it is now.
    Changed {
        /// The record.
        record: T,
        /// What to ask with next time. `None` where the server marks no states: then each read brings the
        /// record.
        etag: Option<ETag>,
    },
}

impl<T> IfChanged<T> {
    /// The record, if it was sent.
    ///
    /// ```no_run
    /// # use decidim_client::rest::conditional::ETag;
    /// # async fn example(site: decidim_client::rest::Client, kept: ETag) -> Result<(), decidim_client::Error> {
    /// if let Some(proposal) = site.proposals().get(5499).if_changed_since(&kept).await?.record() {
    ///     println!("{:?}", proposal.attributes.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn record(self) -> Option<T> {
        match self {
            Self::Unchanged => None,
            Self::Changed { record, .. } => Some(record),
        }
    }
}

impl<T: Resource> Get<T> {
    /// Reads the record only if it has changed since the read that brought this tag; `None` reads it in any
    /// case, and brings its first tag.
    ///
    /// **What counts as a change.** Up to 0.2 the tag is a hash of the answer; that of a blog post has links to
    /// other posts drawn by chance, so that it always seems to have changed. Since 0.3 it is one of the
    /// moment at which the record was last updated, in whole seconds; of a proposal, of the latest of its
    /// own, its component's and its votes'. So these are *not* seen as changes: a second update within the
    /// same second, what changes without that moment (relationships, counts, links, the questions of a
    /// questionnaire), and a vote that was taken back while there are newer ones. Of attachments and
    /// webhooks the tag is still a hash of the answer. The unreleased main branch does not round the moment.
    ///
    /// **What it costs.** An answer 304 counts against the rate limit like any other: sites count requests
    /// by address before they look at them (`rack-attack`), and this client does, too. It saves the
    /// transfer, not the request.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::rest::conditional::{ETag, IfChanged};
    ///
    /// let mut kept: Option<ETag> = None;
    /// for _ in 0..2 {
    ///     match site.proposals().get(5499).if_changed_since(kept.as_ref()).await? {
    ///         IfChanged::Changed { record, etag } => {
    ///             println!("{:?}", record.state());
    ///             kept = etag;
    ///         }
    ///         _ => println!("as before"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As those of the read itself, and [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for a tag that
    /// no header can hold.
    #[doc(alias("etag", "if_none_match", "conditional", "304"))]
    pub fn if_changed_since<'e>(self, etag: impl Into<Option<&'e ETag>>) -> GetIfChanged<T> {
        let etag = etag.into();
        let get = match etag {
            Some(etag) => self.with(|request| request.header(header::IF_NONE_MATCH, etag.as_str())),
            None => self,
        };
        GetIfChanged { get, is_conditional: etag.is_some(), sending: Sending::default() }
    }
}

/// A read of one record if it has changed, sent when it is awaited: see [`Get::if_changed_since`].
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct GetIfChanged<T> {
    get: Get<T>,
    is_conditional: bool,
    sending: Sending<IfChanged<T>>,
}

impl<T: Resource> GetIfChanged<T> {
    async fn answer(self) -> Result<IfChanged<T>, Error> {
        let is_conditional = self.is_conditional;
        match self.get.with_response().await {
            Ok((record, response)) => Ok(IfChanged::Changed { record, etag: ETag::of(&response) }),
            Err(error) if is_conditional && error.status() == Some(StatusCode::NOT_MODIFIED) => {
                Ok(IfChanged::Unchanged)
            }
            Err(error) => Err(error),
        }
    }
}

civic_core::sent_when_polled!(GetIfChanged<T> [Resource] => IfChanged<T>, |get| get.answer());

//! What may go wrong with one request.

use std::time::Duration;

use civic_sandbox::{Fault, Malformation, RetryAfterForm};
use fastrand::Rng;

/// Something that strikes a request at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trouble {
    Reset,
    NoAnswer,
    Truncated,
    Stalled,
    ResetWithinBody,
    SlowBody,
    SlowHead,
    RateLimited,
    RateLimitedForSeconds,
    RateLimitedUntilDate,
    ServerError,
    HtmlError,
    EmptyError,
    HtmlPage,
    /// Half of the JSON, as if that were all.
    BrokenJson,
    WrongEnvelope,
    BadRow,
    /// This one token is refused although it is good.
    TokenRefused,
    /// All tokens are worth nothing from now on.
    TokensRevoked,
    /// Connections are refused for a while, and the tokens are forgotten.
    Restart,
}

impl Trouble {
    pub(crate) const ALL: [Self; 20] = [
        Self::Reset,
        Self::NoAnswer,
        Self::Truncated,
        Self::Stalled,
        Self::ResetWithinBody,
        Self::SlowBody,
        Self::SlowHead,
        Self::RateLimited,
        Self::RateLimitedForSeconds,
        Self::RateLimitedUntilDate,
        Self::ServerError,
        Self::HtmlError,
        Self::EmptyError,
        Self::HtmlPage,
        Self::BrokenJson,
        Self::WrongEnvelope,
        Self::BadRow,
        Self::TokenRefused,
        Self::TokensRevoked,
        Self::Restart,
    ];

    /// The sandbox's own word for it, where it has one. `typed`: see [`Target::TYPED`].
    ///
    /// [`Target::TYPED`]: super::target::Target::TYPED
    pub(crate) fn fault(self, rng: &mut Rng, typed: bool) -> Option<Fault> {
        let retry_after = |form| Fault::RateLimit { retry_after: Some(form) };
        Some(match self {
            Self::Reset => Fault::Reset,
            Self::NoAnswer => Fault::NoAnswer,
            Self::Truncated => Fault::Truncate,
            Self::Stalled => Fault::Stall,
            Self::ResetWithinBody => Fault::ResetBody,
            // Eight pieces: from a slow answer to one that no attempt waits for.
            Self::SlowBody => Fault::Drip(Duration::from_millis(rng.u64(10..6_000))),
            Self::SlowHead => Fault::SlowHead(Duration::from_millis(rng.u64(10..45_000))),
            Self::RateLimited => Fault::RateLimit { retry_after: None },
            Self::RateLimitedForSeconds => retry_after(RetryAfterForm::Seconds(rng.u64(0..300))),
            Self::RateLimitedUntilDate => retry_after(RetryAfterForm::Date(rng.i64(-30..300))),
            Self::ServerError => Fault::Status(*rng.choice(&[500, 502, 503, 504])?),
            Self::HtmlError => Fault::HtmlError(*rng.choice(&[502, 503, 504, 520])?),
            Self::EmptyError => Fault::EmptyError(*rng.choice(&[500, 503, 408])?),
            Self::HtmlPage => Fault::HtmlOk,
            Self::WrongEnvelope => Fault::WrongEnvelope,
            Self::BadRow => {
                let hows = [Malformation::MissingId, Malformation::Null, Malformation::WrongType];
                let hows = hows.get(..if typed { 3 } else { 2 })?;
                Fault::MalformedRow { index: rng.usize(0..6), how: *rng.choice(hows)? }
            }
            Self::TokenRefused => Fault::Unauthorized,
            Self::BrokenJson | Self::TokensRevoked | Self::Restart => return None,
        })
    }

    /// Whether it befalls the answer on its way back, so that it may find nothing to spoil.
    pub(crate) fn only_spoils(self) -> bool {
        matches!(
            self,
            Self::Truncated
                | Self::Stalled
                | Self::ResetWithinBody
                | Self::SlowBody
                | Self::SlowHead
                | Self::BrokenJson
                | Self::WrongEnvelope
                | Self::BadRow
        )
    }

    /// Whether the platform may have carried the request out although its answer does not come.
    pub(crate) fn may_come_after_work(self) -> bool {
        matches!(
            self,
            Self::Reset
                | Self::NoAnswer
                | Self::ServerError
                | Self::HtmlError
                | Self::EmptyError
                | Self::HtmlPage
        )
    }
}

//! Every public type can be sent to another task and moved, and is shared and shown where that has
//! a meaning. Checked when this is compiled; `public_api.rs` sees to it that no type is left out.
#![allow(missing_docs, reason = "tests")]

use std::fmt::Debug;

use static_assertions::assert_impl_all;

macro_rules! pinned {
    ($($kind:ty),+ $(,)?) => { $(assert_impl_all!($kind: Send, Sync, Unpin, Debug);)+ };
}

pinned!(
    civic_core::DateOrDatetime,
    civic_core::DateRange,
    civic_core::Error,
    civic_core::ErrorKind,
    civic_core::Sent,
    civic_core::GeoJson,
    civic_core::GeoPoint,
    civic_core::WktPoint,
    civic_core::Html,
    civic_core::html::Allowed,
    civic_core::Choice<'static>,
    civic_core::Matched,
    civic_core::Multiloc,
    civic_core::Preference,
    civic_core::Text,
    civic_core::json::Misfit,
    civic_core::auth::IssuedToken,
    civic_core::auth::Token,
    civic_core::auth::TokenCache,
    civic_core::clock::SystemClock,
    civic_core::http::Address,
    civic_core::http::CallOptions,
    civic_core::http::ExponentialBackoff,
    civic_core::http::HttpClient,
    civic_core::http::HttpConfig,
    civic_core::http::Next,
    civic_core::http::RateLimit,
    civic_core::http::RateRule,
    civic_core::http::Request,
    civic_core::http::RequestStats,
    civic_core::http::ReqwestTransport,
    civic_core::http::Response,
    civic_core::http::RetryPolicy,
    civic_core::http::Timeouts,
    civic_core::http::TransportError,
    civic_core::paging::ByCursor<()>,
    civic_core::paging::Checkpoint,
    civic_core::paging::Condition,
    civic_core::paging::CursorPage<()>,
    civic_core::paging::Gap,
    civic_core::paging::Incomplete<()>,
    civic_core::paging::Key,
    civic_core::paging::Lacking,
    civic_core::paging::MalformedRow,
    civic_core::paging::Monitor,
    civic_core::paging::Named<()>,
    civic_core::paging::Next<()>,
    civic_core::paging::NumberedPage<()>,
    civic_core::paging::Page<(), ()>,
    civic_core::paging::PageOf<()>,
    civic_core::paging::PageRow<()>,
    civic_core::paging::Position,
    civic_core::paging::Proof,
    civic_core::paging::RawRow,
    civic_core::paging::Report,
    civic_core::paging::RowPolicy,
    civic_core::paging::Screen,
    civic_core::paging::Translated<()>,
    civic_core::paging::Verdict,
    civic_core::testing::FakeTransport,
    civic_core::testing::Stuck,
    civic_core::testing::VirtualClock,
);

// What is read piece by piece is read by one task at a time.
assert_impl_all!(civic_core::http::Download: Send, Unpin, Debug);
assert_impl_all!(civic_core::paging::Pages<()>: Send, Unpin, Debug);
assert_impl_all!(civic_core::paging::Translations<()>: Send, Unpin, Debug);
assert_impl_all!(civic_core::paging::Walk<()>: Send, Unpin, Debug);
assert_impl_all!(civic_core::testing::FakeBody: Send, Unpin);

// Around a formatter, which stays where it is.
assert_impl_all!(civic_core::error::OneLine<'static, 'static>: Unpin);

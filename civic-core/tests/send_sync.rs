//! Every public type can be sent to another task and moved, and is shared and shown where that has
//! a meaning. Checked when this is compiled; `public_api.rs` sees to it that no type is left out.

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
    civic_core::geo::GeoJson,
    civic_core::geo::GeoPoint,
    civic_core::geo::WktPoint,
    civic_core::Html,
    civic_core::html::Allowed,
    civic_core::multiloc::Choice<'static>,
    civic_core::multiloc::Matched,
    civic_core::Multiloc,
    civic_core::Preference,
    civic_core::multiloc::Text,
    civic_core::json::Misfit,
    civic_core::cassette::Recorder,
    civic_core::cassette::Replay,
    civic_core::auth::IssuedToken,
    civic_core::auth::Token,
    civic_core::auth::TokenCache,
    civic_core::clock::SystemClock,
    civic_core::clock::Waiting,
    civic_core::http::platform::Address,
    civic_core::http::Call<()>,
    civic_core::http::CallOptions,
    civic_core::http::ExponentialBackoff,
    civic_core::http::platform::HttpClient,
    civic_core::http::HttpConfig,
    civic_core::http::Next,
    civic_core::http::RateLimit,
    civic_core::http::platform::RateRule,
    civic_core::http::Request,
    civic_core::http::platform::RequestStats,
    civic_core::http::transport::ReqwestTransport,
    civic_core::http::Response,
    civic_core::http::platform::Multipart,
    civic_core::http::transport::UploadProgress,
    civic_core::http::RetryPolicy,
    civic_core::http::platform::Sending<()>,
    civic_core::http::Timeouts,
    civic_core::http::transport::TransportError,
    civic_core::list::Checkpoint,
    civic_core::list::Condition,
    civic_core::list::Level,
    civic_core::list::Gap,
    civic_core::list::Incomplete<()>,
    civic_core::list::source::Gaps,
    civic_core::list::source::Key,
    civic_core::list::source::Omitted,
    civic_core::list::MalformedRow,
    civic_core::list::Monitor,
    civic_core::list::source::Named<()>,
    civic_core::list::source::Next<()>,
    civic_core::list::source::NumberedPage<()>,
    civic_core::list::source::Page<(), ()>,
    civic_core::list::PageOf<()>,
    civic_core::list::source::PageRow<()>,
    civic_core::list::source::Position,
    civic_core::list::source::Proof,
    civic_core::list::source::RawRow,
    civic_core::list::Report,
    civic_core::list::query::Filter<()>,
    civic_core::list::query::Query<()>,
    civic_core::list::source::RowFilter,
    civic_core::list::translations::Translated<()>,
    civic_core::list::Completeness,
    civic_core::sync::Change<()>,
    civic_core::sync::Evidence,
    civic_core::sync::Key,
    civic_core::sync::Mode,
    civic_core::sync::Report,
    civic_core::sync::State,
    civic_core::sync::Why,
    civic_core::sync::source::Deleted,
    civic_core::sync::source::Origin,
    civic_core::sync::store::JsonFile,
    civic_core::sync::store::JsonFileError,
    civic_core::sync::store::Memory<()>,
    civic_core::sync::store::SyncError<std::io::Error>,
    civic_core::testing::FakeTransport,
    civic_core::testing::Stuck,
    civic_core::testing::VirtualClock,
);

#[cfg(feature = "blocking")]
assert_impl_all!(civic_core::blocking::Iter<()>: Send, Sync, Unpin, Debug);

// What is read piece by piece is read by one task at a time.
assert_impl_all!(civic_core::http::Download: Send, Unpin, Debug);
assert_impl_all!(civic_core::list::Pages<()>: Send, Unpin, Debug);
assert_impl_all!(civic_core::list::translations::Translations<()>: Send, Unpin, Debug);
assert_impl_all!(civic_core::list::Paginator<()>: Send, Unpin, Debug);
assert_impl_all!(civic_core::testing::FakeBody: Send, Unpin);
assert_impl_all!(civic_core::sync::SyncRun<()>: Send, Unpin, Debug);
assert_impl_all!(civic_core::sync::source::AllRows<()>: Send, Unpin, Debug);
assert_impl_all!(civic_core::sync::source::Changed<()>: Send, Unpin, Debug);
assert_impl_all!(civic_core::sync::source::Scan<()>: Send, Unpin, Debug);

// Around a formatter, which stays where it is.
assert_impl_all!(civic_core::error::OneLine<'static, 'static>: Unpin);

//! How many requests a platform allows.

use std::time::Duration;

/// Requests that a platform allows in a window of time. Windows are aligned to the epoch: with
/// 180 s, one begins whenever the Unix time is a multiple of 180.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RateRule {
    /// Requests per window.
    pub limit: u32,
    /// The window's length, in whole seconds.
    pub window: Duration,
    /// The class of requests it counts; `None` for every request.
    pub class: Option<&'static str>,
}

impl RateRule {
    /// A rule for every request.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::platform::RateRule;
    ///
    /// let rule = RateRule::new(1000, Duration::from_secs(180));
    /// assert_eq!(rule.class, None);
    /// ```
    pub const fn new(limit: u32, window: Duration) -> Self {
        Self { limit, window, class: None }
    }

    /// A rule for the requests of one class, which the general rules count too.
    ///
    /// ```
    /// use std::time::Duration;
    /// use civic_core::http::platform::RateRule;
    ///
    /// let searches = RateRule::for_class("search", 15, Duration::from_secs(20));
    /// assert_eq!(searches.class, Some("search"));
    /// ```
    pub const fn for_class(class: &'static str, limit: u32, window: Duration) -> Self {
        Self { limit, window, class: Some(class) }
    }

    pub(super) fn covers(&self, class: Option<&str>) -> bool {
        self.class.is_none() || self.class == class
    }

    /// The window's length, which is never nothing.
    pub(super) fn length(&self) -> Duration {
        self.window.max(Duration::from_millis(1))
    }

    /// How long the window still lasts that `now` lies in.
    pub(super) fn rest_of_window(&self, now_ms: i64) -> Duration {
        let window = as_ms(self.length());
        Duration::from_millis(u64::try_from(window - now_ms.rem_euclid(window)).unwrap_or(0))
    }

    /// The share of the limit that this client uses.
    pub(super) fn allowed(&self) -> u32 {
        u32::try_from(u64::from(self.limit) * 9 / 10).unwrap_or(self.limit).max(1)
    }
}

pub(super) fn as_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

//! `Retry-After` in both its forms, and the server's own clock.
//!
//! How long is waited is decided in `retry_loop/refusal.rs` and, for all callers, in `rate_limit.rs`; how long at
//! most, in `retry_loop/pause.rs`.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, header};
use jiff::Timestamp;

/// The longest wait that is told apart from a longer one: a year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// The server's time by its `Date` header.
pub(crate) fn server_time(headers: &HeaderMap) -> Option<Timestamp> {
    timestamp(headers, &header::DATE)
}

/// The same, but of an answer that no cache kept: what a cache kept has the time at which it was kept.
pub(crate) fn uncached_time(headers: &HeaderMap) -> Option<Timestamp> {
    server_time(headers).filter(|_| !headers.contains_key(header::AGE))
}

/// How long `Retry-After` asks to wait. A date is measured against the server's own clock where
/// the answer shows it, else against `now`. RFC 9110 (10.2.3) knows whole seconds only; some
/// servers send decimals, which are rounded up.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Some(seconds) = seconds(text) {
        return Some(Duration::from_secs(seconds).min(LONGEST));
    }
    let until = timestamp(headers, &header::RETRY_AFTER)?;
    let from = server_time(headers).unwrap_or(now);
    Some(Duration::try_from(until.duration_since(from)).unwrap_or_default().min(LONGEST))
}

/// `120`, or `1.5`, which is 2.
fn seconds(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(decimals) {
        return None;
    }
    let more = decimals.bytes().any(|digit| digit != b'0');
    Some(whole.parse().unwrap_or(u64::MAX).saturating_add(u64::from(more)))
}

fn timestamp(headers: &HeaderMap, name: &HeaderName) -> Option<Timestamp> {
    let date: SystemTime = httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok()?;
    Timestamp::try_from(date).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn wait(retry_after_value: &'static str, date: Option<&'static str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(retry_after_value));
        if let Some(date) = date {
            headers.insert(header::DATE, HeaderValue::from_static(date));
        }
        retry_after(&headers, "2026-01-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn seconds_are_read() {
        assert_eq!(wait("120", None), Some(Duration::from_secs(120)));
    }

    #[test]
    fn decimals_are_rounded_up() {
        for (text, seconds) in [("1.5", 2), ("0.1", 1), ("2.0", 2), ("0.0", 0), ("7.001", 8)] {
            assert_eq!(wait(text, None), Some(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(wait("99999999999999999999.9", None), Some(LONGEST));
    }

    #[test]
    fn a_date_is_measured_by_the_servers_clock() {
        let until = "Sun, 01 Mar 2026 12:01:30 GMT";
        let date = "Sun, 01 Mar 2026 12:00:00 GMT";
        assert_eq!(wait(until, Some(date)), Some(Duration::from_secs(90)));
    }

    #[test]
    fn a_date_without_a_server_clock_is_measured_by_ours() {
        assert_eq!(wait("Thu, 01 Jan 2026 00:00:07 GMT", None), Some(Duration::from_secs(7)));
    }

    #[test]
    fn a_date_that_has_passed_means_now() {
        assert_eq!(wait("Thu, 01 Jan 2015 00:00:00 GMT", None), Some(Duration::ZERO));
    }

    #[test]
    fn an_absurd_wait_is_a_year() {
        for text in ["18446744073709551615", "99999999999999999999999", "31536001"] {
            assert_eq!(wait(text, None), Some(LONGEST), "{text}");
        }
        assert_eq!(wait("Fri, 01 Jan 9999 00:00:00 GMT", None), Some(LONGEST));
    }

    #[test]
    fn nonsense_is_no_answer() {
        for text in ["soon", "-3", "", ".", "1.", ".5", "1.5.2", "1,5", "1e3", "3 s"] {
            assert_eq!(wait(text, None), None, "{text:?}");
        }
    }
}

//! Faults on request: what goes wrong, and for which requests.

mod apply;
mod page_parameters;

pub use page_parameters::PageParameters;

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};

/// Something that goes wrong on the way of one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The head comes this much later. Adds to whatever other rule applies to the same request.
    Latency(Duration),
    /// The head comes this much later, and no later rule applies.
    SlowHead(Duration),
    /// The answer never comes.
    NoAnswer,
    /// The connection is reset before any answer.
    Reset,
    /// The body is cut in the middle although `Content-Length` promised all of it.
    Truncate,
    /// Half the body, then never another byte.
    Stall,
    /// Half the body, then a connection reset.
    ResetBody,
    /// The body comes in eight pieces with this pause before each.
    Drip(Duration),
    /// This status with the framework's JSON error body.
    Status(u16),
    /// This status with an HTML page, as a proxy in front of the platform makes it.
    HtmlError(u16),
    /// This status with an empty body.
    EmptyError(u16),
    /// A 429 as the platform words it, `text/plain`; by default without `Retry-After`.
    RateLimit {
        /// The `Retry-After` header to add.
        retry_after: Option<RetryAfterForm>,
    },
    /// The list of this page is empty while `meta` says the same as ever.
    EmptyPage,
    /// The list is empty, and `meta` agrees: there is no page. Where `meta` counts no pages, as
    /// [`EmptyPage`](Self::EmptyPage).
    EmptyList,
    /// One row of an otherwise fine page is broken.
    MalformedRow {
        /// Position of the row on its page, from 0. Past the end: no effect.
        index: usize,
        /// How it is broken.
        how: Malformation,
    },
    /// An HTML page with status 200 (a login page, a maintenance page).
    HtmlOk,
    /// An empty body with status 200.
    EmptyOk,
    /// Half the body as if it were all of it: the length is that of the half.
    BrokenJson,
    /// This status with an empty body and a `Retry-After`.
    ComeBack {
        /// The status.
        status: u16,
        /// The header.
        retry_after: RetryAfterForm,
    },
    /// A byte order mark before the body.
    Marked,
    /// The body in this content coding, which nobody asked for; its bytes are not a packed body.
    Coded(&'static str),
    /// The page size is cut to this number in silence; `total_pages` follows the smaller size.
    ClampPageSize(usize),
    /// The rows of page 1 whatever page was asked for, under the number that was asked for.
    RepeatPage,
    /// The rows come under a key that nobody expects.
    WrongEnvelope,
    /// The body is padded with white space to this many bytes (still JSON, `Content-Length` true).
    HugeBody(u64),
    /// A 302 to this address, byte for byte: letters beyond ASCII go out raw.
    Redirect(String),
    /// A 401 with an empty body whatever token was sent.
    Unauthorized,
}

/// How [`Fault::MalformedRow`] breaks its row: an object of JSON or, where it says so, a line of a
/// table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformation {
    /// `created_at` (or the first field, where there is none) becomes a number. A line begins with
    /// a byte that is no UTF-8.
    WrongType,
    /// `id` (or the first `.._id`, where there is none) is left out. A line lacks its first
    /// cell.
    MissingId,
    /// The row is `null`. A line is one empty cell.
    Null,
}

/// The forms of `Retry-After`: the two of RFC 9110 (10.2.3), and what some servers send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfterForm {
    /// A number of seconds.
    Seconds(u64),
    /// A number of seconds with one decimal, given in tenths: 15 is `1.5`.
    Tenths(u64),
    /// An HTTP date this many seconds from now by the platform's clock; negative lies in the past.
    Date(i64),
}

/// A [`Fault`] and the requests that it applies to: every one, unless narrowed.
#[must_use]
#[derive(Clone, Debug)]
pub struct FaultRule {
    fault: Fault,
    path: Option<String>,
    query: Option<String>,
    method: Option<Method>,
    skip: u64,
    times: Option<u64>,
    after_work: bool,
}

impl FaultRule {
    /// A rule for every request, for ever.
    pub fn new(fault: Fault) -> Self {
        Self {
            fault,
            path: None,
            query: None,
            method: None,
            skip: 0,
            times: None,
            after_work: false,
        }
    }

    /// Only requests to this path and below it, by whole segments: `/api/v2/ideas` covers
    /// `/api/v2/ideas/deleted` but not `/api/v2/ideas_input_topics`.
    pub fn on(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Only requests whose query holds this pair (`page_number=3`, not `page_number=30`) or, given
    /// a bare name, this parameter with any value. For GraphQL see [`Site::inject`](crate::site::Site::inject):
    /// `operation=Proposals`, `after=Mg`.
    pub fn when_query(mut self, pair: impl Into<String>) -> Self {
        self.query = Some(pair.into());
        self
    }

    /// Only requests with this method.
    pub fn method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// Lets the first `count` matching requests pass unharmed.
    pub fn skip(mut self, count: u64) -> Self {
        self.skip = count;
        self
    }

    /// Strikes at most `count` times.
    pub fn times(mut self, count: u64) -> Self {
        self.times = Some(count);
        self
    }

    /// Strikes once.
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// The platform carries the request out before the fault strikes: a write has happened although
    /// the caller hears of no success. By default a fault that needs no answer to spoil (a reset, an
    /// error status) strikes before any work is done.
    pub fn after_work(mut self) -> Self {
        self.after_work = true;
        self
    }

    fn matches(&self, request: &Request<Bytes>) -> bool {
        let path_fits = self.path.as_deref().is_none_or(|wanted| {
            request.uri().path().strip_prefix(wanted).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('/') || wanted.ends_with('/')
            })
        });
        let query_fits = self.query.as_deref().is_none_or(|wanted| {
            request.uri().query().unwrap_or_default().split('&').any(|pair| {
                pair == wanted || pair.split_once('=').is_some_and(|(name, _)| name == wanted)
            })
        });
        let method_fits = self.method.as_ref().is_none_or(|wanted| wanted == request.method());
        path_fits && query_fits && method_fits
    }
}

/// The rules in force, asked once per request.
#[derive(Debug, Default)]
pub(crate) struct FaultRules {
    rules: Vec<FaultRule>,
}

/// The fault and the delay of one request.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    pub(crate) delay: Duration,
    pub(crate) fault: Option<Fault>,
    pub(crate) after_work: bool,
}

impl FaultRules {
    pub(crate) fn add(&mut self, rule: FaultRule) {
        self.rules.push(rule);
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn draw(&mut self, request: &Request<Bytes>) -> Drawn {
        let mut drawn = Drawn::default();
        for rule in self.rules.iter_mut().filter(|rule| rule.matches(request)) {
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            match &mut rule.times {
                Some(0) => continue,
                Some(left) => *left -= 1,
                None => {}
            }
            if let Fault::Latency(delay) = rule.fault {
                drawn.delay += delay;
            } else {
                drawn.fault = Some(rule.fault.clone());
                drawn.after_work = rule.after_work;
                break;
            }
        }
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultRule, FaultRules};
    use bytes::Bytes;
    use http::Request;
    use std::time::Duration;

    fn get(uri: &str) -> Request<Bytes> {
        Request::get(uri).body(Bytes::new()).unwrap()
    }

    #[test]
    fn a_rule_strikes_whole_path_segments_and_whole_query_pairs() {
        let mut book = FaultRules::default();
        book.add(FaultRule::new(Fault::Reset).on("/api/v2/ideas").when_query("page_number=3"));
        assert_eq!(book.draw(&get("/api/v2/ideas?page_number=3")).fault, Some(Fault::Reset));
        assert_eq!(
            book.draw(&get("/api/v2/ideas/deleted?a=1&page_number=3")).fault,
            Some(Fault::Reset)
        );
        assert_eq!(book.draw(&get("/api/v2/ideas?page_number=30")).fault, None);
        assert_eq!(book.draw(&get("/api/v2/ideas_input_topics?page_number=3")).fault, None);
    }

    #[test]
    fn a_rule_skips_first_and_strikes_the_given_number_of_times() {
        let mut book = FaultRules::default();
        book.add(FaultRule::new(Fault::Status(503)).skip(1).times(2));
        let struck: Vec<bool> = (0..5).map(|_| book.draw(&get("/x")).fault.is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
    }

    #[test]
    fn latency_adds_to_the_fault_of_a_later_rule() {
        let mut book = FaultRules::default();
        book.add(FaultRule::new(Fault::Latency(Duration::from_millis(5))));
        book.add(FaultRule::new(Fault::Reset).once());
        let first = book.draw(&get("/x"));
        assert_eq!((first.delay, first.fault), (Duration::from_millis(5), Some(Fault::Reset)));
        assert_eq!(book.draw(&get("/x")).fault, None);
    }
}

//! How each fault changes a request on its way in and a reply on its way out.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, LOCATION, RETRY_AFTER};
use http::{HeaderValue, Request, StatusCode, Uri};
use serde_json::{Value, json};

use super::{Fault, Malformation, PageParameters, RetryAfterForm};
use crate::reply::{Chunk, Reply};

const DRIP_PIECES: usize = 8;
const PADDING_PIECE: usize = 64 * 1024;

impl Fault {
    /// The reply that stands instead of the platform's own, for faults that need none to spoil.
    pub(crate) fn instead(&self, now: SystemTime) -> Option<Reply> {
        match self {
            Self::NoAnswer => Some(Reply::never()),
            Self::Reset => Some(Reply::reset()),
            Self::Status(status) => {
                let status = status_of(*status);
                let reason = status.canonical_reason().unwrap_or("Error");
                Some(Reply::json(status, &json!({"status": status.as_u16(), "error": reason})))
            }
            Self::HtmlError(status) => Some(html(status_of(*status))),
            Self::EmptyError(status) => Some(Reply::empty(status_of(*status))),
            Self::RateLimit { retry_after } => {
                let reply = Reply::rate_limited();
                Some(match retry_after.and_then(|form| retry_after_value(form, now)) {
                    Some(value) => reply.with_header(RETRY_AFTER, value),
                    None => reply,
                })
            }
            Self::HtmlOk => Some(html(StatusCode::OK)),
            Self::EmptyOk => Some(Reply::empty(StatusCode::OK)),
            Self::ComeBack { status, retry_after } => {
                let reply = Reply::empty(status_of(*status));
                Some(match retry_after_value(*retry_after, now) {
                    Some(value) => reply.with_header(RETRY_AFTER, value),
                    None => reply,
                })
            }
            Self::Redirect(target) => {
                let reply = Reply::empty(StatusCode::FOUND);
                Some(match HeaderValue::from_bytes(target.as_bytes()) {
                    Ok(target) => reply.with_header(LOCATION, target),
                    Err(_) => reply,
                })
            }
            Self::Unauthorized => Some(Reply::empty(StatusCode::UNAUTHORIZED)),
            _ => None,
        }
    }

    /// The request as the platform gets to see it.
    pub(crate) fn bend(
        &self,
        request: Request<Bytes>,
        parameters: PageParameters,
    ) -> Request<Bytes> {
        match self {
            Self::ClampPageSize(most) => with_parameter(request, parameters.size, |asked| {
                let asked: Option<usize> = asked.and_then(|asked| asked.parse().ok());
                asked.map_or(*most, |asked| asked.min(*most)).to_string()
            }),
            Self::RepeatPage => with_parameter(request, parameters.number, |_| "1".to_owned()),
            _ => request,
        }
    }

    /// The platform's reply after the fault; `asked` is the page number that the caller asked for.
    pub(crate) fn spoil(&self, reply: Reply, asked: Option<i64>) -> Reply {
        match self {
            Self::Latency(delay) | Self::SlowHead(delay) => {
                Reply { delay: reply.delay + *delay, ..reply }
            }
            Self::Truncate => cut(reply, Chunk::Truncate),
            Self::BrokenJson => {
                let body = reply.body_bytes();
                reply.with_body(body.slice(..body.len() / 2))
            }
            Self::Marked => {
                let marked = ["\u{feff}".as_bytes(), &reply.body_bytes()].concat();
                reply.with_body(marked)
            }
            Self::Coded(coding) => reply
                .with_body(vec![0x8b, 0x05, 0x80])
                .with_header(CONTENT_ENCODING, HeaderValue::from_static(coding)),
            Self::Stall => cut(reply, Chunk::Stall),
            Self::ResetBody => cut(reply, Chunk::Reset),
            Self::Drip(pause) => drip(reply, *pause),
            Self::HugeBody(size) => pad(reply, *size),
            Self::EmptyPage => reply.edited(|body| {
                if let Some(rows) = rows_of(body) {
                    rows.clear();
                }
            }),
            Self::EmptyList => reply.edited(|body| {
                if let Some(rows) = rows_of(body) {
                    rows.clear();
                }
                if let Some(pages) = body.pointer_mut("/meta/total_pages") {
                    *pages = json!(0);
                }
            }),
            Self::MalformedRow { index, how } => reply.edited(|body| {
                if let Some(row) = rows_of(body).and_then(|rows| rows.get_mut(*index)) {
                    how.break_row(row);
                }
            }),
            Self::RepeatPage => reply.edited(|body| {
                if let Some(page) = body.pointer_mut("/meta/current_page") {
                    *page = json!(asked.unwrap_or(1).max(1));
                }
            }),
            Self::WrongEnvelope => reply.edited(|body| {
                let Some(body) = body.as_object_mut() else {
                    *body = json!({"payload": body.take()});
                    return;
                };
                let key = body.iter().find(|(key, _)| *key != "meta").map(|(key, _)| key.clone());
                if let Some(rows) = key.and_then(|key| body.remove(&key)) {
                    body.insert("payload".to_owned(), rows);
                }
            }),
            _ => reply,
        }
    }
}

impl Malformation {
    fn break_row(self, row: &mut Value) {
        if self == Self::Null {
            *row = Value::Null;
            return;
        }
        let Some(fields) = row.as_object_mut() else {
            return;
        };
        match self {
            Self::WrongType => {
                let key = if fields.contains_key("created_at") {
                    Some("created_at".to_owned())
                } else {
                    fields.keys().next().cloned()
                };
                if let Some(key) = key {
                    fields.insert(key, json!(20_250_304));
                }
            }
            Self::MissingId => {
                if fields.remove("id").is_none() {
                    let key = fields.keys().find(|key| key.ends_with("_id")).cloned();
                    key.and_then(|key| fields.remove(&key));
                }
            }
            Self::Null => {}
        }
    }
}

fn status_of(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn html(status: StatusCode) -> Reply {
    let reason = status.canonical_reason().unwrap_or("Error");
    let code = status.as_u16();
    let page = format!(
        "<html>\r\n<head><title>{code} {reason}</title></head>\r\n<body>\r\n<center><h1>{code} \
         {reason}</h1></center>\r\n<hr><center>proxy.example.org</center>\r\n</body>\r\n</html>\r\n"
    );
    Reply::text(status, "text/html", page)
}

fn retry_after_value(form: RetryAfterForm, now: SystemTime) -> Option<HeaderValue> {
    match form {
        RetryAfterForm::Seconds(seconds) => Some(HeaderValue::from(seconds)),
        RetryAfterForm::Tenths(tenths) => {
            HeaderValue::from_str(&format!("{}.{}", tenths / 10, tenths % 10)).ok()
        }
        RetryAfterForm::Date(offset) => {
            let distance = Duration::from_secs(offset.unsigned_abs());
            let moment =
                if offset < 0 { now.checked_sub(distance) } else { now.checked_add(distance) };
            HeaderValue::from_str(&httpdate::fmt_http_date(moment?)).ok()
        }
    }
}

fn with_parameter(
    mut request: Request<Bytes>,
    name: &str,
    value: impl FnOnce(Option<&str>) -> String,
) -> Request<Bytes> {
    let uri = request.uri();
    let query = uri.query().unwrap_or_default();
    let is_it = |pair: &&str| pair.split_once('=').map_or(*pair, |(name, _)| name) == name;
    let old = query.split('&').find(is_it).and_then(|pair| pair.split_once('=')).map(|(_, v)| v);
    let new = format!("{name}={}", value(old));
    let pairs: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_it(pair))
        .chain(std::iter::once(new.as_str()))
        .collect();
    if let Ok(uri) = format!("{}?{}", uri.path(), pairs.join("&")).parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}

/// The rows of a list, bare or under a key.
fn rows_of(body: &mut Value) -> Option<&mut Vec<Value>> {
    match body {
        Value::Array(rows) => Some(rows),
        Value::Object(body) => body.values_mut().find_map(Value::as_array_mut),
        _ => None,
    }
}

fn cut(mut reply: Reply, end: Chunk) -> Reply {
    let body = reply.body_bytes();
    let half = body.len() / 2;
    reply.body = vec![Chunk::Data(body.slice(..half)), end];
    reply
}

fn drip(mut reply: Reply, pause: Duration) -> Reply {
    let mut rest = reply.body_bytes();
    let piece = rest.len().div_ceil(DRIP_PIECES).max(1);
    reply.body = Vec::new();
    while !rest.is_empty() {
        reply.body.push(Chunk::Pause(pause));
        reply.body.push(Chunk::Data(rest.split_to(piece.min(rest.len()))));
    }
    reply
}

fn pad(reply: Reply, size: u64) -> Reply {
    let body = reply.body_bytes();
    let own = u64::try_from(body.len()).unwrap_or(u64::MAX);
    let mut missing = size.saturating_sub(own);
    let mut reply = reply.with_header(CONTENT_LENGTH, HeaderValue::from(own + missing));
    // One shared block of blanks, so that a body of any size costs no memory.
    let blanks = Bytes::from(vec![b' '; PADDING_PIECE]);
    reply.body = Vec::new();
    while missing > 0 {
        let take = usize::try_from(missing).unwrap_or(usize::MAX).min(PADDING_PIECE);
        reply.body.push(Chunk::Data(blanks.slice(..take)));
        missing -= u64::try_from(take).unwrap_or(missing);
    }
    reply.body.push(Chunk::Data(body));
    reply
}

#[cfg(test)]
mod tests {
    use super::{Fault, Malformation, RetryAfterForm};
    use crate::fault::PageParameters;
    use crate::reply::{Chunk, Reply};
    use bytes::Bytes;
    use http::{Request, StatusCode};
    use serde_json::json;
    use std::time::{Duration, SystemTime};

    fn page() -> Reply {
        let body = json!({
            "ideas": [{"id": "a", "created_at": "x"}, {"id": "b", "created_at": "y"}],
            "meta": {"current_page": 1, "total_pages": 3},
        });
        Reply::json(StatusCode::OK, &body)
    }

    #[test]
    fn a_truncated_body_still_promises_its_full_length() {
        let whole = page().body_bytes().len();
        let cut = Fault::Truncate.spoil(page(), None);
        assert_eq!(cut.headers().unwrap().get("content-length").unwrap(), &whole.to_string());
        assert_eq!(cut.body_bytes().len(), whole / 2);
        assert!(matches!(cut.body.last(), Some(Chunk::Truncate)));
    }

    #[test]
    fn an_empty_page_keeps_its_meta() {
        let body = Fault::EmptyPage.spoil(page(), None).body_json().unwrap();
        assert_eq!(body["ideas"], json!([]));
        assert_eq!(body["meta"]["total_pages"], 3);
    }

    #[test]
    fn a_bare_list_is_spoilt_like_a_wrapped_one() {
        let list = || Reply::json(StatusCode::OK, &json!([{"id": 1}, {"id": 2}]));
        let spoil = |fault: Fault| fault.spoil(list(), None).body_json().unwrap();
        assert_eq!(spoil(Fault::EmptyPage), json!([]));
        assert_eq!(spoil(Fault::WrongEnvelope), json!({"payload": [{"id": 1}, {"id": 2}]}));
        let how = Malformation::Null;
        assert_eq!(spoil(Fault::MalformedRow { index: 1, how }), json!([{"id": 1}, null]));
    }

    #[test]
    fn only_the_named_row_is_broken() {
        let spoil =
            |how| Fault::MalformedRow { index: 1, how }.spoil(page(), None).body_json().unwrap();
        assert_eq!(spoil(Malformation::Null)["ideas"][1], json!(null));
        assert_eq!(spoil(Malformation::MissingId)["ideas"][1], json!({"created_at": "y"}));
        let wrong = spoil(Malformation::WrongType);
        assert!(wrong["ideas"][1]["created_at"].is_number());
        assert_eq!(wrong["ideas"][0]["id"], "a");
    }

    #[test]
    fn a_repeated_page_echoes_the_number_that_was_asked_for() {
        let request = Request::get("/ideas?page_number=2&x=1").body(Bytes::new()).unwrap();
        let names = PageParameters { size: "page_size", number: "page_number" };
        let bent = Fault::RepeatPage.bend(request, names);
        assert_eq!(bent.uri().query(), Some("x=1&page_number=1"));
        let body = Fault::RepeatPage.spoil(page(), Some(2)).body_json().unwrap();
        assert_eq!(body["meta"]["current_page"], 2);
    }

    #[test]
    fn a_huge_body_is_still_json_of_the_promised_length() {
        let huge = Fault::HugeBody(200_000).spoil(page(), None);
        assert_eq!(huge.body_bytes().len(), 200_000);
        assert!(huge.body_json().is_some());
    }

    #[test]
    fn what_is_no_answer_is_sent_as_if_it_were_one() {
        let whole = page().body_bytes();
        let half = Fault::BrokenJson.spoil(page(), None);
        assert!(half.is_clean() && half.body_json().is_none());
        assert_eq!(half.headers().unwrap()["content-length"], (whole.len() / 2).to_string());
        let empty = Fault::EmptyOk.instead(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!((empty.status().unwrap(), empty.body_bytes().len()), (StatusCode::OK, 0));
        let marked = Fault::Marked.spoil(page(), None).body_bytes();
        assert_eq!(marked.strip_prefix("\u{feff}".as_bytes()), Some(&whole[..]));
        let coded = Fault::Coded("br").spoil(page(), None);
        assert_eq!(coded.headers().unwrap()["content-encoding"], "br");
        let raw = Fault::Redirect("/participaci\u{f3}n".to_owned());
        let raw = raw.instead(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(raw.headers().unwrap()["location"].as_bytes(), "/participaci\u{f3}n".as_bytes());
    }

    #[test]
    fn retry_after_comes_in_all_forms() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let header = |form| {
            let reply = Fault::RateLimit { retry_after: Some(form) }.instead(now).unwrap();
            reply.headers().unwrap().get("retry-after").unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(header(RetryAfterForm::Seconds(7)), "7");
        assert_eq!(header(RetryAfterForm::Tenths(15)), "1.5");
        assert_eq!(header(RetryAfterForm::Date(60)), "Tue, 14 Nov 2023 22:14:20 GMT");
    }
}

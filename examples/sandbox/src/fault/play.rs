//! What the verdict on a request makes of it, whatever platform answers.

use std::time::SystemTime;

use bytes::Bytes;
use http::header::DATE;
use http::{HeaderValue, Request};

use super::{PageParameters, Verdict};
use crate::query::Query;
use crate::reply::Reply;

impl Verdict {
    /// Lets the platform `answer` the request as far as the fault allows, and spoils the reply.
    ///
    /// Every answer says when it was made, by the platform's own clock.
    pub(crate) fn play(
        self,
        request: &Request<Bytes>,
        now: SystemTime,
        parameters: PageParameters,
        answer: impl FnOnce(&Request<Bytes>) -> Reply,
    ) -> Reply {
        let reply = match &self.fault {
            None => answer(request),
            Some(fault) => {
                if let Some(instead) = fault.instead(now) {
                    if self.after_work {
                        answer(request);
                    }
                    instead
                } else {
                    let asked = Query::parse(request.uri().query());
                    let asked = asked.get(parameters.number).and_then(|number| number.parse().ok());
                    fault.spoil(answer(&fault.bend(request.clone(), parameters)), asked)
                }
            }
        };
        let reply = stamped(reply, now);
        Reply { delay: reply.delay + self.delay, ..reply }
    }
}

fn stamped(reply: Reply, now: SystemTime) -> Reply {
    match HeaderValue::from_str(&httpdate::fmt_http_date(now)) {
        Ok(date) => reply.with_header(DATE, date),
        Err(_) => reply,
    }
}

//! What the verdict on a request makes of it, whatever platform answers.

use std::time::SystemTime;

use bytes::Bytes;
use http::header::DATE;
use http::{HeaderValue, Request};

use super::{Fault, PageParameters, Verdict};
use crate::query::Query;
use crate::reply::Reply;

impl Verdict {
    /// Lets the platform `answer` as far as the fault allows. A fault that needs the platform's own
    /// answer is handed over, for the platform to spoil it.
    ///
    /// Every answer says when it was made, by the platform's own clock.
    pub(crate) fn play(
        self,
        now: SystemTime,
        answer: impl FnOnce(Option<&Fault>) -> Reply,
    ) -> Reply {
        let fault = self.fault.as_ref();
        let reply = match fault.and_then(|fault| fault.instead(now)) {
            None => answer(fault),
            Some(instead) => {
                if self.after_work {
                    answer(None);
                }
                instead
            }
        };
        let reply = stamped(reply, now);
        Reply { delay: reply.delay + self.delay, ..reply }
    }

    /// The same where all that a fault has to know is what the parameters of pages are called.
    pub(crate) fn play_pages(
        self,
        request: &Request<Bytes>,
        now: SystemTime,
        parameters: PageParameters,
        answer: impl FnOnce(&Request<Bytes>) -> Reply,
    ) -> Reply {
        self.play(now, |fault| {
            let Some(fault) = fault else { return answer(request) };
            let asked = Query::parse(request.uri().query());
            let asked = asked.get(parameters.number).and_then(|number| number.parse().ok());
            fault.spoil(answer(&fault.bend(request.clone(), parameters)), asked)
        })
    }
}

fn stamped(reply: Reply, now: SystemTime) -> Reply {
    match HeaderValue::from_str(&httpdate::fmt_http_date(now)) {
        Ok(date) => reply.with_header(DATE, date),
        Err(_) => reply,
    }
}

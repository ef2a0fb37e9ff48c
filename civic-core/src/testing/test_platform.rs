//! A platform without any rule of its own, for this crate's tests.

use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::{Response, StatusCode};

use super::{FakeTransport, VirtualClock};
use crate::http::HttpConfig;
use crate::http::platform::{HttpClient, Platform};

#[derive(Debug)]
pub(crate) struct Town;

impl Platform for Town {
    fn user_agent(&self) -> &'static str {
        "town-client/1.0"
    }
}

/// The client of a town whose server is busy for half a minute when it is first asked, and then answers this.
pub(crate) fn busy_once(clock: &VirtualClock, body: &'static str) -> HttpClient {
    let is_first = AtomicBool::new(true);
    let transport = FakeTransport::new(move |_| {
        let is_first = is_first.swap(false, Ordering::Relaxed);
        let status = if is_first { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        async move {
            let mut answer = Response::new(Bytes::from(body).into());
            *answer.status_mut() = status;
            answer.headers_mut().insert("retry-after", "30".parse().unwrap());
            Ok(answer)
        }
    });
    let http = HttpConfig::new().transport(transport).clock(clock.clone());
    http.build("https://town.example.org", Town).unwrap()
}

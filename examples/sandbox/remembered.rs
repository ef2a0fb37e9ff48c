//! A sandbox platform that is asked once for each answer, and answers from memory ever after: a
//! server that costs next to nothing.
//!
//! Benchmarks take this file in with `#[path]`, as tests do with `as_transport.rs`.
#![allow(dead_code, reason = "each benchmark uses its own part of this")]

use std::collections::HashMap;
use std::sync::Mutex;

use bytes::Bytes;
use civic_core::http::transport::TransportError;
use civic_core::testing::FakeTransport;
use civic_sandbox::{Platform, Reply};
use http::{Method, Request, Uri};

/// The platform and what it has answered.
pub(crate) struct Remembered<P> {
    platform: P,
    answers: Mutex<HashMap<(Method, Uri, Bytes), Reply>>,
}

impl<P: Platform> Remembered<P> {
    pub(crate) fn new(platform: P) -> Self {
        Self { platform, answers: Mutex::default() }
    }

    /// The same without a socket.
    pub(crate) fn transport(self) -> FakeTransport {
        FakeTransport::new(move |request| {
            let answer = self.handle(request).to_response();
            let answer = answer.ok_or_else(|| TransportError::broken("the platform broke off"));
            std::future::ready(answer.map(|answer| answer.map(Into::into)))
        })
    }
}

impl<P: Platform> Platform for Remembered<P> {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        let asked = (request.method().clone(), request.uri().clone(), request.body().clone());
        let mut answers = self.answers.lock().unwrap();
        answers.entry(asked).or_insert_with(|| self.platform.handle(request)).clone()
    }
}

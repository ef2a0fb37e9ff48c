//! Record what servers answer, and replay it without them: a test double and an archive of raw answers in
//! one file.
//!
//! A [`Recorder`] writes down what a client's transport sends and gets, as JSON Lines. A [`Replay`] answers
//! any client from that file: offline, without waiting, in any order, and at any concurrency.
//!
//! ```
//! use civic_core::cassette::{Recorder, Replay};
//! use civic_core::http::platform::Platform;
//! use civic_core::http::{HttpConfig, Request};
//! use civic_core::testing::{FakeTransport, VirtualClock};
//! # #[derive(Debug)]
//! # struct Town;
//! # impl Platform for Town {
//! #     fn user_agent(&self) -> &'static str {
//! #         "town-client/1.0"
//! #     }
//! # }
//! # let server = FakeTransport::new(|_| async { Ok(http::Response::new(r#"{"name":"Ghent"}"#.into())) });
//! # let folder = tempfile::tempdir().unwrap();
//! # let file = folder.path().join("town.jsonl");
//! # let read = |http: HttpConfig| -> Result<String, civic_core::Error> {
//! #     let client = http.build("https://town.example.org", Town)?;
//! #     let answer = VirtualClock::new().run(client.execute(Request::get("/town"))).unwrap()?;
//! #     Ok(String::from_utf8_lossy(answer.body()).into_owned())
//! # };
//!
//! // With the network, once. `server` is a transport; usually it is `ReqwestTransport::new()?`.
//! let recorder = Recorder::create(&file)?;
//! # let http = HttpConfig::new().clock(VirtualClock::new());
//! let then = read(http.transport(recorder.over(server)))?;
//! recorder.finish()?;
//!
//! // Without it, as often as you like.
//! let replay = Replay::open(&file)?;
//! assert_eq!(read(replay.http())?, then);
//!
//! // What was not recorded is an error, and no made-up answer.
//! let error = read(replay.http()).unwrap_err();
//! assert!(error.to_string().contains("has this request once"));
//! # Ok::<(), civic_core::Error>(())
//! ```
//!
//! # The file
//!
//! The first line says what the file is. Each further line is a request with its answer, or a part of the
//! long body of an answer whose own line follows. A body stands there unpacked: as text if it is UTF-8, else
//! as base64. Times are the client's. A file whose name ends in `.gz` has one gzip member a line; `zcat`
//! reads it.
//!
//! A recording that is killed can be read up to its last whole line.
//!
//! # What is not in it
//!
//! No secret that the client knows, no header of a request, no cookie, and no token; see [`Recorder`].
//! Personal data is in it, unless [`Recorder::strike`] takes it out.

mod body;
mod clock;
mod index;
mod key;
mod line;
mod personal_data;
mod reader;
mod recorder;
mod recording;
mod replay;
mod sink;
mod tape;
#[cfg(test)]
mod tests;
mod tokens;

pub use personal_data::names_and_emails;
pub use recorder::Recorder;
pub use replay::Replay;

//! What a site sends when something happens on it: its events, and whether they are really from it.
//!
//! A webhook is a POST to an address of yours. Administrators of the system set it up, in every release since
//! 0.2.0; there each has a signing secret of its own.
//!
//! The program that is called checks the signature (feature `webhooks`), reads the event, and answers with
//! 200. Any web server will do: it hands over the headers and the body, byte for byte as they came.
//!
#![cfg_attr(feature = "webhooks", doc = "```")]
#![cfg_attr(not(feature = "webhooks"), doc = "```ignore")]
//! use decidim_client::http::types::{HeaderMap, StatusCode};
//! use decidim_client::rest::webhooks::{Event, EventData, SignatureError, Verifier};
//!
//! fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> StatusCode {
//!     match verifier.verify(headers, body) {
//!         Ok(_sent_at) => {}
//!         // It is from the site, and late: another delivery may have been newer.
//!         Err(SignatureError::TooOld { .. }) => return StatusCode::GONE,
//!         Err(_) => return StatusCode::UNAUTHORIZED,
//!     }
//!     let Ok(event) = Event::read(body) else { return StatusCode::BAD_REQUEST };
//!     match &event.data {
//!         EventData::Proposal(proposal) => println!("{}: {}", event.event_type, proposal.id),
//!         _ => println!("{}", event.event_type),
//!     }
//!     StatusCode::OK
//! }
//!
//! # fn main() -> Result<(), decidim_client::Error> {
//! let verifier = Verifier::new("the-signing-secret-of-the-webhook")?;
//! assert_eq!(receive(&verifier, &HeaderMap::new(), b"{}"), StatusCode::UNAUTHORIZED);
//! # Ok(())
//! # }
//! ```
//!
//! **Webhooks are not enough to keep a copy true.** An answer that is not 200 to 300 is tried two times more, five seconds
//! apart, and then given up; an answer that is lost makes the same delivery come twice; and there is neither
//! a number that shows a gap nor an order. Take an event as a sign that there is something to read, and let
//! [`sync`](super::List::sync) find what was missed.

mod event;
#[cfg(feature = "webhooks")]
mod signature;

pub use event::{Event, EventData, EventType};
#[cfg(feature = "webhooks")]
pub use signature::{SIGNATURE_HEADER, SignatureError, TIMESTAMP_HEADER, Verifier};

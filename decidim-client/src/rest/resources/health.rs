//! Whether the API is well.

use civic_core::http::Response;
use civic_core::http::types::StatusCode;
use civic_core::{Error, ErrorKind, open_enum};
use serde::Deserialize;

use crate::rest::actor::Actor;
use crate::rest::call::Call;
use crate::rest::client::Client;
use crate::rest::scope::Needs;
use crate::rest::server_error::ServerError;

open_enum! {
    /// Whether the API is well, by its own account.
    pub enum Health {
        /// It is.
        Ok = "OK",
        /// It is not.
        Error = "ERROR",
    }
}

/// `{"message": "OK"}`.
#[derive(Deserialize)]
struct Told {
    message: String,
}

impl<A: Actor> Client<A> {
    /// Whether the API is well, as its answer says. Needs no scope.
    ///
    /// # Errors
    /// [`Unsupported`](ErrorKind::Unsupported) since 0.2.10, which took it away;
    /// [`Decode`](ErrorKind::Decode) where something else answers, such as a proxy's page.
    pub async fn health(&self) -> Result<Health, Error> {
        let call = Call::get("metrics/health", Needs::NOTHING).anonymous().once();
        match self.session.send(call).await {
            Ok(answer) => told(&answer),
            Err(error) if error.status() == Some(StatusCode::SERVICE_UNAVAILABLE) => {
                // A word of the API itself; else it is that of something before it.
                let body = error.body().and_then(|body| serde_json::from_slice::<Told>(body).ok());
                body.map_or(Err(error), |told| Ok(Health::from(told.message)))
            }
            Err(error) if ServerError::is_of_no_route(&error) => Err(error
                .with_kind(ErrorKind::Unsupported)
                .with_hint("releases from 0.2.10 on have no health check")),
            Err(error) => Err(error),
        }
    }
}

fn told(answer: &Response) -> Result<Health, Error> {
    answer.json::<Told>().map(|told| Health::from(told.message))
}

//! Whether the API is well.

use civic_core::http::StatusCode;
use civic_core::{Error, ErrorKind};

use crate::rest::actor::Actor;
use crate::rest::call::Call;
use crate::rest::client::Client;
use crate::rest::scope::Needs;
use crate::rest::server_error::ServerError;

/// Whether the API is well, by its own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Health {
    /// It is.
    Ok,
    /// It is not.
    Error,
}

impl<A: Actor> Client<A> {
    /// Whether the API is well. Needs no scope.
    ///
    /// # Errors
    /// [`Unsupported`](ErrorKind::Unsupported) since 0.2.10, which took it away.
    pub async fn health(&self) -> Result<Health, Error> {
        let call = Call::get("metrics/health", Needs::NOTHING).anonymous().once();
        match self.session.send(call).await {
            Ok(_) => Ok(Health::Ok),
            Err(error)
                if error.status() == Some(StatusCode::SERVICE_UNAVAILABLE) && says(&error) =>
            {
                Ok(Health::Error)
            }
            Err(error) if ServerError::is_of_no_route(&error) => Err(error
                .with_kind(ErrorKind::Unsupported)
                .with_hint("releases from 0.2.10 on have no health check")),
            Err(error) => Err(error),
        }
    }
}

/// Whether it is the API's own word, and not that of something before it.
fn says(error: &Error) -> bool {
    let body = error.body().map(|body| serde_json::from_slice::<serde_json::Value>(body));
    matches!(body, Some(Ok(body)) if body.get("message").is_some())
}

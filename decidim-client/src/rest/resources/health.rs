//! Whether the API works.

use civic_core::http::types::StatusCode;
use civic_core::http::{Call, Response};
use civic_core::{Error, ErrorKind, open_enum};
use serde::Deserialize;

use crate::rest::api_request::ApiRequest;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::Needs;
use crate::rest::client::Client;
use crate::rest::server_error::ServerError;

open_enum! {
    /// Whether the API works, as it says itself.
    pub enum Health {
        /// It is.
        Ok = "OK",
        /// It is not.
        Error = "ERROR",
    }
}

/// `{"message": "OK"}`.
#[derive(Deserialize)]
struct HealthBody {
    message: String,
}

impl<A: Actor> Client<A> {
    /// Whether the API works, as its answer says. Needs no scope.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::Health;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// assert_eq!(site.health().await?, Health::Ok);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Unsupported`](ErrorKind::Unsupported) since 0.2.10, which took it away;
    /// [`Decode`](ErrorKind::Decode) where something else answers, such as a proxy's page.
    pub fn health(&self) -> Call<Health> {
        let request = ApiRequest::get("metrics/health", Needs::NOTHING)
            .with(|request| request.anonymous().idempotent(false));
        self.session.call(request, |_, answer| async { read(answer) })
    }
}

fn read(answer: Result<Response, Error>) -> Result<Health, Error> {
    match answer {
        Ok(answer) => answer.json::<HealthBody>().map(|told| Health::from(told.message)),
        Err(error) if error.status() == Some(StatusCode::SERVICE_UNAVAILABLE) => {
            // Only the API itself answers with a message; what stands before it does not.
            let body =
                error.body().and_then(|body| serde_json::from_slice::<HealthBody>(body).ok());
            body.map_or(Err(error), |told| Ok(Health::from(told.message)))
        }
        Err(error) if ServerError::is_of_no_route(&error) => Err(error
            .with_kind(ErrorKind::Unsupported)
            .with_hint("releases from 0.2.10 on have no health check")),
        Err(error) => Err(error),
    }
}

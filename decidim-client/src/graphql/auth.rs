//! Signing in with API credentials.

use std::fmt;

use civic_core::auth::{IssuedToken, TokenSource};
use civic_core::http::platform::HttpClient;
use civic_core::http::{Request, Response};
use civic_core::{Error, ErrorKind};
use futures_util::future::BoxFuture;
use http::header::AUTHORIZATION;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use crate::wrong_host::{is_from_no_api, or_wrong_host};

/// `POST /api/sign_in`, since Decidim 0.31.
#[derive(Debug)]
pub(super) struct SignIn {
    key: SecretString,
    secret: SecretString,
    /// What goes with every request, for sites behind a login of their own.
    parameters: Vec<(String, SecretString)>,
    http: HttpClient,
}

impl SignIn {
    pub(super) fn new(
        key: SecretString,
        secret: SecretString,
        parameters: Vec<(String, SecretString)>,
        http: HttpClient,
    ) -> Self {
        Self { key, secret, parameters, http }
    }
}

#[derive(Deserialize)]
struct SignedIn {
    jwt_token: Option<SecretString>,
}

impl TokenSource for SignIn {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let (key, secret, http) = (self.key.clone(), self.secret.clone(), self.http.clone());
        let parameters = self.parameters.clone();
        Box::pin(async move {
            let user = json!({"key": key.expose_secret(), "secret": secret.expose_secret()});
            // A second token does not end the first, so asking twice does no harm.
            let mut request = Request::post("/api/sign_in")
                .json(&json!({"api_user": user}))
                .containing(key)
                .containing(secret)
                .anonymous()
                .secret_answer()
                .idempotent(true);
            for (name, value) in parameters {
                request = request.secret_query(name, value);
            }
            let answer =
                http.execute(request).await.map_err(|error| refused(error, http.base()))?;
            read(&answer, &http)
        })
    }
}

fn refused(error: Error, base: impl fmt::Display) -> Error {
    match error.status().map(|status| status.as_u16()) {
        // 401 where JSON was asked for, as here, and 403 else: a proxy may drop `Accept`.
        Some(401 | 403) => {
            let is_from_no_api = is_from_no_api(&error);
            let error = error.with_kind(ErrorKind::Credentials);
            if is_from_no_api { or_wrong_host(error, WRONG, base) } else { error.with_hint(WRONG) }
        }
        Some(404) => or_wrong_host(error.with_kind(ErrorKind::Unsupported), TOO_OLD, base),
        _ if is_from_no_api(&error) => or_wrong_host(error, TOO_OLD, base),
        _ => error,
    }
}

const WRONG: &str = "the key or the secret is wrong, or the site cannot sign its tokens: its operators \
                     have set no secret for that";

/// The likely reason why nobody can sign in.
const TOO_OLD: &str = "sites take API credentials since Decidim 0.31: either this one is older";

/// The token is in a header, and in the body too.
fn read(answer: &Response, http: &HttpClient) -> Result<IssuedToken, Error> {
    let header = answer.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| value.strip_prefix("Bearer ")).map(SecretString::from);
    let token = match bearer {
        Some(token) => Some(token),
        None => answer.json::<SignedIn>().ok().and_then(|body| body.jwt_token),
    };
    let token = token.ok_or_else(|| {
        let error = Error::decode("the answer to signing in has no token", "jwt_token")
            .with_kind(ErrorKind::Credentials);
        or_wrong_host(answer.blame_unseen(error), TOO_OLD, http.base())
    })?;
    Ok(IssuedToken::jwt(token, answer.date().unwrap_or_else(|| http.clock().now())))
}

//! Credentials, and the token that they buy.

use civic_core::auth::{IssuedToken, TokenSource, given_secret};
use civic_core::http::platform::HttpClient;
use civic_core::http::{Request, Response};
use civic_core::{Error, ErrorKind};
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    client_id: Uuid,
    client_secret: SecretString,
}

impl Credentials {
    pub(crate) fn new(client_id: &str, client_secret: &SecretString) -> Result<Self, Error> {
        let client_id = Uuid::try_parse(client_id.trim()).map_err(|_| {
            Error::invalid_input("the client id must be a UUID, as the platform shows it")
        })?;
        let client_secret = given_secret("the client secret", client_secret)?;
        Ok(Self { client_id, client_secret })
    }

    pub(crate) fn source(self, http: HttpClient) -> Authenticate {
        Authenticate { credentials: self, http }
    }
}

/// `POST /api/v2/authenticate`.
#[derive(Debug)]
pub(crate) struct Authenticate {
    credentials: Credentials,
    http: HttpClient,
}

impl TokenSource for Authenticate {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let (http, Credentials { client_id, client_secret }) =
            (self.http.clone(), self.credentials.clone());
        Box::pin(async move {
            let secret = client_secret.expose_secret();
            // A second token does not end the first, so asking twice does no harm.
            let request = Request::post("/api/v2/authenticate")
                .json(&json!({"auth": {"client_id": client_id, "client_secret": secret}}))
                .containing(client_secret)
                .anonymous()
                .secret_answer()
                .idempotent(true);
            let answer = http
                .execute(request)
                .await
                .map_err(|error| refused(error, http.base().as_str()))?;
            read(&answer, &http).map_err(|error| error.with_hint(doubt(http.base().as_str())))
        })
    }
}

/// The platform answers 404 with an empty body to wrong credentials, and so does any other server
/// to an unknown path; others refuse the method or lead to a page for signing in. Nobody can tell
/// these apart, so the message names both. What may pass by waiting is left as it is.
fn refused(error: Error, base: &str) -> Error {
    match error.status().map(|status| status.as_u16()) {
        _ if error.is_temporary() => error,
        Some(400..=499) => error.with_kind(ErrorKind::Credentials).with_hint(doubt(base)),
        // A redirect to another address says itself what to do.
        Some(300..=399) if error.hint().is_some() => error,
        Some(300..=399 | 501) => error.with_hint(doubt(base)),
        _ => error,
    }
}

fn doubt(base: &str) -> String {
    format!("either the client id or secret is wrong, or {base} is not a Go Vocal platform")
}

#[derive(Deserialize)]
struct Issued {
    jwt: SecretString,
}

fn read(answer: &Response, http: &HttpClient) -> Result<IssuedToken, Error> {
    let Issued { jwt } = answer.json().map_err(|error| without_token(answer, &error))?;
    Ok(IssuedToken::jwt(jwt, answer.date().unwrap_or_else(|| http.clock().now())))
}

/// A token answer that does not decode must not show the token after all: it is named without its
/// body.
fn without_token(answer: &Response, error: &Error) -> Error {
    let path = error.decode_path().unwrap_or_default();
    let message = if answer.is_html_page() {
        "an HTML page where {\"jwt\": \"..\"} was expected"
    } else {
        "an answer without {\"jwt\": \"..\"}"
    };
    answer.blame_unseen(Error::decode(message, path))
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::method;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::client::client_of;

    #[test]
    fn credentials_are_checked_before_anything_is_sent() {
        let bad = |id, secret| Credentials::new(id, &SecretString::from(secret)).unwrap_err();
        assert_eq!(bad("not-a-uuid", "s3cr3t-s3cr3t").kind(), ErrorKind::InvalidInput);
        assert_eq!(bad(&Uuid::nil().to_string(), " ").kind(), ErrorKind::InvalidInput);
    }

    #[test]
    fn a_line_break_behind_them_is_no_part_of_them() {
        let id = format!("{}\n", Uuid::nil());
        let given = Credentials::new(&id, &SecretString::from("s3cr3t-s3cr3t\r\n")).unwrap();
        assert_eq!(given.client_id, Uuid::nil());
        assert_eq!(given.client_secret.expose_secret(), "s3cr3t-s3cr3t");
    }

    /// If the platform moved, the credentials may still be right; if it shows a page for signing in, they may not.
    #[tokio::test]
    async fn a_redirect_elsewhere_says_where_to_and_any_other_doubts_the_credentials() {
        let elsewhere = "https://city.example.org";
        for (target, hint) in [
            (format!("{elsewhere}/api/v2/authenticate"), elsewhere),
            ("/sign-in".to_owned(), "either the client id or secret is wrong"),
        ] {
            let server = MockServer::start().await;
            let answer = ResponseTemplate::new(302).insert_header("Location", target.as_str());
            Mock::given(method("POST")).respond_with(answer).mount(&server).await;
            let client = client_of(&server.uri());
            let error = client.ideas().get(Uuid::nil()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Redirect, "{target}");
            assert!(error.hint().unwrap().contains(hint), "{target}: {error}");
        }
    }
}

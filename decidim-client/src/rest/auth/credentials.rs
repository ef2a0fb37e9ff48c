//! Credentials, and the tokens that they buy.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use civic_core::auth::{IssuedToken, TokenSource, given_secret};
use civic_core::http::{Request, Response};
use civic_core::jiff::Timestamp;
use civic_core::{Error, ErrorKind};
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::person::Person;
use super::scope::Scopes;
use crate::rest::server_error::ServerError;
use crate::rest::site::{Site, name_primary_host};
use crate::rest::version_detection::{or_without_module, without_module};

/// The server refuses shorter client ids.
const SHORTEST_ID: usize = 8;

#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretString,
}

impl Credentials {
    pub(crate) fn new(client_id: &str, client_secret: &SecretString) -> Result<Self, Error> {
        let client_id = client_id.trim().to_owned();
        if client_id.len() < SHORTEST_ID {
            return Err(Error::invalid_input(format!(
                "the client id must have at least {SHORTEST_ID} characters: copy it from the site's system \
                 panel"
            )));
        }
        let client_secret = given_secret("the client secret", client_secret)?;
        Ok(Self { client_id, client_secret })
    }

    /// The fields that say who asks.
    pub(crate) fn fields(&self) -> Map<String, Value> {
        let secret = self.client_secret.expose_secret();
        [("client_id", self.client_id.as_str()), ("client_secret", secret)]
            .map(|(name, value)| (name.to_owned(), Value::from(value)))
            .into_iter()
            .collect()
    }
}

/// In whose name a token is asked for.
#[derive(Clone, Debug)]
pub(crate) enum Grant {
    Machine,
    Login { nickname: String, password: SecretString },
    Impersonate(Person),
}

impl Grant {
    fn fields(&self) -> Value {
        match self {
            Self::Machine => json!({"grant_type": "client_credentials"}),
            Self::Login { nickname, password } => json!({
                "grant_type": "password",
                "auth_type": "login",
                "username": nickname,
                "password": password.expose_secret(),
            }),
            Self::Impersonate(person) => person.fields(),
        }
    }

    /// Whether asking twice does no more than asking once. A password is only compared, and a wrong one is
    /// counted nowhere; a second token does not end the first. But a user may be made by the first request.
    fn is_harmless(&self) -> bool {
        match self {
            Self::Machine | Self::Login { .. } => true,
            Self::Impersonate(person) => !person.registers(),
        }
    }

    /// What an error of the token service means for this grant.
    fn explain(&self, error: Error) -> Error {
        let said = ServerError::of(&error);
        let description = said.as_ref().and_then(ServerError::description).unwrap_or_default();
        let status = error.status().map_or(0, |status| status.as_u16());
        let is_code = matches!(&said, Some(ServerError::OAuth(_)));
        let credentials = ErrorKind::Credentials;
        match (self, status) {
            // Said to who acts for a participant. A machine's client is known at each host of its server.
            (_, 400..=403) if description.starts_with("Invalid Api Client") => error
                .with_kind(credentials)
                .with_hint("the client id is unknown here, or belongs to another organisation"),
            (_, 400..=403) if is_code => {
                let scope = matches!(&said, Some(ServerError::OAuth(body)) if body.error == "invalid_scope");
                let hint = if scope {
                    "the API client may not have these scopes: they are fixed when it is made"
                } else {
                    "the client id or secret is wrong"
                };
                error.with_kind(credentials).with_hint(hint)
            }
            (_, 401) => error.with_kind(credentials),
            (Self::Login { .. }, 403) => error
                .with_kind(credentials)
                .with_hint("the API client lacks the permission \"oauth.login\""),
            (Self::Login { .. }, 500) => {
                error.with_hint("releases up to 0.2.9 answer an unknown nickname so")
            }
            (Self::Login { .. }, 400) if description == "User not found" => error
                .with_kind(credentials)
                .with_hint("the nickname (not the e-mail address) or the password is wrong"),
            (Self::Impersonate(_), 400) if description.starts_with("User not found") => error
                .with_kind(ErrorKind::NotFound)
                .with_hint(".register_on_missing(true) makes the user"),
            (Self::Impersonate(_), 400 | 403)
                if status == 403 || description.starts_with("You are not authorized") =>
            {
                error
                    .with_kind(ErrorKind::Forbidden)
                    .with_hint("the API client lacks the permission \"oauth.impersonate\"")
            }
            _ => error,
        }
    }
}

/// The last token of a client: what it may be used for, the token itself, and when it was issued.
#[derive(Clone, Debug, Default)]
pub(crate) struct Granted(Arc<Mutex<Option<Issue>>>);

#[derive(Debug)]
struct Issue {
    number: u64,
    at: Duration,
    scopes: Scopes,
    token: SecretString,
}

impl Granted {
    pub(crate) fn scopes(&self) -> Option<Scopes> {
        self.read(|issue| issue.scopes.clone())
    }

    pub(crate) fn token(&self) -> Option<SecretString> {
        self.read(|issue| issue.token.clone())
    }

    /// Which token it is, counted from 1; 0 before the first.
    pub(crate) fn number(&self) -> u64 {
        self.read(|issue| issue.number).unwrap_or_default()
    }

    /// When it was issued, by this machine's clock.
    pub(crate) fn issued_at(&self) -> Option<Duration> {
        self.read(|issue| issue.at)
    }

    fn read<T>(&self, read: impl FnOnce(&Issue) -> T) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(read)
    }

    fn set(&self, at: Duration, scopes: Scopes, token: SecretString) {
        let number = self.number() + 1;
        let issue = Issue { number, at, scopes, token };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(issue);
    }
}

/// `POST /oauth/token`.
#[derive(Clone, Debug)]
pub(crate) struct TokenService {
    pub(crate) site: Arc<Site>,
    pub(crate) credentials: Credentials,
    pub(crate) grant: Grant,
    pub(crate) scopes: Scopes,
    pub(crate) granted: Granted,
}

impl TokenSource for TokenService {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let service = self.clone();
        Box::pin(async move {
            let answer = service.site.version.try_versions(|version| {
                let request = service.request(version.path_prefix());
                async { service.site.http.execute(request).await }
            });
            let answer = answer.await.map_err(|error| {
                let error = without_module(name_primary_host(error), service.site.http.base());
                service.grant.explain(error)
            })?;
            service.read(&answer)
        })
    }
}

impl TokenService {
    fn request(&self, prefix: &str) -> Request {
        let mut body = self.credentials.fields();
        body.insert("scope".to_owned(), self.scopes.to_string().into());
        if let Value::Object(fields) = self.grant.fields() {
            body.extend(fields);
        }
        let mut request = Request::post(format!("{prefix}/oauth/token"))
            .json(&body)
            .containing(self.credentials.client_secret.clone())
            .anonymous()
            .secret_answer()
            .idempotent(self.grant.is_harmless());
        if let Grant::Login { password, .. } = &self.grant {
            request = request.containing(password.clone());
        }
        request
    }

    fn read(&self, answer: &Response) -> Result<IssuedToken, Error> {
        let issued: Issued = answer.json().map_err(|error| {
            or_without_module(without_token(answer, &error), self.site.http.base())
        })?;
        // A server that does not say gives what was asked for.
        let scopes = issued.scope.clone().unwrap_or_else(|| self.scopes.clone());
        let now = self.site.http.clock().elapsed();
        self.granted.set(now, scopes, issued.access_token.clone());
        Ok(issued.token(answer.date()))
    }
}

#[derive(Deserialize)]
struct Issued {
    access_token: SecretString,
    expires_in: Option<u64>,
    created_at: Option<i64>,
    scope: Option<Scopes>,
}

impl Issued {
    /// With its lifetime by the server's own clock, so that a wrong one here does not matter.
    fn token(self, now: Option<Timestamp>) -> IssuedToken {
        let token = IssuedToken::new(self.access_token);
        let Some(seconds) = self.expires_in else { return token };
        let life = Duration::from_secs(seconds);
        let created = self.created_at.and_then(|at| Timestamp::from_second(at).ok());
        let end = created.or(now).and_then(|created| created.checked_add(life).ok());
        let Some(end) = end else { return token.lifetime(life) };
        let left = now.map_or(life, |now| {
            Duration::try_from(end.duration_since(now)).unwrap_or(Duration::ZERO).min(life)
        });
        token.lifetime(left).ends_at(end)
    }
}

/// A token answer that does not decode must not show the token after all: it is named without its
/// body.
fn without_token(answer: &Response, error: &Error) -> Error {
    let message = if answer.is_html_page() {
        "an HTML page where {\"access_token\": \"..\"} was expected"
    } else {
        "an answer without {\"access_token\": \"..\"}"
    };
    let path = error.decode_path().unwrap_or_default();
    answer.blame_unseen(Error::decode(message, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(expires_in: Option<u64>, created_at: Option<i64>) -> Issued {
        Issued { access_token: SecretString::from("t"), expires_in, created_at, scope: None }
    }

    #[test]
    fn credentials_are_checked_before_anything_is_sent() {
        let bad = |id, secret| Credentials::new(id, &SecretString::from(secret)).unwrap_err();
        assert_eq!(bad("short", "s3cr3t").kind(), ErrorKind::InvalidInput);
        assert_eq!(bad("long-enough", " ").kind(), ErrorKind::InvalidInput);
    }

    #[test]
    fn a_line_break_behind_them_is_no_part_of_them() {
        let secret = SecretString::from("s3cr3t-s3cr3t\r\n");
        let given = Credentials::new("long-enough\n", &secret).unwrap();
        assert_eq!(given.client_id, "long-enough");
        assert_eq!(given.client_secret.expose_secret(), "s3cr3t-s3cr3t");
    }

    #[test]
    fn a_tokens_life_is_counted_by_the_servers_clock() {
        let now = Timestamp::from_second(1_000).ok();
        let shown = |issued: Issued, now| format!("{:?}", issued.token(now));
        // 50 seconds old when it came.
        let aged = shown(issued(Some(7200), Some(950)), now);
        assert!(aged.contains("7150s") && aged.contains("1970-01-01T02:15:50Z"), "{aged}");
        // Without a date on the answer nothing is subtracted.
        let undated = shown(issued(Some(7200), Some(950)), None);
        assert!(undated.contains("7200s") && undated.contains("02:15:50Z"), "{undated}");
        // A clock that runs ahead gives no more than the lifetime.
        assert!(shown(issued(Some(60), Some(2_000)), now).contains("60s"));
        assert!(shown(issued(None, Some(950)), now).contains("lifetime: None"));
    }
}

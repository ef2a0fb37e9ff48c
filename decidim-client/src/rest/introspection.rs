//! What the server says of a token.

use civic_core::http::Request;
use civic_core::jiff::Timestamp;
use civic_core::{Error, Extra};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::client::Client;
use super::record::Record;
use super::resources::users::ParticipantMeta;
use super::scope::Scopes;

impl<A: Actor> Client<A> {
    /// What the server says of a token. This client's credentials are sent with it, for a token
    /// may not ask about itself.
    pub async fn introspect(&self, token: &SecretString) -> Result<Introspection, Error> {
        let session = &self.session;
        let mut body = session.credentials.fields();
        body.insert("token".to_owned(), token.expose_secret().into());
        let path = format!("{}/oauth/introspect", session.version().await?.path_prefix());
        let request = Request::post(path)
            .json(&body)
            .containing(session.credentials.client_secret.clone())
            .containing(token.clone())
            .anonymous()
            .replayable(true);
        session.execute(request).await?.json()
    }

    /// What the server says of the token that this client uses.
    pub async fn introspect_own(&self) -> Result<Introspection, Error> {
        let token = self.session.token().await?.unwrap_or_default();
        self.introspect(&token).await
    }
}

/// What a server says of a token. Of one that is no longer good, or belongs to somebody else, only
/// that it is not active.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Introspection {
    /// Whether it may be used. Not where its user is blocked or locked.
    #[serde(default)]
    pub active: bool,
    /// What it may be used for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scopes>,
    /// The API client that it was issued to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// How it is sent: `Bearer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// When it ends, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// When it was issued, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// The token's own number; not the user's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<super::Id>,
    /// The organisation's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// The participant whose token it is. `None` for a machine's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Record<TokenUser, ParticipantMeta, Extra>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Introspection {
    /// When it ends.
    pub fn ends_at(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.exp?).ok()
    }
}

/// The participant whose token it is. Personal data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TokenUser {
    /// E-mail address.
    pub email: Option<String>,
    /// Name, as shown.
    pub name: Option<String>,
    /// A page of theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_url: Option<String>,
    /// Their locale.
    pub locale: Option<String>,
    /// When they signed up.
    pub created_at: Option<Timestamp>,
    /// When their record was last changed.
    pub updated_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

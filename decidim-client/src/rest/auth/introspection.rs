//! What the server says of a token.

use std::sync::Arc;

use civic_core::http::types::Method;
use civic_core::http::{Call, CallOptions, Request};
use civic_core::jiff::Timestamp;
use civic_core::{Error, Extra};
use secrecy::{ExposeSecret, SecretString};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::actor::Actor;
use super::scope::Scopes;
use crate::rest::client::Client;
use crate::rest::id::Id;
use crate::rest::lenient_decode::{keeps_extra, pick};
use crate::rest::record::Record;
use crate::rest::resources::ParticipantMeta;
use crate::rest::session::Session;
use crate::rest::site::name_primary_host;

impl<A: Actor> Client<A> {
    /// What the server says of a token. This client's credentials are sent with it, for a token
    /// may not ask about itself.
    ///
    /// ```no_run
    /// # use decidim_client::secrecy::SecretString;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let token = SecretString::from("a token that somebody has sent");
    /// let told = site.introspect(&token).await?;
    /// println!("active: {}, for {:?}", told.active, told.scope);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "token info")]
    pub fn introspect(&self, token: &SecretString) -> Call<Introspection> {
        let (session, token) = (Arc::clone(&self.session), token.clone());
        Call::new(move |options| {
            let (session, token) = (Arc::clone(&session), token.clone());
            async move {
                let options = session.started(options);
                ask(&session, &token, &options).await
            }
        })
    }

    /// What the server says of the token that this client uses.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let told = site.introspect_own().await?;
    /// println!("until {:?}", told.ends_at());
    /// # Ok(())
    /// # }
    /// ```
    pub fn introspect_own(&self) -> Call<Introspection> {
        let session = Arc::clone(&self.session);
        Call::new(move |options| {
            let session = Arc::clone(&session);
            async move {
                let options = session.started(options);
                let token = session.token(&options).await?.unwrap_or_default();
                ask(&session, &token, &options).await
            }
        })
    }
}

async fn ask(
    session: &Session,
    token: &SecretString,
    options: &CallOptions,
) -> Result<Introspection, Error> {
    let mut body = session.credentials.fields();
    body.insert("token".to_owned(), token.expose_secret().into());
    if token.expose_secret().trim().is_empty() {
        return Err(Error::invalid_input("the token is empty"));
    }
    if let Err(error) = session.version(options).await {
        let url = format!("{}api/rest_full/{{version}}/oauth/introspect", session.site.http.base());
        return Err(error.on_the_way_to(Method::POST, url));
    }
    let answer = session.send_to_each(|version| {
        let request = Request::post(format!("{}/oauth/introspect", version.path_prefix()))
            .json(&body)
            .containing(session.credentials.client_secret.clone())
            .containing(token.clone())
            .anonymous()
            .idempotent(true);
        request.options(options.clone())
    });
    answer.await.map_err(name_primary_host)?.json()
}

/// What a server says of a token. Of one that is no longer good, or belongs to somebody else, only
/// that it is not active.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Introspection {
    /// Whether it may be used. Not where its user is blocked or locked.
    pub active: bool,
    /// What it may be used for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scopes>,
    /// The API client that it was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// How it is sent: `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// When it ends, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// When it was issued, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// The token's own number; not the user's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<Id>,
    /// The address of the organisation that the API client belongs to, such as `https://decidim.example.org`,
    /// at whichever host of the server was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// The participant whose token it is. `None` for a machine's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<Record<TokenUser, ParticipantMeta, Extra>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl<'de> Deserialize<'de> for Introspection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Extra::deserialize(deserializer)?;
        let active = pick(&mut members, "active");
        Ok(Self {
            active: active.ok_or_else(|| D::Error::missing_field("active"))?,
            scope: pick(&mut members, "scope"),
            client_id: pick(&mut members, "client_id"),
            token_type: pick(&mut members, "token_type"),
            exp: pick(&mut members, "exp"),
            iat: pick(&mut members, "iat"),
            sub: pick(&mut members, "sub"),
            aud: pick(&mut members, "aud"),
            resource: pick(&mut members, "resource"),
            extra: members,
        })
    }
}

keeps_extra!(TokenUser);

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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Name, as shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A page of theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_url: Option<String>,
    /// Their locale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// When they signed up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When their record was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

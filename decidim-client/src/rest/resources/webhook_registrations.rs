//! The webhooks of an API client. Unreleased.

use std::fmt;

use civic_core::http::types::Method;
use civic_core::http::{Call, Response};
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use civic_core::{Error, Extra};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::rest::api_request::{ApiRequest, segment};
use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::jobs::Deleted;
use crate::rest::lenient_decode::keeps_extra;
use crate::rest::record::Record;
use crate::rest::required_release::Since;
use crate::rest::resource::{Listed, Readable, Resource, Single, sealed};
use crate::rest::webhooks::{Event, EventType};
use crate::rest::wire::or_default;
use crate::rest::write::Write;

const SINCE: Since = Since::unreleased("webhooks by API");
const READ: Needs = Needs::new(Scope::Webhooks, "webhooks.read");
const WRITE: Needs = Needs::new(Scope::Webhooks, "webhooks.write");
const DESTROY: Needs = Needs::new(Scope::Webhooks, "webhooks.destroy");

impl<A: Actor> Client<A> {
    /// The webhooks of this API client. **Unreleased**: later than 0.3.4. Scope `webhooks`, permissions
    /// `webhooks.read`, `webhooks.write` and `webhooks.destroy`.
    ///
    /// ```no_run
    /// use decidim_client::rest::webhooks::EventType;
    /// use decidim_client::rest::{Client, Scope};
    ///
    /// # async fn example(id: &str, secret: &str) -> Result<(), decidim_client::Error> {
    /// let site = Client::builder("https://decidim.example.org")
    ///     .credentials(id, secret)
    ///     .scopes([Scope::Webhooks])
    ///     .release("unreleased")
    ///     .build()?;
    /// let events = [EventType::ProposalCreated, EventType::ProposalUpdated];
    /// let webhook = site.webhook_registrations().create("https://hooks.example.org/decidim", events).await?;
    /// // The server tells it this once: keep it where secrets are kept.
    /// let secret = webhook.attributes.signing_secret;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported), before anything is sent, unless
    /// [`release`](crate::rest::ClientBuilder::release) says that the site runs the unreleased module.
    pub fn webhook_registrations(&self) -> Endpoint<WebhookRegistration, A> {
        Endpoint::new(self)
    }

    /// What an event of this kind would be like, made of the newest record of the site that it may be about.
    /// **Unreleased**: later than 0.3.4. Scope `webhooks`, permission `webhooks.read`.
    ///
    /// ```no_run
    /// # use decidim_client::rest::webhooks::EventType;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let event = site.webhook_example(&EventType::ProposalCreated).await?;
    /// println!("{:?}", event.data);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) for events that the site does not know, and where it has no
    /// such record; [`Unsupported`](civic_core::ErrorKind::Unsupported) as for
    /// [`webhook_registrations`](Self::webhook_registrations).
    pub fn webhook_example(&self, event_type: &EventType) -> Call<Event> {
        let name = Id::from(event_type.as_str());
        let call = ApiRequest::get(format!("webhook_events/{}", segment(name.as_str())), READ);
        let call = call.naming(&name).since([SINCE]);
        self.session.call(call, |_, answer: Result<Response, Error>| async { answer?.json() })
    }
}

impl<A: Actor> Endpoint<WebhookRegistration, A> {
    /// Makes a webhook that sends these events to this address. Permission `webhooks.write`.
    ///
    /// What it returns has the [signing secret](WebhookRegistrationAttributes::signing_secret), which the
    /// server tells at no other time. A recording of this call (feature `cassette`) has it, too.
    ///
    /// ```no_run
    /// # use decidim_client::rest::webhooks::EventType;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let events = [EventType::ProposalCreated];
    /// let webhook = site.webhook_registrations().create("https://hooks.example.org/decidim", events).await?;
    /// println!("{}", webhook.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Rejected`](civic_core::ErrorKind::Rejected) for an event that administrators have not allowed this API
    /// client; [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for no event, and an address that is not
    /// HTTPS.
    pub fn create(
        &self,
        url: &str,
        events: impl IntoIterator<Item = EventType>,
    ) -> Write<WebhookRegistration> {
        let call = ApiRequest::new(Method::POST, WebhookRegistration::PATH, WRITE);
        self.written(call, url, events)
    }

    /// Changes address and events of a webhook: both are replaced. Its secret stays. Permission
    /// `webhooks.write`.
    ///
    /// ```no_run
    /// # use decidim_client::rest::webhooks::EventType;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let events = [EventType::ProposalCreated];
    /// let webhook = site.webhook_registrations().update(3, "https://hooks.example.org/new", events).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As of [`create`](Self::create).
    pub fn update(
        &self,
        id: impl Into<Id>,
        url: &str,
        events: impl IntoIterator<Item = EventType>,
    ) -> Write<WebhookRegistration> {
        let path = WebhookRegistration::PATH;
        self.written(ApiRequest::on(Method::PUT, path, &id.into(), "", WRITE), url, events)
    }

    /// Deletes a webhook, for good. Permission `webhooks.destroy`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// site.webhook_registrations().delete(3).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "destroy")]
    pub fn delete(&self, id: impl Into<Id>) -> Write<Deleted> {
        let path = WebhookRegistration::PATH;
        let call = ApiRequest::on(Method::DELETE, path, &id.into(), "", DESTROY);
        Write::at_its_own_path(self.session(), call.since([SINCE]))
    }

    fn written(
        &self,
        call: ApiRequest,
        url: &str,
        events: impl IntoIterator<Item = EventType>,
    ) -> Write<WebhookRegistration> {
        let events: Vec<EventType> = events.into_iter().collect();
        let wrong = if events.is_empty() {
            Some("a webhook needs an event")
        } else {
            (!url.starts_with("https://"))
                .then_some("the address of a webhook begins with https://")
        };
        let body = json!({"data": {"attributes": {"url": url, "subscriptions": events}}});
        let call = call.json(&body).refused(wrong.map(Error::invalid_input)).since([SINCE]);
        Write::at_its_own_path(self.session(), call)
    }
}

/// A webhook. Its id is unique.
pub type WebhookRegistration = Record<WebhookRegistrationAttributes>;

/// The fields of a webhook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct WebhookRegistrationAttributes {
    /// Where events are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The events that are sent.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<EventType>,
    /// The secret that deliveries are signed with. Only in the answer to
    /// [`create`](Endpoint::create); it is not written out with the record.
    #[serde(skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub signing_secret: Option<SigningSecret>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The secret of a webhook. `Debug` does not show it.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct SigningSecret(SecretString);

impl SigningSecret {
    /// The secret, as `rest::webhooks::Verifier` takes it.
    ///
    /// ```no_run
    /// # fn example(webhook: decidim_client::rest::resources::WebhookRegistration) {
    /// use decidim_client::secrecy::ExposeSecret;
    ///
    /// if let Some(secret) = webhook.attributes.signing_secret {
    ///     std::fs::write("/run/secrets/webhook", secret.as_secret().expose_secret()).ok();
    /// }
    /// # }
    /// ```
    pub fn as_secret(&self) -> &SecretString {
        &self.0
    }
}

impl From<SigningSecret> for SecretString {
    fn from(secret: SigningSecret) -> Self {
        secret.0
    }
}

impl PartialEq for SigningSecret {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(..)")
    }
}

keeps_extra!(WebhookRegistrationAttributes);

impl sealed::Permitted for WebhookRegistration {
    const NEEDS: Needs = READ;
}

impl Resource for WebhookRegistration {
    const PATH: &'static str = "webhook_registrations";
    const RESOURCE_NAME: &'static str = "webhooks";
    const TRANSLATED: bool = false;
    const LARGEST_PAGE: Option<u16> = Some(100);
    const IS_COUNTED: bool = false;
    const SINCE: Option<Since> = Some(SINCE);

    fn key(&self) -> Key {
        self.identity(None)
    }

    fn single(key: &str) -> Option<Single> {
        Some(Single::of::<Self>(key))
    }
}

impl Listed for WebhookRegistration {}

impl Readable for WebhookRegistration {}

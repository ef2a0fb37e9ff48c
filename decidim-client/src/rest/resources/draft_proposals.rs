//! Proposals that a participant is still writing.

use civic_core::http::types::Method;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use civic_core::{Error, Extra, Multiloc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::proposals::{Proposal, ProposalRelationships};
use crate::rest::api_request::ApiRequest;
use crate::rest::auth::User;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::record::Record;
use crate::rest::resource::{Readable, Resource, sealed};
use crate::rest::wire::{is_default, or_default};
use crate::rest::write::Write;

const DRAFT: Needs = Needs::new(Scope::Proposals, "proposals.draft");

impl Client<User> {
    /// The participant's drafts, as far as this API client made them. Scope `proposals`,
    /// permission `proposals.draft`.
    ///
    /// There is no list of them: a component of proposals links to the participant's
    /// ([`ProposalComponent::draft`](super::proposal_components::ProposalComponent::draft)), and they
    /// are among the proposals, unpublished.
    ///
    /// ```no_run
    /// use decidim_client::rest::resources::DraftChange;
    ///
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let drafts = ana.draft_proposals();
    /// let draft = drafts.create(12).await?;
    /// let change = DraftChange::new().title("Benches by the river").body("One every hundred metres.");
    /// let draft = drafts.update(&draft.id, &change).await?;
    /// if draft.is_publishable() {
    ///     let proposal = drafts.publish(&draft.id).await?;
    /// } else {
    ///     println!("{:?}", draft.attributes.errors);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn draft_proposals(&self) -> Endpoint<DraftProposal, User> {
        Endpoint::new(self)
    }
}

impl Endpoint<DraftProposal, User> {
    fn call(method: Method, id: &Id, rest: &str) -> ApiRequest {
        ApiRequest::on(method, DraftProposal::PATH, id, rest, DRAFT)
    }

    /// Begins a draft in this component of proposals; it is empty.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    ///
    /// match ana.draft_proposals().create(12).await {
    ///     Ok(draft) => println!("draft {}", draft.id),
    ///     Err(error) if error.kind() == ErrorKind::Rejected => println!("there is one already: {error}"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Rejected`](civic_core::ErrorKind::Rejected) where the participant has one there, be it of
    /// the web site or of another API client, or has reached the component's limit.
    pub fn create(&self, component_id: impl Into<Id>) -> Write<DraftProposal> {
        let component_id = component_id.into();
        let body = json!({"data": {"component_id": component_id.to_json()}});
        let call = ApiRequest::new(Method::POST, DraftProposal::PATH, DRAFT);
        Write::new(self.session(), call.json(&body).naming(&component_id))
    }

    /// Changes a draft. Title and text are then only in the participant's own locale: what was
    /// there in others is lost, and the one that is not set becomes empty.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::DraftChange;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let change = DraftChange::new().title("Benches by the river").body("One every hundred metres.");
    /// let draft = ana.draft_proposals().update(77, &change).await?;
    /// println!("missing: {:?}", draft.attributes.errors);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Rejected`](civic_core::ErrorKind::Rejected) for rules that a changed field breaks;
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for a change of neither title nor
    /// text. What else is missing to publish it, the draft that this returns tells.
    pub fn update(&self, id: impl Into<Id>, change: &DraftChange) -> Write<DraftProposal> {
        let nothing = change.is_empty().then(|| Error::invalid_input("the change has no field"));
        let call = Self::call(Method::PUT, &id.into(), "").refused(nothing);
        Write::new(self.session(), call.json(&json!({"data": change})))
    }

    /// Publishes a draft.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let proposal = ana.draft_proposals().publish(77).await?;
    /// println!("published as {}", proposal.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Rejected`](civic_core::ErrorKind::Rejected) where something is missing.
    pub fn publish(&self, id: impl Into<Id>) -> Write<Proposal> {
        Write::new(self.session(), Self::call(Method::POST, &id.into(), "/publish"))
    }

    /// Deletes a draft, for good, and returns it as it was. Published proposals cannot be
    /// withdrawn by API.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let draft = ana.draft_proposals().withdraw(77).await?;
    /// println!("deleted {:?}", draft.attributes.title.text("ca"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn withdraw(&self, id: impl Into<Id>) -> Write<DraftProposal> {
        Write::new(self.session(), Self::call(Method::DELETE, &id.into(), ""))
    }
}

/// What to change of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[must_use]
pub struct DraftChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
}

impl DraftChange {
    /// The locale by itself changes nothing.
    fn is_empty(&self) -> bool {
        self.title.is_none() && self.body.is_none()
    }

    /// No change yet.
    ///
    /// ```
    /// use decidim_client::rest::resources::DraftChange;
    ///
    /// let change = DraftChange::new().title("Benches by the river").body("One every hundred metres.");
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The title.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The text. Servers take the HTML out of it.
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The locale of both. It is sent, for it is documented; known servers ignore it and take the
    /// participant's own.
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = Some(locale.into());
        self
    }
}

/// A draft. Its id becomes that of the proposal. Drafts that another API client made are
/// [`NotFound`](civic_core::ErrorKind::NotFound).
pub type DraftProposal = Record<DraftAttributes, DraftMeta, ProposalRelationships>;

/// The fields of a draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct DraftAttributes {
    /// Title, in the participant's locale.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub title: Multiloc,
    /// Text, in the participant's locale.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub body: Multiloc,
    /// What is missing to publish it.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub errors: DraftErrors,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What is missing to publish a draft, in the server's own sentences.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct DraftErrors {
    /// Of the title.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub title: Vec<String>,
    /// Of the text.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Data about a draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct DraftMeta {
    /// Whether it can be published as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publishable: Option<bool>,
    /// The API client that made it, by its client id; proposals have its number instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Id>,
    /// The fields that can be changed.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The scope that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Id>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(DraftAttributes, DraftErrors, DraftMeta);

impl DraftProposal {
    /// Whether it can be published as it is. False where the server does not say.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let draft = ana.draft_proposals().get(77).await?;
    /// if !draft.is_publishable() {
    ///     println!("missing: {:?}", draft.attributes.errors);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_publishable(&self) -> bool {
        self.meta.publishable == Some(true)
    }
}

impl sealed::Permitted for DraftProposal {
    const NEEDS: Needs = DRAFT;
}

impl Resource for DraftProposal {
    const PATH: &'static str = "draft_proposals";
    const RESOURCE_NAME: &'static str = "drafts";
    const TRANSLATED: bool = false;

    fn key(&self) -> Key {
        self.identity(None)
    }
}

impl Readable for DraftProposal {}

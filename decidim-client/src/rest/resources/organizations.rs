//! Organisations: the tenants of a server.

use civic_core::http::types::Method;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use civic_core::open_enum;
use civic_core::{Error, Extra, Multiloc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::rest::api_request::ApiRequest;
use crate::rest::auth::Machine;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::extended_data::ExtendedData;
use crate::rest::id::Id;
use crate::rest::lenient_decode::keeps_extra;
use crate::rest::record::Record;
use crate::rest::resource::{Listed, Readable, Resource, Single, sealed};
use crate::rest::wire::{is_default, or_default};
use crate::rest::write::Write;

const UPDATE: Needs = Needs::new(Scope::System, "system.organizations.update");
const READ_DATA: Needs = Needs::renamed(
    Scope::System,
    "system.organization.extended_data.read",
    "system.organizations.extended_data.read",
);
const WRITE_DATA: Needs = Needs::renamed(
    Scope::System,
    "system.organization.extended_data.update",
    "system.organizations.extended_data.update",
);

impl Client<Machine> {
    /// Organisations. Scope `system`, permissions `system.organizations.read` and
    /// `system.organizations.update`.
    ///
    /// The list has all organisations of the server, not only the one that this host belongs to.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut organizations = site.organizations().list().stream();
    /// while let Some(organization) = organizations.try_next().await? {
    ///     println!("{} {:?}", organization.id, organization.attributes.host);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn organizations(&self) -> Endpoint<Organization> {
        Endpoint::new(self)
    }
}

impl Endpoint<Organization> {
    /// Changes the organisation with this id. Permission `system.organizations.update`.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::{OrganizationChange, RegistrationMode};
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let change = OrganizationChange::new()
    ///     .secondary_hosts(["participa.example.org"])
    ///     .users_registration_mode(&RegistrationMode::Existing);
    /// let organization = site.organizations().update(1, &change).await?;
    /// println!("{:?}", organization.attributes.users_registration_mode);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for an empty change;
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where no organisation has this id. Servers do not
    /// ask whether it is the host's own.
    pub fn update(&self, id: impl Into<Id>, change: &OrganizationChange) -> Write<Organization> {
        let nothing = change.changes.is_empty();
        let nothing = nothing.then(|| Error::invalid_input("the change has no field"));
        let call = ApiRequest::on(Method::PUT, Organization::PATH, &id.into(), "", UPDATE);
        let call = call.refused(nothing);
        Write::new(self.session(), call.json(&json!({"data": change})))
    }

    /// The extended data of the organisation that this **host** belongs to: known servers do not
    /// look at the id to read, nor before 0.3.0 to write. Since then a write under another id than
    /// that of the host's organisation is [`Forbidden`](civic_core::ErrorKind::Forbidden); the unreleased main branch
    /// looks at it only in jobs.
    ///
    /// Permissions `system.organization.extended_data.read` and `.update` in releases up to 0.3.4,
    /// `system.organizations.extended_data.read` and `.update` (plural) in later ones. The system
    /// panel grants the plural in old releases too, where it has no effect.
    ///
    /// An id that no organisation can have, such as an empty one, is refused when it is used.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let data = site.organizations().extended_data(1);
    /// let plan: Option<String> = data.get("billing.plan").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn extended_data(&self, id: impl Into<Id>) -> ExtendedData {
        let id = id.into();
        ExtendedData::of(self.session(), Organization::PATH, &id, READ_DATA, WRITE_DATA)
    }
}

open_enum! {
    /// Who may sign up.
    pub enum RegistrationMode {
        /// Everybody.
        Enabled = "enabled",
        /// Nobody new.
        Existing = "existing",
        /// Nobody; signing in goes another way.
        Disabled = "disabled",
    }
}

/// An organisation. Its id is unique.
pub type Organization = Record<OrganizationAttributes, OrganizationMeta, Extra>;

/// The fields of an organisation: its texts and its settings. Settings may be unset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct OrganizationAttributes {
    /// Name.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub name: Multiloc,
    /// Description; HTML.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// Its host, at which the API is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Other hosts of it, which lead to the first.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub secondary_hosts: Vec<String>,
    /// Its locales.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub available_locales: Vec<String>,
    /// Its first locale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_locale: Option<String>,
    /// What its references begin with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_prefix: Option<String>,
    /// Who may sign up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users_registration_mode: Option<RegistrationMode>,
    /// Whether new users get a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_welcome_notification: Option<bool>,
    /// Whether only users may look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub force_users_to_authenticate_before_access_organization: Option<bool>,
    /// Whether users earn badges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub badges_enabled: Option<bool>,
    /// Whether spaces can be filtered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_participatory_space_filters: Option<bool>,
    /// Whether a machine translates what people write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_machine_translations: Option<bool>,
    /// Whether users may form groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_groups_enabled: Option<bool>,
    /// Whether participants write with the rich editor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rich_text_editor_in_public_views: Option<bool>,
    /// The longest comment, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments_max_length: Option<i64>,
    /// Its time zone, by Rails' name or the common one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Always empty in 0.2: ask [`Endpoint::extended_data`].
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub extended_data: Extra,
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

/// Data about an organisation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct OrganizationMeta {
    /// Its locales.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub locales: Vec<String>,
    /// The host that it will have once the server has found it to lead there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unconfirmed_host: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What to change of an organisation; all else stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[must_use]
pub struct OrganizationChange {
    #[serde(flatten)]
    changes: Extra,
}

impl OrganizationChange {
    /// No change yet. Known servers spoil the secondary hosts where a change does not name them:
    /// say [`secondary_hosts`](Self::secondary_hosts) too, if there are any.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::rest::resources::OrganizationChange;
    ///
    /// let change = OrganizationChange::new()
    ///     .name(&Multiloc::from([("ca", "Ajuntament"), ("es", "Ayuntamiento")]))
    ///     .secondary_hosts(["participa.example.org"]);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Its name in one or more locales; those of other locales stay.
    pub fn name(self, name: &Multiloc) -> Self {
        self.set("name", json!(name))
    }

    /// Its description in one or more locales.
    pub fn description(self, description: &Multiloc) -> Self {
        self.set("description", json!(description))
    }

    /// Its host. It changes once the server has found it to lead there; until then
    /// [`OrganizationMeta::unconfirmed_host`] has it.
    pub fn host(self, host: impl Into<String>) -> Self {
        self.set("host", host.into())
    }

    /// Its other hosts, instead of those it has.
    pub fn secondary_hosts<H: Into<String>>(self, hosts: impl IntoIterator<Item = H>) -> Self {
        let hosts: Vec<String> = hosts.into_iter().map(Into::into).collect();
        self.set("secondary_hosts", hosts)
    }

    /// Who may sign up.
    pub fn users_registration_mode(self, mode: &RegistrationMode) -> Self {
        self.set("users_registration_mode", mode.as_str())
    }

    /// The longest comment, in characters.
    pub fn comments_max_length(self, characters: u32) -> Self {
        self.set("comments_max_length", characters)
    }

    /// Its time zone.
    pub fn time_zone(self, zone: impl Into<String>) -> Self {
        self.set("time_zone", zone.into())
    }

    /// Any other attribute by the server's name. Those that cannot be changed are ignored by
    /// servers.
    ///
    /// ```
    /// use decidim_client::rest::resources::OrganizationChange;
    ///
    /// let change = OrganizationChange::new().set("badges_enabled", false);
    /// ```
    pub fn set(
        mut self,
        attribute: impl Into<String>,
        value: impl Into<serde_json::Value>,
    ) -> Self {
        self.changes.insert(attribute.into(), value.into());
        self
    }
}

keeps_extra!(OrganizationAttributes, OrganizationMeta);

impl sealed::Permitted for Organization {
    const NEEDS: Needs = Needs::new(Scope::System, "system.organizations.read");
}

impl Resource for Organization {
    const PATH: &'static str = "organizations";
    const RESOURCE_NAME: &'static str = "organizations";

    fn key(&self) -> Key {
        self.identity(None)
    }

    fn single(key: &str) -> Option<Single> {
        Some(Single::of::<Self>(key))
    }
}

impl Listed for Organization {}

impl Readable for Organization {}

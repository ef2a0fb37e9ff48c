//! Participants, as the organisation knows them.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::rest::auth::Machine;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::database_json::entry;
use crate::rest::endpoint::Endpoint;
use crate::rest::filters::{IdFilter, TextFilter};
use crate::rest::lenient_decode::keeps_extra;
use crate::rest::list::List;
use crate::rest::predicate::Condition;
use crate::rest::record::Record;
use crate::rest::resource::{Listed, Resource, sealed};
use crate::rest::wire::{is_default, or_default};

impl Client<Machine> {
    /// Participants. Scope `oauth`, permission `oauth.read`; to see their extended data also
    /// `oauth.extended_data.read`.
    ///
    /// Deleted accounts are among them. Their name, nickname, e-mail address, page and text about them are empty.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut users = site.users().list().stream();
    /// while let Some(user) = users.try_next().await? {
    ///     println!("{} {:?}", user.id, user.attributes.nickname);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn users(&self) -> Endpoint<Participant> {
        Endpoint::new(self)
    }
}

/// A participant. Their id is unique.
pub type Participant = Record<ParticipantAttributes, ParticipantMeta, Extra>;

/// The fields of a participant. Personal data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct ParticipantAttributes {
    /// Name, as shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Nickname, which is unique.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    /// A page of theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_url: Option<String>,
    /// About them; free text in whatever form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their locale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Their extended data: empty where the client may not read it.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub extended_data: Value,
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

/// Data about a participant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct ParticipantMeta {
    /// Whether they are blocked: they cannot act until somebody unblocks them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<bool>,
    /// Whether they are locked: they cannot act until they follow a link that was mailed to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(ParticipantAttributes, ParticipantMeta);

impl sealed::Permitted for Participant {
    const NEEDS: Needs = Needs::new(Scope::Oauth, "oauth.read");
}

impl Resource for Participant {
    const PATH: &'static str = "users";
    const RESOURCE_NAME: &'static str = "users";
    const TRANSLATED: bool = false;

    fn key(&self) -> Key {
        self.identity(None)
    }
}

impl Listed for Participant {}

impl List<Participant> {
    /// By their nickname.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let ana = site.users().list().nickname("ana_ruiz").stream().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn nickname(self, nickname: impl Into<TextFilter>) -> Self {
        self.on("nickname", nickname.into().0, |user| user.attributes.nickname.clone())
    }

    /// By their id.
    pub fn id(self, id: impl Into<IdFilter>) -> Self {
        self.on("id", id.into().0, |user| Some(user.id.to_string()))
    }

    /// By a part of their extended data, as the database writes its JSON: with a blank behind the
    /// colon, `"foo": "bar"`. Permission `oauth.extended_data.read`.
    pub fn extended_data_cont(self, json: impl Into<String>) -> Self {
        let needs = Needs::new(Scope::Oauth, "oauth.extended_data.read");
        self.set(Condition::contains(json.into()).on("extended_data")).needing(needs)
    }

    /// By one entry of their extended data, wherever in it:
    /// [`extended_data_cont`](Self::extended_data_cont) with the entry as the database writes it.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let members = site.users().list().extended_data_entry("card", "gold").stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn extended_data_entry(self, key: &str, value: impl Into<Value>) -> Self {
        self.extended_data_cont(entry(key, &value.into()))
    }
}

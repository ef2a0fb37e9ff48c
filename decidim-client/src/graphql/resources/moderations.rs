//! Moderation: what was reported, and who was blocked for it.

use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use civic_core::open_enum;
use serde::{Deserialize, Serialize};

use super::Author;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::{RecordList, Records};
use crate::graphql::records::Record;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::list;

/// The variable by which reasons of blocks are asked for.
const BLOCK_REASONS: &str = "blockReasons";

/// Content that was reported. Since 0.32.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Moderation {
    /// The id.
    pub id: Id,
    /// The content, as text.
    pub reported_content: Option<String>,
    /// Where the content is.
    pub reported_url: Option<String>,
    /// How often it was reported.
    pub report_count: Option<u64>,
    /// When it was hidden; null while it is shown.
    pub hidden_at: Option<Timestamp>,
    /// The reports.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub reports: Vec<Report>,
    /// When it was first reported.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// A participant that was reported. Since 0.32.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserModeration {
    /// The id of the moderation.
    pub id: Id,
    /// The participant's id.
    pub user_id: Option<Id>,
    /// What the participant says of themselves.
    pub about: Option<String>,
    /// When the participant was blocked; null where they are not.
    pub blocked_at: Option<Timestamp>,
    /// Why the participant was blocked. Null where they are not, and where it was not asked for.
    pub block_reasons: Option<String>,
    /// Who blocked the participant.
    pub blocking_user: Option<Author>,
    /// The reports.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub reports: Vec<Report>,
    /// When the participant was first reported.
    pub created_at: Option<Timestamp>,
    /// When the moderation was last changed.
    pub updated_at: Option<Timestamp>,
}

open_enum! {
    /// Why something was reported.
    pub enum ReportReason {
        /// It is advertising or fraud.
        Spam = "spam",
        /// It insults.
        Offensive = "offensive",
        /// It has no place here.
        DoesNotBelong = "does_not_belong",
    }
}

/// A report of content or of a participant. Since 0.32.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// Why.
    pub reason: Option<ReportReason>,
    /// Why, in words.
    pub details: Option<String>,
    /// The language in which the content was seen; null for reports of participants.
    pub locale: Option<String>,
    /// Who reported it.
    pub user: Option<Author>,
    /// When it was reported.
    pub created_at: Option<Timestamp>,
    /// When the report was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Record for Moderation {
    const RESOURCE_NAME: &'static str = "moderations";
    const ALL: Operation =
        Operation::new("Moderations", include_str!("../../../graphql/moderations.graphql"));
    const PATH: &'static [&'static str] = &["moderations"];

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Record for UserModeration {
    const RESOURCE_NAME: &'static str = "moderated users";
    const ALL: Operation =
        Operation::new("ModeratedUsers", include_str!("../../../graphql/moderations.graphql"));
    const PATH: &'static [&'static str] = &["moderatedUsers"];
    const VARIABLES: &'static [(&'static str, bool)] = &[(BLOCK_REASONS, true)];

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Client {
    /// What was reported on the site. Since 0.32; newer versions show it to administrators alone.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut moderations = site.moderations().list().stream();
    /// while let Some(moderation) = moderations.try_next().await? {
    ///     println!("{:?}: {:?} reports", moderation.reported_url, moderation.report_count);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn moderations(&self) -> Records<Moderation> {
        Records::new(self)
    }

    /// The participants that were reported. Since 0.32; newer versions show them to administrators
    /// alone.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut users = site.moderated_users().list().stream();
    /// while let Some(user) = users.try_next().await? {
    ///     println!("{:?} blocked at {:?}", user.user_id, user.blocked_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn moderated_users(&self) -> Records<UserModeration> {
        Records::new(self)
    }
}

/// What is asked for.
impl RecordList<UserModeration> {
    /// Does not ask why participants were blocked. Sites of 0.32 fail over that question where
    /// somebody was blocked without a record of it.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let users = site.moderated_users().list().without_block_reasons().stream();
    /// println!("{} were reported", users.collect_consistent().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn without_block_reasons(self) -> Self {
        self.variable(BLOCK_REASONS, false)
    }
}

//! Initiatives: what citizens put forward, and collect signatures for.

use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::open_enum;
use serde::{Deserialize, Serialize};

use super::space_model::space;
use super::{Attachment, Author, Reference, Scope};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Records;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::list;

const ALL: Operation =
    Operation::new("Initiatives", include_str!("../../../graphql/initiatives.graphql"));

open_enum! {
    /// What became of an initiative.
    pub enum InitiativeState {
        /// Being written.
        Created = "created",
        /// Waiting for the site's approval.
        Validating = "validating",
        /// Not approved.
        Discarded = "discarded",
        /// Collecting signatures, as old versions say it.
        Published = "published",
        /// Collecting signatures, as new versions say it.
        Open = "open",
        /// Did not get enough signatures.
        Rejected = "rejected",
        /// Got enough signatures.
        Accepted = "accepted",
    }
}

open_enum! {
    /// How signatures are collected.
    pub enum SignatureType {
        /// On the site.
        Online = "online",
        /// On paper.
        Offline = "offline",
        /// Both ways.
        Any = "any",
    }
}

space! {
    /// An initiative.
    pub struct Initiative ("initiatives", ALL) {
        /// What became of it.
        pub state: Option<InitiativeState>,
        /// What type of initiative it is; see [`Client::initiative_types`].
        pub initiative_type: Option<Reference>,
        /// Who put it forward.
        pub author: Option<Author>,
        /// Those who promote it together.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub committee_members: Vec<CommitteeMember>,
        /// How signatures are collected.
        pub signature_type: Option<SignatureType>,
        /// The first day of signing.
        pub signature_start_date: Option<Date>,
        /// The last day of signing.
        pub signature_end_date: Option<Date>,
        /// Signatures given on the site.
        pub online_votes: Option<u64>,
        /// Signatures given on paper.
        pub offline_votes: Option<u64>,
        /// The scope.
        pub scope: Option<Scope>,
        /// Files and pictures.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub attachments: Vec<Attachment>,
        /// Whether it may have steps. Since 0.31.
        pub allows_steps: Option<bool>,
        /// Whether it has steps. Since 0.31.
        pub has_steps: Option<bool>,
        /// The hashtag without its `#`. Up to 0.30.
        pub hashtag: Option<String>,
        /// The reference that the site gives it.
        pub reference: Option<String>,
        /// Its page. Since 0.31.
        pub url: Option<String>,
        /// When it was published.
        pub published_at: Option<Timestamp>,
    }
}

open_enum! {
    /// What became of somebody's wish to join the committee of an initiative.
    pub enum CommitteeMemberState {
        /// Wants to join.
        Requested = "requested",
        /// Was turned down.
        Rejected = "rejected",
        /// Belongs to it.
        Accepted = "accepted",
    }
}

/// One of those who promote an initiative together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CommitteeMember {
    /// The id of the membership; null where the site does not give it.
    pub id: Option<Id>,
    /// Whether they belong to it yet.
    pub state: Option<CommitteeMemberState>,
    /// The participant.
    pub user: Option<Author>,
    /// When they asked to join.
    pub created_at: Option<Timestamp>,
    /// When the membership was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Client {
    /// The initiatives of the site.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut initiatives = site.initiatives().list().stream();
    /// while let Some(initiative) = initiatives.try_next().await? {
    ///     println!("{:?} {:?}", initiative.title.text("ca"), initiative.state);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn initiatives(&self) -> Records<Initiative> {
        Records::new(self)
    }
}

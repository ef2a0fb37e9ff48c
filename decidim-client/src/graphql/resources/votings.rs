//! Votings: what elections were held in.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};

use super::{Scope, SpaceRecord, Statistic};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::operation::Operation;
use crate::graphql::records::{Identified, Record, Records};
use crate::graphql::text::{list, translated};

/// A voting. Its elections are in its components. Up to 0.28.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Voting {
    /// The id.
    pub id: Id,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// The title.
    #[serde(default, with = "translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "translated")]
    pub description: Multiloc,
    /// When it begins.
    pub start_time: Option<Timestamp>,
    /// When it ends.
    pub end_time: Option<Timestamp>,
    /// The scope.
    pub scope: Option<Scope>,
    /// Its figures.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub stats: Vec<Statistic>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Record for Voting {
    const RESOURCE_NAME: &'static str = "votings";
    const ALL: Operation =
        Operation::new("Votings", include_str!("../../../graphql/votings.graphql"));
    const PATH: &'static [&'static str] = &["votings"];

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Identified for Voting {
    const ONE: &'static [&'static str] = &["voting"];
    const ID_TYPE: &'static str = "ID";
}

impl SpaceRecord for Voting {}

impl Client {
    /// The votings of the site. From 0.24 to 0.28.
    pub fn votings(&self) -> Records<Voting> {
        Records::new(self.clone())
    }
}

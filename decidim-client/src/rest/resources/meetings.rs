//! Meetings, of which the API has ids, dates and links only.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};

use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::list::{Direction, List};
use crate::rest::record::{Record, ToOne};
use crate::rest::required_release::Since;
use crate::rest::resource::{Listed, Placed, Readable, Resource, Single, Whereabouts, sealed};
use crate::rest::wire::{is_default, or_default};

impl<A: Actor> Client<A> {
    /// Meetings: their ids, dates and links only. **Unreleased**: later than 0.3.4. Scope `meetings`, permission
    /// `meetings.read`.
    ///
    /// The list has the published ones, by when they begin. What a meeting is called, and when and where it
    /// takes place, the API does not tell: ask GraphQL by its id.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut meetings = site.meetings().list().in_component(21).stream();
    /// while let Some(meeting) = meetings.try_next().await? {
    ///     println!("{} {:?}", meeting.id, meeting.attributes.updated_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported), before anything is sent, unless
    /// [`release`](crate::rest::ClientBuilder::release) says that the site runs the unreleased module.
    pub fn meetings(&self) -> Endpoint<Meeting, A> {
        Endpoint::new(self)
    }
}

/// A meeting. Its id is unique.
///
/// What it is called, and when and where it takes place, the API does not tell: ask GraphQL by its id.
pub type Meeting = Record<MeetingAttributes, Extra, MeetingRelationships>;

/// The fields of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct MeetingAttributes {
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Its extended data: empty where the client may not read it, and in events.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub extended_data: Extra,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The records that a meeting is related to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct MeetingRelationships {
    /// Its space; the type is the manifest's name.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub space: ToOne,
    /// Its component.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub component: ToOne,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(MeetingAttributes, MeetingRelationships);

impl sealed::Permitted for Meeting {
    const NEEDS: Needs = Needs::new(Scope::Meetings, "meetings.read");
}

impl Resource for Meeting {
    const PATH: &'static str = "meetings";
    const RESOURCE_NAME: &'static str = "meetings";
    const ALWAYS: &'static [(&'static str, &'static str)] = &[("order", "start_time")];
    const TRANSLATED: bool = false;
    const SINCE: Option<Since> = Some(Since::unreleased("meetings"));

    fn key(&self) -> Key {
        self.identity(None)
    }

    fn component_id(&self) -> Option<&Id> {
        self.relationships.component.data.as_ref().map(|component| &component.id)
    }

    fn single(key: &str) -> Option<Single> {
        Some(Single::of::<Self>(key))
    }
}

impl Listed for Meeting {}

impl Readable for Meeting {}

impl Placed for Meeting {
    fn whereabouts(&self) -> Whereabouts<'_> {
        let place = &self.relationships;
        Whereabouts::related(&place.space, &place.component)
    }
}

impl<A: Actor> List<Meeting, A> {
    /// The last to begin first. Default: the first to begin first.
    pub fn newest_first(self) -> Self {
        self.direction(Direction::NewestFirst)
    }

    /// The first to begin first, as by default.
    pub fn oldest_first(self) -> Self {
        self.direction(Direction::OldestFirst)
    }
}

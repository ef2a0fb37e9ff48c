//! Meetings.

use civic_core::geo::GeoPoint;
use civic_core::jiff::Timestamp;
use civic_core::{Multiloc, open_enum};
use serde::{Deserialize, Serialize};

use super::{Attachment, Author, Classification, MeetingAgenda, Questionnaire, Reference};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::lists::Listed;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list, place};

const PARTICIPANTS: Operation =
    Operation::new("MeetingParticipants", include_str!("../../../graphql/meetings.graphql"));

open_enum! {
    /// Where people meet.
    pub enum TypeOfMeeting {
        /// In one place.
        InPerson = "in_person",
        /// Over the network.
        Online = "online",
        /// Both.
        Hybrid = "hybrid",
    }
}

open_enum! {
    /// How people register. Since 0.31.
    pub enum RegistrationType {
        /// They do not.
        Disabled = "registration_disabled",
        /// On the site.
        OnThisPlatform = "on_this_platform",
        /// Elsewhere, see [`Meeting::registration_url`].
        OnDifferentPlatform = "on_different_platform",
    }
}

/// A meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Meeting {
    /// The id.
    pub id: Id,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML, as a stranger may have written it.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// When it begins.
    pub start_time: Option<Timestamp>,
    /// When it ends.
    pub end_time: Option<Timestamp>,
    /// Where people meet.
    pub type_of_meeting: Option<TypeOfMeeting>,
    /// The place, in words.
    #[serde(default, with = "Translated")]
    pub location: Multiloc,
    /// How to find the place.
    #[serde(default, with = "Translated")]
    pub location_hints: Multiloc,
    /// The address, as text.
    pub address: Option<String>,
    /// Where it is.
    #[serde(default, deserialize_with = "place::deserialize")]
    pub coordinates: Option<GeoPoint>,
    /// Where to take part over the network. Empty where one cannot.
    pub online_meeting_url: Option<String>,
    /// Whether and where the site shows the online meeting, such as `embed_in_meeting_page`. Since 0.26.
    pub iframe_embed_type: Option<String>,
    /// Who sees the online meeting on the site, such as `all` or `signed_in`. Since 0.31.
    pub iframe_access_level: Option<String>,
    /// Who organizes it; null where the site itself does. See [`Client::meetings`] for sites up to 0.26.
    pub author: Option<Author>,
    /// The organizations that attended, as text. Known once it is closed.
    pub attending_organizations: Option<String>,
    /// Whether only those who registered may take part. `true` only beside [`transparent`](Self::transparent):
    /// other private meetings are in no list, whoever asks.
    pub private_meeting: Option<bool>,
    /// Whether a private meeting can be seen by everybody.
    pub transparent: Option<bool>,
    /// Taxonomies, or category and scope.
    #[serde(flatten)]
    pub classification: Classification,
    /// The agenda.
    pub agenda: Option<MeetingAgenda>,
    /// What is offered to those who come.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub services: Vec<MeetingService>,
    /// Whether people register.
    pub registrations_enabled: Option<bool>,
    /// How people register. Since 0.31.
    pub registration_type: Option<RegistrationType>,
    /// Where people register, if elsewhere. Since 0.31.
    pub registration_url: Option<String>,
    /// The terms of registration: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub registration_terms: Multiloc,
    /// How many may still register. One without a limit says 0 or less.
    pub remaining_slots: Option<i64>,
    /// Whether those who register get a mail of the meeting's own. Since 0.31.
    pub customize_registration_email: Option<bool>,
    /// Whether those who register fill in the form.
    pub registration_form_enabled: Option<bool>,
    /// The form, where it is [enabled](Self::registration_form_enabled).
    pub registration_form: Option<Questionnaire>,
    /// Whether it is over and reported on.
    pub closed: Option<bool>,
    /// When it was closed. Since 0.31.
    pub closed_at: Option<Timestamp>,
    /// What came of it: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub closing_report: Multiloc,
    /// How many people attended; null until it is closed.
    attendee_count: Option<u64>,
    /// The same, as some builds since 0.31 name it.
    attendees_count: Option<u64>,
    /// How many contributions there were. Known once it is closed.
    pub contribution_count: Option<u64>,
    /// Where its sound is. Since 0.25.
    audio_url: Option<String>,
    /// Where its film is. Since 0.25.
    video_url: Option<String>,
    /// The minutes. Up to 0.24.
    pub minutes: Option<MeetingMinutes>,
    /// The proposals that were made at it, by their ids.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub proposals_from_meeting: Vec<Reference>,
    /// Whether its author withdrew it. Since 0.26.
    is_withdrawn: Option<bool>,
    /// The same. Since 0.29.
    withdrawn: Option<bool>,
    /// When it was withdrawn. Since 0.29.
    pub withdrawn_at: Option<Timestamp>,
    /// Files and pictures.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub attachments: Vec<Attachment>,
    /// Followers. Since 0.31.
    pub follows_count: Option<u64>,
    /// Comments at every depth.
    pub total_comments_count: Option<u64>,
    /// Whether it can be commented on.
    pub accepts_new_comments: Option<bool>,
    /// Whether comments are for or against.
    pub comments_have_alignment: Option<bool>,
    /// Whether comments can be voted on.
    pub comments_have_votes: Option<bool>,
    /// Whether comments are switched on. Since 0.31.
    pub comments_enabled: Option<bool>,
    /// From when on it can be commented on. Since 0.31.
    pub comments_start_time: Option<Timestamp>,
    /// Until when it can be commented on. Since 0.31.
    pub comments_end_time: Option<Timestamp>,
    /// The reference that the site gives it.
    pub reference: Option<String>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// When it was published. Since 0.31.
    pub published_at: Option<Timestamp>,
}

impl Meeting {
    /// How many people attended; null until it is closed. Builds since 0.31 name it in two ways.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let meeting = site.meetings(38).get(12).await?;
    /// println!("{:?} came, of these organisations: {:?}", meeting.attendees_count(), meeting.attending_organizations);
    /// # Ok(())
    /// # }
    /// ```
    pub fn attendees_count(&self) -> Option<u64> {
        self.attendees_count.or(self.attendee_count)
    }

    /// Whether its author withdrew it; null before 0.26, which does not say.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let meetings = site.meetings(38).list().two_passes().stream().collect_consistent().await?;
    /// let held = meetings.iter().filter(|meeting| meeting.is_withdrawn() != Some(true));
    /// println!("{} meetings", held.count());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_withdrawn(&self) -> Option<bool> {
        self.withdrawn.or(self.is_withdrawn)
    }

    /// Where its sound is: its own since 0.25, of its minutes before.
    pub fn audio_url(&self) -> Option<&str> {
        let of_minutes = || self.minutes.as_ref()?.audio_url.as_deref();
        self.audio_url.as_deref().or_else(of_minutes)
    }

    /// Where its film is: its own since 0.25, of its minutes before.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let meeting = site.meetings(38).get(12).await?;
    /// for recording in [meeting.video_url(), meeting.audio_url()].into_iter().flatten() {
    ///     println!("{recording}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn video_url(&self) -> Option<&str> {
        let of_minutes = || self.minutes.as_ref()?.video_url.as_deref();
        self.video_url.as_deref().or_else(of_minutes)
    }
}

/// Something offered to those who come, as an interpreter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MeetingService {
    /// What it is.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// More on it.
    #[serde(default, with = "Translated")]
    pub description: Multiloc,
}

/// The minutes of a meeting. Up to 0.24.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MeetingMinutes {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The text: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// Where the sound is.
    pub audio_url: Option<String>,
    /// Where the film is.
    pub video_url: Option<String>,
    /// When they were created.
    pub created_at: Option<Timestamp>,
    /// When they were last changed.
    pub updated_at: Option<Timestamp>,
}

impl Content for Meeting {
    const RESOURCE_NAME: &'static str = "meetings";
    const COMPONENT: &'static str = "Meetings";
    const PAGE: Operation =
        Operation::new("Meetings", include_str!("../../../graphql/meetings.graphql"));
    const LIST: &'static str = "meetings";
    const ONE: &'static str = "meeting";

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The meetings of a component.
    ///
    /// Servers read them without any order: see [`ContentList::two_passes`](crate::graphql::lists::ContentList::two_passes).
    ///
    /// Private meetings are in no list, unless they are transparent. Meetings that a moderator has hidden
    /// are listed up to 0.28 and are holes later.
    ///
    /// Up to 0.26 a site fails where it is asked for the author of an official one. Then the page is read
    /// without authors, and the report has an error that says so.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let meetings = site.meetings(38).list().two_passes().stream().collect_consistent().await?;
    /// for meeting in meetings {
    ///     println!("{:?} {:?} {:?}", meeting.start_time, meeting.title.text("ca"), meeting.coordinates);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn meetings(&self, component: impl Into<Id>) -> Contents<Meeting> {
        Contents::new(self, component)
    }
}

impl Contents<Meeting> {
    /// Those who take part in the meeting with this id and let it be seen, in one answer. Since 0.31.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let participants = site.meetings(38).participants(12).list().stream().collect_consistent().await?;
    /// println!("{} take part and say so", participants.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn participants(&self, id: impl Into<Id>) -> Listed<Author<Id>> {
        let path = &["component", "meeting", "publicParticipants"];
        let key = |participant: &Author<Id>| participant.id.key();
        self.of_record(id.into(), PARTICIPANTS, path, "participants", key)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples;
    use super::*;

    fn meeting(mut row: serde_json::Value) -> Meeting {
        row["id"] = json!("1");
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn every_field_is_read() {
        samples::read_every_field::<Meeting>();
        let path = ["component", "meeting", "publicParticipants"];
        samples::read_every_field_at::<Author<Id>>(PARTICIPANTS, &path);
    }

    #[test]
    fn both_names_of_a_field_count() {
        assert_eq!(meeting(json!({"attendeeCount": 4})).attendees_count(), Some(4));
        assert_eq!(meeting(json!({"attendeesCount": 5})).attendees_count(), Some(5));
        assert_eq!(meeting(json!({"isWithdrawn": true})).is_withdrawn(), Some(true));
        assert_eq!(meeting(json!({"withdrawn": false})).is_withdrawn(), Some(false));
        assert_eq!(meeting(json!({})).is_withdrawn(), None);
    }

    #[test]
    fn sound_and_film_of_the_minutes_are_the_meeting_s() {
        let old = meeting(json!({"minutes": {"id": "2", "audioUrl": "a", "videoUrl": "v"}}));
        assert_eq!((old.audio_url(), old.video_url()), (Some("a"), Some("v")));
        let new = meeting(json!({"audioUrl": "b", "minutes": null}));
        assert_eq!((new.audio_url(), new.video_url()), (Some("b"), None));
    }
}

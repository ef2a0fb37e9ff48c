//! Making, changing, closing and withdrawing meetings.

use civic_core::geo::GeoPoint;
use civic_core::jiff::Timestamp;
use serde::Serialize;

use super::input::Input;
use super::write::Write;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::{Meeting, RegistrationType, TypeOfMeeting};

const CREATE: Operation =
    Operation::new("CreateMeeting", include_str!("../../../graphql/meetings.graphql"));
const UPDATE: Operation =
    Operation::new("UpdateMeeting", include_str!("../../../graphql/meetings.graphql"));
const CLOSE: Operation =
    Operation::new("CloseMeeting", include_str!("../../../graphql/meetings.graphql"));
const WITHDRAW: Operation =
    Operation::new("WithdrawMeeting", include_str!("../../../graphql/meetings.graphql"));

/// Whether and where the site shows an online meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum IframeEmbedType {
    /// Not at all.
    None,
    /// On the meeting's page.
    EmbedInMeetingPage,
    /// On a page of its own.
    OpenInLiveEventPage,
    /// In a new tab.
    OpenInNewTab,
}

/// Who sees an online meeting on the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum IframeAccessLevel {
    /// Everybody.
    All,
    /// Those who are signed in.
    SignedIn,
    /// Those who registered for it.
    Registered,
}

/// What participants say of a meeting that they call or change. The texts are in the language of
/// the [`Write`].
#[derive(Clone, Debug)]
#[must_use]
pub struct MeetingAttributes(Input);

impl MeetingAttributes {
    /// A meeting in one place without registration, until [`held`](Self::held) and
    /// [`registration`](Self::registration) say otherwise. Neither title nor description may be
    /// blank, nor may it end before it starts.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::geo::GeoPoint;
    /// use decidim_client::graphql::writes::MeetingAttributes;
    ///
    /// let (start, end) = ("2026-12-01T18:00:00Z".parse()?, "2026-12-01T20:00:00Z".parse()?);
    /// let meeting = MeetingAttributes::new("Kick-off", "<p>All are welcome.</p>", start, end)
    ///     .location("Library")
    ///     .address("Carrer Major 1")
    ///     .coordinates(GeoPoint { latitude: 41.4, longitude: 2.2 });
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(
        title: impl Into<String>,
        description: impl Into<String>,
        start: Timestamp,
        end: Timestamp,
    ) -> Self {
        let mut input = Input::default();
        input.text("title", title.into());
        input.text("description", description.into());
        input.span(start, end);
        Self(input).held(TypeOfMeeting::InPerson).registration(RegistrationType::Disabled)
    }

    /// Where people meet.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::resources::TypeOfMeeting;
    /// use decidim_client::graphql::writes::MeetingAttributes;
    ///
    /// let (start, end) = ("2026-12-01T18:00:00Z".parse()?, "2026-12-01T20:00:00Z".parse()?);
    /// let meeting = MeetingAttributes::new("Kick-off", "<p>All are welcome.</p>", start, end)
    ///     .held(TypeOfMeeting::Hybrid)
    ///     .location("Library")
    ///     .online_meeting_url("https://meet.example.org/kick-off");
    /// # Ok(())
    /// # }
    /// ```
    pub fn held(mut self, kind: impl Into<TypeOfMeeting>) -> Self {
        self.0.choice("typeOfMeeting", kind.into().as_str());
        self
    }

    /// How people register.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::resources::RegistrationType;
    /// use decidim_client::graphql::writes::MeetingAttributes;
    ///
    /// let (start, end) = ("2026-12-01T18:00:00Z".parse()?, "2026-12-01T20:00:00Z".parse()?);
    /// let meeting = MeetingAttributes::new("Kick-off", "<p>All are welcome.</p>", start, end)
    ///     .registration(RegistrationType::OnThisPlatform)
    ///     .registrations_enabled(true)
    ///     .registration_terms("<p>Come if you can.</p>")
    ///     .available_slots(40);
    /// # Ok(())
    /// # }
    /// ```
    pub fn registration(mut self, kind: impl Into<RegistrationType>) -> Self {
        self.0.choice("registrationType", kind.into().as_str());
        self
    }

    /// Whether people can register now.
    pub fn registrations_enabled(mut self, enabled: bool) -> Self {
        self.0.set("registrationsEnabled", enabled);
        self
    }

    /// Where people register, if on a different platform.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::resources::RegistrationType;
    /// use decidim_client::graphql::writes::MeetingAttributes;
    ///
    /// let (start, end) = ("2026-12-01T18:00:00Z".parse()?, "2026-12-01T20:00:00Z".parse()?);
    /// let meeting = MeetingAttributes::new("Kick-off", "<p>All are welcome.</p>", start, end)
    ///     .registration(RegistrationType::OnDifferentPlatform)
    ///     .registration_url("https://tickets.example.org/kick-off");
    /// # Ok(())
    /// # }
    /// ```
    pub fn registration_url(mut self, url: impl Into<String>) -> Self {
        self.0.set("registrationUrl", url.into());
        self
    }

    /// What people accept when they register: HTML.
    pub fn registration_terms(mut self, terms: impl Into<String>) -> Self {
        self.0.set("registrationTerms", terms.into());
        self
    }

    /// How many people can register; 0 for any number.
    pub fn available_slots(mut self, slots: u32) -> Self {
        self.0.count("availableSlots", slots);
        self
    }

    /// The address, as text.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.0.set("address", address.into());
        self
    }

    /// Where it is.
    pub fn coordinates(mut self, place: GeoPoint) -> Self {
        self.0.place(place);
        self
    }

    /// The name of the place.
    pub fn location(mut self, location: impl Into<String>) -> Self {
        self.0.set("location", location.into());
        self
    }

    /// How to find the place.
    pub fn location_hints(mut self, hints: impl Into<String>) -> Self {
        self.0.set("locationHints", hints.into());
        self
    }

    /// Where to take part over the network.
    pub fn online_meeting_url(mut self, url: impl Into<String>) -> Self {
        self.0.set("onlineMeetingUrl", url.into());
        self
    }

    /// Whether and where the site shows the online meeting.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::resources::TypeOfMeeting;
    /// use decidim_client::graphql::writes::{IframeAccessLevel, IframeEmbedType, MeetingAttributes};
    ///
    /// let (start, end) = ("2026-12-01T18:00:00Z".parse()?, "2026-12-01T20:00:00Z".parse()?);
    /// let meeting = MeetingAttributes::new("Kick-off", "<p>All are welcome.</p>", start, end)
    ///     .held(TypeOfMeeting::Online)
    ///     .online_meeting_url("https://meet.example.org/kick-off")
    ///     .iframe_embed_type(IframeEmbedType::EmbedInMeetingPage)
    ///     .iframe_access_level(IframeAccessLevel::SignedIn);
    /// # Ok(())
    /// # }
    /// ```
    pub fn iframe_embed_type(mut self, kind: IframeEmbedType) -> Self {
        self.0.set("iframeEmbedType", kind);
        self
    }

    /// Who sees the online meeting on the site.
    pub fn iframe_access_level(mut self, level: IframeAccessLevel) -> Self {
        self.0.set("iframeAccessLevel", level);
        self
    }

    /// Its taxonomies, by their ids.
    pub fn taxonomies(mut self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.0.ids("taxonomies", ids);
        self
    }
}

/// How a meeting went. The report is in the language of the [`Write`].
#[derive(Clone, Debug)]
#[must_use]
pub struct CloseMeetingAttributes(Input);

impl CloseMeetingAttributes {
    /// The report, HTML and not blank, and how many people came.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Id;
    /// # use decidim_client::graphql::writes::CloseMeetingAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let report = CloseMeetingAttributes::new("<p>We agreed on three streets.</p>", 27)
    ///     .proposal_ids([Id::new(35), Id::new(36)]);
    /// site.meetings(38).close(12, report).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(closing_report: impl Into<String>, attendees_count: u32) -> Self {
        let mut input = Input::default();
        input.text("closingReport", closing_report.into());
        input.count("attendeesCount", attendees_count);
        Self(input)
    }

    /// When it was closed; the site's default is now.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::graphql::writes::CloseMeetingAttributes;
    ///
    /// let report = CloseMeetingAttributes::new("<p>We agreed on three streets.</p>", 27)
    ///     .closed_at("2026-12-01T20:30:00Z".parse()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn closed_at(mut self, at: Timestamp) -> Self {
        self.0.set("closedAt", at);
        self
    }

    /// The proposals that were made at it, by their ids.
    pub fn proposal_ids(mut self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.0.ids("proposalIds", ids);
        self
    }
}

/// Writes.
impl Contents<Meeting> {
    /// Calls a meeting. Since 0.32.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Client, Id, resources::TypeOfMeeting};
    /// # use decidim_client::graphql::writes::MeetingAttributes;
    /// # async fn example(site: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let (start, end) = ("2026-12-01T18:00:00Z".parse()?, "2026-12-01T20:00:00Z".parse()?);
    /// let meeting = MeetingAttributes::new("Kick-off", "<p>All are welcome.</p>", start, end)
    ///     .held(TypeOfMeeting::Online)
    ///     .online_meeting_url("https://meet.example.org/kick-off");
    /// let meeting = site.meetings(Id::new(38)).create(meeting).locale("en").await?;
    /// println!("{:?}", meeting.url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(&self, attributes: MeetingAttributes) -> Write<Meeting> {
        let path = &["component", "createMeeting"];
        self.write(CREATE, path, attributes.0).localized()
    }

    /// Changes a meeting of the caller's own. What [`MeetingAttributes::new`] takes or presumes is
    /// replaced; what is not set is not sent. Since 0.32.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::MeetingAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// // An hour later. What is not set stays as it is.
    /// let (start, end) = ("2026-12-01T19:00:00Z".parse()?, "2026-12-01T21:00:00Z".parse()?);
    /// let later = MeetingAttributes::new("Kick-off", "<p>All are welcome.</p>", start, end);
    /// let meeting = site.meetings(38).update(12, later).locale("en").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update(&self, id: impl Into<Id>, attributes: MeetingAttributes) -> Write<Meeting> {
        let path = &["component", "meeting", "update"];
        self.write_one(id.into(), UPDATE, path, attributes.0).localized()
    }

    /// Closes a meeting of the caller's own with a report. Since 0.32.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::CloseMeetingAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let report = CloseMeetingAttributes::new("<p>We agreed on three streets.</p>", 27);
    /// let meeting = site.meetings(38).close(12, report).locale("en").await?;
    /// println!("{:?} came", meeting.attendees_count());
    /// # Ok(())
    /// # }
    /// ```
    pub fn close(&self, id: impl Into<Id>, attributes: CloseMeetingAttributes) -> Write<Meeting> {
        let path = &["component", "meeting", "close"];
        self.write_one(id.into(), CLOSE, path, attributes.0).localized()
    }

    /// Withdraws a meeting of the caller's own. Since 0.32.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let meeting = site.meetings(38).withdraw(12).await?;
    /// assert_eq!(meeting.is_withdrawn(), Some(true));
    /// # Ok(())
    /// # }
    /// ```
    pub fn withdraw(&self, id: impl Into<Id>) -> Write<Meeting> {
        let path = &["component", "meeting", "withdraw"];
        self.write_one(id.into(), WITHDRAW, path, Input::default())
    }
}

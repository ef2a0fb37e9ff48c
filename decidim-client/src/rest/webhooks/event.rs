//! What a site says about something that has happened.

use civic_core::{Error, Extra, json, open_enum};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::rest::lenient_decode::pick;
use crate::rest::record::Record;
use crate::rest::resources::{DraftProposal, Meeting, Organization, Participant, Proposal, Space};

open_enum! {
    /// What has happened.
    ///
    /// Servers know more events than they send: those of participants, organisations and states are set up like
    /// the others, and known servers send none.
    pub enum EventType {
        /// A participant has begun a draft.
        DraftCreated = "draft_proposal_creation.succeeded",
        /// A draft was changed.
        DraftUpdated = "draft_proposal_update.succeeded",
        /// A proposal was published.
        ProposalCreated = "proposal_creation.succeeded",
        /// A published proposal was changed.
        ProposalUpdated = "proposal_update.succeeded",
        /// A proposal has another state.
        ProposalStateChanged = "proposal_state_change.succeeded",
        /// A meeting begins soon: participants were reminded of it. Since 0.3.
        MeetingReminder = "meetings.upcoming_reminder.succeeded",
        /// A process has come to another of its steps. **Unreleased**: later than 0.3.4.
        StepActivated = "participatory_process.step_activated.succeeded",
        /// A participant has signed up.
        UserCreated = "user.created",
        /// A participant's record was changed.
        UserUpdated = "user.updated",
        /// An organisation was made.
        OrganizationCreated = "system.organizations.created",
        /// An organisation was changed.
        OrganizationUpdated = "system.organizations.updated",
        /// An organisation was deleted.
        OrganizationDeleted = "system.organizations.deleted",
    }
}

/// Something that has happened, with the record that it is about as it is then.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// What has happened. Servers up to 0.3.4 call it `event`, later ones `type`.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// The record that it is about.
    pub data: EventData,
    /// Fields that this version does not know, such as the `alg` of servers up to 0.3.4.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The record that an event is about, by its own `type`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "one at a time")]
pub enum EventData {
    /// A published proposal.
    Proposal(Proposal),
    /// A draft.
    Draft(DraftProposal),
    /// A meeting.
    Meeting(Meeting),
    /// A space, with the step that it has come to in its `meta`: `active_step_id`, `active_step_position` and
    /// `active_step_title`.
    Space(Space),
    /// A participant.
    User(Participant),
    /// An organisation.
    Organization(Organization),
    /// A record of a type that this version does not know.
    Other(Record<Extra>),
}

open_enum! {
    /// The type of a record that an event is about.
    enum RecordType {
        Proposal = "proposal",
        Draft = "draft_proposal",
        Meeting = "meeting",
        Space = "space",
        User = "user",
        Organization = "organization",
    }
}

impl Event {
    /// Reads the body of a delivery, in the form of any release. Whether it is from the site, the signature
    /// shows.
    ///
    /// ```
    /// use decidim_client::rest::webhooks::{Event, EventData, EventType};
    ///
    /// let body = br#"{"type": "proposal_creation.succeeded",
    ///     "data": {"id": "7", "type": "proposal", "attributes": {"title": {"en": "Benches"}}}}"#;
    /// let event = Event::read(body)?;
    /// assert_eq!(event.event_type, EventType::ProposalCreated);
    /// let EventData::Proposal(proposal) = event.data else { panic!() };
    /// assert_eq!(proposal.attributes.title.get("en"), Some("Benches"));
    /// # Ok::<(), decidim_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Decode`](civic_core::ErrorKind::Decode) for a body that is not an event.
    pub fn read(body: &[u8]) -> Result<Self, Error> {
        Ok(json::read(body)?)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Extra::deserialize(deserializer)?;
        let event_type = match members.remove("type") {
            None | Some(Value::Null) => pick(&mut members, "event"),
            Some(event_type) => Some(EventType::deserialize(event_type).map_err(D::Error::custom)?),
        };
        let data = members.remove("data").ok_or_else(|| D::Error::missing_field("data"))?;
        Ok(Self {
            event_type: event_type.ok_or_else(|| D::Error::missing_field("type"))?,
            data: EventData::deserialize(data).map_err(D::Error::custom)?,
            extra: members,
        })
    }
}

impl<'de> Deserialize<'de> for EventData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
        let read = match RecordType::from(kind) {
            RecordType::Proposal => Proposal::deserialize(value).map(Self::Proposal),
            RecordType::Draft => DraftProposal::deserialize(value).map(Self::Draft),
            RecordType::Meeting => Meeting::deserialize(value).map(Self::Meeting),
            RecordType::Space => Space::deserialize(value).map(Self::Space),
            RecordType::User => Participant::deserialize(value).map(Self::User),
            RecordType::Organization => Organization::deserialize(value).map(Self::Organization),
            RecordType::Other(_) => Record::deserialize(value).map(Self::Other),
        };
        read.map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civic_core::ErrorKind;
    use serde_json::json;

    fn read(body: &Value) -> Event {
        Event::read(body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn both_forms_of_the_envelope_are_read() {
        // `send_webhook` of 0.2.3, 0.2.12 and 0.3.4 on the one hand, and of main (August 2026) on the other.
        let data = json!({"id": "8", "type": "proposal", "attributes": {"title": {"fr": "Bancs"}}});
        let old = json!({"event": "proposal_update.succeeded", "data": data, "alg": "HS256"});
        let new = json!({"type": "proposal_update.succeeded", "data": data});
        let (old, new) = (read(&old), read(&new));
        assert_eq!((&old.event_type, &old.data), (&EventType::ProposalUpdated, &new.data));
        assert_eq!((&old.extra["alg"], new.extra.len()), (&json!("HS256"), 0));
        assert_eq!(serde_json::to_value(&new).unwrap()["data"], data);
    }

    #[test]
    fn the_record_is_read_by_its_type() {
        // The serializers that main names for each event: `*_webhook_serializer.rb`.
        let of = |kind: &str| {
            let record = json!({"id": "1", "type": kind, "attributes": {}});
            read(&json!({"type": "user.created", "data": record})).data
        };
        assert!(matches!(of("draft_proposal"), EventData::Draft(_)));
        assert!(matches!(of("meeting"), EventData::Meeting(_)));
        assert!(matches!(of("user"), EventData::User(_)));
        assert!(matches!(of("organization"), EventData::Organization(_)));
        assert!(matches!(of("newer"), EventData::Other(record) if record.kind == "newer"));
        // `SpaceWebhookSerializer` adds the step to `meta`.
        let space = json!({"id": "3", "type": "space", "attributes": {},
            "meta": {"active_step_id": "9", "active_step_position": 2, "active_step_title": "Voting"}});
        let event =
            read(&json!({"type": "participatory_process.step_activated.succeeded", "data": space}));
        assert_eq!(event.event_type, EventType::StepActivated);
        let EventData::Space(space) = event.data else { panic!("{event:?}") };
        assert_eq!(space.meta["active_step_title"], "Voting");
    }

    #[test]
    fn what_is_no_event_is_an_error() {
        for body in ["", "{}", "[]", r#"{"type": "user.created"}"#, r#"{"data": {"type": "user"}}"#]
        {
            let error = Event::read(body.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{body}: {error}");
        }
    }
}

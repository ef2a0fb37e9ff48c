//! Meetings: making, changing and closing them.

use serde_json::{Value, json};

use super::super::Run;
use super::super::failure::Stop;
use super::super::item::{Item, Resolved};
use super::attributes::Attributes;
use crate::decidim::world::{Fields, Kind, Record};

impl Run<'_> {
    fn meeting_fields(&self, input: &Value) -> Result<Fields, Stop> {
        let mut attributes = Attributes::of(input, self.world)?;
        attributes.text("title", "title");
        attributes.text("description", "description");
        let start = attributes.moment("startTime", "start_time");
        let end = attributes.moment("endTime", "end_time");
        if end.is_some() && end <= start {
            attributes.refuse("endTime", "must be after the start time");
        }
        for (name, column) in [
            ("registrationType", "registration_type"),
            ("typeOfMeeting", "type_of_meeting"),
            ("iframeEmbedType", "iframe_embed_type"),
            ("iframeAccessLevel", "iframe_access_level"),
        ] {
            attributes.choice(name, column);
        }
        for (name, column) in [
            ("location", "location"),
            ("locationHints", "location_hints"),
            ("registrationTerms", "registration_terms"),
        ] {
            attributes.optional_text(name, column);
        }
        for (name, column) in [
            ("address", "address"),
            ("latitude", "latitude"),
            ("longitude", "longitude"),
            ("onlineMeetingUrl", "online_meeting_url"),
            ("registrationUrl", "registration_url"),
            ("registrationsEnabled", "registrations_enabled"),
            ("availableSlots", "available_slots"),
        ] {
            attributes.plain(name, column);
        }
        attributes.taxonomies();
        attributes.finish()
    }

    pub(super) fn create_meeting(&mut self, component: &Record, input: &Value) -> Resolved {
        let author = self.actor()?;
        let mut fields = self.meeting_fields(input)?;
        fields.insert("author_id".to_owned(), author.into());
        fields.insert("published_at".to_owned(), self.now.into());
        let owner = Some((component.kind, component.id));
        let id = self.world.add(Kind::Meeting, owner, self.now, fields);
        Ok(Item::record(self.world.get(Kind::Meeting, id)))
    }

    pub(super) fn update_meeting(&mut self, meeting: &Record, input: &Value) -> Resolved {
        self.author_of(meeting)?;
        let fields = self.meeting_fields(input)?;
        Ok(self.changed(meeting, |meeting| meeting.fields.extend(fields)))
    }

    pub(super) fn close_meeting(&mut self, meeting: &Record, input: &Value) -> Resolved {
        self.author_of(meeting)?;
        let mut attributes = Attributes::of(input, self.world)?;
        attributes.text("closingReport", "closing_report");
        attributes.plain("attendeesCount", "attendees_count");
        if attributes.get("closedAt").is_null() {
            attributes.put("closed_at", self.now);
        } else {
            attributes.moment("closedAt", "closed_at");
        }
        if let Some(ids) = attributes.get("proposalIds").as_array() {
            let ids: Vec<u64> =
                ids.iter().filter_map(|id| id.as_str().and_then(|id| id.parse().ok())).collect();
            attributes.put("proposal_ids", json!(ids));
        }
        let fields = attributes.finish()?;
        Ok(self.changed(meeting, |meeting| meeting.fields.extend(fields)))
    }
}

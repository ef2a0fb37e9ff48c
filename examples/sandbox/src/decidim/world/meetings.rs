//! Meetings with their agendas and services.

use serde_json::{Value, json};

use super::content_fields::{author, common, hang_on};
use super::kind::Kind;
use super::maker::{LATEST, Maker, fields};
use super::surveys;

pub(super) fn one(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let mut meeting = common(maker, Kind::Meeting, owner, at);
    let start = maker.after(at + 86_400_000, 60);
    let kind = match maker.below(6) {
        0 => "online",
        1 => "hybrid",
        _ => "in_person",
    };
    let is_closed = start < LATEST && maker.chance(50);
    let report = if is_closed { maker.html() } else { Value::Null };
    let withdrawn = if maker.chance(6) { Some(at + 3_600_000) } else { None };
    let (location, hints, terms) = (maker.html(), maker.html(), maker.html());
    let (attendees, contributions) = (maker.below(60), maker.below(20));
    let proposals = if is_closed { maker.some(Kind::Proposal, 3) } else { Vec::new() };
    let author = author(maker, 30);
    let agenda = agenda(maker, at);
    let service = maker.title(1);
    meeting.extend(maker.place(if kind == "online" { 100 } else { 15 }));
    meeting.extend(fields(json!({
        "author_id": author,
        "start_time": start,
        "end_time": start + 7_200_000,
        "type_of_meeting": kind,
        "online_meeting_url": if kind == "in_person" { "" } else { "https://meet.example.org/room" },
        "location": location,
        "location_hints": hints,
        "closed_at": is_closed.then_some(start + 90_000_000),
        "closing_report": report,
        "attendees_count": is_closed.then_some(attendees),
        "contributions_count": is_closed.then_some(contributions),
        "attending_organizations": is_closed.then_some("Example Foundation"),
        "proposal_ids": proposals,
        "audio_url": null,
        "video_url": is_closed.then_some("https://video.example.org/7"),
        "private_meeting": false,
        "transparent": true,
        "withdrawn_at": withdrawn,
        "registrations_enabled": true,
        "registration_form_enabled": false,
        "registration_type": "on_this_platform",
        "registration_terms": terms,
        "registration_url": null,
        "available_slots": 40,
        "remaining_slots": 40,
        "iframe_embed_type": "none",
        "iframe_access_level": "all",
        "customize_registration_email": false,
        "public_participants": [],
        "agenda": agenda,
        "services": [{"title": service, "description": {}}],
    })));
    let id = maker.add(Kind::Meeting, Some(owner), at, meeting);
    if id == 1 {
        let form = surveys::questionnaire(maker, (Kind::Meeting, id), at);
        maker.world.change(Kind::Meeting, id, |meeting| {
            meeting.fields.insert("questionnaire_id".to_owned(), form.into());
            meeting.fields.insert("registration_form_enabled".to_owned(), true.into());
        });
    }
    hang_on(maker, (Kind::Meeting, id), at);
    id
}

/// An agenda of one point with one point below it, or none.
fn agenda(maker: &mut Maker<'_>, at: i64) -> Value {
    if maker.chance(60) {
        return Value::Null;
    }
    let number = maker.world.count(Kind::Meeting) + 1;
    let (title, point, below, text) =
        (maker.title(1), maker.title(2), maker.title(3), maker.html());
    json!({
        "id": number, "title": title, "created_at": at, "updated_at": at,
        "items": [{
            "id": number * 2 - 1, "title": point, "description": text, "duration": 30,
            "position": 0, "created_at": at, "updated_at": at,
            "items": [{
                "id": number * 2, "title": below, "description": {}, "duration": 10,
                "position": 0, "created_at": at, "updated_at": at, "items": [],
            }],
        }],
    })
}

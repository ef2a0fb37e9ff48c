//! The rows of meetings, by the serializers of each version.

use super::columns::{author, content_url, coordinates, filing, follows, place};
use super::content::{attachments, comments};
use super::row::Row;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record, World};
use crate::moment::format;

pub(super) fn meeting(row: &mut Row<'_>, world: &World, record: &Record) {
    let version = world.settings.version;
    row.put("id", record.id);
    if version >= Version::V0_30 {
        author(row, world, record.id_in("author_id"));
    }
    filing(row, world, record);
    place(row, world, record);
    row.texts("title", record.get("title"));
    row.texts("description", record.get("description"));
    for column in ["start_time", "end_time"] {
        let time = record.number(column);
        if version < Version::V0_27 {
            // `to_s(:db)`, which is in UTC and does not say so.
            let time = time.map(|time| format(time, "%Y-%m-%d %H:%M:%S"));
            row.put(column, time.unwrap_or_default());
        } else {
            row.moment(column, time);
        }
    }
    row.put("attendees", record.number("attendees_count").unwrap_or(0));
    row.put("contributions", record.number("contributions_count").unwrap_or(0));
    row.value("organizations", record.get("attending_organizations"));
    row.value("address", record.get("address"));
    row.texts("location", record.get("location"));
    row.value("reference", record.get("reference"));
    if version < Version::V0_30 {
        row.put("comments", comments(world, record));
    }
    row.put("attachments", attachments(world, record));
    if version < Version::V0_30 {
        follows(row, world, record);
    }
    row.text("url", &content_url(world, record));
    let proposals = record.ids_in("proposal_ids");
    let proposals = proposals.iter().filter_map(|id| world.get(Kind::Proposal, *id));
    row.list("related_proposals", proposals.map(|it| content_url(world, it)));
    row.list::<String>("related_results", []);
    if version >= Version::V0_27 {
        row.put("published", true);
    }
    if version >= Version::V0_29 {
        row.put("withdrawn", record.number("withdrawn_at").is_some());
        row.moment("withdrawn_at", record.number("withdrawn_at"));
    }
    if version >= Version::V0_30 {
        meeting_since_0_30(row, world, record);
    }
}

fn meeting_since_0_30(row: &mut Row<'_>, world: &World, record: &Record) {
    row.texts("location_hints", record.get("location_hints"));
    row.moment("created_at", Some(record.created_at));
    row.moment("updated_at", Some(record.updated_at));
    coordinates(row, record);
    follows(row, world, record);
    for column in ["private_meeting", "transparent", "registration_form_enabled"] {
        row.value(column, record.get(column));
    }
    row.moment("comments/start_time", None);
    row.moment("comments/end_time", None);
    row.put("comments/enabled", true);
    row.put("comments/count", comments(world, record));
    row.value("online_meeting_url", record.get("online_meeting_url"));
    row.put("closing_visible", record.number("closed_at").is_some());
    row.texts("closing_report", record.get("closing_report"));
    row.value("attending_organizations", record.get("attending_organizations"));
    row.value("registration_url", record.get("registration_url"));
    for column in ["video_url", "audio_url"] {
        row.value(column, record.get(column));
    }
    row.moment("closed_at", record.number("closed_at"));
    row.texts("registration_terms", record.get("registration_terms"));
    for column in [
        "available_slots",
        "registrations_enabled",
        "customize_registration_email",
        "type_of_meeting",
        "iframe_access_level",
        "iframe_embed_type",
        "registration_type",
    ] {
        row.value(column, record.get(column));
    }
}

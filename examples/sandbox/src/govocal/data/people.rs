//! Users. Every one of them is made up.

use serde_json::{Value, json};

use super::maker::{Maker, fields};
use crate::govocal::era::Era;
use crate::govocal::table::Fields;

const FIRST_NAMES: &[&str] =
    &["Sam", "Noor", "Élise", "Jonas", "Amara", "Lucía", "Mehdi", "Zoë", "Tuur", "Ines"];
const LAST_NAMES: &[&str] =
    &["De Smet", "Okafor", "Lefèvre", "Janssens", "Yılmaz", "O'Brien", "Van den Berg", "Nguyễn"];

pub(super) fn user(maker: &mut Maker<'_>) -> Fields {
    let number = maker.ordinal + 1;
    let first = maker.rng.choice(FIRST_NAMES).copied().unwrap_or_default();
    let last = maker.rng.choice(LAST_NAMES).copied().unwrap_or_default();
    let status = match maker.rng.u8(..20) {
        0 => "invited",
        1 | 2 => "incomplete",
        _ => "active",
    };
    let is_invited = status == "invited";
    // Since 2026 an account may have a phone number only.
    let has_phone_only = maker.era() == Era::Y2026 && maker.chance(3);
    let has_email = !is_invited && !has_phone_only;
    let locales = maker.locales();
    let locale = maker.rng.choice(&locales).cloned();
    let bio = maker.html();
    let confirmed = maker.later(2);
    let code_sent = maker.later(1);
    let code_nulls = if maker.era() == Era::Y2026 { 95 } else { 40 };
    fields(json!({
        "email": has_email.then(|| format!("resident.{number}@example.org")),
        "slug": if is_invited { Value::Null } else { json!(format!("resident-{number}")) },
        "roles": roles(maker),
        "first_name": (!is_invited).then_some(first),
        "last_name": (!is_invited).then_some(last),
        "locale": maker.or_null(3, json!(locale)),
        "bio": maker.or_null(30, bio),
        "registration_completed_at": (status == "active").then(|| confirmed.clone()),
        "verified": maker.chance(25),
        "email_confirmed_at": (status == "active" && has_email).then_some(confirmed),
        "email_confirmation_code_sent_at": maker.or_null(code_nulls, code_sent),
        "confirmation_required": status == "incomplete",
        "custom_field_values": answers(maker),
        "status": status,
    }))
}

fn roles(maker: &mut Maker<'_>) -> Value {
    let project = maker.pick_id("projects");
    let folder = maker.pick_id("project_folders");
    match maker.rng.u8(..40) {
        0 => json!([{"type": "admin"}]),
        1 => json!([{"type": "admin", "project_reviewer": true}]),
        2 | 3 => json!([{"type": "project_moderator", "project_id": project}]),
        4 => json!([
            {"type": "project_folder_moderator", "project_folder_id": folder},
            {"type": "project_moderator", "project_id": project},
        ]),
        5 if maker.era() == Era::Y2026 => {
            json!([{"type": "space_moderator", "space_id": "0b0c2f5e-3d77-4a54-8a0b-6b9a1c2d3e4f"}])
        }
        _ => json!([]),
    }
}

fn answers(maker: &mut Maker<'_>) -> Value {
    let area = maker.pick_id("areas");
    let year = maker.rng.i32(1930..2010);
    match maker.rng.u8(..8) {
        0 => json!({}),
        1 => Value::Null,
        2 => json!({"gender": "unspecified", "birthyear": year}),
        3 => json!({"gender": "female", "birthyear": year, "domicile": "outside"}),
        4 => json!({"education": "6", "politician": "no", "languages": ["nl", "fr"]}),
        _ => json!({"gender": "male", "birthyear": year, "domicile": area, "education": "3"}),
    }
}

//! Campaigns and their deliveries.

use serde_json::json;

use super::maker::{Maker, fields};
use super::text::{MAIL_SUBJECTS, in_locale};
use crate::govocal::table::Fields;

const DELIVERY_STATUSES: &[&str] =
    &["sent", "bounced", "failed", "accepted", "delivered", "opened", "clicked"];

pub(super) fn campaign(maker: &mut Maker<'_>) -> Fields {
    let number = maker.ordinal + 1;
    let words = maker.rng.choice(MAIL_SUBJECTS).copied().unwrap_or_default();
    let subject = maker.texts(|locale| format!("{} ({number})", in_locale(words, locale)));
    let sender = if maker.chance(50) { "author" } else { "organization" };
    let body = maker.html();
    fields(json!({
        "sender": maker.or_null(20, sender),
        "reply_to": maker.or_null(40, "participation@example.org"),
        "subject": maker.or_null(5, subject),
        "body": maker.or_null(5, body),
        "deliveries_count": 0,
        "_kind": "manual",
    }))
}

pub(super) fn delivery(maker: &mut Maker<'_>) -> Option<Fields> {
    let campaign = maker.pick("email_campaigns")?;
    maker.not_before(&campaign);
    let status = maker.rng.choice(DELIVERY_STATUSES).copied();
    let sent = maker.later(1);
    Some(fields(json!({
        "email_campaign_id": campaign.id,
        "user_id": maker.user(6),
        "delivery_status": status,
        "sent_at": maker.or_null(4, sent),
    })))
}

//! The organization and what belongs to no space.

use serde_json::json;

use super::kind::Kind;
use super::maker::{LATEST, Maker, OPENED, fields};

pub(super) fn organization(maker: &mut Maker<'_>) {
    let name = maker.name(("Example Town", "Vila d'Exemple", "Villa de Ejemplo"));
    let description = maker.html();
    let host = maker.world.settings.host.clone();
    let organization = fields(json!({
        "name": name,
        "description": description,
        "host": host,
        "secondary_hosts": [],
        "available_locales": maker.locales(),
        "default_locale": maker.world.main_locale(),
        "reference_prefix": "ex",
        "time_zone": "UTC",
        "extended_data": {},
    }));
    maker.add(Kind::Organization, None, OPENED, organization);
}

/// Static pages by topic, hashtags and metrics.
pub(super) fn pages(maker: &mut Maker<'_>) {
    for number in 0..maker.amount(Kind::StaticPageTopic, 2) {
        let title = maker.name(("About us", "Sobre nosaltres", "Sobre nosotros"));
        let description = maker.html();
        let topic = json!({
            "title": title, "description": description, "show_in_footer": number == 0,
        });
        let topic = maker.add(Kind::StaticPageTopic, None, OPENED, fields(topic));
        for (slug, words) in [
            ("terms", ("Terms", "Condicions", "Condiciones")),
            ("help", ("Help", "Ajuda", "Ayuda")),
        ] {
            let (title, content) = (maker.name(words), maker.html());
            let page = json!({
                "title": title, "content": content,
                "slug": format!("{slug}-{topic}"), "topic_id": topic,
            });
            maker.add(Kind::StaticPage, None, OPENED, fields(page));
        }
    }
    for name in ["climate", "summer", "mobility"] {
        maker.add(Kind::Hashtag, None, OPENED, fields(json!({"name": name})));
    }
    for (name, kind) in [
        ("users", Kind::User),
        ("proposals", Kind::Proposal),
        ("comments", Kind::Comment),
        ("participatory_processes", Kind::Process),
    ] {
        let count = maker.world.count(kind);
        let history = json!([
            {"key": "2026-09-01", "value": count / 2},
            {"key": "2026-10-01", "value": count},
        ]);
        let metric = json!({"name": name, "count": count, "history": history});
        maker.add(Kind::Metric, None, LATEST, fields(metric));
    }
}

/// A moderation with its reports for every piece of hidden content, and one for a participant.
pub(super) fn moderations(maker: &mut Maker<'_>) {
    let kinds = [Kind::Proposal, Kind::Comment, Kind::Meeting, Kind::Debate, Kind::Post];
    let mut hidden = Vec::new();
    for kind in kinds {
        let rows = maker.world.rows(kind).filter(|record| record.is_hidden() || record.id == 1);
        hidden.extend(rows.map(|record| (kind, record.id, record.created_at, record.is_hidden())));
    }
    for (kind, id, created, is_hidden) in hidden {
        let at = maker.after(created, 20);
        let moderation = json!({
            "hidden_at": is_hidden.then_some(at),
            "reportable_type": kind.class(),
            "reportable_id": id,
            "report_count": 1,
            "reported_content": "<p>Buy now</p>",
        });
        let moderation = maker.add(Kind::Moderation, None, at, fields(moderation));
        let user = maker.user();
        let report = json!({
            "reason": "spam", "details": "An advertisement.", "user_id": user,
            "locale": maker.world.main_locale(),
        });
        maker.add(Kind::Report, Some((Kind::Moderation, moderation)), at, fields(report));
    }
    let (user, reporter) = (maker.user(), maker.user());
    let moderation = json!({
        "user_id": user, "blocked_at": null, "blocking_user_id": null, "about": null,
        "block_reasons": null,
    });
    let moderation = maker.add(Kind::UserModeration, None, LATEST, fields(moderation));
    let report = json!({"reason": "spam", "details": null, "user_id": reporter});
    maker.add(Kind::UserReport, Some((Kind::UserModeration, moderation)), LATEST, fields(report));
}

//! Comments, attachments and versions.

use serde_json::json;

use super::kind::{COMMENTABLE, Kind};
use super::maker::{LATEST, Maker, fields};
use super::text::{self, Words};

const REMARKS: &[Words] = &[
    ("I agree", "Hi estic d'acord", "Estoy de acuerdo"),
    ("Me too", "Jo també", "Yo también"),
    ("And who pays for it?", "I qui ho paga?", "¿Y quién lo paga?"),
    ("Have a look at <b>the plan</b>.", "Mireu <b>el pla</b>.", "Mirad <b>el plan</b>."),
];

/// How deep a thread goes: a comment, and three answers below it.
const DEPTH: u8 = 4;

/// Comments on everything that takes them; the first of every kind has a thread of full depth.
pub(super) fn comments(maker: &mut Maker<'_>) {
    for kind in COMMENTABLE {
        let first = maker.world.rows(*kind).next().map(|record| (record.id, record.created_at));
        let Some((id, created)) = first else { continue };
        let mut on = (*kind, id);
        for depth in 0..DEPTH {
            on = (Kind::Comment, comment(maker, on, created, depth));
        }
    }
    let usual = maker.scale() * 3 / 2;
    let wanted = maker.amount(Kind::Comment, usual);
    let subjects: Vec<(Kind, u64, i64)> = COMMENTABLE
        .iter()
        .flat_map(|kind| maker.world.rows(*kind))
        .map(|record| (record.kind, record.id, record.created_at))
        .collect();
    let mut threads: Vec<((Kind, u64), i64, u8)> = Vec::new();
    while maker.world.count(Kind::Comment) < wanted {
        let answers = !threads.is_empty() && maker.chance(35);
        let (on, created, depth) = if answers {
            let Some(at) = maker.pick(&threads).copied() else { return };
            at
        } else {
            let Some((kind, id, created)) = maker.pick(&subjects).copied() else { return };
            ((kind, id), created, 0)
        };
        let id = comment(maker, on, created, depth);
        let created =
            maker.world.get(Kind::Comment, id).map_or(created, |comment| comment.created_at);
        if depth + 1 < DEPTH {
            threads.push(((Kind::Comment, id), created, depth + 1));
        }
    }
}

fn comment(maker: &mut Maker<'_>, on: (Kind, u64), after: i64, depth: u8) -> u64 {
    let at = maker.after(after, 40).min(LATEST);
    let locales = maker.locales();
    let locale = maker.pick(&locales).cloned().unwrap_or_default();
    let body =
        maker.pick(REMARKS).map_or_else(String::new, |words| text::in_locale(*words, &locale));
    let (author, up, down) = (maker.user(), maker.users(5), maker.users(3));
    let alignment = if depth == 0 { i64::from(maker.world.rng.i8(-1..=1)) } else { 0 };
    let mut comment = fields(json!({
        "author_id": author,
        "body": body,
        "locale": locale,
        "alignment": alignment,
        "depth": depth,
        "up_voter_ids": up,
        "down_voter_ids": down,
        "commentable_type": on.0.class(),
        "commentable_id": on.1,
    }));
    maker.moderated(&mut comment);
    maker.withdrawn(&mut comment);
    maker.add(Kind::Comment, Some(on), at, comment)
}

/// Files of a record.
pub(super) fn attachments(maker: &mut Maker<'_>, on: (Kind, u64), at: i64, count: usize) {
    for weight in 0..count {
        attachment(maker, on, at, weight, None);
    }
}

/// A file of a record's, in one of its collections.
pub(super) fn filed_attachment(maker: &mut Maker<'_>, on: (Kind, u64), at: i64, collection: u64) {
    attachment(maker, on, at, 0, Some(collection));
}

fn attachment(
    maker: &mut Maker<'_>,
    on: (Kind, u64),
    at: i64,
    weight: usize,
    collection: Option<u64>,
) {
    let number = maker.world.count(Kind::Attachment) + 1;
    let (title, description) = (maker.title(number), maker.html());
    let (file, content_type) = if number.is_multiple_of(3) {
        ("image", "image/jpeg")
    } else {
        ("document", "application/pdf")
    };
    let extension = if file == "image" { "jpg" } else { "pdf" };
    let attachment = fields(json!({
        "title": title,
        "description": description,
        "file_url": format!("/rails/active_storage/blobs/{number}/file-{number}.{extension}"),
        "thumbnail_url": (file == "image").then(|| format!("/uploads/thumbs/{number}.jpg")),
        "file_type": extension,
        "content_type": content_type,
        "file_size": 1000 + 37 * number,
        "weight": weight,
        "link": null,
        "attachment_collection_id": collection,
    }));
    maker.add(Kind::Attachment, Some(on), at, attachment);
}

/// What the record once was.
pub(super) fn versions(maker: &mut Maker<'_>, on: (Kind, u64), at: i64, count: usize) {
    for number in 0..count {
        let editor = maker.user();
        let moment = at + i64::try_from(number).unwrap_or(0) * 3_600_000;
        let version = fields(json!({
            "editor_id": editor,
            "event": if number == 0 { "create" } else { "update" },
            "changeset": {"title": [null, {"en": format!("Title {number}")}]},
        }));
        maker.add(Kind::Version, Some(on), moment, version);
    }
}

//! Debates, posts, pages, draws, collaborative texts and elections.

use serde_json::{Value, json};

use super::content_fields::{author, common, hang_on};
use super::kind::Kind;
use super::maker::{Maker, fields};
use crate::moment::DAY;

pub(super) fn one(maker: &mut Maker<'_>, kind: Kind, owner: (Kind, u64), at: i64) -> u64 {
    match kind {
        Kind::Debate => debate(maker, owner, at),
        Kind::Post => post(maker, owner, at),
        Kind::Sortition => sortition(maker, owner, at),
        Kind::CollaborativeText => collaborative_text(maker, owner, at),
        Kind::Election => election(maker, owner, at),
        _ => page(maker, owner, at),
    }
}

fn debate(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let mut debate = common(maker, Kind::Debate, owner, at);
    let (author, open) = (author(maker, 40), maker.chance(50));
    let closed = if maker.chance(30) { Some(maker.after(at, 60)) } else { None };
    let (instructions, updates) = (maker.html(), maker.html());
    let conclusions = if closed.is_some() { maker.html() } else { Value::Null };
    let likers = maker.users(3);
    debate.extend(fields(json!({
        "author_id": author,
        "start_time": if open { Value::Null } else { json!(at + DAY) },
        "end_time": if open { Value::Null } else { json!(at + 30 * DAY) },
        "instructions": instructions,
        "information_updates": updates,
        "image": null,
        "closed_at": closed,
        "conclusions": conclusions,
        "endorser_ids": likers,
    })));
    let id = maker.add(Kind::Debate, Some(owner), at, debate);
    hang_on(maker, (Kind::Debate, id), at);
    id
}

fn post(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let mut post = common(maker, Kind::Post, owner, at);
    if let Some(description) = post.remove("description") {
        post.insert("body".to_owned(), description);
    }
    let (author, likers) = (author(maker, 50), maker.users(4));
    post.extend(fields(json!({"author_id": author, "endorser_ids": likers})));
    let id = maker.add(Kind::Post, Some(owner), at, post);
    hang_on(maker, (Kind::Post, id), at);
    id
}

fn page(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let (title, body) = (maker.title(1), maker.html());
    let page = fields(json!({"title": title, "body": body}));
    maker.add(Kind::Page, Some(owner), at, page)
}

fn sortition(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let mut sortition = common(maker, Kind::Sortition, owner, at);
    let candidates = maker.some(Kind::Proposal, 8);
    let selected: Vec<u64> = candidates.iter().copied().take(2).collect();
    let (dice, witnesses, info) = (1 + maker.below(6), maker.html(), maker.html());
    let cancelled = maker.chance(15).then_some(at + DAY);
    let user = maker.user();
    let author = maker.user();
    sortition.extend(fields(json!({
        "author_id": author,
        "dice": dice,
        "target_items": selected.len(),
        "request_timestamp": at,
        "candidate_proposals": candidates,
        "selected_proposals": selected,
        "witnesses": witnesses,
        "additional_info": info,
        "cancelled_on": cancelled,
        "cancel_reason": {},
        "cancelled_by_user_id": cancelled.and(user),
    })));
    maker.add(Kind::Sortition, Some(owner), at, sortition)
}

fn collaborative_text(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let number = maker.world.count(Kind::CollaborativeText) + 1;
    let (announcement, authors) = (maker.html(), maker.users(2));
    let text = fields(json!({
        "title": format!("Charter {number}"),
        "body": "<h2>Article 1</h2><p>The square is for all.</p>",
        "announcement": announcement,
        "author_ids": authors,
        "accepting_suggestions": number % 2 == 1,
        "draft": false,
        "published_at": at,
    }));
    let id = maker.add(Kind::CollaborativeText, Some(owner), at, text);
    let version = fields(json!({
        "title": format!("Charter {number}"),
        "body": "<h2>Article 1</h2><p>The square is for all.</p>",
        "draft": false,
    }));
    let version =
        maker.add(Kind::DocumentVersion, Some((Kind::CollaborativeText, id)), at, version);
    let author = maker.user();
    let suggestion = fields(json!({
        "author_id": author,
        "status": "pending",
        "changeset": {"firstNode": "1", "lastNode": "1", "replace": ["<p>The square is ours.</p>"]},
    }));
    maker.add(Kind::Suggestion, Some((Kind::DocumentVersion, version)), at, suggestion);
    hang_on(maker, (Kind::CollaborativeText, id), at);
    id
}

fn election(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let (title, description) = (maker.title(1), maker.html());
    let (question, first, second) = (maker.title(2), maker.title(3), maker.title(4));
    let answer = |id: u8, title: Value| {
        json!({"id": id, "title": title, "description": {}, "weight": id, "selected": id == 1,
            "votes_count": 0, "results_total": 0, "proposals": [], "results": [],
            "attachments": [], "versions": [], "versions_count": 0})
    };
    let election = fields(json!({
        "title": title,
        "description": description,
        "start_time": at,
        "end_time": at + 7 * DAY,
        "published_at": at,
        "blocked": false,
        "bb_status": "created",
        "trustees": [],
        "questions": [{
            "id": 1, "title": question, "description": {}, "max_selections": 1,
            "min_selections": 0, "weight": 0, "random_answers_order": false,
            "versions": [], "versions_count": 0,
            "answers": [answer(1, first), answer(2, second)],
        }],
    }));
    maker.add(Kind::Election, Some(owner), at, election)
}

//! Results with their parts, statuses and milestones.

use serde_json::{Value, json};

use super::content_fields::{common, hang_on};
use super::kind::Kind;
use super::maker::{Maker, OPENED, fields};

/// Key, progress, name.
const STATUSES: &[(&str, u8, super::text::Words)] = &[
    ("planned", 0, ("Planned", "Previst", "Previsto")),
    ("ongoing", 40, ("Ongoing", "En curs", "En curso")),
    ("finished", 100, ("Finished", "Acabat", "Terminado")),
];

pub(super) fn one(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    if maker.world.count(Kind::ResultStatus) == 0 {
        statuses(maker, owner);
    }
    let mut result = common(maker, Kind::Result, owner, at);
    // Every fourth is a part of the one made before.
    let number = maker.world.count(Kind::Result) + 1;
    let parent = if number.is_multiple_of(4) {
        let siblings = maker.world.owned(owner, Kind::Result);
        siblings.iter().rev().find(|other| other.get("parent_id").is_null()).map(|other| other.id)
    } else {
        None
    };
    let status = maker.any(Kind::ResultStatus);
    let status = maker.or_null(15, status);
    let (start, end) = (maker.day_after(at, 30), maker.day_after(at + 2_592_000_000, 300));
    let progress = f64::from(maker.world.rng.u8(0..=200)) / 2.0;
    let proposals = maker.some(Kind::Proposal, 2);
    result.extend(maker.place(70));
    result.extend(fields(json!({
        "parent_id": parent,
        "status_id": status,
        "start_date": start,
        "end_date": maker.or_null(40, end),
        "progress": maker.or_null(20, progress),
        "external_id": maker.or_null(80, format!("EXT-{number}")),
        "weight": number,
        "proposal_ids": proposals,
    })));
    let id = maker.add(Kind::Result, Some(owner), at, result);
    for _ in 0..maker.below(3) {
        milestone(maker, id, at);
    }
    hang_on(maker, (Kind::Result, id), at);
    id
}

fn statuses(maker: &mut Maker<'_>, owner: (Kind, u64)) {
    for (key, progress, words) in STATUSES {
        let name = maker.name(*words);
        let status = json!({
            "key": key, "progress": progress, "name": name, "description": {},
        });
        maker.add(Kind::ResultStatus, Some(owner), OPENED, fields(status));
    }
}

fn milestone(maker: &mut Maker<'_>, result: u64, at: i64) {
    let (title, description) = (maker.title(1), maker.html());
    let day = maker.day_after(at, 200);
    let milestone: Value = json!({"title": title, "description": description, "entry_date": day});
    maker.add(Kind::Milestone, Some((Kind::Result, result)), at, fields(milestone));
}

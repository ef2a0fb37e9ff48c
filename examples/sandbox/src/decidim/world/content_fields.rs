//! The fields and the attachments that all content has.

use serde_json::{Value, json};

use super::discussion;
use super::kind::Kind;
use super::maker::{Maker, fields, reference};
use super::record::Fields;
use super::taxonomies;

/// What commentable content has in common.
pub(super) fn common(maker: &mut Maker<'_>, kind: Kind, owner: (Kind, u64), at: i64) -> Fields {
    let number = maker.world.count(kind) + 1;
    let space = space_of(maker, owner);
    let filing = taxonomies::filing(maker, space);
    let mut all = fields(filing);
    let (title, description) = (maker.title(number), maker.html());
    let word = kind.list().get(..4).unwrap_or("cont").to_uppercase();
    let followers = maker.users(3);
    all.extend(fields(json!({
        "title": title,
        "description": description,
        "reference": reference(&word, at, number),
        "follower_ids": followers,
        "comments_enabled": true,
        "published_at": at,
    })));
    maker.moderated(&mut all);
    all
}

fn space_of(maker: &Maker<'_>, component: (Kind, u64)) -> Option<(Kind, u64)> {
    maker.world.get(component.0, component.1).and_then(|component| component.owner)
}

/// Attachments and versions as this kind has them.
pub(super) fn hang_on(maker: &mut Maker<'_>, record: (Kind, u64), at: i64) {
    let attachments = usize::from(maker.chance(25));
    discussion::attachments(maker, record, at, attachments);
    let versions = 1 + maker.below(3);
    discussion::versions(maker, record, at, versions);
}

/// A participant, or null where the administration itself is the author.
pub(super) fn author(maker: &mut Maker<'_>, official: u8) -> Value {
    let user = maker.user();
    maker.or_null(official, user)
}

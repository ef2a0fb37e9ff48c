//! Participants, administrators and groups.

use serde_json::json;

use super::kind::Kind;
use super::maker::{Maker, OPENED, fields};

const FIRST: &[&str] = &["Ada", "Bo", "Cleo", "Dani", "Eli", "Fay", "Gil", "Hana", "Ivo", "Jun"];
const GROUPS: &[&str] = &["Neighbours", "Cyclists", "Gardeners", "Parents"];

/// The first participant is the administrator that API credentials stand for.
pub(super) fn make(maker: &mut Maker<'_>) {
    let count = maker.amount(Kind::User, maker.scale() / 4 + 6).max(2);
    for number in 0..count {
        let created = if number == 0 { OPENED } else { maker.moment() };
        let is_group = number % 9 == 8;
        let deleted = number % 13 == 12;
        let name = if number == 0 {
            "Machine".to_owned()
        } else if is_group {
            maker.pick(GROUPS).map_or_else(String::new, |name| format!("{name} {number}"))
        } else {
            maker.pick(FIRST).map_or_else(String::new, |name| format!("{name} {number}"))
        };
        let nickname = name.to_lowercase().replace(' ', "_");
        let about = maker.or_null(60, "Likes parks.");
        let followers = maker.below(9);
        let following = maker.below(5);
        let user = fields(json!({
            "name": if deleted { String::new() } else { name },
            "nickname": if deleted { String::new() } else { nickname.clone() },
            "email": if deleted { String::new() } else { format!("{nickname}@example.org") },
            "admin": number == 0,
            "is_group": is_group,
            "deleted": deleted,
            "blocked": false,
            "verified": is_group || number % 5 == 4,
            "officialized": number % 7 == 3,
            "locale": maker.world.main_locale(),
            "about": if deleted { json!("") } else { about },
            "personal_url": if deleted { json!("") } else { json!(null) },
            "direct_messages_enabled": number % 3 != 1,
            "followers_count": followers,
            "following_count": following,
            "avatar_url": format!("/assets/avatars/{}.png", number % 4),
            "member_ids": [],
            "extended_data": {},
        }));
        maker.add(Kind::User, None, created, user);
    }
    let people: Vec<u64> = maker
        .world
        .rows(Kind::User)
        // Who leaves, leaves all groups.
        .filter(|user| !user.flag("is_group") && !user.flag("deleted"))
        .map(|user| user.id)
        .collect();
    let groups: Vec<u64> = maker
        .world
        .rows(Kind::User)
        .filter(|user| user.flag("is_group"))
        .map(|user| user.id)
        .collect();
    for group in groups {
        let members: Vec<u64> = people.iter().copied().filter(|id| id % 4 == group % 4).collect();
        maker.world.change(Kind::User, group, |group| {
            group.fields.insert("member_ids".to_owned(), json!(members));
        });
    }
}

//! Who may do what in which space.

use serde_json::json;

use crate::decidim::world::{Kind, World};

/// A user's role in a space, by the platform's own name: `admin`, `moderator`, `valuator`, `collaborator`.
/// Administrators of the organization and members of assemblies are records of the world.
#[derive(Clone, Debug)]
pub(in crate::decidim::rest) struct SpaceRole {
    pub(in crate::decidim::rest) space: (Kind, u64),
    pub(in crate::decidim::rest) user: u64,
    pub(in crate::decidim::rest) role: &'static str,
    pub(in crate::decidim::rest) given: i64,
}

/// In the order in which they were given.
#[derive(Debug, Default)]
pub(in crate::decidim::rest) struct SpaceRoles(pub(in crate::decidim::rest) Vec<SpaceRole>);

impl SpaceRoles {
    /// An administrator and a moderator for each process, assembly and conference; of some, the moderator
    /// is a collaborator too.
    pub(in crate::decidim::rest) fn of(world: &mut World) -> Self {
        let users: Vec<u64> = world.rows(Kind::User).map(|user| user.id).collect();
        let mut users = users.into_iter().cycle().skip(1);
        let mut roles = Vec::new();
        for kind in [Kind::Process, Kind::Assembly, Kind::Conference] {
            for space in world.rows(kind) {
                let (space, given) = ((space.kind, space.id), space.created_at);
                let mut give = |user: Option<u64>, role| {
                    roles.extend(user.map(|user| SpaceRole { space, user, role, given }));
                };
                give(users.next(), "admin");
                let moderator = users.next();
                give(moderator, "moderator");
                if space.1.is_multiple_of(2) {
                    give(moderator, "collaborator");
                }
            }
        }
        if let Some(moderator) = roles.get(1) {
            let (user, invited) = (moderator.user, moderator.given + 3_600_000);
            world.change(Kind::User, user, |user| {
                user.fields.insert("invitation_sent_at".to_owned(), json!(invited));
            });
        }
        Self(roles)
    }
}

//! Participants.

use std::sync::Arc;

use apollo_compiler::ast::Type;
use serde_json::{Value, json};

use super::Run;
use super::item::{Item, Resolved};
use super::order;
use super::query_fields::{column, id_in};
use super::sql::matches;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record};

impl Run<'_> {
    /// A participant's field, where no column has it.
    pub(super) fn person(&self, user: &Record, field: &str, ty: &Type) -> Option<Item> {
        let nickname = user.text("nickname").unwrap_or_default();
        Some(match field {
            "nickname" if self.version >= Version::V0_27 && user.flag("blocked") => "".into(),
            "nickname" => format!("@{nickname}").into(),
            "profilePath" if user.flag("deleted") => "".into(),
            "profilePath" => format!("/profiles/{nickname}").into(),
            "badge" => if user.flag("officialized") { "verified-badge" } else { "" }.into(),
            "organizationName" => self.organization_name(ty),
            "groups" => {
                let groups = self.world.rows(Kind::User).filter(|group| group.flag("is_group"));
                let mine = groups.filter(|group| group.ids_in("member_ids").contains(&user.id));
                self.seen_all(mine.cloned().collect())
            }
            "members" => self.numbered(Kind::User, &user.ids_in("member_ids")),
            "membersCount" => Item::count(user.ids_in("member_ids").len()),
            "followsCount" => user.get("followers_count").clone().into(),
            _ => return None,
        })
    }

    /// In one language up to 0.28.
    pub(super) fn organization_name(&self, ty: &Type) -> Item {
        let organization = self.world.organization();
        let name = organization.map_or(Value::Null, |it| it.get("name").clone());
        if ty.inner_named_type() == "String" {
            name.get(self.world.main_locale()).cloned().unwrap_or_default().into()
        } else {
            name.into()
        }
    }

    /// Without arguments old servers answer with anybody.
    pub(super) fn user(&self, arguments: &Value) -> Resolved {
        let nickname = arguments.get("nickname").and_then(Value::as_str);
        let found = match (id_in(arguments, "id"), nickname) {
            (Some(id), _) => self.world.get(Kind::User, id),
            (None, Some(nickname)) => {
                let wanted = nickname.trim_start_matches('@');
                self.world.rows(Kind::User).find(|user| user.text("nickname") == Some(wanted))
            }
            (None, None) if self.version < Version::V0_30_5 => self.world.rows(Kind::User).next(),
            (None, None) => None,
        };
        match found.filter(|user| self.looks_up(user)) {
            Some(user) => Ok(self.seen(Arc::clone(user))),
            None => self.missing("User"),
        }
    }

    /// Whether a query looks for an account at all: for blocked ones only up to 0.25.
    fn looks_up(&self, user: &Record) -> bool {
        self.version < Version::V0_27 || !user.flag("blocked")
    }

    /// Every participant, those who left too: to 0.27 without a name, and after that one of them makes
    /// the whole list null, until 0.32 asks only for the others.
    pub(super) fn users(&self, arguments: &Value) -> Resolved {
        let filter = order::filter(arguments);
        let text = |name: &str| filter.get(name).and_then(Value::as_str).map(str::to_lowercase);
        let bare = |text: Option<String>| {
            text.map(|text| text.strip_prefix('@').map(str::to_owned).unwrap_or(text))
        };
        let (name, nickname) = (text("name"), bare(text("nickname")));
        let wildcard = bare(text("wildcard"));
        let kind = text("type");
        let without = filter.get("excludeIds").and_then(Value::as_array);
        let holds = |user: &Record, column: &str, wanted: &Option<String>| {
            wanted
                .as_ref()
                .is_none_or(|wanted| user.text(column).is_some_and(|text| matches(text, wanted)))
        };
        let is_wanted = |user: &Record| {
            let group = user.flag("is_group");
            self.looks_up(user)
                && (self.version < Version::V0_32 || !user.flag("deleted"))
                && holds(user, "name", &name)
                && holds(user, "nickname", &nickname)
                && (holds(user, "name", &wildcard) || holds(user, "nickname", &wildcard))
                && kind.as_deref().is_none_or(|kind| (kind == "usergroup") == group)
                && without.is_none_or(|without| {
                    !without
                        .iter()
                        .any(|id| *id == json!(user.id) || *id == json!(user.id.to_string()))
                })
        };
        let mut rows: Vec<Arc<Record>> =
            self.world.rows(Kind::User).filter(|user| is_wanted(user)).cloned().collect();
        order::sort(
            &mut rows,
            arguments,
            |row| row.place,
            |user, key| match key {
                "type" => user.flag("is_group").into(),
                _ => column(user, key),
            },
        )?;
        Ok(self.seen_all(rows))
    }

    /// Only administrators see who somebody is.
    pub(super) fn participant(&self, arguments: &Value) -> Item {
        if !self.is_admin() {
            return Item::Null;
        }
        let user = id_in(arguments, "id").and_then(|id| self.world.get(Kind::User, id));
        user.map_or(Item::Null, |user| {
            Item::Typed(
                "ParticipantDetails",
                json!({
                    "name": user.get("name"), "nickname": user.get("nickname"),
                    "email": user.get("email"),
                }),
            )
        })
    }
}

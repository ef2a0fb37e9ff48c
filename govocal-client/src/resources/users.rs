//! Users: everyone with an account, and who was invited to have one.

use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::open_enum;
use civic_core::{Extra, Html};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Users, pending invites included. They cannot be looked up by e-mail address.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut users = city.users().list().stream();
    /// while let Some(user) = users.try_next().await? {
    ///     println!("{}", user.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn users(&self) -> Endpoint<User> {
        self.endpoint()
    }
}

/// A user: personal data, nearly all of it.
///
/// Pending invites and unfinished registrations are listed too: check [`status`](Self::status).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct User {
    /// Their id.
    pub id: Uuid,
    /// E-mail address. `None` for pending invites, and since 2026 for accounts by phone number.
    pub email: Option<String>,
    /// The last part of their page's web address.
    pub slug: Option<String>,
    /// What they may manage. Empty for residents.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// When the account, or the invite, was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The language they use the platform in, such as `nl-BE`.
    pub locale: Option<String>,
    /// What they say about themselves, in the locale asked for or in another where there is no
    /// translation. A translation that was saved blank comes as an empty text, although another
    /// language has one.
    pub bio: Option<Html>,
    /// When they finished registering. `None` where they did not.
    pub registration_completed_at: Option<Timestamp>,
    /// Whether their identity was verified.
    pub verified: bool,
    /// When they confirmed their e-mail address. `None` where they did not.
    pub email_confirmed_at: Option<Timestamp>,
    /// When a code to confirm it was last sent. Since 2026 `None` unless they have yet to enter it.
    pub email_confirmation_code_sent_at: Option<Timestamp>,
    /// Whether they have yet to confirm their address.
    pub confirmation_required: bool,
    /// Answers to the platform's own questions, by question code. Common are `gender` (`male`,
    /// `female`, `unspecified`), `birthyear` (a number), `domicile` (an area's id, or `outside`)
    /// and `education` (a code).
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub custom_field_values: Option<Extra>,
    /// Active, invited or neither yet. A code, unlike an idea's status.
    pub status: UserStatus,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something that a user may manage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Role {
    /// What kind of thing.
    #[serde(rename = "type")]
    pub kind: RoleType,
    /// The project, for [`RoleType::ProjectModerator`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<Uuid>,
    /// The folder, for [`RoleType::ProjectFolderModerator`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_folder_id: Option<Uuid>,
    /// The space, for [`RoleType::SpaceModerator`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space_id: Option<Uuid>,
    /// Whether an [`RoleType::Admin`] reviews projects. Absent where it does not apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_reviewer: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    shown as govocal_client::resources::users::RoleType;

    /// What a user may manage.
    pub enum RoleType {
        /// The whole platform.
        Admin = "admin",
        /// A project.
        ProjectModerator = "project_moderator",
        /// A folder and its projects.
        ProjectFolderModerator = "project_folder_moderator",
        /// A space. Since 2026.
        SpaceModerator = "space_moderator",
    }
}

open_enum! {
    shown as govocal_client::resources::users::UserStatus;

    /// How far an account has come.
    pub enum UserStatus {
        /// Invited; they have not accepted yet.
        Invited = "invited",
        /// Registered.
        Active = "active",
        /// Neither: registration was begun and not finished.
        Incomplete = "incomplete",
    }
}

impl Resource for User {
    const PATH: &'static str = "users";
    const ROWS: &'static str = "users";
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for User {
    const ROW: &'static str = "user";
}

impl LogsDeletions for User {}

impl Dated for User {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for User {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![("bio", self.bio.as_ref().map(Html::raw))]
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn decode(more: Value) -> User {
        let mut body = json!({
            "id": "1d9c5a3e-7f60-4e0b-8b1d-2b6f0c9d7e01",
            "email": "ama@example.org",
            "slug": "ama-d",
            "roles": [],
            "created_at": "2022-03-04T05:06:07.181Z",
            "updated_at": "2025-04-05T06:07:08.191Z",
            "first_name": "Ama",
            "last_name": "D.",
            "locale": "fr-BE",
            "bio": "<p>Cycliste</p>",
            "registration_completed_at": "2022-03-04T05:09:07.182Z",
            "verified": false,
            "email_confirmed_at": null,
            "email_confirmation_code_sent_at": null,
            "confirmation_required": true,
            "custom_field_values": {"birthyear": 1971, "shoe_size": ["41", "42"]},
            "status": "active",
        });
        let Value::Object(more) = more else { panic!("not an object: {more}") };
        body.as_object_mut().unwrap().extend(more);
        let user: User = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&user).unwrap(), body);
        user
    }

    #[test]
    fn a_resident_decodes_and_goes_out_as_it_came() {
        let user = decode(json!({}));
        assert!(user.extra.is_empty() && user.roles.is_empty());
        assert_eq!(user.status, UserStatus::Active);
        assert_eq!(user.custom_field_values.unwrap()["birthyear"], 1971);
    }

    #[test]
    fn an_invite_has_no_address() {
        let user = decode(json!({"email": null, "status": "invited", "custom_field_values": null}));
        assert_eq!((user.email, user.status), (None, UserStatus::Invited));
    }

    #[test]
    fn every_role_decodes() {
        let id = Uuid::from_u128(7);
        let user = decode(json!({"roles": [
            {"type": "admin"},
            {"type": "admin", "project_reviewer": true},
            {"type": "project_moderator", "project_id": id},
            {"type": "project_folder_moderator", "project_folder_id": id},
            {"type": "space_moderator", "space_id": id},
            {"type": "ferryman", "boat_id": 3},
        ]}));
        let (last, known) = user.roles.split_last().unwrap();
        assert!(known.iter().all(|role| role.kind.is_known() && role.extra.is_empty()));
        assert_eq!(known[1].project_reviewer, Some(true));
        assert_eq!(known[4].space_id, Some(id));
        assert_eq!((last.kind.as_str(), &last.extra["boat_id"]), ("ferryman", &json!(3)));
    }

    #[test]
    fn what_is_newer_than_this_version_survives() {
        let user = decode(json!({"status": "asleep", "mood": null}));
        assert!(user.extra.contains_key("mood"));
        assert_eq!(user.status.as_str(), "asleep");
    }
}

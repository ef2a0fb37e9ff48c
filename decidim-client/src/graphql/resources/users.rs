//! Participants, and groups of participants.

use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use civic_core::{Error, Multiloc};
use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::{Author, AuthorKind};
use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::id::Id;
use crate::graphql::lists::Listed;
use crate::graphql::lists::unpaged_list::UnpagedQuery;
use crate::graphql::lists::{RecordList, Records};
use crate::graphql::members::Sort;
use crate::graphql::records::operation::Operation;
use crate::graphql::records::{ById, Identified, Record};
use crate::graphql::text::{Translated, list, name};

const MEMBERS: Operation =
    Operation::new("UserGroupMembers", include_str!("../../../graphql/users.graphql"));

/// A participant, or up to 0.30 a group of participants: personal data. In a session the id may be
/// missing: `User<Option<Id>>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct User<I = Id> {
    /// Whether it is a participant or a group.
    #[serde(rename = "__typename")]
    pub kind: AuthorKind,
    /// The id, unique among participants and groups together.
    pub id: I,
    /// The name shown. `None` of an account that was [deleted](Self::deleted): it has none any more.
    #[serde(default, deserialize_with = "name::deserialize")]
    pub name: Option<String>,
    /// The nickname with its `@`. `None` of an account that was [deleted](Self::deleted).
    #[serde(default, deserialize_with = "name::deserialize")]
    pub nickname: Option<String>,
    /// What they say of themselves. Since 0.31.
    pub about: Option<String>,
    /// Their own page. Since 0.31.
    pub personal_url: Option<String>,
    /// Where the picture is.
    pub avatar_url: Option<String>,
    /// The path of the public profile. Empty for those who have none.
    pub profile_path: Option<String>,
    /// The site's own name. A plain text, under the language `und`, before 0.29.
    #[serde(default, with = "Translated")]
    pub organization_name: Multiloc,
    /// Whether the account was deleted; only up to 0.28, since later sites do not show those.
    pub deleted: Option<bool>,
    /// The badge of a verified group or an official; empty for others.
    pub badge: Option<String>,
    /// Whether they are an official. Since 0.31.
    pub officialized: Option<bool>,
    /// Whether this caller may write to them, `true` or `false`; null for groups.
    direct_messages_enabled: Option<String>,
    /// How many follow them. Since 0.31.
    pub followers_count: Option<u64>,
    /// How many things and people they follow. Since 0.31.
    pub following_count: Option<u64>,
    /// How many follows they have. Since 0.31.
    pub follows_count: Option<u64>,
    /// The groups that they are in. Up to 0.30; empty for groups.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub groups: Vec<Author>,
    /// How many members a group has; null for participants. Up to 0.30. They are read by
    /// [`Records::group_members`].
    pub members_count: Option<u64>,
    /// When the account was made. Since 0.31.
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Since 0.31.
    pub updated_at: Option<Timestamp>,
}

impl User {
    /// Whether this caller may write to them; `None` for groups.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let someone = site.users().get_by_nickname("@someone").await?;
    /// println!("may be written to: {:?}", someone.accepts_messages());
    /// # Ok(())
    /// # }
    /// ```
    pub fn accepts_messages(&self) -> Option<bool> {
        self.direct_messages_enabled.as_deref().map(|enabled| enabled == "true")
    }
}

impl Record for User {
    const RESOURCE_NAME: &'static str = "users";
    const ALL: Operation = Operation::new("Users", include_str!("../../../graphql/users.graphql"));
    const PATH: &'static [&'static str] = &["users"];

    const BY_ID: Option<ById> = Some(ById::of::<Self>());

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Identified for User {
    const ONE: &'static [&'static str] = &["user"];
    const ID_TYPE: &'static str = "ID";

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The participants of the site and, up to 0.30, the groups of participants. They come in one
    /// answer, which on a large site is a large one: filters make it smaller. Without an order they come
    /// as the database keeps them.
    ///
    /// **Deleted accounts.** Up to 0.28 they are listed without a name. From 0.29 to 0.31 a single one
    /// makes the site's list null; then this client asks for all accounts with a nickname, which deleted
    /// ones do not have, and the report counts one hidden row: how many there are, nobody says. From 0.32
    /// on the site leaves them out itself.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Client, Sort, resources::AuthorKind};
    /// # async fn example(site: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let groups = site.users().list().kind(AuthorKind::UserGroup).by_name(Sort::Asc).stream();
    /// println!("{}", groups.collect_consistent().await?.len());
    ///
    /// let someone = site.users().get_by_nickname("@someone").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn users(&self) -> Records<User> {
        Records::new(self)
    }
}

/// Reading by nickname, and the members of groups.
impl Records<User> {
    /// The members of the group of participants with this id. Up to 0.30; empty where the id is a
    /// participant's.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let group = site.users().get_by_nickname("@neighbours").await?;
    /// let mut members = site.users().group_members(group.id).list().stream();
    /// while let Some(member) = members.try_next().await? {
    ///     println!("{:?}", member.nickname);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn group_members(&self, id: impl Into<Id>) -> Listed<Author<Id>> {
        let mut variables = Map::new();
        variables.insert("id".to_owned(), id.into().to_string().into());
        let path = &["user", "members"];
        UnpagedQuery::new(self.client(), MEMBERS, variables, path, "members of a group")
            .rows(|member: &Author<Id>| member.id.key())
            .listed()
    }

    /// The participant or group with this nickname, with or without its `@`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    ///
    /// match site.users().get_by_nickname("@someone").await {
    ///     Ok(user) => println!("{} {:?}", user.id, user.name),
    ///     Err(error) if error.kind() == ErrorKind::NotFound => println!("nobody has this nickname"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) where the nickname is empty, for which
    /// some sites would answer with any participant.
    pub fn get_by_nickname(&self, nickname: &str) -> Get<User> {
        let bare = nickname.trim().trim_start_matches('@');
        if bare.is_empty() {
            return Get::new(self.client(), |_| async {
                Err(Error::invalid_input("the nickname is empty"))
            });
        }
        self.get_by("nickname", "String", bare.to_owned())
    }
}

/// Filters and orders. Texts match anywhere and in either case.
impl RecordList<User> {
    /// Only participants, or only groups.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::AuthorKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let people = site.users().list().kind(AuthorKind::User).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn kind(self, kind: impl Into<AuthorKind>) -> Self {
        self.filter("type", kind.into())
    }

    /// Only those with this in their name.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let named = site.users().list().named("ruiz").stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn named(self, text: impl Into<String>) -> Self {
        self.filter("name", text.into())
    }

    /// Only those with this in their nickname.
    pub fn nicknamed(self, text: impl Into<String>) -> Self {
        self.filter("nickname", text.into())
    }

    /// Only those with this in their name or nickname.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let alike = site.users().list().wildcard("ana").by_nickname(Sort::Asc).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn wildcard(self, text: impl Into<String>) -> Self {
        self.filter("wildcard", text.into())
    }

    /// Without those with these ids.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let others = site.users().list().wildcard("ana").exclude_ids([7, 12]).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn exclude_ids(self, ids: impl IntoIterator<Item = impl Into<Id>>) -> Self {
        self.filter("excludeIds", ids.into_iter().map(Into::into).collect::<Vec<Id>>())
    }

    /// Sorts by id.
    pub fn by_id(self, sort: Sort) -> Self {
        self.sorted("id", sort)
    }

    /// Sorts by name.
    pub fn by_name(self, sort: Sort) -> Self {
        self.sorted("name", sort)
    }

    /// Sorts by nickname.
    pub fn by_nickname(self, sort: Sort) -> Self {
        self.sorted("nickname", sort)
    }

    /// Sorts by kind.
    pub fn by_kind(self, sort: Sort) -> Self {
        self.sorted("type", sort)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn members_of_a_group_are_read_in_full() {
        samples::read_every_field_at::<Author<Id>>(MEMBERS, &["user", "members"]);
    }

    #[test]
    fn a_participant_and_a_group_are_one_model_with_a_kind() {
        let participant: User = serde_json::from_str(
            r#"{"__typename": "User", "id": "7", "nickname": "@someone",
                "organizationName": {"translations": [{"locale": "und", "text": "Example"}]},
                "directMessagesEnabled": "false",
                "groups": [null, {"__typename": "UserGroup", "id": "9"}]}"#,
        )
        .unwrap();
        assert_eq!(participant.kind, AuthorKind::User);
        assert_eq!(participant.organization_name.get("und"), Some("Example"));
        assert_eq!(participant.accepts_messages(), Some(false));
        assert_eq!(participant.groups[0].kind, AuthorKind::UserGroup);
        let group: User =
            serde_json::from_str(r#"{"__typename": "UserGroup", "id": "9", "membersCount": 3}"#)
                .unwrap();
        assert_eq!((group.kind, group.members_count), (AuthorKind::UserGroup, Some(3)));
        assert_eq!(group.groups, []);
    }

    #[tokio::test]
    async fn nobody_is_asked_for_without_a_nickname() {
        // Nothing listens there: a request would fail otherwise.
        let site = Client::builder("http://127.0.0.1:1").build().unwrap();
        for empty in ["", "@", " @ "] {
            let error = site.users().get_by_nickname(empty).await.unwrap_err();
            assert_eq!(error.kind(), civic_core::ErrorKind::InvalidInput);
        }
    }
}

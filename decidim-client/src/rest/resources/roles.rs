//! Roles: who administers the organisation or a space, and who is a member of one.

use civic_core::http::types::Method;
use civic_core::jiff::Timestamp;
use civic_core::list::query::Filter;
use civic_core::list::source::Key;
use civic_core::{Extra, open_enum};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::space_kind::SpaceType;
use crate::rest::api_request::ApiRequest;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::lenient_decode::keeps_extra;
use crate::rest::list::List;
use crate::rest::record::Record;
use crate::rest::required_release::Since;
use crate::rest::resource::{Listed, Readable, Resource, Single, sealed};
use crate::rest::version::Release;
use crate::rest::write::Write;

const SINCE: Since = Since::new(Release::V0_2_10, "roles");
const WRITE: Needs = Needs::new(Scope::Roles, "roles.write");

/// The class of the organisation, as roles name it.
const ORGANIZATION: &str = "Decidim::Organization";

impl<A: Actor> Client<A> {
    /// Roles of the organisation. Scope `roles`, permission `roles.read`; to change them `roles.write`.
    /// Since 0.2.10.
    ///
    /// Releases before that give no token at all for the scope `roles`: then each call fails with the
    /// error of the token request.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::RoleType;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut admins = site.roles().list().role(RoleType::GeneralAdmin).stream();
    /// while let Some(role) = admins.try_next().await? {
    ///     println!("{:?} since {:?}", role.attributes.user_id, role.attributes.created_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn roles(&self) -> Endpoint<Role, A> {
        Endpoint::new(self)
    }
}

impl<A: Actor> Endpoint<Role, A> {
    /// Gives a role to a user.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::{NewRole, RoleType, SpaceType};
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let moderator = NewRole::in_space(RoleType::SpaceModerator, SpaceType::Assembly, 4, 77);
    /// let role = site.roles().create(&moderator).await?;
    /// println!("{}", role.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Rejected`](civic_core::ErrorKind::Rejected) for a role that the space cannot have, such as one in
    /// an initiative; [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such space, or for an
    /// administrator no such user; [`Server`](civic_core::ErrorKind::Server) where the user has the role
    /// already.
    pub fn create(&self, role: &NewRole) -> Write<Role> {
        let attributes = json!({
            "type": role.role,
            "resource_type": role.resource_type,
            "resource_id": role.resource_id.to_json(),
            "user_id": role.user_id.to_json(),
        });
        let call = ApiRequest::new(Method::POST, Role::PATH, WRITE).since([SINCE]);
        let call = call.naming(&role.user_id).naming(&role.resource_id);
        Write::new(self.session(), call.json(&json!({"data": {"attributes": attributes}})))
    }

    /// Takes a role away.
    ///
    /// In a **process** servers look only for the user: if the user has several roles there, it may be
    /// another one that goes. Read the list afterwards.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut roles = site.roles().list().user(77).stream();
    /// while let Some(role) = roles.try_next().await? {
    ///     site.roles().delete(&role.id).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where nobody has this role. Where the server does it
    /// by a job, [`Rejected`](civic_core::ErrorKind::Rejected) with that reason.
    pub fn delete(&self, id: impl Into<Id>) -> Write<()> {
        let call = ApiRequest::on(Method::DELETE, Role::PATH, &id.into(), "", WRITE);
        Write::new(self.session(), call.since([SINCE]))
    }
}

open_enum! {
    /// What a role lets its user do.
    pub enum RoleType {
        /// Administers the organisation.
        GeneralAdmin = "general_admin",
        /// Administers a space.
        SpaceAdministrator = "space_administrator",
        /// Moderates a space.
        SpaceModerator = "space_moderator",
        /// Evaluates the proposals of a space.
        SpaceValuator = "space_valuator",
        /// Collaborates in a space; in an assembly also a member of it.
        SpacePrivateMember = "space_private_member",
    }
}

/// A role of one user.
///
/// Its id is made of all that it says, the day of the user's invitation among it, so that it changes when
/// the user is invited again. A member of an assembly who also collaborates there has two roles that say
/// nearly the same.
pub type Role = Record<RoleAttributes>;

/// The fields of a role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct RoleAttributes {
    /// What it lets its user do.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleType>,
    /// Whose it is. `None` where the person was invited by e-mail and has no account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Id>,
    /// Where it is held: the id of the organisation or of a space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<Id>,
    /// What that is: `Decidim::Organization`, or the class of a space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<SpaceType>,
    /// When the user was last invited. `None` where they were not, and for administrators of the
    /// organisation and members of assemblies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invited_at: Option<Timestamp>,
    /// Whether there is an account behind it. Servers know no more of an invitation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_invite: Option<bool>,
    /// When it was given; of an administrator of the organisation, when the account was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed; of an administrator of the organisation, the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(RoleAttributes);

/// A role to give to a user.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct NewRole {
    role: RoleType,
    resource_type: String,
    resource_id: Id,
    user_id: Id,
}

impl NewRole {
    /// An administrator of the organisation that the host belongs to.
    ///
    /// ```
    /// use decidim_client::rest::resources::NewRole;
    ///
    /// let admin = NewRole::general_admin(1, 77);
    /// ```
    pub fn general_admin(organization_id: impl Into<Id>, user_id: impl Into<Id>) -> Self {
        Self {
            role: RoleType::GeneralAdmin,
            resource_type: ORGANIZATION.to_owned(),
            resource_id: organization_id.into(),
            user_id: user_id.into(),
        }
    }

    /// A role in a space. Servers know them in processes, assemblies and conferences.
    ///
    /// ```
    /// use decidim_client::rest::resources::{NewRole, RoleType, SpaceType};
    ///
    /// let member = NewRole::in_space(RoleType::SpacePrivateMember, SpaceType::Assembly, 4, 77);
    /// ```
    pub fn in_space(
        role: RoleType,
        kind: impl Into<SpaceType>,
        space_id: impl Into<Id>,
        user_id: impl Into<Id>,
    ) -> Self {
        Self {
            role,
            resource_type: kind.into().to_string(),
            resource_id: space_id.into(),
            user_id: user_id.into(),
        }
    }
}

impl sealed::Permitted for Role {
    const NEEDS: Needs = Needs::new(Scope::Roles, "roles.read");
}

/// `RolesController#paginate_array` (0.2.10 to 0.3.4): at most 100 rows a page, else 25, and no count.
impl Resource for Role {
    const PATH: &'static str = "roles";
    const RESOURCE_NAME: &'static str = "roles";
    const TRANSLATED: bool = false;
    const LARGEST_PAGE: Option<u16> = Some(100);
    const IS_COUNTED: bool = false;
    const SINCE: Option<Since> = Some(SINCE);

    fn key(&self) -> Key {
        self.identity(None)
    }

    fn single(key: &str) -> Option<Single> {
        Some(Single::of::<Self>(key))
    }
}

impl Listed for Role {}

impl Readable for Role {}

impl<A: Actor> List<Role, A> {
    /// Roles of this type.
    pub fn role(self, role: RoleType) -> Self {
        let filter = Filter::one("type", &role).sent_as("filter[type_eq]");
        self.set(filter.shown(move |it: &Role| it.attributes.role.as_ref().map(|it| *it == role)))
    }

    /// Roles of this user.
    pub fn user(self, id: impl Into<Id>) -> Self {
        self.by_id("user_id", "filter[user_id_eq]", id.into(), |it| it.attributes.user_id.as_ref())
    }

    /// Roles in this space.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::SpaceType;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let roles = site.roles().list().in_space(SpaceType::Assembly, 4).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_space(self, kind: impl Into<SpaceType>, id: impl Into<Id>) -> Self {
        let kind = kind.into();
        let filter = Filter::one("resource_type", &kind).sent_as("filter[resource_type_eq]");
        let filter = filter
            .shown(move |it: &Role| it.attributes.resource_type.as_ref().map(|it| *it == kind));
        let id = id.into();
        self.set(filter).by_id("resource_id", "filter[resource_id_eq]", id, |it| {
            it.attributes.resource_id.as_ref()
        })
    }

    fn by_id(
        self,
        name: &'static str,
        parameter: &'static str,
        id: Id,
        shown: fn(&Role) -> Option<&Id>,
    ) -> Self {
        let filter = Filter::one(name, &id).sent_as(parameter).refused(id.refusal());
        self.set(filter.shown(move |it| shown(it).map(|shown| *shown == id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_role_with_an_odd_member_is_kept_whole() {
        let body: Value = json!({"id": "eyJ4IjoxfQ", "type": "role", "attributes": {
            "type": "space_auditor", "user_id": 77, "resource_id": 4,
            "resource_type": "Decidim::Assembly", "accepted_invite": "yes"}});
        let role: Role = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(role.attributes.role, Some(RoleType::from("space_auditor")));
        assert_eq!(role.attributes.extra["accepted_invite"], "yes");
        assert_eq!(serde_json::to_value(&role).unwrap(), body);
    }
}

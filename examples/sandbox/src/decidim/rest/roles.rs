//! Roles, since 0.2.10: gathered from what the platform keeps in five places.

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::failure::{Answer, Failure};
use super::page;
use super::params::text_of;
use super::stored::SpaceRole;
use crate::decidim::world::{Fields, Kind, Record};
use crate::reply::Reply;

/// The platform's names of roles in a space, and the module's.
const NAMES: [(&str, &str); 4] = [
    ("admin", "space_administrator"),
    ("moderator", "space_moderator"),
    ("valuator", "space_valuator"),
    ("collaborator", "space_private_member"),
];

const ADMINISTRATOR: &str = "general_admin";
const MEMBER: &str = "space_private_member";

/// One of them as the module sees it.
#[derive(Clone, Debug)]
struct Role {
    name: &'static str,
    resource_type: &'static str,
    resource_id: u64,
    user: u64,
    invited: Value,
    created: i64,
    updated: i64,
}

impl Role {
    /// Base64 of what it says, without padding.
    fn id(&self) -> String {
        let said = json!([
            ["resource_type", self.resource_type],
            ["resource_id", self.resource_id],
            ["user_id", self.user],
            ["invited_at", self.invited],
            ["type", self.name],
        ]);
        // In this order, which a map would not keep.
        let members = said.as_array().into_iter().flatten().map(|pair| {
            format!(
                "{}:{}",
                pair.get(0).unwrap_or(&Value::Null),
                pair.get(1).unwrap_or(&Value::Null)
            )
        });
        URL_SAFE_NO_PAD.encode(format!("{{{}}}", members.collect::<Vec<_>>().join(",")))
    }

    fn render(&self) -> Value {
        json!({
            "id": self.id(),
            "type": "role",
            "attributes": {
                "type": self.name,
                "user_id": self.user,
                "resource_id": self.resource_id,
                "resource_type": self.resource_type,
                "invited_at": self.invited,
                "accepted_invite": true,
                "created_at": Call::moment(self.created),
                "updated_at": Call::moment(self.updated),
            },
        })
    }
}

fn all(call: &Call<'_>) -> Vec<Role> {
    let organization = call.organization().map_or(0, |organization| organization.id);
    let administrators = call.world.rows(Kind::User).filter(|user| user.flag("admin"));
    let mut roles: Vec<Role> =
        administrators.map(|user| administrator(organization, user)).collect();
    let of = |kind: Kind| {
        let roles = call.rest.space_roles.0.iter().filter(move |role| role.space.0 == kind);
        roles.map(|role| of_space(call, role)).collect::<Vec<Role>>()
    };
    roles.extend(of(Kind::Process));
    roles.extend(of(Kind::Assembly));
    let members = call.world.rows(Kind::AssemblyMember);
    roles.extend(members.filter_map(|member| of_member(member)));
    roles.extend(of(Kind::Conference));
    roles
}

fn administrator(organization: u64, user: &Record) -> Role {
    Role {
        name: ADMINISTRATOR,
        resource_type: Kind::Organization.class(),
        resource_id: organization,
        user: user.id,
        invited: Value::Null,
        created: user.created_at,
        updated: user.updated_at,
    }
}

fn of_space(call: &Call<'_>, role: &SpaceRole) -> Role {
    let named = NAMES.iter().find(|(own, _)| *own == role.role);
    let user = call.world.get(Kind::User, role.user);
    let invited = user.and_then(|user| user.number("invitation_sent_at"));
    Role {
        name: named.map_or(MEMBER, |(_, name)| name),
        resource_type: role.space.0.class(),
        resource_id: role.space.1,
        user: role.user,
        invited: invited.map_or(Value::Null, Call::moment),
        created: role.given,
        updated: role.given,
    }
}

/// Only those who have an account.
fn of_member(member: &Record) -> Option<Role> {
    Some(Role {
        name: MEMBER,
        resource_type: Kind::Assembly.class(),
        resource_id: member.owner_id(Kind::Assembly)?,
        user: member.id_in("user_id")?,
        invited: Value::Null,
        created: member.created_at,
        updated: member.updated_at,
    })
}

/// Filters are these four and no others.
pub(super) fn list(call: &mut Call<'_>) -> Reply {
    let filters = call.params.members("filter");
    let wanted = |name: &str| {
        let given = filters.iter().find(|(known, _)| known == name);
        given.and_then(|(_, values)| values.first()).filter(|value| !value.trim().is_empty())
    };
    let is = |name: &str, value: &str| wanted(name).is_none_or(|wanted| wanted == value);
    let is_id = |name: &str, id: u64| wanted(name).is_none_or(|wanted| leading(wanted) == id);
    let mut roles = all(call);
    roles.retain(|role| {
        is_id("user_id_eq", role.user)
            && is_id("resource_id_eq", role.resource_id)
            && is("resource_type_eq", role.resource_type)
            && is("type_eq", role.name)
    });
    call.disorder(&mut roles);
    page::without_count(call, &roles, Role::render)
}

pub(super) fn show(call: &Call<'_>, id: &str) -> Answer {
    let role = find(call, id).ok_or(Failure::ResourceNotFound)?;
    Ok(Reply::json(StatusCode::OK, &json!({"data": role.render()})))
}

/// When the role of this id was last updated.
pub(super) fn updated(call: &Call<'_>, id: &str) -> Option<i64> {
    find(call, id).map(|role| role.updated)
}

fn find(call: &Call<'_>, id: &str) -> Option<Role> {
    let said = said_by(id)?;
    let same = |role: &Role| {
        said.get("resource_type") == Some(&json!(role.resource_type))
            && said.get("resource_id") == Some(&json!(role.resource_id))
            && said.get("user_id") == Some(&json!(role.user))
            && said.get("invited_at") == Some(&role.invited)
            && said.get("type") == Some(&json!(role.name))
    };
    all(call).into_iter().find(same)
}

fn said_by(id: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(id).or_else(|_| URL_SAFE.decode(id)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    let data = call.body.get("data").filter(|data| data.is_object());
    let attributes = data.ok_or(Failure::MissingParameter("data"))?.get("attributes").cloned();
    let attributes = attributes.unwrap_or_default();
    let text = |name: &str| text_of(attributes.get(name)).unwrap_or_default();
    let (resource_type, name) = (text("resource_type"), text("type"));
    let (resource, user) = (leading(&text("resource_id")), leading(&text("user_id")));
    let organization = call.organization().map_or(0, |organization| organization.id);
    let of_organization = resource_type == Kind::Organization.class();
    let refused = |message: String| Err(Failure::Argument(message));
    if of_organization && resource != 0 && resource != organization {
        return refused("Resource must belong to current organization".to_owned());
    }
    let is_of_space = NAMES.iter().find(|(_, known)| *known == name);
    let role = if name == ADMINISTRATOR {
        if !of_organization {
            return refused(
                "general_admin requires resource_type Decidim::Organization".to_owned(),
            );
        }
        if resource != organization {
            return refused("resource_id must be current organization".to_owned());
        }
        call.world.get(Kind::User, user).ok_or(Failure::RecordNotFound)?;
        call.world.change(Kind::User, user, |user| {
            user.fields.insert("admin".to_owned(), json!(true));
        });
        let user = call.world.get(Kind::User, user).ok_or(Failure::RecordNotFound)?;
        administrator(organization, user)
    } else if let Some((own, _)) = is_of_space {
        let kind = Kind::of_class(&resource_type)
            .filter(|kind| [Kind::Process, Kind::Assembly, Kind::Conference].contains(kind));
        let Some(kind) = kind else {
            return refused(format!("Unsupported resource_type for space role: {resource_type}"));
        };
        give(call, own, (kind, resource), user)?
    } else {
        return refused(format!("Invalid role type: {name}"));
    };
    Ok(Reply::json(StatusCode::CREATED, &json!({"data": role.render()})))
}

fn give(
    call: &mut Call<'_>,
    role: &'static str,
    space: (Kind, u64),
    user: u64,
) -> Result<Role, Failure> {
    call.world.get(space.0, space.1).ok_or(Failure::RecordNotFound)?;
    if call.world.get(Kind::User, user).is_none() {
        return Err(Failure::bad_request("Validation failed: User must exist"));
    }
    if role == "collaborator" && space.0 == Kind::Assembly {
        let fields = json!({"user_id": user, "weight": 0});
        let fields = fields.as_object().cloned().unwrap_or_else(Fields::new);
        let id = call.world.add(Kind::AssemblyMember, Some(space), call.now, fields);
        let member = call.world.get(Kind::AssemblyMember, id).ok_or(Failure::RecordNotFound)?;
        return of_member(member).ok_or(Failure::RecordNotFound);
    }
    let same = |it: &SpaceRole| it.space == space && it.user == user && it.role == role;
    if call.rest.space_roles.0.iter().any(same) {
        // A unique index of the database.
        return Err(Failure::exception("ActiveRecord::RecordNotUnique", "duplicate key value"));
    }
    let given = SpaceRole { space, user, role, given: call.now };
    call.rest.space_roles.0.push(given.clone());
    Ok(of_space(call, &given))
}

pub(super) fn destroy(call: &mut Call<'_>, id: &str) -> Answer {
    let said = said_by(id).ok_or(Failure::ResourceNotFound)?;
    let number = |name: &str| said.get(name).and_then(Value::as_u64).unwrap_or_default();
    let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
    let (resource, user, name) = (number("resource_id"), number("user_id"), text("type"));
    if name == ADMINISTRATOR {
        let is_one = call.world.get(Kind::User, user).is_some_and(|user| user.flag("admin"));
        if !is_one || text("resource_type") != Kind::Organization.class() {
            return Err(Failure::ResourceNotFound);
        }
        call.world.change(Kind::User, user, |user| {
            user.fields.insert("admin".to_owned(), json!(false));
        });
        return Ok(Reply::empty(StatusCode::NO_CONTENT));
    }
    let kind = Kind::of_class(text("resource_type")).ok_or(Failure::ResourceNotFound)?;
    let own = NAMES.iter().find(|(_, known)| *known == name).map(|(own, _)| *own);
    let own = own.ok_or(Failure::ResourceNotFound)?;
    let is_member = kind == Kind::Assembly && name == MEMBER && text("invited_at").is_empty();
    if is_member {
        let members = call.world.owned((Kind::Assembly, resource), Kind::AssemblyMember);
        let member = members.iter().find(|member| member.id_in("user_id") == Some(user));
        let member = member.ok_or(Failure::ResourceNotFound)?.id;
        call.world.remove(Kind::AssemblyMember, member);
        return Ok(Reply::empty(StatusCode::NO_CONTENT));
    }
    // In a process it looks only for the user.
    let is_it = |it: &SpaceRole| {
        it.space == (kind, resource) && it.user == user && (kind == Kind::Process || it.role == own)
    };
    let roles = &mut call.rest.space_roles.0;
    let at = roles.iter().position(is_it).ok_or(Failure::ResourceNotFound)?;
    roles.remove(at);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// A text as the framework makes a number of it.
fn leading(text: &str) -> u64 {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

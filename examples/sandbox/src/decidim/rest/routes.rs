//! From a request to the operation that answers it.

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde_json::json;

use super::call::Call;
use super::caller::Caller;
use super::failure::{Answer, Failure};
use super::forms::FormsOperation;
use super::operation::Operation;
use super::publishing::space_kinds;
use super::stored::Rest;
use super::unreleased::UnreleasedOperation;
use super::version::RestVersion;
use super::{
    attachments, blogs, caching, components, drafts, extended_data, fingerprint, forms, hosts,
    introspection, jobs, magic_links, organizations, proposals, roles, spaces, token, unreleased,
    users, votes,
};
use crate::decidim::world::{Kind, World};
use crate::reply::Reply;
use crate::site::Conditions;

/// Answers a request to the module or to the token server; `None` for other paths.
pub(in crate::decidim) fn answer(
    rest: &mut Rest,
    world: &mut World,
    request: &Request<Bytes>,
    conditions: Conditions<'_>,
) -> Option<Reply> {
    let path = request.uri().path();
    let rest_path = path.strip_prefix(world.settings.rest.version.prefix());
    let is_own = path.starts_with("/api/rest_full/");
    if !is_own && !path.starts_with("/oauth/") {
        return None;
    }
    let route = match rest_path {
        Some(route) if route.starts_with('/') => route.to_owned(),
        _ if is_own => return Some(Failure::NoRoute.reply()),
        _ => path.to_owned(),
    };
    if !hosts::is_known(&world.settings.rest, &world.settings.host, request) {
        return Some(if route == "/oauth/token" {
            Failure::bad_request("Invalid Organization. Check requested host.").reply()
        } else {
            Failure::NoTenant.reply()
        });
    }
    let answer = Call::new(rest, world, request, conditions)
        .and_then(|mut call| call.route(request.method(), &route));
    let reply = answer.unwrap_or_else(|failure| failure.reply());
    Some(caching::conditional(request, reply))
}

impl Call<'_> {
    fn route(&mut self, method: &Method, route: &str) -> Answer {
        let segments: Vec<&str> = route.trim_matches('/').split('/').collect();
        if let Some(answer) = self.open_route(method, &segments) {
            return answer;
        }
        let (segments, sync) = match segments.split_last() {
            Some((&"sync", rest)) if self.version().is_asynchronous() => (rest, true),
            _ => (segments.as_slice(), false),
        };
        let operation = operation(self.version(), method, segments).ok_or(Failure::NoRoute)?;
        if sync && !operation.is_deferred() {
            return Err(Failure::NoRoute);
        }
        if self.settings().is_switched_off {
            return Err(Failure::NotImplemented);
        }
        let access = operation.access().in_version(self.version());
        let caller = self.admit(access)?;
        unreleased::check_filter(self, &operation, &caller)?;
        if self.version().is_asynchronous() && operation.is_deferred() && !sync {
            if operation == Operation::Vote {
                votes::open_proposal(self, &caller)?;
            }
            if operation == Operation::Forms(FormsOperation::Submit) {
                return forms::accept(self, caller);
            }
            return Ok(jobs::accept(self, operation, caller));
        }
        if sync && operation.has_broken_sync() && !self.settings().writes_are_mended {
            return Err(Failure::exception("LocalJumpError", "no block given (yield)"));
        }
        let reply = self.perform(&operation, &caller)?;
        let is_marked = self.version().is_asynchronous();
        let state = if is_marked { fingerprint::of(self, &operation, &caller) } else { None };
        Ok(match state {
            Some(state) => caching::marked(reply, &state),
            None => reply,
        })
    }

    /// What needs no token of the usual kind.
    fn open_route(&mut self, method: &Method, segments: &[&str]) -> Option<Answer> {
        let is_read = method == Method::GET || method == Method::HEAD;
        match *segments {
            ["oauth", "token"] if method == Method::POST => Some(token::create(self)),
            // The platform's own route: the module has none.
            ["oauth", "revoke"] if method == Method::POST && self.path.starts_with("/oauth/") => {
                Some(token::revoke(self))
            }
            ["oauth", "introspect"] if method == Method::POST => {
                Some(introspection::introspect(self))
            }
            ["me", "magic_links", token] if is_read => Some(magic_links::redeem(self, token)),
            ["metrics", "health"] if is_read && self.version().has_health() => {
                Some(Ok(health(self.settings().is_healthy)))
            }
            ["jobs", id] if is_read && self.version().is_asynchronous() => {
                Some(jobs::look(self, id, |call, operation, caller| {
                    call.perform(operation, caller)
                }))
            }
            _ => None,
        }
    }

    pub(super) fn perform(&mut self, operation: &Operation, caller: &Caller) -> Answer {
        if operation.heeds_locales() {
            self.choose_locales()?;
        }
        match operation {
            Operation::Organizations => Ok(organizations::list(self)),
            Operation::Organization(id) => organizations::show(self, id),
            Operation::UpdateOrganization(id) => organizations::update(self, id),
            Operation::OrganizationData => {
                let organization = self.organization().map_or(0, |record| record.id);
                extended_data::show(self, Kind::Organization, organization)
            }
            Operation::SetOrganizationData(id) => {
                let organization = self.organization().map_or(0, |record| record.id);
                // The number counts since 0.3, only for writes.
                let is_own = id.parse() == Ok(organization);
                // Of the main branch only the job asks for it, and it looks for the plural permission.
                let is_asked = self.version() < RestVersion::Unreleased || self.in_job;
                if self.version().is_asynchronous() && is_asked && !is_own {
                    return Err(Failure::Forbidden);
                }
                extended_data::set(self, Kind::Organization, organization)
            }
            Operation::UserData => {
                extended_data::show(self, Kind::User, caller.user.unwrap_or_default())
            }
            Operation::SetUserData => {
                extended_data::set(self, Kind::User, caller.user.unwrap_or_default())
            }
            Operation::SearchSpaces => Ok(spaces::search(self, None, caller)),
            Operation::Spaces(kind) => Ok(spaces::search(self, Some(*kind), caller)),
            Operation::Space(kind, id) => spaces::show(self, *kind, id, caller),
            Operation::SearchComponents => Ok(components::search(self, None, caller)),
            Operation::Components(manifest) => Ok(components::search(self, Some(manifest), caller)),
            Operation::Component(manifest, id) => components::show(self, manifest, id, caller),
            Operation::Users => users::search(self, caller),
            Operation::CreateMagicLink => magic_links::create(self, caller),
            Operation::Blogs => blogs::list(self, caller),
            Operation::Blog(id) => blogs::show(self, id, caller),
            Operation::CreateBlog => blogs::create(self, caller),
            Operation::UpdateBlog(id) => blogs::update(self, id),
            Operation::DeleteBlog(id) => blogs::destroy(self, id),
            Operation::Attachments => attachments::list(self),
            Operation::Attachment(id) => attachments::show(self, id),
            Operation::CreateAttachment => attachments::create(self),
            Operation::UpdateAttachment(id) => attachments::update(self, id),
            Operation::DeleteAttachment(id) => attachments::destroy(self, id),
            Operation::DirectUpload => attachments::direct_upload(self),
            Operation::Proposals => proposals::list(self, caller),
            Operation::Proposal(id) => proposals::show(self, id, caller),
            Operation::Vote => votes::vote(self, caller),
            Operation::Votes => votes::list(self, caller),
            Operation::VoteDetails(id) => votes::show(self, id),
            Operation::WithdrawVote(id) => votes::withdraw(self, id, caller),
            Operation::CreateDraft => drafts::create(self, caller),
            Operation::Draft(id) => drafts::show(self, id, caller),
            Operation::UpdateDraft(id) => drafts::update(self, id, caller),
            Operation::WithdrawDraft(id) => drafts::withdraw(self, id, caller),
            Operation::PublishDraft(id) => drafts::publish(self, id, caller),
            Operation::Roles => Ok(roles::list(self)),
            Operation::Role(id) => roles::show(self, id),
            Operation::CreateRole => roles::create(self),
            Operation::DeleteRole(id) => roles::destroy(self, id),
            Operation::Forms(operation) => forms::perform(self, operation, caller),
            Operation::Unreleased(operation) => unreleased::perform(self, operation, caller),
            Operation::Jobs => Ok(jobs::list(self, caller)),
            Operation::DeleteJob(id) => jobs::delete(self, id, caller),
        }
    }
}

fn health(is_healthy: bool) -> Reply {
    if is_healthy {
        Reply::json(StatusCode::OK, &json!({"message": "OK"}))
    } else {
        Reply::json(StatusCode::SERVICE_UNAVAILABLE, &json!({"message": "ERROR"}))
    }
}

/// The operation of a method and a path without its prefix.
fn operation(version: RestVersion, method: &Method, path: &[&str]) -> Option<Operation> {
    if let Some(operation) = FormsOperation::of(version, method, path) {
        return Some(Operation::Forms(operation));
    }
    if let Some(operation) = UnreleasedOperation::of(version, method, path) {
        return Some(Operation::Unreleased(operation));
    }
    let id = |text: &str| text.to_owned();
    let is_new = version.is_asynchronous();
    let has_roles = version.knows_scope("roles");
    match method.as_str() {
        "GET" | "HEAD" => Some(match *path {
            ["organizations"] => Operation::Organizations,
            ["organizations", it] => Operation::Organization(id(it)),
            ["organizations", _, "extended_data"] => Operation::OrganizationData,
            ["spaces", "search"] => Operation::SearchSpaces,
            ["spaces", manifest] if version.lists_each_kind_of_space() => {
                Operation::Spaces(space_kind(version, manifest)?)
            }
            ["spaces", manifest, it] => Operation::Space(space_kind(version, manifest)?, id(it)),
            ["components", "search"] => Operation::SearchComponents,
            ["components", family] => Operation::Components(component_manifest(family)?),
            ["components", family, it] => Operation::Component(component_manifest(family)?, id(it)),
            ["users"] => Operation::Users,
            ["me", "extended_data"] => Operation::UserData,
            ["blogs"] => Operation::Blogs,
            ["blogs", it] => Operation::Blog(id(it)),
            ["proposals"] => Operation::Proposals,
            ["proposals", it] => Operation::Proposal(id(it)),
            ["draft_proposals", it] => Operation::Draft(id(it)),
            ["vote_proposals"] if is_new => Operation::Votes,
            ["vote_proposals", it] if is_new => Operation::VoteDetails(id(it)),
            ["attachments"] if is_new => Operation::Attachments,
            ["attachments", it] if is_new => Operation::Attachment(id(it)),
            ["roles"] if has_roles => Operation::Roles,
            ["roles", it] if has_roles => Operation::Role(id(it)),
            ["jobs"] if is_new => Operation::Jobs,
            _ => return None,
        }),
        "POST" => Some(match *path {
            ["me", "magic_links"] => Operation::CreateMagicLink,
            ["proposal_votes"] if !is_new => Operation::Vote,
            ["vote_proposals"] if is_new => Operation::Vote,
            ["draft_proposals"] => Operation::CreateDraft,
            ["roles"] if has_roles => Operation::CreateRole,
            ["blogs"] if is_new => Operation::CreateBlog,
            ["attachments"] if is_new => Operation::CreateAttachment,
            ["attachments", "direct_upload"] if is_new => Operation::DirectUpload,
            ["draft_proposals", it, "publish"] => Operation::PublishDraft(id(it)),
            _ => return None,
        }),
        "PUT" | "PATCH" => Some(match *path {
            ["organizations", it] => Operation::UpdateOrganization(id(it)),
            ["organizations", it, "extended_data"] => Operation::SetOrganizationData(id(it)),
            ["me", "extended_data"] => Operation::SetUserData,
            ["draft_proposals", it] => Operation::UpdateDraft(id(it)),
            ["blogs", it] if is_new => Operation::UpdateBlog(id(it)),
            ["attachments", it] if is_new => Operation::UpdateAttachment(id(it)),
            _ => return None,
        }),
        "DELETE" => Some(match *path {
            ["draft_proposals", it] => Operation::WithdrawDraft(id(it)),
            ["vote_proposals", it] if is_new => Operation::WithdrawVote(id(it)),
            ["roles", it] if has_roles => Operation::DeleteRole(id(it)),
            ["blogs", it] if is_new => Operation::DeleteBlog(id(it)),
            ["attachments", it] if is_new => Operation::DeleteAttachment(id(it)),
            ["jobs", it] if is_new => Operation::DeleteJob(id(it)),
            _ => return None,
        }),
        _ => None,
    }
}

fn space_kind(version: RestVersion, manifest: &str) -> Option<Kind> {
    space_kinds(version).iter().copied().find(|kind| kind.list() == manifest)
}

fn component_manifest(family: &str) -> Option<&'static str> {
    match family {
        "proposal_components" => Some("proposals"),
        "blog_components" => Some("blogs"),
        _ => None,
    }
}

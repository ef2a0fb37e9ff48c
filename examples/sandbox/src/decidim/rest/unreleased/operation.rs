//! The operations of the main branch, and what each asks of its caller.

use http::Method;

use crate::decidim::rest::demand::Access;
use crate::decidim::rest::version::RestVersion;
use crate::decidim::world::Kind;

/// The spaces that the module knows.
const SPACES: [Kind; 4] = [Kind::Process, Kind::Assembly, Kind::Conference, Kind::Initiative];

/// What a request asks for. Numbers are as the path had them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::decidim::rest) enum UnreleasedOperation {
    Hooks,
    Hook(String),
    CreateHook,
    UpdateHook(String),
    DeleteHook(String),
    Event(String),
    Meetings,
    Meeting(String),
    Data(Kind, String),
    SetData(Kind, String),
}

impl UnreleasedOperation {
    /// The operation of a method and a path without its prefix.
    pub(in crate::decidim::rest) fn of(
        version: RestVersion,
        method: &Method,
        path: &[&str],
    ) -> Option<Self> {
        if version < RestVersion::Unreleased {
            return None;
        }
        let id = |text: &str| text.to_owned();
        if let Some((kind, it)) = data_of(path) {
            return match method.as_str() {
                "GET" | "HEAD" => Some(Self::Data(kind, id(it))),
                "PUT" => Some(Self::SetData(kind, id(it))),
                _ => None,
            };
        }
        Some(match (method.as_str(), path) {
            ("GET" | "HEAD", ["webhook_registrations"]) => Self::Hooks,
            ("POST", ["webhook_registrations"]) => Self::CreateHook,
            ("GET" | "HEAD", ["webhook_registrations", it]) => Self::Hook(id(it)),
            ("PUT" | "PATCH", ["webhook_registrations", it]) => Self::UpdateHook(id(it)),
            ("DELETE", ["webhook_registrations", it]) => Self::DeleteHook(id(it)),
            ("GET" | "HEAD", ["webhook_events", name]) => Self::Event(id(name)),
            ("GET" | "HEAD", ["meetings"]) => Self::Meetings,
            ("GET" | "HEAD", ["meetings", it]) => Self::Meeting(id(it)),
            _ => return None,
        })
    }

    pub(in crate::decidim::rest) fn access(&self) -> Access {
        match self {
            Self::Hooks | Self::Hook(_) | Self::Event(_) => {
                Access::new("webhooks", "webhooks.read")
            }
            Self::CreateHook | Self::UpdateHook(_) => Access::new("webhooks", "webhooks.write"),
            Self::DeleteHook(_) => Access::new("webhooks", "webhooks.destroy"),
            Self::Meetings | Self::Meeting(_) => Access::new("meetings", "meetings.read"),
            Self::Data(Kind::Component, _) => {
                Access::new("public", "public.component.extended_data.read")
            }
            Self::SetData(Kind::Component, _) => {
                Access::new("public", "public.component.extended_data.update")
            }
            Self::Data(Kind::Proposal, _) => {
                Access::new("proposals", "proposals.extended_data.read")
            }
            Self::SetData(Kind::Proposal, _) => {
                Access::new("proposals", "proposals.extended_data.update")
            }
            Self::Data(Kind::Meeting, _) => Access::new("meetings", "meetings.extended_data.read"),
            Self::SetData(Kind::Meeting, _) => {
                Access::new("meetings", "meetings.extended_data.update")
            }
            Self::Data(..) => Access::new("public", "public.space.extended_data.read"),
            Self::SetData(..) => Access::new("public", "public.space.extended_data.update"),
        }
    }

    pub(in crate::decidim::rest) fn command_key(&self) -> &'static str {
        match self {
            Self::SetData(..) => "resource_extended_data#update",
            _ => "",
        }
    }
}

/// The record whose extended data a path is about.
fn data_of<'p>(path: &[&'p str]) -> Option<(Kind, &'p str)> {
    match *path {
        ["components", it, "extended_data"] => Some((Kind::Component, it)),
        ["proposals", it, "extended_data"] => Some((Kind::Proposal, it)),
        ["meetings", it, "extended_data"] => Some((Kind::Meeting, it)),
        ["spaces", manifest, it, "extended_data"] => {
            let kind = SPACES.iter().find(|kind| kind.list() == manifest)?;
            Some((*kind, it))
        }
        _ => None,
    }
}

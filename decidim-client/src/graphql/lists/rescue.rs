//! What a list may ask instead where the site fails to give all of it together; `rescued.rs` asks it.

use civic_core::{Error, ErrorKind};
use http::StatusCode;
use serde_json::{Map, Value};

use crate::graphql::server_error::ServerError;

/// What is missing of the components that came.
pub(in crate::graphql) const OTHER_KINDS: &str = "the site fails to list all components together, as it does with one of a module that it no longer \
     has; those of the kinds that this client knows were read kind by kind";

/// What to ask instead where the site fails to give a list.
#[derive(Clone, Copy, Debug)]
pub(in crate::graphql) enum Rescue {
    /// Nothing.
    None,
    /// Accounts with a nickname: one that was deleted has none, and since 0.29 it makes the list of all
    /// of them null.
    NamedUsers,
    /// The same without authors: one whose account was deleted or blocked takes what they wrote along, where
    /// that must have an author.
    Unsigned,
    /// The components of each of these kinds: one of a module that the site no longer has breaks a list of all.
    ComponentsByKind(fn() -> Vec<String>),
}

impl Rescue {
    /// That of the records at this path.
    pub(in crate::graphql) fn of(path: &[&str]) -> Self {
        match path {
            ["users"] => Self::NamedUsers,
            ["initiatives"] | [.., "amendments"] => Self::Unsigned,
            _ => Self::None,
        }
    }

    /// Whether it may help with this error.
    pub(super) fn helps(self, error: &Error, variables: &Map<String, Value>) -> bool {
        match self {
            Self::None => false,
            Self::Unsigned => {
                ServerError::all_of(error).iter().any(ServerError::is_about_an_author)
            }
            Self::NamedUsers => {
                let is_hole =
                    |said: &ServerError| said.is_forbidden_null() || said.is_about_access();
                member(variables, "nickname").is_none()
                    && error.status() == Some(StatusCode::OK)
                    && ServerError::all_of(error).iter().any(is_hole)
            }
            Self::ComponentsByKind(_) => member(variables, "type").is_none() && is_crash(error),
        }
    }
}

/// Whether the server itself broke down over the question.
pub(in crate::graphql) fn is_crash(error: &Error) -> bool {
    error.kind() == ErrorKind::Server && error.status() == Some(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A member of the filter.
fn member<'a>(variables: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    variables.get("filter")?.get(name)
}

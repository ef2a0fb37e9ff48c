//! What files can be attached to.

use super::input::Input;
use super::write::Write;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::records::operation::Operation;
use serde::de::DeserializeOwned;

/// A record that files can be attached to: a result or a project.
///
/// ```
/// use decidim_client::graphql::writes::Attachable;
///
/// let result = Attachable::result(47, 5); // result 5 of component 47
/// let project = Attachable::project(44, 5, 71); // project 71 of budget 5 of component 44
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attachable {
    component: Id,
    /// Of a project.
    budget: Option<Id>,
    id: Id,
}

/// The two operations that do the same to a result and to a project, and where they answer.
#[derive(Clone, Copy)]
pub(super) struct Operations {
    pub(super) result: Operation,
    pub(super) result_path: &'static [&'static str],
    pub(super) project: Operation,
    pub(super) project_path: &'static [&'static str],
}

impl Attachable {
    /// A result of this component.
    pub fn result(component: impl Into<Id>, id: impl Into<Id>) -> Self {
        Self { component: component.into(), budget: None, id: id.into() }
    }

    /// A project of this budget of this component.
    pub fn project(component: impl Into<Id>, budget: impl Into<Id>, id: impl Into<Id>) -> Self {
        Self { component: component.into(), budget: Some(budget.into()), id: id.into() }
    }

    pub(super) fn write<T: DeserializeOwned>(
        &self,
        client: &Client,
        operations: Operations,
        input: Input,
    ) -> Write<T> {
        let write = match self.budget {
            None => Write::new(client, operations.result, operations.result_path, input)
                .variable("result", self.id.to_string()),
            Some(budget) => Write::new(client, operations.project, operations.project_path, input)
                .variable("budget", budget.to_string())
                .variable("project", self.id.to_string()),
        };
        write.variable("component", self.component.to_string())
    }
}

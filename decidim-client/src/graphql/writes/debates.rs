//! Making, changing and closing debates.

use graphql_client::GraphQLQuery;

use super::input::Input;
use super::write::Write;
use crate::graphql::contents::Contents;
use crate::graphql::id::Id;
use crate::graphql::operation::Operation;
use crate::graphql::resources::Debate;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "graphql/schema.graphql",
    query_path = "graphql/create_debate.graphql",
    response_type = "crate::graphql::operation::Json",
    custom_scalars_module = "crate::graphql::operation::scalars"
)]
struct CreateDebate;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "graphql/schema.graphql",
    query_path = "graphql/update_debate.graphql",
    response_type = "crate::graphql::operation::Json",
    custom_scalars_module = "crate::graphql::operation::scalars"
)]
struct UpdateDebate;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "graphql/schema.graphql",
    query_path = "graphql/close_debate.graphql",
    response_type = "crate::graphql::operation::Json",
    custom_scalars_module = "crate::graphql::operation::scalars"
)]
struct CloseDebate;

const CREATE: Operation =
    Operation::of::<CreateDebate>(create_debate::OPERATION_NAME, create_debate::QUERY);
const UPDATE: Operation =
    Operation::of::<UpdateDebate>(update_debate::OPERATION_NAME, update_debate::QUERY);
const CLOSE: Operation =
    Operation::of::<CloseDebate>(close_debate::OPERATION_NAME, close_debate::QUERY);

/// What participants say of a debate that they open or change. The texts are in the language of
/// the [`Write`].
#[derive(Clone, Debug)]
#[must_use]
pub struct DebateAttributes(Input);

impl DebateAttributes {
    /// A title and a description: HTML, as far as the component takes it. Neither may be blank.
    pub fn new(title: impl Into<String>, description: impl Into<String>) -> Self {
        let mut input = Input::default();
        input.text("title", title.into());
        input.text("description", description.into());
        Self(input)
    }

    /// Its taxonomies, by their ids.
    pub fn taxonomies(mut self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.0.ids("taxonomies", ids);
        self
    }
}

/// Writes.
impl Contents<Debate> {
    /// Opens a debate. Since 0.32.
    pub fn create(&self, attributes: DebateAttributes) -> Write<Debate> {
        let path = &["component", "createDebate"];
        let write = Write::new(&self.client, CREATE, path, attributes.0);
        write.variable("component", self.component.to_string()).localized()
    }

    /// Changes a debate of the caller's own. Title and description are replaced; what is not set is
    /// not sent. Since 0.32.
    pub fn update(&self, id: impl Into<Id>, attributes: DebateAttributes) -> Write<Debate> {
        self.of_one(id.into(), UPDATE, &["component", "debate", "update"], attributes.0)
    }

    /// Closes a debate of the caller's own with these conclusions: HTML, and not blank. Since
    /// 0.32.
    pub fn close(&self, id: impl Into<Id>, conclusions: impl Into<String>) -> Write<Debate> {
        let mut input = Input::default();
        input.text("conclusions", conclusions.into());
        self.of_one(id.into(), CLOSE, &["component", "debate", "close"], input)
    }

    fn of_one(
        &self,
        id: Id,
        operation: Operation,
        path: &'static [&'static str],
        input: Input,
    ) -> Write<Debate> {
        let write = Write::new(&self.client, operation, path, input).localized();
        write.variable("component", self.component.to_string()).variable("id", id.to_string())
    }
}

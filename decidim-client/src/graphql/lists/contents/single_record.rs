//! One record of a component, by its id.

use civic_core::Error;
use serde_json::{Map, Value};

use super::without_authors;
use crate::graphql::answer::Answer;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::records::ContentKind;
use crate::graphql::records::operation::{Asked, Form};

/// Where it stands in the answer.
pub(super) const fn path(kind: ContentKind) -> [&'static str; 2] {
    ["component", kind.one]
}

/// Asks for the record with this id.
pub(super) async fn ask_for(
    kind: ContentKind,
    client: &Client,
    component: Id,
    id: Id,
) -> Result<Answer, Error> {
    let ContentKind { list, one: single, .. } = kind;
    let form = Form::One { list, single, arguments: &[("id", "ID!")] };
    let variables = variables_of(component, id);
    let asked = Asked { variables, essential: &["component", single, "id"], ..Asked::default() };
    without_authors::ask(kind, client, form, asked).await
}

/// The variables of a query for one record, or for what belongs to it.
pub(super) fn variables_of(component: Id, id: Id) -> Map<String, Value> {
    let mut variables = Map::new();
    variables.insert("component".to_owned(), component.to_string().into());
    variables.insert("id".to_owned(), id.to_string().into());
    variables
}

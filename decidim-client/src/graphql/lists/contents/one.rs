//! One record of a component, by its id.

use civic_core::Error;
use serde_json::{Map, Value};

use super::unsigned;
use crate::graphql::answer::Answer;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::records::Content;
use crate::graphql::records::operation::{Asked, Form};

/// Where it stands in the answer.
pub(super) const fn path<T: Content>() -> [&'static str; 2] {
    ["component", T::ONE]
}

/// Asks for the record with this id.
pub(super) async fn ask_for<T: Content>(
    client: &Client,
    component: Id,
    id: Id,
) -> Result<Answer, Error> {
    let form = Form::One { list: T::LIST, single: T::ONE, arguments: &[("id", "ID!")] };
    let variables = variables_of(component, id);
    let asked = Asked { variables, essential: &["component", T::ONE, "id"], ..Asked::default() };
    // One that the site fails to name the author of is official: it has none.
    Ok(unsigned::ask::<T>(client, form, asked).await?.answer)
}

/// The variables of a query for one record, or for what belongs to it.
pub(super) fn variables_of(component: Id, id: Id) -> Map<String, Value> {
    let mut variables = Map::new();
    variables.insert("component".to_owned(), component.to_string().into());
    variables.insert("id".to_owned(), id.to_string().into());
    variables
}

//! Who the client is to the site.

use civic_core::ErrorKind;
use serde::{Deserialize, Serialize};

use super::User;
use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::id::Id;
use crate::graphql::records::operation::{Asked, Form, Operation};
use crate::graphql::text::list;

const SESSION: Operation =
    Operation::new("CurrentSession", include_str!("../../../graphql/users.graphql"));

/// Who the client is to the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Session {
    /// The participant that is signed in.
    pub user: Option<User<Option<Id>>>,
    /// The verified groups that they may act for. Up to 0.30.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub verified_user_groups: Vec<User<Option<Id>>>,
}

impl Client {
    /// Who the client is to the site; `None` where it is not signed in.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// match site.session().await?.and_then(|session| session.user) {
    ///     Some(user) => println!("signed in as {:?}", user.nickname),
    ///     None => println!("not signed in"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn session(&self) -> Get<Option<Session>> {
        Get::new(self, |client| async move {
            let asked = Asked { essential: &["session"], ..Asked::default() };
            let answer = SESSION.run(&client, Form::Whole, asked).await?;
            if let Some(session) = answer.decode_at(&["session"])? {
                return Ok(Some(session));
            }
            // A null without an error is how a site says that nobody is signed in.
            match answer.no_record_at(&["session"], "session") {
                error if error.kind() == ErrorKind::NotFound => Ok(None),
                error => Err(error),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_session_can_be_read_in_full_and_with_nothing() {
        samples::read_every_field_at::<Session>(SESSION, &["session"]);
        serde_json::from_str::<Session>("{}").unwrap();
    }
}

//! What administrators may know of a participant.

use serde::{Deserialize, Serialize};
use serde_json::Map;

use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::id::Id;
use crate::graphql::records::operation::{Asked, Form, Operation};

const DETAILS: Operation =
    Operation::new("ParticipantDetailsById", include_str!("../../../graphql/users.graphql"));

/// What administrators may know of a participant: personal data. Since 0.32.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ParticipantDetails {
    /// The name shown.
    pub name: Option<String>,
    /// The nickname.
    pub nickname: Option<String>,
    /// The address that the account is registered with.
    pub email: Option<String>,
}

/// Keeps the address to itself.
impl std::fmt::Debug for ParticipantDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParticipantDetails")
            .field("nickname", &self.nickname)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// What administrators may know of the participant with this id. Since 0.32; asks for the
    /// scope `admin:read`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let participant = site.participant_details(7).await?;
    /// println!("{:?}", participant.nickname);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such participant;
    /// [`Forbidden`](civic_core::ErrorKind::Forbidden) where this caller may not know.
    pub fn participant_details(&self, id: impl Into<Id>) -> Get<ParticipantDetails> {
        let id = id.into();
        Get::new(self, move |client| async move {
            let mut variables = Map::new();
            variables.insert("id".to_owned(), id.to_string().into());
            let asked = Asked { variables, essential: &["participantDetails"], ..Asked::default() };
            let answer = DETAILS.run(&client, Form::Whole, asked).await?;
            answer
                .decode_at(&["participantDetails"])?
                .ok_or_else(|| answer.no_record_at(&["participantDetails"], "participant"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn details_can_be_read_in_full_and_with_nothing() {
        samples::read_every_field_at::<ParticipantDetails>(DETAILS, &["participantDetails"]);
        serde_json::from_str::<ParticipantDetails>("{}").unwrap();
    }
}

//! Reading one petition.

use std::collections::BTreeSet;

use civic_core::Error;
use civic_core::http::platform::Sending;
use civic_core::http::{Request, Response};

use super::fields::parameter;
use super::{PATH, Petition, PetitionField};
use crate::answer;
use crate::call::{Call, call_settings, unnamed};
use crate::client::Client;
use crate::id::Id;

/// A read of one petition, sent when it is awaited.
///
/// ```no_run
/// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
/// use petitions_client::resources::petitions::PetitionField;
///
/// let petition = site
///     .petitions()
///     .get(101)
///     .fields([PetitionField::Description, PetitionField::SignatureTimestamps])
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such petition.
/// [`Protocol`](civic_core::ErrorKind::Protocol) where the answer is another petition.
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct GetPetition {
    call: Call,
    id: Id,
    fields: BTreeSet<PetitionField>,
    sending: Sending<Petition>,
}

impl GetPetition {
    call_settings!("site.petitions().get(101)");

    pub(super) fn new(client: &Client, id: Id) -> Self {
        Self::of(Call::new(client), id)
    }

    /// The same with the settings of another call.
    pub(super) fn of(call: Call, id: Id) -> Self {
        Self { call, id, fields: BTreeSet::new(), sending: Sending::default() }
    }

    /// The fields to read, instead of those named before. By default none is named, and id, name
    /// and description come. Some keys may not see some fields.
    ///
    /// ```no_run
    /// use petitions_client::resources::petitions::PetitionField;
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let petition = site.petitions().get(101).fields(PetitionField::all()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fields(mut self, fields: impl IntoIterator<Item = PetitionField>) -> Self {
        self.fields = fields.into_iter().collect();
        self
    }

    /// The petition and the answer it came in.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let (petition, answer) = site.petitions().get(101).with_response().await?;
    /// println!("{} {:?}", answer.status(), petition.name);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn with_response(self) -> Result<(Petition, Response), Error> {
        if let Some(error) = unnamed(&self.fields) {
            return Err(error);
        }
        let mut request = Request::get(Call::path(&format!("{PATH}/{}", self.id)));
        if let Some(fields) = parameter(&self.fields) {
            request = request.query("fields", fields);
        }
        let response = self.call.send(request).await?;
        let petition: Petition = answer::record(&response)?;
        if petition.id != self.id {
            let message = format!(
                "the petition in the answer has the id {}, and {} was asked for",
                petition.id, self.id
            );
            return Err(response.blame(Error::protocol(message)));
        }
        Ok((petition, response))
    }
}

civic_core::sent_when_polled!(GetPetition => Petition, |call| async {
    call.with_response().await.map(|(answer, _)| answer)
});

//! Reading one petition.

use std::collections::BTreeSet;
use std::fmt;
use std::future::IntoFuture;

use civic_core::Error;
use civic_core::http::{Request, Response};
use futures_util::future::BoxFuture;

use super::fields::parameter;
use super::{PATH, Petition, PetitionField};
use crate::answer;
use crate::call::{Call, unnamed};
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
}

impl GetPetition {
    pub(super) fn new(client: &Client, id: Id) -> Self {
        Self { call: Call::new(client), id, fields: BTreeSet::new() }
    }

    /// The fields to read, instead of those named before. By default none is named, and id, name
    /// and description come. Some keys may not see some fields.
    pub fn fields(mut self, fields: impl IntoIterator<Item = PetitionField>) -> Self {
        self.fields = fields.into_iter().collect();
        self
    }

    /// The language to read its texts in.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.call.set_language(language.into());
        self
    }

    /// Adds a query parameter that this version does not know.
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.call.add(name.into(), value.to_string());
        self
    }

    /// The petition and the answer it came in.
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

impl IntoFuture for GetPetition {
    type Output = Result<Petition, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.with_response().await.map(|(petition, _)| petition) })
    }
}

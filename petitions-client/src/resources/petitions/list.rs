//! Reading the list of petitions.

use std::collections::BTreeSet;

use civic_core::Error;
use civic_core::http::{Request, Response};
use civic_core::list;
use civic_core::list::source::Key;
use civic_core::list::translations::Translations;

use super::fields::parameter;
use super::{PATH, Petition, PetitionListField};
use crate::answer;
use crate::call::{Call, call_settings, unnamed};
use crate::client::Client;
use crate::id::{Id, joined};

/// No limit is described for petitions; this is the one for signatures.
const ROWS: u64 = 1000;

/// The list of petitions, newest first. [`stream`](Self::stream) reads all of it,
/// [`newest`](Self::newest) the top.
///
/// ```no_run
/// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
/// use petitions_client::resources::petitions::PetitionListField;
///
/// let mut petitions = site.petitions().list().fields([PetitionListField::Status]).stream();
/// while let Some(petition) = petitions.try_next().await? {
///     println!("{} {:?}", petition.name.unwrap_or_default(), petition.status);
/// }
/// println!("{}", petitions.report());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a list sends nothing until it is read"]
pub struct PetitionList {
    pub(super) call: Call,
    pub(super) organisations: Vec<Id>,
    pub(super) page_size: u64,
    pub(super) fields: BTreeSet<PetitionListField>,
}

impl PetitionList {
    call_settings!("site.petitions().list()");

    pub(super) fn new(client: &Client) -> Self {
        Self {
            call: Call::new(client),
            organisations: Vec::new(),
            page_size: ROWS,
            fields: BTreeSet::new(),
        }
    }

    /// Only petitions to these organisations, instead of those named before; none is all.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let mut petitions = site.petitions().list().organisations([7, 9]).stream();
    /// while let Some(petition) = petitions.try_next().await? {
    ///     println!("{}", petition.name.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn organisations(mut self, ids: impl IntoIterator<Item = impl Into<Id>>) -> Self {
        let ids: BTreeSet<Id> = ids.into_iter().map(Into::into).collect();
        self.organisations = ids.into_iter().collect();
        self
    }

    /// The fields to read, instead of those named before. By default none is named, and id and
    /// name come. Some keys may not see some fields.
    ///
    /// ```no_run
    /// use petitions_client::resources::petitions::PetitionListField::{SignaturesCount, Status};
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let mut petitions = site.petitions().list().fields([SignaturesCount, Status]).stream();
    /// while let Some(petition) = petitions.try_next().await? {
    ///     println!("{:?} {:?}", petition.signatures_count, petition.status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn fields(mut self, fields: impl IntoIterator<Item = PetitionListField>) -> Self {
        self.fields = fields.into_iter().collect();
        self
    }

    /// The most rows in one answer, at least 1; default 1000. Servers may give fewer.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let ten = site.petitions().list().page_size(10).newest().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("count", "limit", "per_page"))]
    pub fn page_size(mut self, rows: u64) -> Self {
        self.page_size = rows;
        self
    }

    /// Reads the list once for each language and joins the results by id. The rows are those of the first
    /// language. At least one is needed: without one, the stream fails before anything is sent.
    ///
    /// Name the language of most petitions first. Where a text is not translated, the server answers in
    /// another language and does not say so. A text that is the same as that of an *earlier* language here
    /// is marked as a possible fallback.
    ///
    /// ```no_run
    /// use petitions_client::language::{DUTCH, ENGLISH};
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let mut petitions = site.petitions().list().languages([DUTCH, ENGLISH]);
    /// while let Some(petition) = petitions.try_next().await? {
    ///     println!("{:?}", petition.text("name").and_then(|name| name.get(ENGLISH)));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("translations", "locales"))]
    pub fn languages<L: Into<String>>(
        self,
        languages: impl IntoIterator<Item = L>,
    ) -> Translations<Petition> {
        Translations::in_each(languages, |language| match language {
            Some(language) => self.clone().language(language).stream(),
            None => self.clone().stream(),
        })
    }

    /// One answer: the newest petitions, at most [`page_size`](Self::page_size). It does not say whether
    /// there are others.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// for petition in site.petitions().list().newest().await? {
    ///     println!("{} {}", petition.id, petition.name.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn newest(self) -> Result<Vec<Petition>, Error> {
        match self.invalid() {
            Some(error) => Err(error),
            None => answer::records(&self.ask(&self.organisations, self.page_size).await?),
        }
    }

    pub(super) fn invalid(&self) -> Option<Error> {
        let zero = self.page_size == 0;
        zero.then(|| Error::invalid_input("page_size must be at least 1"))
            .or_else(|| unnamed(&self.fields))
            .or_else(|| self.call.invalid())
    }

    /// The same list without fields.
    pub(super) fn bare(&self) -> Self {
        Self { fields: BTreeSet::new(), ..self.clone() }
    }

    pub(super) async fn ask(&self, organisations: &[Id], count: u64) -> Result<Response, Error> {
        let mut request = Request::get(Call::path(PATH)).query("count", count);
        for (name, value) in self.parameters(organisations) {
            request = request.query(name, value);
        }
        self.call.send(request).await
    }

    pub(super) fn parameters(&self, organisations: &[Id]) -> Vec<(String, String)> {
        let ids = (!organisations.is_empty()).then(|| joined(organisations));
        let ids = ids.map(|ids| ("organisations".to_owned(), ids));
        let fields = parameter(&self.fields).map(|fields| ("fields".to_owned(), fields));
        ids.into_iter().chain(fields).collect()
    }
}

impl list::source::ListSpec for PetitionList {
    type Item = Petition;

    fn resource_name(&self) -> &str {
        PATH
    }

    fn identity(&self) -> String {
        self.call.identity(PATH, self.parameters(&self.organisations))
    }

    fn key(&self, item: &Petition) -> Key {
        item.key()
    }
}

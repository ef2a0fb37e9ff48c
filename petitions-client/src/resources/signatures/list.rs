//! Reading signatures.

use std::collections::BTreeSet;

use civic_core::http::Request;
use civic_core::http::platform::RequestStats;
use civic_core::jiff::civil::{Date, date};
use civic_core::list;
use civic_core::list::source::{Key, PageRow, RowFilter};
use civic_core::{DateRange, Error};

use super::mark::Mark;
use super::{Named, PATH, Signature, range};
use crate::answer;
use crate::call::{Call, call_settings};
use crate::client::Client;
use crate::id::{Id, joined};
use crate::resources::petitions::{self, Petition};

/// The most rows that servers give to an ordinary key.
const ROWS: u64 = 1000;

/// Nobody signed before.
const BEFORE_ALL: Date = date(1970, 1, 1);

/// A list of signatures, newest first. [`stream`](Self::stream) reads all of it,
/// [`newest`](Self::newest) the top.
///
/// ```no_run
/// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
/// let mut signatures = site.signatures().list().petitions([101]).stream();
/// while let Some(signature) = signatures.try_next().await? {
///     println!("{}", signature.timestamp);
/// }
/// println!("{}", signatures.report());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a list sends nothing until it is read"]
pub struct SignatureList {
    pub(super) call: Call,
    petitions: Vec<Id>,
    organisations: Vec<Id>,
    pub(super) range: DateRange,
    pub(super) page_size: u64,
}

impl SignatureList {
    call_settings!("site.signatures().list()");

    pub(super) fn new(client: &Client) -> Self {
        Self {
            call: Call::new(client),
            petitions: Vec::new(),
            organisations: Vec::new(),
            range: DateRange::all(),
            page_size: ROWS,
        }
    }

    /// Only signatures of these petitions, instead of those named before; none is all.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let mut signatures = site.signatures().list().petitions([101, 102]).stream();
    /// while let Some(signature) = signatures.try_next().await? {
    ///     println!("{:?} {}", signature.petition.and_then(|petition| petition.id), signature.timestamp);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn petitions(mut self, ids: impl IntoIterator<Item = impl Into<Id>>) -> Self {
        let ids: BTreeSet<Id> = ids.into_iter().map(Into::into).collect();
        self.petitions = ids.into_iter().collect();
        self
    }

    /// Only signatures of petitions to these organisations, instead of those named before; none is
    /// all.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let signatures = site.signatures().list().organisations([7]).stream().collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn organisations(mut self, ids: impl IntoIterator<Item = impl Into<Id>>) -> Self {
        let ids: BTreeSet<Id> = ids.into_iter().map(Into::into).collect();
        self.organisations = ids.into_iter().collect();
        self
    }

    /// Only signatures confirmed in this range of days, UTC. Only some keys have a server narrow
    /// its answer; rows outside are dropped all the same, and so are signatures without a moment.
    ///
    /// ```no_run
    /// use petitions_client::DateRange;
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let march = site.signatures().list().petitions([101]).confirmed_at(DateRange::month(2026, 3)?);
    /// let signatures = march.stream().collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn confirmed_at(mut self, range: DateRange) -> Self {
        self.range = range;
        self
    }

    /// The most rows in one answer, at least 1; default 1000, which is as many as servers give to
    /// ordinary keys. A key without that limit may ask for more.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let five = site.signatures().list().page_size(5).newest().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("count", "limit", "per_page"))]
    pub fn page_size(mut self, rows: u64) -> Self {
        self.page_size = rows;
        self
    }

    /// One answer: the newest signatures, at most [`page_size`](Self::page_size). It does not say whether
    /// there are others.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// for signature in site.signatures().list().petitions([101]).newest().await? {
    ///     println!("{}", signature.timestamp);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn newest(self) -> Result<Vec<Signature>, Error> {
        if let Some(error) = self.invalid() {
            return Err(error);
        }
        let response = self.call.send(self.request(range::to(self.range))).await?;
        let rows: Vec<Signature> = answer::records(&response)?;
        Ok(rows
            .into_iter()
            .filter(|row| list::source::ListSpec::row_filter(&self, row) == RowFilter::Keep)
            .collect())
    }

    pub(super) fn invalid(&self) -> Option<Error> {
        let zero = self.page_size == 0;
        let zero = zero.then(|| Error::invalid_input("page_size must be at least 1"));
        zero.or_else(|| range::invalid(self.range)).or_else(|| self.call.invalid())
    }

    pub(super) fn is_filtered(&self) -> bool {
        !(self.petitions.is_empty() && self.organisations.is_empty() && self.range.is_all())
    }

    /// The same list of everybody's signatures at any time.
    pub(super) fn unfiltered(&self) -> Self {
        Self {
            petitions: Vec::new(),
            organisations: Vec::new(),
            range: DateRange::all(),
            ..self.clone()
        }
    }

    fn request(&self, to: Option<Date>) -> Request {
        let mut request = Request::get(Call::path(PATH)).query("count", self.page_size);
        for (name, value) in self.parameters(to) {
            request = request.query(name, value);
        }
        request
    }

    /// One answer, up to this day.
    pub(super) async fn ask(
        &self,
        to: Option<Date>,
    ) -> Result<(Vec<PageRow<Signature>>, RequestStats), Error> {
        let response = self.call.send(self.request(to)).await?;
        Ok((answer::rows::<Signature>(&response)?, response.stats()))
    }

    /// Whether this is the whole list of one petition, so that its own count can be compared.
    pub(super) fn counts(&self) -> bool {
        self.petitions.len() == 1 && self.organisations.is_empty() && self.range.is_all()
    }

    /// The petition's own count, where the key may see it.
    pub(super) async fn signatures_count(&self) -> Result<(Option<u64>, RequestStats), Error> {
        let Some(petition) = self.petitions.first() else {
            return Ok((None, RequestStats::default()));
        };
        let path = Call::path(&format!("{}/{petition}", petitions::PATH));
        let request = Request::get(path).query("fields", "id,name,signatures_count");
        match self.call.send(request).await {
            Ok(response) => {
                // It is only for comparison: one that cannot be read counts as absent.
                let petition: Option<Petition> = answer::record(&response).ok();
                Ok((petition.and_then(|it| it.signatures_count), response.stats()))
            }
            // Not every key may see every field.
            Err(error) if is_refusal(&error) => Ok((None, stats_of(&error))),
            Err(error) => Err(error),
        }
    }

    pub(super) fn parameters(&self, to: Option<Date>) -> Vec<(String, String)> {
        let ids = |ids: &[Id]| (!ids.is_empty()).then(|| joined(ids));
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let parameters = [
            ("petitions", ids(&self.petitions)),
            ("organisations", ids(&self.organisations)),
            // With only one bound, a server may choose the other.
            ("from", day(self.range.from().or(to.map(|_| BEFORE_ALL)))),
            ("to", day(to)),
        ];
        let set = parameters.into_iter().filter_map(|(name, value)| value.map(|it| (name, it)));
        set.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// Whether the server refuses to let this key do as it asked.
pub(super) fn is_refusal(error: &Error) -> bool {
    matches!(error.status().map(|status| status.as_u16()), Some(400 | 401 | 403 | 422))
}

/// What it took to be refused.
pub(super) fn stats_of(error: &Error) -> RequestStats {
    let mut stats = RequestStats::default();
    stats.attempts = error.attempts();
    stats.elapsed = error.elapsed();
    stats
}

/// Whether a row is of one of these; where it does not say, it may be.
fn is_of(wanted: &[Id], named: Option<&Named>) -> bool {
    let id = named.and_then(|named| named.id);
    wanted.is_empty() || id.is_none_or(|id| wanted.contains(&id))
}

impl list::source::ListSpec for SignatureList {
    type Item = Signature;

    fn resource_name(&self) -> &str {
        PATH
    }

    fn identity(&self) -> String {
        self.call.identity(PATH, self.parameters(self.range.to()))
    }

    fn key(&self, item: &Signature) -> Key {
        Mark::of(item).key(item.ordinal)
    }

    fn row_filter(&self, item: &Signature) -> RowFilter {
        if !is_of(&self.petitions, item.petition.as_ref()) {
            return RowFilter::Ignored("petitions");
        }
        if !is_of(&self.organisations, item.organisation.as_ref()) {
            return RowFilter::Ignored("organisations");
        }
        // Of no moment is of no day, and a server with the range does not send it.
        if item.timestamp.is_null() && !self.range.is_all() {
            return RowFilter::Narrowed;
        }
        range::row_filter(self.range, item.timestamp.timestamp())
    }
}

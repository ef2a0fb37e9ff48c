//! Organisations: whom petitions are addressed to.

mod sync;

use std::collections::BTreeSet;

use civic_core::http::platform::{RequestStats, Sending};
use civic_core::http::{Request, Response};
use civic_core::list::source::{Fetch, Key, Next, Page, PageRow, PageSource, Proof};
use civic_core::list::{self, Paginator};
use civic_core::{Error, Extra, open_enum};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::{self, Row};
use crate::call::{Call, call_settings, unnamed};
use crate::client::Client;
use crate::id::Id;
use crate::record::Record;

const PATH: &str = "organisations";

impl Client {
    /// Organisations: whom petitions are addressed to.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let mut organisations = site.organisations().list().stream();
    /// while let Some(organisation) = organisations.try_next().await? {
    ///     println!("{} {:?}", organisation.id, organisation.kind);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn organisations(&self) -> Organisations {
        Organisations { client: self.clone() }
    }
}

/// What can be asked of organisations; opened by [`Client::organisations`].
#[derive(Clone, Debug)]
pub struct Organisations {
    client: Client,
}

impl Organisations {
    /// All organisations.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let organisations = site.organisations().list().stream().collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> OrganisationList {
        OrganisationList { call: Call::new(&self.client) }
    }

    /// What the server tells of the organisation with this id, as JSON: a use case of the API's
    /// description asks for it, and nothing describes the answer.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let organisation = site.organisations().get(7).await?;
    /// println!("{organisation}");
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, id: impl Into<Id>) -> GetOrganisation {
        let (call, sending) = (Call::new(&self.client), Sending::default());
        GetOrganisation { call, id: id.into(), fields: BTreeSet::new(), sending }
    }
}

/// An organisation. A field whose form this version cannot read is `None`, and stands in
/// [`extra`](Self::extra) as it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Record")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(!from))]
#[non_exhaustive]
pub struct Organisation {
    /// Its id.
    pub id: Id,
    /// Name. `None` where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is. `None` where the server does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<OrganisationKind>,
    /// Fields that this version does not know, or not in the form that they came in.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<Record> for Organisation {
    fn from(Record { id, mut fields }: Record) -> Self {
        Self { id, name: fields.text("name"), kind: fields.text("kind"), extra: fields.0 }
    }
}

impl Row for Organisation {
    const TABLE: &'static str = PATH;
    const NAME: &'static str = "organisation";
}

open_enum! {
    shown as petitions_client::resources::organisations::OrganisationKind;

    /// What an organisation is.
    pub enum OrganisationKind {
        /// A part of a city.
        District = "district",
        /// A collective.
        Collective = "collective",
        /// A water board.
        WaterCounty = "water_county",
        /// A municipality. Servers misspell it.
        Council = "counsil",
        /// A government.
        Government = "government",
        /// The European Union.
        EuropeanUnion = "european_union",
        /// A parliament.
        Parliament = "parliament",
        /// A region of several municipalities.
        PlusRegion = "plusregion",
    }
}

open_enum! {
    shown as petitions_client::resources::organisations::OrganisationField;

    /// A field of a single organisation. Any other text may be asked for.
    pub enum OrganisationField {
        /// Who began the petitions that are addressed to it.
        Initiators = "initiators",
    }
}

/// The list of organisations. The server gives all of them in one answer.
#[derive(Clone, Debug)]
#[must_use = "a list sends nothing until it is read"]
pub struct OrganisationList {
    call: Call,
}

impl OrganisationList {
    call_settings!("site.organisations().list()");

    /// Reads the list.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let mut organisations = site.organisations().list().stream();
    /// while let Some(organisation) = organisations.try_next().await? {
    ///     println!("{}", organisation.name.unwrap_or_default());
    /// }
    /// println!("{}", organisations.report());
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(self) -> Paginator<Organisation> {
        let invalid = self.call.invalid();
        Paginator::by_cursor(self).refused(invalid)
    }
}

impl list::source::ListSpec for OrganisationList {
    type Item = Organisation;

    fn resource_name(&self) -> &str {
        PATH
    }

    fn identity(&self) -> String {
        self.call.identity(PATH, Vec::new())
    }

    fn key(&self, item: &Organisation) -> Key {
        Key::of([item.id.number().to_le_bytes()])
    }
}

impl PageSource for OrganisationList {
    type List = Self;
    type Cursor = ();

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "one answer"
    }

    fn first(&self) {}

    fn fetch(&self, (): ()) -> Fetch<'_, Self> {
        Box::pin(async move {
            let response = self.call.send(Request::get(Call::path(PATH))).await?;
            let rows = answer::rows::<Organisation>(&response)?;
            Ok(Page::new(rows, Next::End(Proof::Sound), response.stats()))
        })
    }
}

/// The ids of all organisations, and how many of them could not be read.
pub(crate) async fn ids(call: &Call) -> Result<(Vec<Id>, u64, RequestStats), Error> {
    let response = call.send(Request::get(Call::path(PATH))).await?;
    let rows = answer::rows::<Organisation>(&response)?;
    let id = |row: &PageRow<Organisation>| match row {
        PageRow::Decoded(organisation) => Some(organisation.id),
        PageRow::Raw(_) => None,
    };
    let unread = rows.iter().filter(|row| id(row).is_none()).count() as u64;
    let ids: BTreeSet<Id> = rows.iter().filter_map(id).collect();
    Ok((ids.into_iter().collect(), unread, response.stats()))
}

/// A read of one organisation as JSON, sent when it is awaited.
///
/// ```no_run
/// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
/// use petitions_client::resources::organisations::OrganisationField;
///
/// let answer = site.organisations().get(3).fields([OrganisationField::Initiators]).await?;
/// println!("{answer}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct GetOrganisation {
    call: Call,
    id: Id,
    fields: BTreeSet<OrganisationField>,
    sending: Sending<Value>,
}

impl GetOrganisation {
    call_settings!("site.organisations().get(7)");

    /// The fields to read, instead of those named before.
    ///
    /// ```no_run
    /// use petitions_client::resources::organisations::OrganisationField;
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let asked = site.organisations().get(7).fields([OrganisationField::Initiators]);
    /// println!("{}", asked.await?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn fields(mut self, fields: impl IntoIterator<Item = OrganisationField>) -> Self {
        self.fields = fields.into_iter().collect();
        self
    }

    /// The JSON and the answer it came in.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let (organisation, answer) = site.organisations().get(7).with_response().await?;
    /// println!("{} {organisation}", answer.status());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn with_response(self) -> Result<(Value, Response), Error> {
        if let Some(error) = unnamed(&self.fields) {
            return Err(error);
        }
        let mut request = Request::get(Call::path(&format!("{PATH}/{}", self.id)));
        if !self.fields.is_empty() {
            let fields: Vec<_> = self.fields.iter().map(OrganisationField::as_str).collect();
            request = request.query("fields", fields.join(","));
        }
        let response = self.call.send(request).await?;
        Ok((response.json()?, response))
    }
}

civic_core::sent_when_polled!(GetOrganisation => Value, |call| async {
    call.with_response().await.map(|(answer, _)| answer)
});

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_page_is_the_same_whenever_it_is_asked_for() {
        let (clock, site) = crate::fake_site::client(|_, _| json!([{"id": 1}, {"id": 2}]));
        assert_eq!(crate::fake_site::pages_asked_twice(&clock, &site.organisations().list()), 1);
    }

    #[test]
    fn an_organisation_keeps_all_fields() {
        let body = json!({"id": 3, "name": "Here", "kind": "counsil", "region": "north"});
        let organisation: Organisation = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(organisation.kind, Some(OrganisationKind::Council));
        assert_eq!(serde_json::to_value(&organisation).unwrap(), body);
        let body = json!({"id": 3, "name": {"nl": "Hier"}, "kind": ["counsil"]});
        let organisation: Organisation = serde_json::from_value(body.clone()).unwrap();
        assert_eq!((&organisation.name, &organisation.kind), (&None, &None));
        assert_eq!(serde_json::to_value(&organisation).unwrap(), body);
        let body = json!({"id": 3, "name": null, "kind": null});
        let organisation: Organisation = serde_json::from_value(body).unwrap();
        assert_eq!((&organisation.name, &organisation.kind), (&None, &None));
        assert_eq!(OrganisationKind::KNOWN.len(), 8);
    }
}

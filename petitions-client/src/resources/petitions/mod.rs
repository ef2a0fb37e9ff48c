//! Petitions: reading, signing and updating them.

mod fields;
mod get;
mod list;
mod sign;
mod sync;
mod union;
mod update;

use civic_core::list::source::Key;
use civic_core::list::translations::Localized;
use civic_core::{Extra, open_enum};
use serde::{Deserialize, Serialize};

pub use self::fields::{PetitionField, PetitionListField};
pub use self::get::GetPetition;
pub use self::list::PetitionList;
pub use self::sign::{NewSignature, Sign, Signed};
pub use self::update::{UpdatePetition, Updated};

use crate::answer::Row;
use crate::client::Client;
use crate::id::Id;
use crate::moment::Moment;
use crate::record::Record;

/// The path below the API's, which also names the rows in reports.
pub(crate) const PATH: &str = "petitions";

impl Client {
    /// Petitions.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let petition = site.petitions().get(101).await?;
    /// println!("{}", petition.name.unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    pub fn petitions(&self) -> Petitions {
        Petitions { client: self.clone() }
    }
}

/// What can be asked of petitions; opened by [`Client::petitions`].
#[derive(Clone, Debug)]
pub struct Petitions {
    client: Client,
}

impl Petitions {
    /// All petitions, or those of some organisations.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let petitions = site.petitions().list().stream().collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> PetitionList {
        PetitionList::new(&self.client)
    }

    /// The petition with this id.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let petition = site.petitions().get(101).await?;
    /// println!("{}", petition.description.unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, id: impl Into<Id>) -> GetPetition {
        GetPetition::new(&self.client, id.into())
    }

    /// Signs the petition with this id. The signature counts once the signatory has followed the
    /// link that the server mails.
    ///
    /// ```no_run
    /// use petitions_client::resources::petitions::NewSignature;
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let signature = NewSignature::new("Ada Example", "ada@example.org", "Utrecht");
    /// let signed = site.petitions().sign(101, signature).await?;
    /// println!("{}", signed.message.unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    pub fn sign(&self, id: impl Into<Id>, signature: NewSignature) -> Sign {
        Sign::new(&self.client, id.into(), signature)
    }

    /// Updates the petition with this id. For recipients whose key has that right.
    ///
    /// ```no_run
    /// use petitions_client::resources::petitions::PetitionStatus;
    ///
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let updated = site.petitions().update(101).status(PetitionStatus::Completed).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update(&self, id: impl Into<Id>) -> UpdatePetition {
        UpdatePetition::new(&self.client, id.into())
    }
}

/// A petition. Of all but the id a field is `None` where it was not asked for, where the key may
/// not see it, or where it is empty. Texts are in the language asked for, or silently in another, or
/// `None`, also the name.
///
/// Description, initiators, statement and request are Markdown, as their authors typed it, and come
/// untouched: line ends, lists and links as `<https://www.example.org>` are part of the text. Anybody may
/// write a petition, and HTML in its text is not removed. The site drops it when it shows the text; a
/// program that turns the Markdown into HTML must do so too.
///
/// Also `None` is a field whose form this version cannot read, such as a list for a text: it then
/// is in [`extra`](Self::extra) as it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Record")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(!from))]
#[non_exhaustive]
pub struct Petition {
    /// Its id.
    pub id: Id,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is about. Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/markdown")))]
    pub description: Option<String>,
    /// Who began it. Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/markdown")))]
    pub initiators: Option<String>,
    /// What the petitioners observe. Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/markdown")))]
    pub statement: Option<String>,
    /// What they ask for. Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/markdown")))]
    pub request: Option<String>,
    /// Signatures, by a column that the site sets once a day, at 4 o'clock Dutch time, to the number of all
    /// rows of its table. It has been far off: 375 with 240 rows. 0 until a petition is first counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatures_count: Option<u64>,
    /// When signatures were confirmed, newest first. Only the read of a single petition has them. An entry
    /// that cannot be read as a moment has no [`timestamp`](Moment::timestamp), so that there are as many
    /// as the server sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<crate::moment::AnyMoment>>"))]
    pub signature_timestamps: Option<Vec<Moment>>,
    /// The day of the handover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_projected: Option<Moment>,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Moment>,
    /// The day by which an answer is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_due_date: Option<Moment>,
    /// The recipient's name for it as an incoming document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_field: Option<String>,
    /// Its status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PetitionStatus>,
    /// Fields that this version does not know, or not in the form that they came in.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<Record> for Petition {
    fn from(Record { id, mut fields }: Record) -> Self {
        Self {
            id,
            name: fields.text("name"),
            description: fields.text("description"),
            initiators: fields.text("initiators"),
            statement: fields.text("statement"),
            request: fields.text("request"),
            signatures_count: fields.number("signatures_count"),
            signature_timestamps: fields.moments("signature_timestamps"),
            date_projected: fields.moment("date_projected"),
            created_at: fields.moment("created_at"),
            answer_due_date: fields.moment("answer_due_date"),
            reference_field: fields.text("reference_field"),
            status: fields.text("status"),
            extra: fields.0,
        }
    }
}

impl Row for Petition {
    const TABLE: &'static str = PATH;
    const NAME: &'static str = "petition";
}

open_enum! {
    shown as petitions_client::resources::petitions::PetitionStatus;

    /// The status of a petition. The last three are the site's; the API's description lacks them. A task
    /// of the site's, which is switched off, writes `orphan` for `orphaned`: that comes as an unknown status.
    pub enum PetitionStatus {
        /// It is being written.
        Concept = "concept",
        /// It awaits moderation.
        Staging = "staging",
        /// It is open for signing.
        Live = "live",
        /// It is closing; the handover is being prepared.
        ToProcess = "to_process",
        /// It was closed by its petitioner or an administrator.
        Withdrawn = "withdrawn",
        /// It was handed over and awaits an answer.
        InProcess = "in_process",
        /// A moderator refused it.
        Rejected = "rejected",
        /// It was answered.
        Completed = "completed",
        /// It mirrors a petition elsewhere, and cannot be signed here.
        SignElsewhere = "sign_elsewhere",
        /// It expired; the handover was asked for and has not happened.
        NotProcessed = "not_processed",
        /// It expired, and its petitioner is silent.
        Orphaned = "orphaned",
    }
}

impl Petition {
    pub(crate) fn key(&self) -> Key {
        Key::of([self.id.number().to_le_bytes()])
    }
}

impl Localized for Petition {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("name", self.name.as_deref()),
            ("description", self.description.as_deref()),
            ("initiators", self.initiators.as_deref()),
            ("statement", self.statement.as_deref()),
            ("request", self.request.as_deref()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_petition_keeps_all_fields() {
        let body = json!({
            "id": 101,
            "name": "More trees",
            "description": "In the **square**",
            "initiators": "The neighbours",
            "statement": "It is hot",
            "request": "Plant some",
            "signatures_count": 3,
            "signature_timestamps": ["2018-10-12T12:00:00.000+02:00", 1_539_338_400],
            "date_projected": "2018-12-01",
            "created_at": "2018-10-01 10:00:00 UTC",
            "answer_due_date": "2019-01-01",
            "reference_field": "2018/17",
            "status": "live",
            "newer": {"a": 1},
        });
        let petition: Petition = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(petition.status, Some(PetitionStatus::Live));
        assert_eq!(petition.extra["newer"], body["newer"]);
        assert_eq!(serde_json::to_value(&petition).unwrap(), body);
        assert_eq!(petition.texts().iter().filter(|(_, text)| text.is_some()).count(), 5);
    }

    #[test]
    fn an_id_is_enough_and_null_is_no_value() {
        let body = json!({"id": "7", "name": null, "status": "paused", "signatures_count": "12"});
        let petition: Petition = serde_json::from_value(body).unwrap();
        assert_eq!((petition.id, petition.name), (Id::from(7), None));
        assert_eq!(petition.signatures_count, Some(12));
        assert!(!petition.status.unwrap().is_known());
        assert!(serde_json::from_value::<Petition>(json!({"name": "x"})).is_err());
    }

    #[test]
    fn all_eleven_statuses_are_known() {
        assert_eq!(PetitionStatus::KNOWN.len(), 11);
    }
}

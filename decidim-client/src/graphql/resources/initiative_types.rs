//! Types of initiatives: what can be put forward, and how it is signed.

use civic_core::Multiloc;
use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};

use super::SignatureType;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Records;
use crate::graphql::records::operation::Operation;
use crate::graphql::records::{ById, Identified, Record};
use crate::graphql::text::Translated;

/// A type of initiatives. Each [`Initiative`](super::Initiative) names its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InitiativeType {
    /// The id.
    pub id: Id,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// Where the banner is.
    pub banner_image: Option<String>,
    /// How signatures are collected.
    pub signature_type: Option<SignatureType>,
    /// How many members a committee needs; null where the site sets it.
    pub minimum_committee_members: Option<u64>,
    /// Whether a committee promotes its initiatives. Since 0.29.
    promoting_committee_enabled: Option<bool>,
    /// As the platform misspelled it, up to 0.28.
    promoting_comittee_enabled: Option<bool>,
    /// Whether signing asks for personal data.
    pub collect_user_extra_fields: Option<bool>,
    /// On what terms personal data are asked for: HTML, in one language.
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub extra_fields_legal_information: Option<String>,
    /// Whether signing takes a code sent by SMS.
    pub validate_sms_code_on_votes: Option<bool>,
    /// Whether a signature on the site can be taken back.
    pub undo_online_signatures_enabled: Option<bool>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl InitiativeType {
    /// Whether a committee promotes an initiative of the type.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let kind = site.initiative_types().get(2).await?;
    /// if kind.has_promoting_committee() == Some(true) {
    ///     println!("a committee of {:?} or more", kind.minimum_committee_members);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn has_promoting_committee(&self) -> Option<bool> {
        self.promoting_committee_enabled.or(self.promoting_comittee_enabled)
    }
}

impl Record for InitiativeType {
    const RESOURCE_NAME: &'static str = "types of initiatives";
    const ALL: Operation =
        Operation::new("InitiativeTypes", include_str!("../../../graphql/initiatives.graphql"));
    const PATH: &'static [&'static str] = &["initiativesTypes"];

    const BY_ID: Option<ById> = Some(ById::of::<Self>());

    fn key(&self) -> Key {
        self.id.key()
    }
}

impl Identified for InitiativeType {
    const ONE: &'static [&'static str] = &["initiativesType"];

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The types of initiatives of the site.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut types = site.initiative_types().list().stream();
    /// while let Some(kind) = types.try_next().await? {
    ///     println!("{:?} {:?}", kind.title.text("ca"), kind.signature_type);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn initiative_types(&self) -> Records<InitiativeType> {
        Records::new(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_committee_is_read_under_either_spelling() {
        for (row, expected) in [
            (r#"{"id": "1"}"#, None),
            (r#"{"id": "1", "promotingComitteeEnabled": true}"#, Some(true)),
            (r#"{"id": "1", "promotingCommitteeEnabled": false}"#, Some(false)),
        ] {
            let of: InitiativeType = serde_json::from_str(row).unwrap();
            assert_eq!(of.has_promoting_committee(), expected, "{row}");
        }
    }
}

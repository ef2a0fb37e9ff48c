//! Signatures: when petitions were signed. The API does not say who signed them.

mod cursor;
mod list;
mod mark;
mod range;
mod shapes;
mod sync;
mod windows;

use civic_core::Extra;
use serde::Serialize;

pub use self::list::SignatureList;

use crate::client::Client;
use crate::id::Id;
use crate::moment::Moment;

/// The path below the API's, which also names the rows in reports.
const PATH: &str = "signatures";

impl Client {
    /// Signatures: when petitions were signed.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let newest = site.signatures().list().newest().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn signatures(&self) -> Signatures {
        Signatures { client: self.clone() }
    }
}

/// What can be asked of signatures; opened by [`Client::signatures`].
#[derive(Clone, Debug)]
pub struct Signatures {
    client: Client,
}

impl Signatures {
    /// Signatures of all petitions, or of some.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let signatures = site.signatures().list().petitions([101]).stream().collect_consistent().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> SignatureList {
        SignatureList::new(&self.client)
    }
}

/// A confirmed signature. It has no id: it is identified by its petition, its moment and its
/// [`ordinal`](Self::ordinal) within the list as it was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Signature {
    /// When it was confirmed: null where the server does not know it, as of some old signatures.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Moment>"))]
    pub timestamp: Moment,
    /// What was signed. `None` where the server sends bare moments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub petition: Option<Named>,
    /// Whom the petition is addressed to. `None` where it is addressed to nobody, or where the
    /// server does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Named>,
    /// How many signatures of the same petition and moment came before it in this list. Counted by this
    /// client, not sent by the server: so it is serialised as `_ordinal`.
    #[serde(rename = "_ordinal")]
    pub ordinal: u64,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A petition or an organisation as a signature names it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Named {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// Its name, in the language asked for or in another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

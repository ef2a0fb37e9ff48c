//! What a participant has of their own.

use crate::rest::auth::User;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::extended_data::ExtendedData;

const READ: Needs = Needs::new(Scope::Oauth, "oauth.extended_data.read");
const WRITE: Needs = Needs::new(Scope::Oauth, "oauth.extended_data.update");

impl Client<User> {
    /// The participant's extended data. Scope `oauth`, permissions `oauth.extended_data.read` and
    /// `oauth.extended_data.update`.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let colour: Option<String> = ana.extended_data().get("survey.colour").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn extended_data(&self) -> ExtendedData {
        ExtendedData::own(&self.session, READ, WRITE)
    }
}

//! What runs the site.

use serde::{Deserialize, Serialize};

use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::records::operation::{Asked, Form, Operation};

const VERSION: Operation =
    Operation::new("DecidimVersion", include_str!("../../../graphql/site.graphql"));

/// What runs the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Decidim {
    /// The version of Decidim. Null on sites that keep it to themselves, as most do since 0.30.
    pub version: Option<String>,
    /// What the installation is called.
    pub application_name: Option<String>,
}

impl Client {
    /// The site's version of Decidim and the installation's name.
    ///
    /// The client does not go by it: what a site does not have is found out by asking, see
    /// [`capabilities`](Self::capabilities).
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    ///
    /// match site.decidim().await {
    ///     Ok(decidim) => println!("{:?}", decidim.version),
    ///     Err(error) if error.kind() == ErrorKind::NotFound => println!("the site does not say"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where the site says nothing.
    pub fn decidim(&self) -> Get<Decidim> {
        Get::new(self, |client| async move {
            let asked = Asked { essential: &["decidim"], ..Asked::default() };
            let answer = VERSION.run(&client, Form::Whole, asked).await?;
            answer
                .decode_at(&["decidim"])?
                .ok_or_else(|| answer.no_record_at(&["decidim"], "decidim"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn the_site_can_be_read_in_full_and_with_nothing() {
        samples::read_every_field_at::<Decidim>(VERSION, &["decidim"]);
        serde_json::from_str::<Decidim>("{}").unwrap();
    }
}

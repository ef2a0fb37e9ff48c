//! The organization that the site belongs to.

use civic_core::Multiloc;
use serde::{Deserialize, Serialize};

use super::Statistic;
use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::records::operation::{Asked, Form, Operation};
use crate::graphql::text::{Translated, list};

const ORGANIZATION: Operation =
    Operation::new("SiteOrganization", include_str!("../../../graphql/site.graphql"));

/// The organization that the site belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Organization {
    /// The site's name. A plain text, under the language `und`, before 0.29.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
    /// The site's figures.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub stats: Vec<Statistic>,
}

impl Client {
    /// The organization that the site belongs to. Its taxonomies are read by
    /// [`taxonomies`](Self::taxonomies).
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let organization = site.organization().await?;
    /// println!("{:?}", organization.name.text(["ca", "es"]));
    /// for figure in &organization.stats {
    ///     println!("{:?} {:?}", figure.key(), figure.value);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where this caller may not see it.
    pub fn organization(&self) -> Get<Organization> {
        Get::new(self, |client| async move {
            let asked = Asked { essential: &["organization"], ..Asked::default() };
            let answer = ORGANIZATION.run(&client, Form::Whole, asked).await?;
            answer
                .decode_at(&["organization"])?
                .ok_or_else(|| answer.no_record_at(&["organization"], "organization"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn the_organization_can_be_read_in_full_and_with_nothing() {
        samples::read_every_field_at::<Organization>(ORGANIZATION, &["organization"]);
        serde_json::from_str::<Organization>("{}").unwrap();
    }
}

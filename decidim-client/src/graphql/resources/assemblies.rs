//! Assemblies.

use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::{Multiloc, open_enum};
use serde::{Deserialize, Serialize};

use super::space_model::space;
use super::{AccessMode, Area, Attachment, Author, Category, Reference, SpaceLink, Term};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Records;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

const ALL: Operation =
    Operation::new("Assemblies", include_str!("../../../graphql/assemblies.graphql"));

space! {
    /// An assembly: a body that meets and decides over a longer time.
    pub struct Assembly ("assemblies", ALL) {
        /// The subtitle.
        #[serde(default, with = "Translated")]
        pub subtitle: Multiloc,
        /// The short description: HTML.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub short_description: Multiloc,
        /// A notice: HTML. From 0.25 to 0.30.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub announcement: Multiloc,
        /// Who takes part.
        #[serde(default, with = "Translated")]
        pub target: Multiloc,
        /// What is decided.
        #[serde(default, with = "Translated")]
        pub participatory_scope: Multiloc,
        /// How it is decided.
        #[serde(default, with = "Translated")]
        pub participatory_structure: Multiloc,
        /// Who promotes it.
        #[serde(default, with = "Translated")]
        pub developer_group: Multiloc,
        /// The area of the organization, in words.
        #[serde(default, with = "Translated")]
        pub local_area: Multiloc,
        /// A further scope, in words.
        #[serde(default, with = "Translated")]
        pub meta_scope: Multiloc,
        /// Who it is made up of: HTML.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub composition: Multiloc,
        /// What it is for: HTML.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub purpose_of_action: Multiloc,
        /// How it organizes itself: HTML.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub internal_organisation: Multiloc,
        /// What is special about it: HTML.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub special_features: Multiloc,
        /// Who set it up.
        pub created_by: Option<AssemblyCreator>,
        /// Who set it up, where it is [`Others`](AssemblyCreator::Others).
        #[serde(default, with = "Translated")]
        pub created_by_other: Multiloc,
        /// The day on which it was set up.
        pub creation_date: Option<Date>,
        /// The day until which it is to last; null where it has no end.
        pub duration: Option<Date>,
        /// The day on which the site took it in.
        pub included_at: Option<Date>,
        /// The day on which it was closed.
        pub closing_date: Option<Date>,
        /// Why it was closed: HTML.
        #[serde(default, with = "Translated")]
        #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
        pub closing_date_reason: Multiloc,
        /// What type of assembly it is. Up to 0.31.
        pub assembly_type: Option<Reference>,
        /// The assembly that it is part of; null at the top.
        pub parent: Option<Reference>,
        /// The ids of those above it and its own, from the top, with dots between.
        pub parents_path: Option<String>,
        /// The assemblies right below it.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub children: Vec<Reference>,
        /// How many assemblies are right below it.
        pub children_count: Option<u64>,
        /// The members that the site names. Up to 0.29.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub members: Vec<AssemblyMember>,
        /// The area. Up to 0.30.
        pub area: Option<Area>,
        /// How it is sorted. Since 0.30.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub taxonomies: Vec<Term>,
        /// The categories of what it holds.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub categories: Vec<Category>,
        /// Links to other spaces.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub linked_participatory_spaces: Vec<SpaceLink>,
        /// Files and pictures.
        #[serde(default, deserialize_with = "list::deserialize")]
        pub attachments: Vec<Attachment>,
        /// Whether it may have steps. Since 0.31.
        pub allows_steps: Option<bool>,
        /// Whether it has steps. Since 0.31.
        pub has_steps: Option<bool>,
        /// Who may see it and take part. Since 0.32.
        access_mode: Option<AccessMode>,
        /// Whether only its members may take part. Up to 0.31.
        private_space: Option<bool>,
        /// Whether everybody may see it where it is private. Up to 0.31.
        is_transparent: Option<bool>,
        /// Whether the site promotes it.
        pub promoted: Option<bool>,
        /// Its place among the assemblies. Since 0.31.
        pub weight: Option<i64>,
        /// Followers. Since 0.31.
        pub follows_count: Option<u64>,
        /// How many versions there are. Since 0.31.
        pub versions_count: Option<u64>,
        /// The hashtag without its `#`. Up to 0.30.
        pub hashtag: Option<String>,
        /// The reference that the site gives it.
        pub reference: Option<String>,
        /// Where the large picture is.
        pub hero_image: Option<String>,
        /// Where the banner is.
        pub banner_image: Option<String>,
        /// Its name on Twitter.
        pub twitter_handler: Option<String>,
        /// Its name on Facebook.
        pub facebook_handler: Option<String>,
        /// Its name on Instagram.
        pub instagram_handler: Option<String>,
        /// Its name on `YouTube`.
        pub youtube_handler: Option<String>,
        /// Its name on GitHub.
        pub github_handler: Option<String>,
        /// Its page. Since 0.31.
        pub url: Option<String>,
        /// When it was published.
        pub published_at: Option<Timestamp>,
    }
}

impl Assembly {
    /// Who may see it and take part: by a mode of its own since 0.32, by two marks before.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::AccessMode;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let assembly = site.assemblies().get(4).await?;
    /// if assembly.access_mode() != Some(AccessMode::Open) {
    ///     println!("not everybody may take part in {:?}", assembly.slug);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn access_mode(&self) -> Option<AccessMode> {
        self.access_mode.clone().or_else(|| {
            Some(match (self.private_space?, self.is_transparent) {
                (false, _) => AccessMode::Open,
                (true, Some(true)) => AccessMode::Transparent,
                (true, _) => AccessMode::Restricted,
            })
        })
    }
}

open_enum! {
    /// Who set an assembly up.
    pub enum AssemblyCreator {
        /// The city council.
        CityCouncil = "city_council",
        /// The public.
        Public = "public",
        /// Others, see [`Assembly::created_by_other`].
        Others = "others",
    }
}

/// A member of an assembly: personal data. Up to 0.29.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AssemblyMember {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The name, where no participant stands for it.
    pub full_name: Option<String>,
    /// The office: `president`, `vice_president`, `secretary` or `other`.
    pub position: Option<String>,
    /// The office in words, where it is another.
    pub position_other: Option<String>,
    /// The gender, as the member wrote it.
    pub gender: Option<String>,
    /// Where they were born.
    pub birthplace: Option<String>,
    /// The day on which they came in.
    pub designation_date: Option<Date>,
    /// The day on which they left.
    pub ceased_date: Option<Date>,
    /// Their place in the list.
    pub weight: Option<i64>,
    /// The participant that they are, where they have an account.
    pub user: Option<Author>,
    /// When they were entered.
    pub created_at: Option<Timestamp>,
    /// When the entry was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Client {
    /// The assemblies of the site.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut assemblies = site.assemblies().list().stream();
    /// while let Some(assembly) = assemblies.try_next().await? {
    ///     println!("{} {:?}", assembly.id, assembly.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn assemblies(&self) -> Records<Assembly> {
        Records::new(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_is_read_from_the_mode_or_from_the_marks_before_it() {
        for (row, expected) in [
            (r#"{"id": "1"}"#, None),
            (r#"{"id": "1", "accessMode": "TRANSPARENT"}"#, Some(AccessMode::Transparent)),
            (
                r#"{"id": "1", "privateSpace": false, "isTransparent": true}"#,
                Some(AccessMode::Open),
            ),
            (
                r#"{"id": "1", "privateSpace": true, "isTransparent": true}"#,
                Some(AccessMode::Transparent),
            ),
            (r#"{"id": "1", "privateSpace": true}"#, Some(AccessMode::Restricted)),
        ] {
            let assembly: Assembly = serde_json::from_str(row).unwrap();
            assert_eq!(assembly.access_mode(), expected, "{row}");
        }
    }
}

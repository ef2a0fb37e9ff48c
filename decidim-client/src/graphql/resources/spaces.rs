//! What all kinds of participatory spaces share.

use civic_core::{Multiloc, open_enum};
use serde::{Deserialize, Serialize};

use crate::graphql::id::Id;
use crate::graphql::text::Translated;

/// A kind of participatory space that can be read by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum SpaceKind {
    /// A participatory process.
    ParticipatoryProcess,
    /// An assembly.
    Assembly,
    /// A conference.
    Conference,
    /// An initiative.
    Initiative,
    /// A consultation; up to 0.27.
    Consultation,
    /// A voting; up to 0.28.
    Voting,
}

impl SpaceKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::ParticipatoryProcess,
        Self::Assembly,
        Self::Conference,
        Self::Initiative,
        Self::Consultation,
        Self::Voting,
    ];

    /// The field with all spaces of the kind.
    pub(crate) const fn list(self) -> &'static str {
        match self {
            Self::ParticipatoryProcess => "participatoryProcesses",
            Self::Assembly => "assemblies",
            Self::Conference => "conferences",
            Self::Initiative => "initiatives",
            Self::Consultation => "consultations",
            Self::Voting => "votings",
        }
    }

    /// The field with one space of the kind.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::ParticipatoryProcess => "participatoryProcess",
            Self::Assembly => "assembly",
            Self::Conference => "conference",
            Self::Initiative => "initiative",
            Self::Consultation => "consultation",
            Self::Voting => "voting",
        }
    }

    /// The kind as the site's own code calls it, such as `Decidim::Assembly`.
    ///
    /// ```
    /// use decidim_client::graphql::resources::SpaceKind;
    ///
    /// assert_eq!(SpaceKind::Assembly.class(), "Decidim::Assembly");
    /// ```
    pub fn class(self) -> &'static str {
        match self {
            Self::ParticipatoryProcess => "Decidim::ParticipatoryProcess",
            Self::Assembly => "Decidim::Assembly",
            Self::Conference => "Decidim::Conference",
            Self::Initiative => "Decidim::Initiative",
            Self::Consultation => "Decidim::Consultation",
            Self::Voting => "Decidim::Votings::Voting",
        }
    }
}

/// A participatory space in short: what a component says of the space that it is in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SpaceSummary {
    /// The id, unique among spaces of the kind; null where the site does not give it.
    pub id: Option<Id>,
    /// The kind as the site's own code calls it, such as `Decidim::ParticipatoryProcess`.
    #[serde(rename = "type")]
    pub class: Option<String>,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
}

impl SpaceSummary {
    /// The kind; `None` for one that this version does not know.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let component = site.all_components().get(39).await?;
    /// let space = component.participatory_space;
    /// if let Some((kind, id)) = space.and_then(|space| space.kind().zip(space.id)) {
    ///     let components = site.components(kind, id).list().stream();
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn kind(&self) -> Option<SpaceKind> {
        let class = self.class.as_deref()?;
        SpaceKind::ALL.into_iter().find(|kind| kind.class() == class)
    }
}

/// A link from one space to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SpaceLink {
    /// The link's id; null where the site does not give it.
    pub id: Option<Id>,
    /// The class of the space that it leads from.
    pub from_type: Option<String>,
    /// The class of the space that it leads to.
    pub to_type: Option<String>,
    /// What kind of link it is.
    pub name: Option<String>,
    /// The space that it leads to.
    pub participatory_space: Option<SpaceSummary>,
}

open_enum! {
    /// Who may see a space and take part in it. Since 0.32.
    pub enum AccessMode {
        /// Everybody.
        Open = "OPEN",
        /// Everybody sees, members take part.
        Transparent = "TRANSPARENT",
        /// Members only.
        Restricted = "RESTRICTED",
    }
}

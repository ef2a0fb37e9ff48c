//! Proposals: what participants and organisations propose.

use civic_core::jiff::Timestamp;
use civic_core::list::source::Key;
use civic_core::{Extra, Multiloc};
use serde::{Deserialize, Serialize};

use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::auth::{Actor, User};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::filters::{TextFilter, WeightFilter};
use crate::rest::id::Id;
use crate::rest::lenient_decode::{self, keeps_extra};
use crate::rest::list::{Direction, List};
use crate::rest::record::{Record, Reference, ToMany, ToOne};
use crate::rest::resource::{Listed, Placed, Readable, Resource, Single, Whereabouts, sealed};
use crate::rest::wire::{is_default, or_default};

impl<A: Actor> Client<A> {
    /// Proposals. Scope `proposals`, permission `proposals.read`.
    ///
    /// The list has what is in the [spaces](Self::spaces) that the actor may see, by when they were
    /// published; the actor's own drafts are among them ([`ProposalMeta::published`] says so). Two things
    /// come along that the site does not show: proposals that a moderator has hidden, which no field tells,
    /// and those in a component that is not published
    /// ([`ComponentMeta::published`](super::ComponentMeta::published)). Servers list a proposal of several
    /// authors once for each: the repetitions are dropped and counted in the report.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut proposals = site.proposals().list().in_component(12).stream();
    /// while let Some(proposal) = proposals.try_next().await? {
    ///     println!("{:?} {:?}", proposal.state(), proposal.attributes.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn proposals(&self) -> Endpoint<Proposal, A> {
        Endpoint::new(self)
    }
}

/// A proposal. Its id is unique.
pub type Proposal = Record<ProposalAttributes, ProposalMeta, ProposalRelationships>;

/// The fields of a proposal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct ProposalAttributes {
    /// Title, in the locales asked for.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub title: Multiloc,
    /// Text, in the locales asked for; HTML.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub body: Multiloc,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Data about a proposal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct ProposalMeta {
    /// Whether it is published. The actor's own drafts are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<bool>,
    /// The scope that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Id>,
    /// The API client that made it, by its number; drafts have another id for it. `None` where it
    /// was not made by API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Id>,
    /// The participant's vote. `None` where there is none, and for machines.
    #[serde(
        deserialize_with = "lenient_decode::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub voted: Option<Voted>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A participant's vote.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct Voted {
    /// Its weight; 1 where votes have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<i64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The records that a proposal is related to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct ProposalRelationships {
    /// Its space; the type is the manifest's name.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub space: ToOne,
    /// Its component.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub component: ToOne,
    /// Its state. `None` where it has none.
    #[serde(
        deserialize_with = "lenient_decode::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub state: Option<ToOne>,
    /// Its first author: a user, a user group, the organisation or a meeting.
    #[serde(
        deserialize_with = "lenient_decode::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub author: Option<ToOne>,
    /// All authors.
    #[serde(deserialize_with = "lenient_decode::part", skip_serializing_if = "is_default")]
    pub coauthors: ToMany,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(ProposalAttributes, ProposalMeta, Voted, ProposalRelationships);

impl Proposal {
    /// Its state's token, such as `accepted`. `None` where it has none.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let proposal = site.proposals().get(5499).await?;
    /// if proposal.state() == Some("accepted") {
    ///     println!("{:?}", proposal.attributes.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn state(&self) -> Option<&str> {
        self.relationships.state.as_ref()?.meta.get("token")?.as_str()
    }

    /// Its first author.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let proposal = site.proposals().get(5499).await?;
    /// println!("{:?}", proposal.author().map(|author| (&author.kind, &author.id)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn author(&self) -> Option<&Reference> {
        self.relationships.author.as_ref()?.data.as_ref()
    }
}

impl sealed::Permitted for Proposal {
    const NEEDS: Needs = Needs::new(Scope::Proposals, "proposals.read");
}

impl Resource for Proposal {
    const PATH: &'static str = "proposals";
    const RESOURCE_NAME: &'static str = "proposals";
    // Said although it is the default: the other order is drawn anew for each page.
    const ALWAYS: &'static [(&'static str, &'static str)] = &[("order", "published_at")];

    fn key(&self) -> Key {
        self.identity(None)
    }

    /// Servers list a proposal once for each of its authors, and count it so.
    fn copies(&self) -> u32 {
        let authors = self.relationships.coauthors.count().max(1);
        u32::try_from(authors).unwrap_or(u32::MAX)
    }

    fn component_id(&self) -> Option<&Id> {
        self.relationships.component.data.as_ref().map(|component| &component.id)
    }

    /// Servers leave the state out of a proposal that has none.
    fn lacks(&self, parameter: &str) -> bool {
        let is_whole = self.component_id().is_some();
        is_whole && self.state().is_none() && parameter.starts_with("filter[state_")
    }

    fn single(key: &str) -> Option<Single> {
        Some(Single::of::<Self>(key))
    }
}

impl Listed for Proposal {}

impl Readable for Proposal {}

impl Placed for Proposal {
    fn whereabouts(&self) -> Whereabouts<'_> {
        let place = &self.relationships;
        Whereabouts::related(&place.space, &place.component)
    }
}

impl<A: Actor> List<Proposal, A> {
    /// By their state's token: `accepted`, `rejected`, `evaluating`, or one of the site's own.
    /// `TextFilter::blank(true)` finds those without.
    ///
    /// Servers compare the state that is stored. Newer ones take `withdrawn` for all proposals that were
    /// withdrawn, whatever [state](Proposal::state) they show. So rows are not checked for that state.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let accepted = site.proposals().list().state("accepted").stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn state(self, state: impl Into<TextFilter>) -> Self {
        let condition = state.into().0;
        if condition.is_exactly("withdrawn") {
            return self.set(condition.on("state"));
        }
        self.on("state", condition, |proposal| proposal.state().map(str::to_owned))
    }

    /// Latest first. Default: earliest first.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut latest = site.proposals().list().newest_first().stream().limit_items(20);
    /// while let Some(proposal) = latest.try_next().await? {
    ///     println!("{:?}", proposal.attributes.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn newest_first(self) -> Self {
        self.direction(Direction::NewestFirst)
    }

    /// Earliest first, as by default.
    pub fn oldest_first(self) -> Self {
        self.direction(Direction::OldestFirst)
    }
}

impl List<Proposal, User> {
    /// By the weight of the participant's own vote: `WeightFilter::blank(true)` finds what they
    /// have not voted on. Their own drafts are then not listed.
    ///
    /// Servers up to 0.2.4 ignore it where votes have no weights. So rows are checked by
    /// [`ProposalMeta::voted`]: what does not fit is dropped, and the report names the filter.
    ///
    /// For participants only:
    ///
    /// ```compile_fail,E0599
    /// # fn example(site: decidim_client::rest::Client) {
    /// use decidim_client::rest::filters::WeightFilter;
    /// let voted = site.proposals().list().voted_weight(WeightFilter::blank(true));
    /// # }
    /// ```
    pub fn voted_weight(self, weight: WeightFilter) -> Self {
        let WeightFilter(condition) = weight;
        let sent = condition.on("voted_weight");
        self.set(sent.shown(move |proposal: &Proposal| match &proposal.meta.voted {
            Some(voted) => condition.holds_for_weight(voted.weight),
            // Servers tell votes on what is published.
            None if proposal.meta.published == Some(true) => Some(condition.holds_for_nothing()),
            None => None,
        }))
    }
}

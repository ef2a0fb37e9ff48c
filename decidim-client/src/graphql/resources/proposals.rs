//! Proposals.

use civic_core::geo::GeoPoint;
use civic_core::jiff::Timestamp;
use civic_core::{DateRange, Multiloc, open_enum};
use serde::{Deserialize, Serialize};

use super::{Attachment, Author, Classification, Reference};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::{ContentList, Contents};
use crate::graphql::members::Sort;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list, place};

open_enum! {
    /// What became of a proposal. Sites may define states of their own since 0.29.
    pub enum ProposalState {
        /// Accepted.
        Accepted = "accepted",
        /// Rejected.
        Rejected = "rejected",
        /// Under evaluation.
        Evaluating = "evaluating",
        /// Withdrawn by its author; up to 0.28, see [`Proposal::is_withdrawn`].
        Withdrawn = "withdrawn",
    }
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Proposal {
    /// The id.
    pub id: Id,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The text: HTML, as a stranger wrote it.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub body: Multiloc,
    /// The state; null while there is none, or while the answer is not published.
    pub state: Option<ProposalState>,
    /// The state as the site words it. Since 0.31.
    pub proposal_state: Option<StateTitle>,
    /// The official answer: HTML. Empty while there is none.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub answer: Multiloc,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Whether its author withdrew it. Since 0.29.
    withdrawn: Option<bool>,
    /// When it was withdrawn. Since 0.29.
    pub withdrawn_at: Option<Timestamp>,
    /// Whether the site itself made it.
    pub official: Option<bool>,
    /// The first author; null for official proposals.
    pub author: Option<Author>,
    /// All authors; empty for official proposals.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub authors: Vec<Author>,
    /// How many authors there are, hidden ones included.
    pub authors_count: Option<u64>,
    /// Taxonomies, or category and scope.
    #[serde(flatten)]
    pub classification: Classification,
    /// The address, as text.
    pub address: Option<String>,
    /// Where it is.
    #[serde(default, deserialize_with = "place::deserialize")]
    pub coordinates: Option<GeoPoint>,
    /// Files and pictures.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub attachments: Vec<Attachment>,
    /// Votes; null while votes are hidden.
    pub vote_count: Option<u64>,
    /// Endorsements. Up to 0.30.
    endorsements_count: Option<u64>,
    /// Likes. Since 0.31.
    likes_count: Option<u64>,
    /// Followers. Since 0.31.
    pub follows_count: Option<u64>,
    /// Comments at every depth.
    pub total_comments_count: Option<u64>,
    /// Whether it can be commented on.
    pub accepts_new_comments: Option<bool>,
    /// Whether comments are for or against.
    pub comments_have_alignment: Option<bool>,
    /// Whether comments can be voted on.
    pub comments_have_votes: Option<bool>,
    /// What it costs, as text; shown where the component shows costs. Since 0.31.
    pub cost: Option<String>,
    /// On the costs. Since 0.31.
    #[serde(default, with = "Translated")]
    pub cost_report: Multiloc,
    /// When it is to be done. Since 0.31.
    #[serde(default, with = "Translated")]
    pub execution_period: Multiloc,
    /// Whether it was made at a meeting.
    pub created_in_meeting: Option<bool>,
    /// The meeting at which it was made.
    pub meeting: Option<Reference>,
    /// The reference that the site gives it.
    pub reference: Option<String>,
    /// Its place among its kind in a participatory text.
    pub position: Option<i64>,
    /// Its level in a participatory text: `section`, `sub-section` or `article`.
    pub participatory_text_level: Option<String>,
    /// A checksum of the text.
    pub fingerprint: Option<Fingerprint>,
    /// How many versions there are.
    pub versions_count: Option<u64>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

impl Proposal {
    /// How many people like it; up to 0.30 they endorsed it.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let proposal = site.proposals(39).get(35).await?;
    /// println!("{:?} votes, {:?} likes", proposal.vote_count, proposal.likes_count());
    /// # Ok(())
    /// # }
    /// ```
    pub fn likes_count(&self) -> Option<u64> {
        self.likes_count.or(self.endorsements_count)
    }

    /// Whether its author withdrew it: by a mark of its own since 0.29, by the state before.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let proposals = site.proposals(39).list().stream().collect_proven().await?;
    /// let standing = proposals.iter().filter(|proposal| !proposal.is_withdrawn());
    /// println!("{} of {}", standing.count(), proposals.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn.unwrap_or(self.state == Some(ProposalState::Withdrawn))
    }
}

/// A state as the site words it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StateTitle {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The words.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
}

/// A checksum of a text, to show that it was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Fingerprint {
    /// What it was made of.
    pub source: Option<String>,
    /// The checksum.
    pub value: Option<String>,
}

impl Content for Proposal {
    const RESOURCE_NAME: &'static str = "proposals";
    const COMPONENT: &'static str = "Proposals";
    const PAGE: Operation =
        Operation::new("Proposals", include_str!("../../../graphql/proposals.graphql"));
    const LIST: &'static str = "proposals";
    const ONE: &'static str = "proposal";
    const SORTS_BY_ID: bool = true;

    fn id(&self) -> Id {
        self.id
    }

    fn updated_at(&self) -> Option<Timestamp> {
        self.updated_at
    }
}

impl Client {
    /// The proposals of a component.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// for proposal in site.proposals(39).list().stream().collect_proven().await? {
    ///     let author = proposal.author.as_ref().and_then(|author| author.name.as_deref());
    ///     println!("{} {:?} by {author:?}", proposal.id, proposal.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn proposals(&self, component: impl Into<Id>) -> Contents<Proposal> {
        Contents::new(self, component)
    }
}

/// Filters and orders.
impl ContentList<Proposal> {
    /// Only proposals published in this range of days, UTC.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::DateRange;
    ///
    /// let march = site.proposals(39).list().published_at(DateRange::month(2026, 3)?);
    /// let proposals = march.stream().collect_proven().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("since", "from", "to"))]
    pub fn published_at(self, range: DateRange) -> Self {
        self.dates("published", range)
    }

    /// Sorts by when they were published.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut newest = site.proposals(39).list().by_published_at(Sort::Desc).stream().limit_items(10);
    /// while let Some(proposal) = newest.try_next().await? {
    ///     println!("{:?} {:?}", proposal.published_at, proposal.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_published_at(self, sort: Sort) -> Self {
        self.sorted("publishedAt", sort)
    }

    /// Sorts by votes. The site ignores it while votes are hidden.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut voted = site.proposals(39).list().by_vote_count(Sort::Desc).stream().limit_items(10);
    /// while let Some(proposal) = voted.try_next().await? {
    ///     println!("{:?} {:?}", proposal.vote_count, proposal.title.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_vote_count(self, sort: Sort) -> Self {
        self.sorted("voteCount", sort)
    }

    /// Sorts by likes; up to 0.30 by endorsements.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let liked = site.proposals(39).list().by_likes_count(Sort::Desc).stream().limit_items(10);
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_likes_count(self, sort: Sort) -> Self {
        self.sorted("likeCount", sort)
    }

    /// Sorts by id.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Sort;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// // The last one that was made.
    /// let last = site.proposals(39).list().by_id(Sort::Desc).stream().try_next().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_id(self, sort: Sort) -> Self {
        self.sorted("id", sort)
    }
}

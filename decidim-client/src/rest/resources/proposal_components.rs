//! Components of proposals, and what may be done in them.

use civic_core::list::source::Key;
use civic_core::{Extra, Multiloc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::components::{
    ComponentAttributes, ComponentMeta, ComponentRelationships, InSpace, READ,
};
use crate::rest::auth::Actor;
use crate::rest::auth::scope::Needs;
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::lenient_decode::Kept;
use crate::rest::record::{Link, Record};
use crate::rest::resource::{Listed, Readable, Resource, sealed};

impl<A: Actor> Client<A> {
    /// Components of proposals. Scope `public`, permission `public.component.read`.
    ///
    /// The list has those of the [spaces](Self::spaces) that the actor may see. One that is read by its id is
    /// returned whether or not the actor may see its space.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let component = ana.proposal_components().get(12).await?;
    /// if component.meta.can_create_proposals() == Some(true) {
    ///     let draft = ana.draft_proposals().create(12).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn proposal_components(&self) -> Endpoint<ProposalComponent, A> {
        Endpoint::new(self)
    }
}

/// A component of proposals. Its id is unique.
pub type ProposalComponent =
    Record<ComponentAttributes, ProposalComponentMeta, ComponentRelationships>;

/// The settings of a component of proposals.
///
/// Those that have no method here are in [`settings`](Self::settings).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct ProposalComponentMeta(ComponentMeta);

impl ProposalComponentMeta {
    /// All settings.
    pub fn settings(&self) -> &ComponentMeta {
        &self.0
    }

    /// Whether it is published.
    pub fn published(&self) -> Option<bool> {
        self.0.published()
    }

    /// Whether the actor may make another proposal.
    pub fn can_create_proposals(&self) -> Option<bool> {
        self.0.flag("can_create_proposals")
    }

    /// Whether votes are open. Since 0.3 `true` also says that the component has a proposal on which the
    /// actor has not voted yet: published, not withdrawn and not rejected. A machine is taken for the first
    /// administrator here. It does not say whether the actor has a vote left of [`vote_limit`](Self::vote_limit).
    pub fn can_vote(&self) -> Option<bool> {
        self.0.flag("can_vote")
    }

    /// Whether comments are open; not whether the actor may comment.
    pub fn can_comment(&self) -> Option<bool> {
        self.0.flag("can_comment")
    }

    /// Whether proposals can be endorsed.
    pub fn can_endorse(&self) -> Option<bool> {
        self.0.flag("can_endorse")
    }

    /// Whether participants may make proposals.
    pub fn creation_enabled(&self) -> Option<bool> {
        self.0.flag("creation_enabled")
    }

    /// How many proposals one participant may make. `None`: any number.
    pub fn proposal_limit(&self) -> Option<i64> {
        self.0.number("proposal_limit").filter(|limit| *limit > 0)
    }

    /// How many votes one participant has. `None`: any number.
    pub fn vote_limit(&self) -> Option<i64> {
        self.0.number("vote_limit").filter(|limit| *limit > 0)
    }

    /// How many votes one participant must give before any counts. `None`: none.
    pub fn minimum_votes_per_user(&self) -> Option<i64> {
        self.0.number("minimum_votes_per_user").filter(|votes| *votes > 0)
    }

    /// The longest comment, in characters. `None`: the server does not say.
    pub fn comments_max_length(&self) -> Option<i64> {
        self.0.number("comments_max_length")
    }

    /// The order in which the site shows proposals, such as `most_voted`.
    pub fn default_sort_order(&self) -> Option<&str> {
        self.0.text("default_sort_order")
    }

    /// What a vote may be, with the weight to send for it. Empty where [`can_vote`](Self::can_vote)
    /// is not `true`. What has no whole weight is left out here, and in [`settings`](Self::settings).
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let component = ana.proposal_components().get(12).await?;
    /// for option in component.meta.votes() {
    ///     println!("{:?}: send the weight {}", option.label.text("ca"), option.weight);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn votes(&self) -> Vec<VoteOption> {
        let options = self.0.get("votes").and_then(|votes| votes.as_array());
        let options = options.into_iter().flatten();
        options.filter_map(|option| VoteOption::deserialize(option).ok()).collect()
    }
}

/// What a vote may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VoteOption {
    /// What it is called.
    pub label: VoteLabel,
    /// The weight to send.
    pub weight: i64,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a vote is called: in one language up to 0.2.7, in several since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum VoteLabel {
    /// In one language, which the server does not say.
    Plain(String),
    /// By locale.
    Translated(Multiloc),
    /// In a form that this version does not know.
    Other(Value),
}

impl VoteLabel {
    /// In this locale, or in the only language that there is.
    pub fn text(&self, locale: &str) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::Translated(texts) => texts.get(locale),
            Self::Other(_) => None,
        }
    }
}

impl ProposalComponent {
    /// The link to a draft that the participant has begun. Up to 0.2.5 it may be one of another
    /// component.
    pub fn draft(&self) -> Option<Link> {
        self.links.get("draft")
    }
}

impl Kept for ProposalComponentMeta {
    fn extra_mut(&mut self) -> &mut Extra {
        self.0.extra_mut()
    }
}

impl sealed::Permitted for ProposalComponent {
    const NEEDS: Needs = READ;
}

impl Resource for ProposalComponent {
    const PATH: &'static str = "components/proposal_components";
    const RESOURCE_NAME: &'static str = "proposal components";

    fn key(&self) -> Key {
        self.identity(None)
    }
}

impl Listed for ProposalComponent {}

impl Readable for ProposalComponent {}

impl InSpace for ProposalComponent {
    fn component(&self) -> &ComponentAttributes {
        &self.attributes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn odd_settings_lose_nothing() {
        let body = json!({
            "published": true, "vote_limit": 0, "proposal_limit": 3, "comments_max_length": false,
            "can_vote": null, "proposal_edit_time": ["limited", 5],
            "votes": [{"label": "Yes", "weight": 1}, {"label": {"en": "No", "fr": null}, "weight": 0},
                {"label": 7, "weight": 2}, {"odd": true}],
        });
        let meta: ProposalComponentMeta = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(meta.published(), Some(true));
        assert_eq!((meta.vote_limit(), meta.proposal_limit()), (None, Some(3)));
        assert_eq!((meta.comments_max_length(), meta.can_vote()), (None, None));
        let labels: Vec<_> =
            meta.votes().iter().map(|o| o.label.text("en").map(str::to_owned)).collect();
        assert_eq!(labels, [Some("Yes".to_owned()), Some("No".to_owned()), None]);
        assert_eq!(serde_json::to_value(&meta).unwrap(), body);
    }
}

//! Elections, their questions and answers.

use civic_core::jiff::Timestamp;
use civic_core::{Multiloc, open_enum};
use serde::{Deserialize, Serialize};

use super::{Attachment, Author, Reference};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::Content;
use crate::graphql::records::operation::Operation;
use crate::graphql::text::{Translated, list};

open_enum! {
    /// How far an election got on its bulletin board.
    pub enum ElectionStatus {
        /// It is there.
        Created = "created",
        /// The trustees make the keys.
        KeyCeremony = "key_ceremony",
        /// The keys are made.
        KeyCeremonyEnded = "key_ceremony_ended",
        /// People vote.
        Vote = "vote",
        /// The vote is over.
        VoteEnded = "vote_ended",
        /// Votes are counted.
        TallyStarted = "tally_started",
        /// Votes are counted up.
        TallyEnded = "tally_ended",
        /// Everybody can see the results.
        ResultsPublished = "results_published",
    }
}

open_enum! {
    /// What a figure of an election counts.
    pub enum ElectionResultType {
        /// Votes for an answer.
        ValidAnswers = "valid_answers",
        /// Votes for no answer.
        BlankAnswers = "blank_answers",
        /// Ballots that are valid.
        ValidBallots = "valid_ballots",
        /// Ballots with nothing on them.
        BlankBallots = "blank_ballots",
        /// Ballots that are not valid.
        NullBallots = "null_ballots",
        /// All ballots.
        TotalBallots = "total_ballots",
    }
}

/// An election. Up to 0.28; later versions have elections of another make, and no API for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Election {
    /// The id.
    pub id: Id,
    /// The title.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// The description: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// When people can begin to vote.
    pub start_time: Option<Timestamp>,
    /// Until when people can vote.
    pub end_time: Option<Timestamp>,
    /// How far it got on its bulletin board; null while it is not there.
    #[serde(rename = "bb_status")]
    pub bb_status: Option<ElectionStatus>,
    /// Whether it can no longer be changed.
    pub blocked: Option<bool>,
    /// The questions.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub questions: Vec<ElectionQuestion>,
    /// Those who keep the keys.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub trustees: Vec<Trustee>,
    /// Files and pictures.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub attachments: Vec<Attachment>,
    /// How many versions there are.
    pub versions_count: Option<u64>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

/// A question of an election.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ElectionQuestion {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The question.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// More on it: HTML. Up to 0.25.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// How many answers must be chosen.
    pub min_selections: Option<u64>,
    /// How many answers may be chosen.
    pub max_selections: Option<u64>,
    /// Whether the answers are shown in a random order.
    pub random_answers_order: Option<bool>,
    /// Its place among the questions.
    pub weight: Option<i64>,
    /// How many versions there are.
    pub versions_count: Option<u64>,
    /// The answers to choose from.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub answers: Vec<ElectionAnswer>,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ElectionAnswer {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The answer.
    #[serde(default, with = "Translated")]
    pub title: Multiloc,
    /// More on it: HTML.
    #[serde(default, with = "Translated")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// Its place among the answers.
    pub weight: Option<i64>,
    /// Whether it was chosen.
    pub selected: Option<bool>,
    /// How many votes it got. Up to 0.24.
    #[serde(rename = "votes_count")]
    votes_count: Option<u64>,
    /// The total of its results. Since 0.25.
    #[serde(rename = "results_total")]
    results_total: Option<u64>,
    /// The figures by which it was counted. Since 0.25.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub results: Vec<ElectionResult>,
    /// The proposals behind it, by their ids.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub proposals: Vec<Reference>,
    /// Files and pictures.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub attachments: Vec<Attachment>,
    /// How many versions there are.
    pub versions_count: Option<u64>,
}

impl ElectionAnswer {
    /// How many votes it got: the total of its results since 0.25.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let election = site.elections(61).get(2).await?;
    /// for answer in election.questions.iter().flat_map(|question| &question.answers) {
    ///     println!("{:?} {:?}", answer.title.text("ca"), answer.votes_count());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn votes_count(&self) -> Option<u64> {
        self.results_total.or(self.votes_count)
    }
}

/// A figure by which an answer was counted: of a polling station, or of the vote over the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ElectionResult {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// What it counts.
    #[serde(rename = "result_type")]
    pub result_type: Option<ElectionResultType>,
    /// The figure.
    pub value: Option<u64>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// Somebody who keeps a key of the election.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Trustee {
    /// The id; null where the site does not give it.
    pub id: Option<Id>,
    /// The public key.
    pub public_key: Option<String>,
    /// Who it is.
    pub user: Option<Author>,
}

impl Content for Election {
    const RESOURCE_NAME: &'static str = "elections";
    const COMPONENT: &'static str = "Elections";
    const PAGE: Operation =
        Operation::new("Elections", include_str!("../../../graphql/elections.graphql"));
    const LIST: &'static str = "elections";
    const ONE: &'static str = "election";

    fn id(&self) -> Id {
        self.id
    }
}

impl Client {
    /// The elections of a component. Up to 0.28.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut elections = site.elections(61).list().two_passes().stream();
    /// while let Some(election) = elections.try_next().await? {
    ///     println!("{:?} {:?}", election.title.text("ca"), election.bb_status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn elections(&self, component: impl Into<Id>) -> Contents<Election> {
        Contents::new(self, component)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        samples::read_every_field::<Election>();
    }

    #[test]
    fn votes_are_counted_under_either_name() {
        for name in ["votes_count", "results_total"] {
            let answer = serde_json::from_value::<ElectionAnswer>(json!({"id": "1", name: 8}));
            assert_eq!(answer.unwrap().votes_count(), Some(8), "{name}");
        }
    }
}

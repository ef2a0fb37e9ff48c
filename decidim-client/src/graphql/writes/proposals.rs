//! Making, changing, answering and voting proposals.

use civic_core::Multiloc;
use civic_core::geo::GeoPoint;

use super::input::Input;
use super::write::Write;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::{Proposal, ProposalState};

const CREATE: Operation =
    Operation::new("CreateProposal", include_str!("../../../graphql/proposals.graphql"));
const UPDATE: Operation =
    Operation::new("UpdateProposal", include_str!("../../../graphql/proposals.graphql"));
const VOTE: Operation =
    Operation::new("VoteProposal", include_str!("../../../graphql/proposals.graphql"));
const ANSWER: Operation =
    Operation::new("AnswerProposal", include_str!("../../../graphql/proposals.graphql"));

/// What participants say of a proposal that they make or change. The texts are in the language of
/// the [`Write`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ProposalAttributes(Input);

impl ProposalAttributes {
    /// A title and a text: HTML, as far as the component takes it. Neither may be blank.
    ///
    /// ```
    /// use decidim_client::geo::GeoPoint;
    /// use decidim_client::graphql::{Id, writes::ProposalAttributes};
    ///
    /// let shade = ProposalAttributes::new("Ombra a la plaça", "<p>Deu arbres.</p>")
    ///     .address("Plaça Major")
    ///     .coordinates(GeoPoint { latitude: 41.4, longitude: 2.2 })
    ///     .taxonomies([Id::new(12)]);
    /// ```
    pub fn new(title: impl Into<String>, body: impl Into<String>) -> Self {
        let mut input = Input::default();
        input.text("title", title.into());
        input.text("body", body.into());
        Self(input)
    }

    /// The address, as text.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.0.set("address", address.into());
        self
    }

    /// Where it is.
    pub fn coordinates(mut self, place: GeoPoint) -> Self {
        self.0.place(place);
        self
    }

    /// Its taxonomies, by their ids.
    pub fn taxonomies(mut self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.0.ids("taxonomies", ids);
        self
    }
}

/// What the site's administrators answer to a proposal. At least one thing must be set.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct AnswerProposalAttributes(Input);

impl AnswerProposalAttributes {
    /// An answer that says nothing yet.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::graphql::{resources::ProposalState, writes::AnswerProposalAttributes};
    ///
    /// let yes = AnswerProposalAttributes::new()
    ///     .state(ProposalState::Accepted)
    ///     .answer_content(&Multiloc::from([("ca", "<p>Sí.</p>"), ("es", "<p>Sí.</p>")]));
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// What becomes of the proposal.
    ///
    /// ```
    /// use decidim_client::graphql::{resources::ProposalState, writes::AnswerProposalAttributes};
    ///
    /// let seen = AnswerProposalAttributes::new().state(ProposalState::Evaluating);
    /// // A state that this site has defined itself.
    /// let begun = AnswerProposalAttributes::new().state("in_execution");
    /// ```
    pub fn state(mut self, state: impl Into<ProposalState>) -> Self {
        self.0.set("state", state.into());
        self
    }

    /// The answer by language: HTML.
    pub fn answer_content(mut self, texts: &Multiloc) -> Self {
        self.0.texts("answerContent", texts);
        self
    }

    /// What it costs, in the site's currency. Any number that is finite.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::graphql::{resources::ProposalState, writes::AnswerProposalAttributes};
    ///
    /// let priced = AnswerProposalAttributes::new()
    ///     .state(ProposalState::Accepted)
    ///     .cost(12_500.0)
    ///     .cost_report(&Multiloc::from([("ca", "<p>Deu arbres i la feina.</p>")]))
    ///     .execution_period(&Multiloc::from([("ca", "<p>Primavera de 2027.</p>")]));
    /// ```
    pub fn cost(mut self, cost: f64) -> Self {
        self.0.number("cost", cost);
        self
    }

    /// On the costs, by language: HTML.
    pub fn cost_report(mut self, texts: &Multiloc) -> Self {
        self.0.texts("costReport", texts);
        self
    }

    /// When it is to be done, by language: HTML.
    pub fn execution_period(mut self, texts: &Multiloc) -> Self {
        self.0.texts("executionPeriod", texts);
        self
    }
}

/// Writes.
impl Contents<Proposal> {
    /// Makes a proposal, which is published at once. Since 0.32.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Client, Id, ServerError, writes::ProposalAttributes};
    /// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
    /// let shade = ProposalAttributes::new("Ombra a la plaça", "<p>Deu arbres.</p>");
    /// match site.proposals(Id::new(39)).create(shade).locale("ca").await {
    ///     Ok(proposal) => println!("{:?}", proposal.url),
    ///     Err(error) => {
    ///         for problem in ServerError::all_of(&error).iter().flat_map(ServerError::problems) {
    ///             println!("{:?} {}", problem.path, problem.message);
    ///         }
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(&self, attributes: ProposalAttributes) -> Write<Proposal> {
        let path = &["component", "createProposal"];
        self.write(CREATE, path, attributes.0).localized()
    }

    /// Changes a proposal of the caller's own. Title and text are replaced; what is not set is not
    /// sent. Since 0.32.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::ProposalAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let more = ProposalAttributes::new("Ombra a la plaça", "<p>Quinze arbres.</p>");
    /// let proposal = site.proposals(39).update(35, more).locale("ca").await?;
    /// println!("{:?}", proposal.updated_at);
    /// # Ok(())
    /// # }
    /// ```
    pub fn update(&self, id: impl Into<Id>, attributes: ProposalAttributes) -> Write<Proposal> {
        let path = &["component", "proposal", "update"];
        self.write_one(id.into(), UPDATE, path, attributes.0).localized()
    }

    /// Withdraws a proposal of the caller's own. Since 0.32.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let proposal = site.proposals(39).withdraw(35).await?;
    /// assert!(proposal.is_withdrawn());
    /// # Ok(())
    /// # }
    /// ```
    pub fn withdraw(&self, id: impl Into<Id>) -> Write<Proposal> {
        let path = &["component", "proposal", "withdraw"];
        self.write_one(id.into(), VOTE, path, Input::default()).instead("vote", "withdraw")
    }

    /// Votes for a proposal. Since 0.32.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::ErrorKind;
    ///
    /// match site.proposals(39).vote(35).await {
    ///     Ok(proposal) => println!("{:?} votes", proposal.vote_count),
    ///     Err(error) if error.kind() == ErrorKind::Forbidden => println!("not signed in, or votes are closed"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn vote(&self, id: impl Into<Id>) -> Write<Proposal> {
        self.write_one(id.into(), VOTE, &["component", "proposal", "vote"], Input::default())
    }

    /// Takes back the vote for a proposal. Since 0.32.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let proposal = site.proposals(39).unvote(35).await?;
    /// println!("{:?} votes", proposal.vote_count);
    /// # Ok(())
    /// # }
    /// ```
    pub fn unvote(&self, id: impl Into<Id>) -> Write<Proposal> {
        let path = &["component", "proposal", "unvote"];
        self.write_one(id.into(), VOTE, path, Input::default()).instead("vote", "unvote")
    }

    /// Answers a proposal as an administrator. Since 0.31.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::graphql::{resources::ProposalState, writes::AnswerProposalAttributes};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let answer = AnswerProposalAttributes::new()
    ///     .state(ProposalState::Accepted)
    ///     .answer_content(&Multiloc::from([("ca", "<p>Es farà.</p>"), ("es", "<p>Se hará.</p>")]));
    /// let proposal = site.proposals(39).answer(35, answer).await?;
    /// println!("{:?} at {:?}", proposal.state, proposal.answered_at);
    /// # Ok(())
    /// # }
    /// ```
    pub fn answer(
        &self,
        id: impl Into<Id>,
        mut attributes: AnswerProposalAttributes,
    ) -> Write<Proposal> {
        if attributes.0.is_empty() {
            attributes.0.fault("the answer says nothing".to_owned());
        }
        self.write_one(id.into(), ANSWER, &["component", "proposal", "answer"], attributes.0)
    }
}

//! Proposals: making, changing, answering and voting for them.

use serde_json::{Value, json};

use super::super::Run;
use super::super::components::votes_hidden;
use super::super::failure::Stop;
use super::super::item::{Item, Resolved};
use super::attributes::Attributes;
use crate::decidim::version::Version;
use crate::decidim::world::{Fields, Kind, Record};

impl Run<'_> {
    fn proposal_fields(&self, input: &Value) -> Result<Fields, Stop> {
        let mut attributes = Attributes::of(input, self.world)?;
        attributes.title();
        attributes.text("body", "body");
        for name in ["address", "latitude", "longitude"] {
            attributes.plain(name, name);
        }
        attributes.taxonomies();
        attributes.finish()
    }

    /// A new proposal is published at once.
    pub(super) fn create_proposal(&mut self, component: &Record, input: &Value) -> Resolved {
        let author = self.actor()?;
        let mut fields = self.proposal_fields(input)?;
        let number = self.world.count(Kind::Proposal) + 1;
        for (column, value) in [
            ("author_ids", json!([author])),
            ("official", json!(false)),
            ("vote_count", json!(0)),
            ("voter_ids", json!([])),
            ("endorser_ids", json!([])),
            ("follower_ids", json!([])),
            ("published_at", json!(self.now)),
            ("position", json!(number)),
            ("reference", json!(format!("ex-PROP-{number}"))),
        ] {
            fields.insert(column.to_owned(), value);
        }
        let owner = Some((component.kind, component.id));
        let id = self.world.add(Kind::Proposal, owner, self.now, fields);
        Ok(Item::record(self.world.get(Kind::Proposal, id)))
    }

    pub(super) fn update_proposal(&mut self, proposal: &Record, input: &Value) -> Resolved {
        self.author_of(proposal)?;
        let fields = self.proposal_fields(input)?;
        Ok(self.changed(proposal, |proposal| proposal.fields.extend(fields)))
    }

    /// Administrators answer; 0.31 is silent towards others.
    pub(super) fn answer_proposal(&mut self, proposal: &Record, input: &Value) -> Resolved {
        if !self.is_admin() {
            return if self.version < Version::V0_32 {
                Ok(Item::Null)
            } else {
                Err(self.refusal())
            };
        }
        let states = match proposal.owner {
            Some(component) => self.world.owned(component, Kind::ProposalState),
            None => Vec::new(),
        };
        let mut attributes = Attributes::of(input, self.world)?;
        attributes.texts("answerContent", "answer");
        attributes.texts("costReport", "cost_report");
        attributes.texts("executionPeriod", "execution_period");
        attributes.plain("cost", "cost");
        if let Some(state) = attributes.get("state").as_str() {
            if state == "not_answered" {
                attributes.put("state", Value::Null);
            } else if states.iter().any(|known| known.text("token") == Some(state)) {
                attributes.put("state", state);
            } else {
                attributes.refuse("state", "is not included in the list");
            }
        }
        attributes.put("answered_at", self.now);
        let fields = attributes.finish()?;
        Ok(self.changed(proposal, |proposal| proposal.fields.extend(fields)))
    }

    pub(super) fn vote_proposal(&mut self, proposal: &Record, up: bool) -> Resolved {
        let voter = self.actor()?;
        let mut voters = proposal.ids_in("voter_ids");
        let before = voters.len();
        let is_open = proposal.get("withdrawn_at").is_null()
            && !self.world.component_of(proposal).is_some_and(|it| votes_hidden(it));
        if up {
            if voters.contains(&voter) || !is_open {
                return Err(self.problem("voting the proposal"));
            }
            voters.push(voter);
        } else {
            voters.retain(|id| *id != voter);
            if voters.len() == before || !is_open {
                return Err(self.problem("unvoting the proposal"));
            }
        }
        let count = proposal.number("vote_count").unwrap_or(0) + if up { 1 } else { -1 };
        Ok(self.changed(proposal, |proposal| {
            proposal.fields.insert("voter_ids".to_owned(), json!(voters));
            proposal.fields.insert("vote_count".to_owned(), json!(count.max(0)));
        }))
    }
}

//! What single kinds of content have of their own.

use serde_json::{Value, json};

use super::Run;
use super::components::votes_hidden;
use super::item::Item;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record};

impl Run<'_> {
    pub(super) fn content(&self, record: &Record, field: &str) -> Option<Item> {
        match record.kind {
            Kind::Proposal => self.proposal(record, field),
            Kind::Amendment => self.amendment(record, field),
            Kind::Meeting => self.meeting(record, field),
            Kind::Project => self.project(record, field),
            Kind::Result => match field {
                "proposals" => Some(self.numbered(Kind::Proposal, &record.ids_in("proposal_ids"))),
                "name" => Some(record.get("title").clone().into()),
                _ => None,
            },
            Kind::ResultStatus => (field == "results").then(|| {
                let rows = self.world.rows(Kind::Result);
                let mine = rows.filter(|it| it.id_in("status_id") == Some(record.id));
                self.seen_all(mine.cloned().collect())
            }),
            Kind::Questionnaire => match field {
                "forType" => Some(record.get("questionnaire_for_type").clone().into()),
                "forEntity" => {
                    let (kind, id) = record.owner?;
                    Some(Item::record(self.world.get(kind, id)))
                }
                _ => None,
            },
            Kind::Question => matches!(field, "answerOptions" | "responseOptions")
                .then(|| record.get("options").clone().into()),
            Kind::ProcessStep => match field {
                "callToActionPath" => Some(record.get("cta_path").clone().into()),
                "callToActionText" => Some(record.get("cta_text").clone().into()),
                _ => None,
            },
            Kind::CollaborativeText => match field {
                "documentVersionsCount" => Some(Item::count(
                    self.world.owned((record.kind, record.id), Kind::DocumentVersion).len(),
                )),
                "suggestions" => Some(self.suggestions(record)),
                "suggestionsCount" => match self.suggestions(record) {
                    Item::List(all) => Some(Item::count(all.len())),
                    _ => None,
                },
                _ => None,
            },
            Kind::DocumentVersion => (field == "suggestionsCount").then(|| {
                Item::count(self.world.owned((record.kind, record.id), Kind::Suggestion).len())
            }),
            Kind::Moderation => (field == "reportedUrl").then(|| {
                let id = record.number("reportable_id").unwrap_or(0);
                self.url(&format!("reported/{id}"))
            }),
            _ => None,
        }
    }

    fn suggestions(&self, text: &Record) -> Item {
        let versions = self.world.owned((text.kind, text.id), Kind::DocumentVersion);
        let all = versions
            .iter()
            .flat_map(|version| self.world.owned((version.kind, version.id), Kind::Suggestion));
        Item::records(all)
    }

    fn proposal(&self, proposal: &Record, field: &str) -> Option<Item> {
        let component = self.world.component_of(proposal);
        let withdrawn = !proposal.get("withdrawn_at").is_null();
        Some(match field {
            "state" if withdrawn && self.version < Version::V0_29 => "withdrawn".into(),
            // Up to 0.28 there are no states but the platform's own.
            "state"
                if self.version < Version::V0_29 && proposal.text("state") == Some("in_study") =>
            {
                "evaluating".into()
            }
            "withdrawn" => withdrawn.into(),
            "voteCount" if component.is_some_and(|it| votes_hidden(it)) => Item::Null,
            "proposalState" => {
                let (component, token) = (component?, proposal.text("state"));
                let states = self.world.owned((Kind::Component, component.id), Kind::ProposalState);
                Item::record(states.iter().find(|state| state.text("token") == token))
            }
            "meeting" => Item::Null,
            "amendments" => {
                let amendments = self.world.owned((proposal.kind, proposal.id), Kind::Amendment);
                Item::records(amendments)
            }
            "fingerprint" => {
                let source = json!({"title": proposal.get("title"), "body": proposal.get("body")});
                let source = source.to_string();
                let sum = source.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
                    (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                });
                Item::Value(json!({"source": source, "value": format!("{sum:064x}")}))
            }
            "budgetHint" => "about 1000".into(),
            "sections" => {
                Item::Value(json!([{"id": 1, "title": proposal.get("title"), "state": "DRAFT"}]))
            }
            _ => return None,
        })
    }

    fn amendment(&self, amendment: &Record, field: &str) -> Option<Item> {
        let proposal = |name: &str| {
            let id = amendment.id_in(name);
            Item::record(id.and_then(|id| self.world.get(Kind::Proposal, id)))
        };
        Some(match field {
            "amendable" => proposal("amendable_id"),
            "emendation" => proposal("emendation_id"),
            "amendableType" | "emendationType" => Kind::Proposal.class().into(),
            _ => return None,
        })
    }

    fn meeting(&self, meeting: &Record, field: &str) -> Option<Item> {
        let column = |name: &str| -> Item { meeting.get(name).clone().into() };
        let withdrawn = !meeting.get("withdrawn_at").is_null();
        Some(match field {
            "closed" => (!meeting.get("closed_at").is_null()).into(),
            "isWithdrawn" | "withdrawn" => withdrawn.into(),
            "attendeeCount" => column("attendees_count"),
            "contributionCount" => column("contributions_count"),
            "registrationForm" if !meeting.flag("registration_form_enabled") => Item::Null,
            "registrationForm" => {
                self.referred(Kind::Questionnaire, meeting.id_in("questionnaire_id"))
            }
            "proposalsFromMeeting" => {
                self.numbered(Kind::Proposal, &meeting.ids_in("proposal_ids"))
            }
            _ => return None,
        })
    }

    fn project(&self, project: &Record, field: &str) -> Option<Item> {
        Some(match field {
            "selected" => (!project.get("selected_at").is_null()).into(),
            "relatedProposals" => self.numbered(Kind::Proposal, &project.ids_in("proposal_ids")),
            "budgetUrl" => {
                let budget = project.owner_id(Kind::Budget).unwrap_or(0);
                self.url(&format!("budgets/{budget}"))
            }
            "confirmedVotes" => match project.get("confirmed_votes") {
                Value::Null => Item::Null,
                votes => votes.clone().into(),
            },
            _ => return None,
        })
    }
}

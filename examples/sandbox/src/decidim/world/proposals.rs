//! Proposals, their states and amendments.

use serde_json::{Value, json};

use super::content_fields::{common, hang_on};
use super::kind::Kind;
use super::maker::{LATEST, Maker, OPENED, fields};

/// Token, colours, whether the platform comes with it.
const STATES: &[(&str, &str, &str)] = &[
    ("accepted", "#E3FCE9", "#15602C"),
    ("rejected", "#FFEBE9", "#D1242F"),
    ("evaluating", "#FFF1E5", "#BC4C00"),
    ("in_study", "#E5EDFF", "#0B3A8A"),
];

pub(super) fn one(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let number = maker.world.count(Kind::Proposal) + 1;
    let mut proposal = common(maker, Kind::Proposal, owner, at);
    if let Some(description) = proposal.remove("description") {
        proposal.insert("body".to_owned(), description);
    }
    let official = maker.chance(12);
    let authors: Vec<u64> = if official {
        Vec::new()
    } else {
        let mut authors: Vec<u64> = maker.user().into_iter().collect();
        if maker.chance(20) {
            authors.extend(maker.users(3));
            authors.dedup();
        }
        authors
    };
    let state = match maker.below(10) {
        0..4 => None,
        4..6 => Some("accepted"),
        6 => Some("rejected"),
        7..9 => Some("evaluating"),
        _ => Some("in_study"),
    };
    let answered = state.map(|_| maker.after(at, 60));
    let answer = if state.is_some() { maker.html() } else { Value::Null };
    let withdrawn =
        if state.is_none() && maker.chance(10) { Some(maker.after(at, 30)) } else { None };
    let (votes, endorsers) = (maker.below(80), maker.users(4));
    let accepted = state == Some("accepted");
    let (report, period) =
        if accepted { (maker.html(), maker.html()) } else { (json!({}), json!({})) };
    let supporters = maker.users(5);
    proposal.extend(maker.place(60));
    proposal.extend(fields(json!({
        "author_ids": authors,
        "official": official,
        "state": state,
        "answer": answer,
        "answered_at": answered,
        "withdrawn_at": withdrawn,
        "vote_count": votes,
        "voter_ids": supporters,
        "endorser_ids": endorsers,
        "position": number,
        "participatory_text_level": null,
        "created_in_meeting": false,
        "cost": accepted.then_some(1500.5),
        "cost_report": report,
        "execution_period": period,
        "draft": false,
    })));
    let id = maker.add(Kind::Proposal, Some(owner), at, proposal);
    hang_on(maker, (Kind::Proposal, id), at);
    id
}

/// Some proposals are changes to others of the same component.
pub(super) fn amendments(maker: &mut Maker<'_>) {
    let rows: Vec<(u64, Option<(Kind, u64)>)> =
        maker.world.rows(Kind::Proposal).map(|proposal| (proposal.id, proposal.owner)).collect();
    for pair in rows.chunks(12) {
        let [(amendable, owner), (emendation, other), ..] = pair else { continue };
        if owner != other {
            continue;
        }
        let amender = maker.user();
        let state = if amendable % 2 == 0 { "evaluating" } else { "accepted" };
        let amendment = fields(json!({
            "amendable_id": amendable, "emendation_id": emendation, "amender_id": amender,
            "state": state,
        }));
        maker.add(Kind::Amendment, Some((Kind::Proposal, *amendable)), LATEST, amendment);
    }
}

/// The states of every component, one of them its own invention.
pub(super) fn states(maker: &mut Maker<'_>) {
    for component in maker.world.components("proposals") {
        for (token, background, text) in STATES {
            let count = maker
                .world
                .owned((Kind::Component, component.id), Kind::Proposal)
                .iter()
                .filter(|proposal| proposal.text("state") == Some(token))
                .count();
            let title = match *token {
                "accepted" => ("Accepted", "Acceptada", "Aceptada"),
                "rejected" => ("Rejected", "Rebutjada", "Rechazada"),
                "evaluating" => ("Evaluating", "En avaluació", "En evaluación"),
                _ => ("In study", "En estudi", "En estudio"),
            };
            let (title, announcement) = (maker.name(title), maker.name(title));
            let state = fields(json!({
                "token": token, "title": title, "announcement_title": announcement,
                "bg_color": background, "text_color": text, "proposals_count": count,
            }));
            let owner = Some((Kind::Component, component.id));
            maker.add(Kind::ProposalState, owner, OPENED, state);
        }
    }
}

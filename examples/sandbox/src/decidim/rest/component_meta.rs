//! What a component tells of itself: what is switched on, and what the caller may do.

use serde_json::{Value, json};

use super::call::Call;
use super::caller::Caller;
use super::component_settings::{HEAVIEST, is_on, setting};
use crate::decidim::world::{Kind, Record};

pub(super) fn meta(call: &Call<'_>, component: &Record, manifest: &str, caller: &Caller) -> Value {
    let is_published = !component.get("published_at").is_null();
    let mut meta = json!({"published": is_published, "scopes_enabled": false});
    let more = match manifest {
        "meetings" => json!({
            "default_registration_terms": false,
            "comments_enabled": is_on(component, "comments_enabled", true),
            // A number that is not set.
            "comments_max_length": false,
            "registration_code_enabled": false,
            "creation_enabled_for_participants": false,
        }),
        "proposals" => proposal_meta(call, component, caller),
        _ => json!({}),
    };
    if let (Some(meta), Value::Object(more)) = (meta.as_object_mut(), more) {
        meta.extend(more);
    }
    meta
}

fn proposal_meta(call: &Call<'_>, component: &Record, caller: &Caller) -> Value {
    let number = |name: &str, usual: u64| match setting(component, name) {
        Some(value) => value.clone(),
        None if call.settings().false_numbers => json!(false),
        None => json!(usual),
    };
    let on = |name: &str, usual: bool| is_on(component, name, usual);
    let votes_enabled = on("votes_enabled", true);
    let can_vote = votes_enabled && may_vote(call, component, caller);
    let comments_enabled = on("comments_enabled", true);
    let creation_enabled = on("creation_enabled", true);
    let acting = caller.acting.and_then(|id| call.world.get(Kind::User, id));
    let may_create = creation_enabled && acting.is_some_and(|user| !user.flag("blocked"));
    let mut meta = json!({
        "amendments_enabled": on("amendments_enabled", false),
        "attachments_allowed": on("attachments_allowed", false),
        "collaborative_drafts_enabled": false,
        "comments_enabled": comments_enabled,
        "geocoding_enabled": on("geocoding_enabled", false),
        "official_proposals_enabled": true,
        "participatory_texts_enabled": false,
        "resources_permissions_enabled": true,
        "endorsements_enabled": true,
        "votes_enabled": votes_enabled,
        "creation_enabled": creation_enabled,
        "proposal_answering_enabled": true,
        "amendment_creation_enabled": true,
        "amendment_reaction_enabled": true,
        "amendment_promotion_enabled": true,
        "can_create_proposals": may_create,
        "can_vote": can_vote,
        "can_endorse": true,
        "can_comment": comments_enabled,
        "comments_max_length": number("comments_max_length", 1000),
        "minimum_votes_per_user": number("minimum_votes_per_user", 0),
        "proposal_edit_before_minutes": number("proposal_edit_before_minutes", 5),
        "proposal_limit": number("proposal_limit", 0),
        "threshold_per_proposal": number("threshold_per_proposal", 0),
        "vote_limit": number("vote_limit", 0),
        "default_sort_order": "default",
        "proposal_edit_time": "limited",
    });
    if let (true, Some(meta)) = (can_vote, meta.as_object_mut()) {
        meta.insert("votes".to_owned(), vote_labels(call));
    }
    meta
}

/// Since 0.3: whether a proposal is left that the actor has not voted on. Before, nobody asks.
fn may_vote(call: &Call<'_>, component: &Record, caller: &Caller) -> bool {
    let Some(user) = caller.acting.filter(|_| call.version().is_asynchronous()) else {
        return true;
    };
    let proposals = call.world.owned((Kind::Component, component.id), Kind::Proposal);
    proposals.iter().any(|proposal| {
        !proposal.get("published_at").is_null()
            && !matches!(proposal.text("state"), Some("withdrawn" | "rejected"))
            && call.rest.votes.weight(proposal, user).is_none()
    })
}

/// What a vote may weigh, and how the site calls it.
fn vote_labels(call: &Call<'_>) -> Value {
    let label = |name: &str, weight: i64| {
        let label = if call.version().translates_vote_labels() {
            let locales = call.locales.iter();
            Value::Object(locales.map(|locale| (locale.clone(), json!(name))).collect())
        } else {
            json!(name)
        };
        json!({"label": label, "weight": weight})
    };
    if call.settings().weighted_votes {
        json!([
            label("Abstain", 0),
            label("Not for me", 1),
            label("Fine", 2),
            label("Very good", HEAVIEST),
        ])
    } else {
        json!([label("Support", 1)])
    }
}

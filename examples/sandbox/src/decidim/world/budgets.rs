//! Budgets and their projects.

use serde_json::json;

use super::content_fields::{common, hang_on};
use super::discussion;
use super::kind::Kind;
use super::maker::{Maker, fields};

pub(super) fn one(maker: &mut Maker<'_>, owner: (Kind, u64), at: i64) -> u64 {
    let number = maker.world.count(Kind::Budget) + 1;
    let mut budget = common(maker, Kind::Budget, owner, at);
    budget.remove("hidden");
    budget.extend(fields(json!({"total_budget": 100_000 * number, "weight": number})));
    let id = maker.add(Kind::Budget, Some(owner), at, budget);
    discussion::versions(maker, (Kind::Budget, id), at, 1);
    // The first budget has most of the projects.
    let all = maker.amount(Kind::Project, maker.scale() / 5 + 4);
    let share = if number == 1 { all - all / 3 } else { all / 6 };
    for _ in 0..share {
        project(maker, id, owner, at);
    }
    id
}

fn project(maker: &mut Maker<'_>, budget: u64, component: (Kind, u64), at: i64) {
    let at = maker.after(at, 30);
    let mut project = common(maker, Kind::Project, component, at);
    let amount = 1000 * (1 + maker.below(60));
    let selected = if maker.chance(25) { Some(at + 86_400_000) } else { None };
    let votes = maker.below(200);
    let proposals = maker.some(Kind::Proposal, 2);
    project.extend(maker.place(50));
    project.extend(fields(json!({
        "budget_amount": amount,
        "selected_at": selected,
        "confirmed_votes": votes,
        "proposal_ids": proposals,
    })));
    let id = maker.add(Kind::Project, Some((Kind::Budget, budget)), at, project);
    hang_on(maker, (Kind::Project, id), at);
}

//! The rows of each table.

use super::columns::{author, content_url, filing, group, location, place, space_url};
use super::row::Row;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record, World};

fn comments(world: &World, record: &Record) -> usize {
    world.all_comments(record)
}

pub(super) fn proposal(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    let first = record.ids_in("author_ids").first().copied();
    author(row, world, first);
    filing(row, world, record);
    place(row, world, record);
    row.texts("title", record.get("title"));
    row.texts("body", record.get("body"));
    location(row, record);
    row.value("state", record.get("state"));
    row.value("reference", record.get("reference"));
    row.texts("answer", record.get("answer"));
    row.moment("answered_at", record.number("answered_at"));
    let votes = if world.settings.version >= Version::V0_30 { "votes" } else { "supports" };
    row.value(votes, record.get("vote_count"));
    let endorsers = record.ids_in("endorser_ids");
    row.put("endorsements/total_count", endorsers.len());
    row.list("endorsements/user_endorsements", endorsers.iter().map(|id| name(world, *id)));
    row.put("comments", comments(world, record));
    row.put("attachments", attachments(world, record));
    row.put("followers", record.ids_in("follower_ids").len());
    row.moment("published_at", record.number("published_at"));
    row.moment("created_at", Some(record.created_at));
    row.moment("updated_at", Some(record.updated_at));
    row.put("url", content_url(world, record));
    amended(row, world, record);
}

/// What a proposal wants to change, where it is an amendment.
fn amended(row: &mut Row<'_>, world: &World, record: &Record) {
    let mut amendments = world.rows(Kind::Amendment);
    let amendment = amendments.find(|it| it.id_in("emendation_id") == Some(record.id));
    let original = amendment.and_then(|amendment| world.owner(amendment));
    row.put("is_amend", original.is_some());
    if let Some(original) = original {
        row.texts("original_proposal/title", original.get("title"));
    }
    let url = original.map(|original| content_url(world, original));
    row.put("original_proposal/url", url.unwrap_or_default());
}

fn name(world: &World, user: u64) -> String {
    let user = world.get(Kind::User, user);
    user.and_then(|user| user.text("name")).unwrap_or_default().to_owned()
}

fn attachments(world: &World, record: &Record) -> usize {
    world.owned((record.kind, record.id), Kind::Attachment).len()
}

pub(super) fn meeting(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    author(row, world, record.id_in("author_id"));
    filing(row, world, record);
    place(row, world, record);
    row.texts("title", record.get("title"));
    row.texts("description", record.get("description"));
    row.moment("start_time", record.number("start_time"));
    row.moment("end_time", record.number("end_time"));
    row.value("attendees", record.get("attendees_count"));
    row.value("contributions", record.get("contributions_count"));
    row.value("organizations", record.get("attending_organizations"));
    location(row, record);
    row.texts("location", record.get("location"));
    row.value("reference", record.get("reference"));
    row.put("comments", comments(world, record));
    row.put("attachments", attachments(world, record));
    row.put("followers", record.ids_in("follower_ids").len());
    row.list("related_proposals", record.ids_in("proposal_ids"));
    row.moment("published_at", record.number("published_at"));
    row.moment("created_at", Some(record.created_at));
    row.put("url", content_url(world, record));
}

pub(super) fn result(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    filing(row, world, record);
    place(row, world, record);
    row.value("parent/id", record.get("parent_id"));
    row.texts("title", record.get("title"));
    row.texts("description", record.get("description"));
    for column in ["start_date", "end_date"] {
        let day = record.number(column);
        let day = day.map(|day| crate::moment::format(day, "%Y-%m-%d"));
        row.put(column, day.unwrap_or_default());
    }
    let status = record.id_in("status_id").and_then(|id| world.get(Kind::ResultStatus, id));
    row.put("status/id", status.map_or(String::new(), |status| status.id.to_string()));
    if let Some(status) = status {
        row.value("status/key", status.get("key"));
        row.texts("status/name", status.get("name"));
    }
    row.value("progress", record.get("progress"));
    related(row, world, record);
    row.put("comments", comments(world, record));
    row.moment("created_at", Some(record.created_at));
    row.put("url", content_url(world, record));
}

pub(super) fn project(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    filing(row, world, record);
    place(row, world, record);
    row.texts("title", record.get("title"));
    row.texts("description", record.get("description"));
    row.put("budget/id", record.owner_id(Kind::Budget).unwrap_or_default());
    row.value("budget_amount", record.get("budget_amount"));
    row.value("confirmed_votes", record.get("confirmed_votes"));
    row.put("comments", comments(world, record));
    row.moment("created_at", Some(record.created_at));
    row.put("url", content_url(world, record));
    related(row, world, record);
}

/// Related proposals: their numbers, titles and addresses, each in one cell.
fn related(row: &mut Row<'_>, world: &World, record: &Record) {
    let ids = record.ids_in("proposal_ids");
    let proposals: Vec<_> = ids.iter().filter_map(|id| world.get(Kind::Proposal, *id)).collect();
    row.list("related_proposals", &ids);
    let titles = proposals.iter().map(|proposal| {
        proposal.text_in("title", world.main_locale()).unwrap_or_default().to_owned()
    });
    row.list("related_proposal_titles", titles);
    row.list("related_proposal_urls", proposals.iter().map(|it| content_url(world, it)));
}

pub(super) fn debate(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    author(row, world, record.id_in("author_id"));
    filing(row, world, record);
    place(row, world, record);
    row.texts("title", record.get("title"));
    row.texts("description", record.get("description"));
    row.texts("instructions", record.get("instructions"));
    row.moment("start_time", record.number("start_time"));
    row.moment("end_time", record.number("end_time"));
    row.texts("conclusions", record.get("conclusions"));
    row.moment("closed_at", record.number("closed_at"));
    row.value("reference", record.get("reference"));
    row.put("comments", comments(world, record));
    row.put("endorsements", record.ids_in("endorser_ids").len());
    row.moment("created_at", Some(record.created_at));
    row.put("url", content_url(world, record));
}

pub(super) fn post(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    author(row, world, record.id_in("author_id"));
    place(row, world, record);
    row.texts("title", record.get("title"));
    row.texts("body", record.get("body"));
    row.put("comments_count", comments(world, record));
    row.put("endorsements_count", record.ids_in("endorser_ids").len());
    row.put("follows_count", record.ids_in("follower_ids").len());
    row.moment("published_at", record.number("published_at"));
    row.moment("created_at", Some(record.created_at));
    row.put("url", content_url(world, record));
}

pub(super) fn survey(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    place(row, world, record);
    row.texts("title", record.get("title"));
    row.moment("created_at", Some(record.created_at));
    row.put("url", content_url(world, record));
}

pub(super) fn comment(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    row.moment("created_at", Some(record.created_at));
    row.value("body", record.get("body"));
    row.value("locale", record.get("locale"));
    author(row, world, record.id_in("author_id"));
    row.value("alignment", record.get("alignment"));
    row.value("depth", record.get("depth"));
    group(row, world, record.id_in("author_id"));
    row.value("commentable_id", record.get("commentable_id"));
    row.value("commentable_type", record.get("commentable_type"));
    let url = root(world, record).map(|root| content_url(world, root));
    row.put("root_commentable_url", url.unwrap_or_default());
}

/// What a thread of comments is about.
pub(super) fn root<'w>(world: &'w World, comment: &Record) -> Option<&'w Record> {
    let above = world.owner(comment)?;
    if above.kind == Kind::Comment { root(world, above) } else { Some(above) }
}

pub(super) fn space(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    for column in ["title", "subtitle", "short_description", "description", "announcement"] {
        row.texts(column, record.get(column));
    }
    filing(row, world, record);
    row.value("slug", record.get("slug"));
    row.value("reference", record.get("reference"));
    for column in ["start_date", "end_date"] {
        let day = record.number(column);
        let day = day.map(|day| crate::moment::format(day, "%Y-%m-%d"));
        row.put(column, day.unwrap_or_default());
    }
    row.moment("published_at", record.number("published_at"));
    row.moment("created_at", Some(record.created_at));
    row.put("url", space_url(world, record));
}

pub(super) fn user(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    for column in ["name", "nickname", "about", "followers_count", "following_count"] {
        row.value(column, record.get(column));
    }
    let nickname = record.text("nickname").unwrap_or_default();
    row.put("url", format!("https://{}/profiles/{nickname}", world.settings.host));
    row.moment("created_at", Some(record.created_at));
}

pub(super) fn metric(row: &mut Row<'_>, _world: &World, record: &Record) {
    row.value("metric_type", record.get("name"));
    row.value("cumulative", record.get("count"));
    row.moment("day", Some(record.created_at));
}

pub(super) fn moderation(row: &mut Row<'_>, _world: &World, record: &Record) {
    row.put("id", record.id);
    row.moment("hidden_at", record.number("hidden_at"));
    for column in ["report_count", "reportable_id", "reportable_type", "reported_content"] {
        row.value(column, record.get(column));
    }
}

pub(super) fn moderated_user(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    row.value("user_id", record.get("user_id"));
    let reports = world.owned((record.kind, record.id), Kind::UserReport);
    row.list("reports/reasons", reports.iter().filter_map(|report| report.text("reason")));
    row.moment("blocked_at", record.number("blocked_at"));
}

pub(super) fn taxonomy(row: &mut Row<'_>, _world: &World, record: &Record) {
    row.put("id", record.id);
    row.texts("name", record.get("name"));
    row.value("parent_id", record.get("parent_id"));
    row.put("is_root", record.get("parent_id").is_null());
}

//! The rows of what components hold, by the serializers of each version.

use serde_json::{Map, Value};

use super::columns::{
    author, authors, commenter, component, content_url, coordinates, filing, follows, group,
    hides_votes, likes, person, place,
};
use super::row::Row;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record, World};

pub(super) fn comments(world: &World, record: &Record) -> usize {
    world.all_comments(record)
}

/// When the last comment on a record came, and who wrote it.
fn last_comment(world: &World, record: &Record) -> Option<(i64, Option<u64>)> {
    let comments = world.owned((record.kind, record.id), Kind::Comment);
    let shown = comments.iter().filter(|comment| !comment.is_hidden());
    let all = shown.flat_map(|comment| {
        let this = (comment.created_at, comment.id_in("author_id"));
        std::iter::once(this).chain(last_comment(world, comment))
    });
    all.max_by_key(|(at, _)| *at)
}

pub(super) fn attachments(world: &World, record: &Record) -> usize {
    world.owned((record.kind, record.id), Kind::Attachment).len()
}

/// Without markup.
fn plain(texts: &Value) -> Value {
    match texts {
        Value::Object(texts) => {
            let plain = texts.iter().map(|(locale, text)| (locale.clone(), plain(text)));
            Value::Object(plain.collect::<Map<_, _>>())
        }
        Value::String(html) => {
            let mut is_tag = false;
            let shown = html.chars().filter(|letter| {
                is_tag |= *letter == '<';
                let is_shown = !is_tag;
                is_tag &= *letter != '>';
                is_shown
            });
            Value::String(shown.collect())
        }
        other => other.clone(),
    }
}

pub(super) fn proposal(row: &mut Row<'_>, world: &World, record: &Record) {
    let version = world.settings.version;
    row.put("id", record.id);
    if version >= Version::V0_27 {
        authors(row, world, record);
    }
    filing(row, world, record);
    place(row, world, record);
    row.texts("title", record.get("title"));
    if version >= Version::V0_27 {
        row.texts("body", &plain(record.get("body")));
        row.value("address", record.get("address"));
        coordinates(row, record);
    } else {
        row.texts("body", record.get("body"));
    }
    row.text("state", record.text("state").unwrap_or_default());
    if version >= Version::V0_30 {
        row.moment("state_published_at", record.number("answered_at"));
    }
    row.value("reference", record.get("reference"));
    row.translatable("answer", record.get("answer"));
    if version >= Version::V0_27 {
        row.moment("answered_at", record.number("answered_at"));
    }
    let votes = if version >= Version::V0_29 { "votes" } else { "supports" };
    // Empty where they are hidden, since pull request 13739, which is in 0.29 too (13742).
    let hides = version >= Version::V0_29 && hides_votes(world, record);
    row.value(votes, if hides { &Value::Null } else { record.get("vote_count") });
    let (total, by_name) = match version {
        version if version >= Version::V0_32 => ("likes/total_count", "likes/user_likes"),
        version if version >= Version::V0_31 => ("likes/total_count", "likes/user_endorsements"),
        _ => ("endorsements/total_count", "endorsements/user_endorsements"),
    };
    let endorsers = record.ids_in("endorser_ids");
    row.put(total, endorsers.len());
    row.list(by_name, endorsers.iter().map(|id| name(world, *id)));
    row.put("comments", comments(world, record));
    if version < Version::V0_32 {
        row.put("attachments", attachments(world, record));
    }
    follows(row, world, record);
    row.moment("published_at", record.number("published_at"));
    row.text("url", &content_url(world, record));
    row.list("meeting_urls", from_meetings(world, record));
    row.list::<String>("related_proposals", []);
    amended(row, world, record);
    if version >= Version::V0_29 {
        row.put("withdrawn", record.number("withdrawn_at").is_some());
        row.moment("withdrawn_at", record.number("withdrawn_at"));
    }
    if version >= Version::V0_30 {
        row.moment("created_at", Some(record.created_at));
        row.moment("updated_at", Some(record.updated_at));
        row.put("created_in_meeting", record.flag("created_in_meeting"));
        row.put("coauthorships_count", record.ids_in("author_ids").len().max(1));
        row.value("cost", record.get("cost"));
        row.texts("cost_report", record.get("cost_report"));
        row.texts("execution_period", record.get("execution_period"));
    }
}

/// The addresses of meetings that a proposal came from.
fn from_meetings(world: &World, proposal: &Record) -> Vec<String> {
    let meetings = world.rows(Kind::Meeting);
    let meetings = meetings.filter(|it| it.ids_in("proposal_ids").contains(&proposal.id));
    meetings.map(|meeting| content_url(world, meeting)).collect()
}

/// What a proposal wants to change, where it is an amendment.
fn amended(row: &mut Row<'_>, world: &World, record: &Record) {
    let mut amendments = world.rows(Kind::Amendment);
    let amendment = amendments.find(|it| it.id_in("emendation_id") == Some(record.id));
    let original = amendment.and_then(|amendment| world.owner(amendment));
    row.put("is_amend", original.is_some());
    row.texts("original_proposal/title", original.map_or(&Value::Null, |it| it.get("title")));
    let url = original.map(|original| content_url(world, original));
    row.text("original_proposal/url", &url.unwrap_or_default());
}

fn name(world: &World, user: u64) -> String {
    let user = world.get(Kind::User, user);
    user.and_then(|user| user.text("name")).unwrap_or_default().to_owned()
}

pub(super) fn result(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    filing(row, world, record);
    row.value("parent/id", record.get("parent_id"));
    row.texts("title", record.get("title"));
    row.texts("description", record.get("description"));
    for column in ["start_date", "end_date"] {
        row.day(column, record.number(column));
    }
    let status = record.id_in("status_id").and_then(|id| world.get(Kind::ResultStatus, id));
    row.put("status/id", status.map_or(String::new(), |status| status.id.to_string()));
    row.value("status/key", status.map_or(&Value::Null, |status| status.get("key")));
    row.translatable("status/name", status.map_or(&Value::Null, |status| status.get("name")));
    row.value("progress", record.get("progress"));
    row.moment("created_at", Some(record.created_at));
    let is_new = world.settings.version >= Version::V0_30;
    if is_new {
        row.moment("updated_at", Some(record.updated_at));
    }
    row.text("url", &content_url(world, record));
    component(row, world, record);
    row.list("proposal_urls", proposals_of(world, record).map(|it| content_url(world, it)));
    if is_new {
        row.value("reference", record.get("reference"));
        let parts = world.rows(Kind::Result);
        let parts = parts.filter(|part| part.id_in("parent_id") == Some(record.id)).count();
        row.put("children_count", parts);
        row.put("comments_count", comments(world, record));
        row.value("address", record.get("address"));
        coordinates(row, record);
    }
}

pub(super) fn project(row: &mut Row<'_>, world: &World, record: &Record) {
    let version = world.settings.version;
    row.put("id", record.id);
    filing(row, world, record);
    place(row, world, record);
    row.texts("title", record.get("title"));
    row.texts("description", record.get("description"));
    let budget = record.owner_id(Kind::Budget).and_then(|id| world.get(Kind::Budget, id));
    row.put("budget/id", budget.map_or(0, |budget| budget.id));
    if version >= Version::V0_30 {
        row.texts("budget/title", budget.map_or(&Value::Null, |budget| budget.get("title")));
        let url = budget.map(|budget| content_url(world, budget));
        row.text("budget/url", &url.unwrap_or_default());
    }
    row.value("budget_amount", record.get("budget_amount"));
    // Pull request 13740.
    let hides = version >= Version::V0_30 && hides_votes(world, record);
    row.value("confirmed_votes", if hides { &Value::Null } else { record.get("confirmed_votes") });
    row.put("comments", comments(world, record));
    row.moment("created_at", Some(record.created_at));
    row.text("url", &content_url(world, record));
    if version >= Version::V0_29 {
        row.value("address", record.get("address"));
    }
    if version >= Version::V0_30 {
        row.moment("updated_at", Some(record.updated_at));
        row.moment("selected_at", record.number("selected_at"));
        row.value("reference", record.get("reference"));
        follows(row, world, record);
        coordinates(row, record);
    }
    row.list("related_proposals", record.ids_in("proposal_ids"));
    let titles = proposals_of(world, record).map(|proposal| {
        proposal.text_in("title", world.main_locale()).unwrap_or_default().to_owned()
    });
    row.list("related_proposal_titles", titles);
    row.list("related_proposal_urls", proposals_of(world, record).map(|it| content_url(world, it)));
}

fn proposals_of<'w>(world: &'w World, record: &Record) -> impl Iterator<Item = &'w Record> {
    let ids = record.ids_in("proposal_ids").into_iter();
    ids.filter_map(|id| world.get(Kind::Proposal, id)).map(|proposal| &**proposal)
}

pub(super) fn debate(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    author(row, world, record.id_in("author_id"));
    row.texts("title", record.get("title"));
    row.texts("description", record.get("description"));
    row.texts("instructions", record.get("instructions"));
    row.moment("start_time", record.number("start_time"));
    row.moment("end_time", record.number("end_time"));
    row.texts("information_updates", record.get("information_updates"));
    filing(row, world, record);
    place(row, world, record);
    row.value("reference", record.get("reference"));
    row.put("comments", comments(world, record));
    follows(row, world, record);
    row.text("url", &content_url(world, record));
    let last = last_comment(world, record);
    row.moment("last_comment_at", last.map(|(at, _)| at));
    if let Some((_, author)) = last {
        person(row, world, "last_comment_by", author);
    }
    row.put("comments_enabled", true);
    row.texts("conclusions", record.get("conclusions"));
    row.moment("closed_at", record.number("closed_at"));
    row.moment("created_at", Some(record.created_at));
    row.moment("updated_at", Some(record.updated_at));
    likes(row, world, record);
}

pub(super) fn post(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    author(row, world, record.id_in("author_id"));
    row.texts("title", record.get("title"));
    row.texts("body", record.get("body"));
    row.moment("created_at", Some(record.created_at));
    row.moment("updated_at", Some(record.updated_at));
    row.moment("published_at", record.number("published_at"));
    likes(row, world, record);
    row.put("comments_count", comments(world, record));
    follows(row, world, record);
    place(row, world, record);
    row.text("url", &content_url(world, record));
}

pub(super) fn page(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    row.texts("title", record.get("title"));
    row.texts("body", record.get("body"));
    row.moment("created_at", Some(record.created_at));
    row.moment("updated_at", Some(record.updated_at));
    place(row, world, record);
    row.text("url", &content_url(world, record));
}

pub(super) fn comment(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    row.moment("created_at", Some(record.created_at));
    row.value("body", record.get("body"));
    row.value("locale", record.get("locale"));
    commenter(row, world, record.id_in("author_id"));
    row.value("alignment", record.get("alignment"));
    row.value("depth", record.get("depth"));
    group(row, world, record.id_in("author_id"));
    row.value("commentable_id", record.get("commentable_id"));
    row.value("commentable_type", record.get("commentable_type"));
    let url = root(world, record).map(|root| content_url(world, root));
    row.text("root_commentable_url", &url.unwrap_or_default());
}

/// What a thread of comments is about.
pub(super) fn root<'w>(world: &'w World, comment: &Record) -> Option<&'w Record> {
    let above = world.owner(comment)?;
    if above.kind == Kind::Comment { root(world, above) } else { Some(above) }
}

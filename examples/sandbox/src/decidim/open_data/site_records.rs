//! The rows of spaces, and of what belongs to the site as a whole: all since 0.30.

use serde_json::Value;

use super::columns::{content_url, filing, space_url};
use super::content::root;
use super::row::Row;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record, World};

/// What spaces of all kinds have.
fn common(row: &mut Row<'_>, record: &Record) {
    row.put("id", record.id);
    row.texts("title", record.get("title"));
    row.value("slug", record.get("slug"));
    row.value("reference", record.get("reference"));
    row.moment("created_at", Some(record.created_at));
    row.moment("updated_at", Some(record.updated_at));
    row.moment("published_at", record.number("published_at"));
    row.put("follows_count", record.ids_in("follower_ids").len());
    row.value("hashtag", record.get("hashtag"));
    row.texts("short_description", record.get("short_description"));
    row.texts("description", record.get("description"));
    row.put("promoted", record.flag("promoted"));
}

/// Where its pictures are: of these fields of the database, if they hold one.
fn pictures(row: &mut Row<'_>, world: &World, record: &Record, fields: &[&str]) {
    for field in fields {
        let path = record.text(field).map(|path| format!("https://{}{path}", world.settings.host));
        row.text(format!("remote_{field}_url"), &path.unwrap_or_default());
    }
}

/// The id and the title of what a space belongs to.
fn titled<'w>(
    row: &mut Row<'_>,
    world: &'w World,
    record: &Record,
    column: &str,
    (reference, kind): (&str, Kind),
) -> Option<&'w Record> {
    let titled = record.id_in(reference).and_then(|id| world.get(kind, id));
    row.put(format!("{column}/id"), titled.map_or(String::new(), |it| it.id.to_string()));
    let title = titled.map_or(&Value::Null, |titled| titled.get("title"));
    row.translatable(&format!("{column}/title"), title);
    titled.map(|titled| &**titled)
}

fn days(row: &mut Row<'_>, record: &Record) {
    for column in ["start_date", "end_date"] {
        row.day(column, record.number(column));
    }
}

pub(super) fn process(row: &mut Row<'_>, world: &World, record: &Record) {
    common(row, record);
    row.text("url", &space_url(world, record));
    row.texts("subtitle", record.get("subtitle"));
    pictures(row, world, record, &["hero_image"]);
    row.texts("announcement", record.get("announcement"));
    days(row, record);
    governed(row, record);
    named(row, world, record, "area", ("area_id", Kind::Area));
    let column = "participatory_process_group";
    let group = titled(row, world, record, column, ("group_id", Kind::ProcessGroup));
    let text = group.map_or(&Value::Null, |group| group.get("description"));
    row.translatable(&format!("{column}/description"), text);
    let picture = group.and_then(|group| group.text("hero_image"));
    let picture = picture.map(|path| format!("https://{}{path}", world.settings.host));
    row.text(format!("{column}/remote_hero_image_url"), &picture.unwrap_or_default());
    scoped(row, world, record);
    row.put("scopes_enabled", record.flag("scopes_enabled"));
    titled(row, world, record, "participatory_process_type", ("type_id", Kind::ProcessType));
}

pub(super) fn assembly(row: &mut Row<'_>, world: &World, record: &Record) {
    common(row, record);
    row.text("url", &space_url(world, record));
    row.texts("subtitle", record.get("subtitle"));
    pictures(row, world, record, &["hero_image", "banner_image"]);
    row.texts("announcement", record.get("announcement"));
    governed(row, record);
    row.texts("purpose_of_action", record.get("purpose_of_action"));
    row.texts("composition", record.get("composition"));
    row.day("duration", record.number("duration"));
    row.value("decidim_scope_id", record.get("scope_id"));
    named(row, world, record, "area", ("area_id", Kind::Area));
    scoped(row, world, record);
    row.put("scopes_enabled", record.flag("scopes_enabled"));
    for column in ["included_at", "closing_date", "creation_date"] {
        row.day(column, record.number(column));
    }
    for column in ["created_by", "is_transparent"] {
        row.value(column, record.get(column));
    }
    for column in
        ["closing_date_reason", "internal_organisation", "special_features", "created_by_other"]
    {
        row.texts(column, record.get(column));
    }
    for site in ["twitter", "instagram", "facebook", "youtube", "github"] {
        let column = format!("{site}_handler");
        row.value(column.as_str(), record.get(&column));
    }
    titled(row, world, record, "assembly_type", ("assembly_type_id", Kind::AssemblyType));
}

pub(super) fn conference(row: &mut Row<'_>, world: &World, record: &Record) {
    common(row, record);
    row.text("url", &space_url(world, record));
    row.texts("slogan", record.get("slogan"));
    pictures(row, world, record, &["hero_image", "banner_image"]);
    row.value("location", record.get("location"));
    row.texts("objectives", record.get("objectives"));
    days(row, record);
    row.put("scopes_enabled", record.flag("scopes_enabled"));
    row.value("decidim_scope_id", record.get("scope_id"));
    scoped(row, world, record);
}

fn governed(row: &mut Row<'_>, record: &Record) {
    for column in [
        "developer_group",
        "local_area",
        "meta_scope",
        "participatory_scope",
        "participatory_structure",
        "target",
    ] {
        row.texts(column, record.get(column));
    }
}

fn named(
    row: &mut Row<'_>,
    world: &World,
    record: &Record,
    column: &str,
    (reference, kind): (&str, Kind),
) {
    let named = record.id_in(reference).and_then(|id| world.get(kind, id));
    row.put(format!("{column}/id"), named.map_or(String::new(), |named| named.id.to_string()));
    let name = named.map_or(&Value::Null, |named| named.get("name"));
    row.translatable(&format!("{column}/name"), name);
}

/// Its scope in 0.30, and taxonomies (likely) since.
fn scoped(row: &mut Row<'_>, world: &World, record: &Record) {
    if world.settings.version >= Version::V0_31 {
        filing(row, world, record);
    } else {
        named(row, world, record, "scope", ("scope_id", Kind::Scope));
    }
}

pub(super) fn initiative(row: &mut Row<'_>, world: &World, record: &Record) {
    row.value("reference", record.get("reference"));
    row.texts("title", record.get("title"));
    row.text("url", &space_url(world, record));
    row.texts("description", record.get("description"));
    row.value("state", record.get("state"));
    row.moment("created_at", Some(record.created_at));
    row.moment("updated_at", Some(record.updated_at));
    row.moment("published_at", record.number("published_at"));
    for column in ["signature_start_date", "signature_end_date"] {
        row.day(column, record.number(column));
    }
    row.value("signature_type", record.get("signature_type"));
    row.value("signatures", record.get("initiative_supports_count"));
    row.texts("answer", record.get("answer"));
    row.moment("answered_at", record.number("answered_at"));
    row.value("hashtag", record.get("hashtag"));
    row.put("comments_count", world.all_comments(record));
    row.put("follows_count", record.ids_in("follower_ids").len());
    named(row, world, record, "scope", ("scope_id", Kind::Scope));
    let author = record.id_in("author_id").and_then(|id| world.get(Kind::User, id));
    row.list("authors/id", author.map(|author| author.id));
    row.list("authors/name", author.and_then(|author| author.text("name")));
}

pub(super) fn user(row: &mut Row<'_>, world: &World, record: &Record) {
    let host = &world.settings.host;
    let nickname = record.text("nickname").unwrap_or_default();
    row.put("id", record.id);
    row.value("name", record.get("name"));
    row.text("nickname", &format!("@{nickname}"));
    row.value("about", record.get("about"));
    let avatar = record.text("avatar_url").unwrap_or_default();
    row.text("avatar_url", &format!("https://{host}{avatar}"));
    // Those who have left have no page.
    let page = format!("https://{host}/profiles/{nickname}");
    row.text("profile_url", if record.flag("deleted") { "" } else { &page });
    row.value("direct_messages_enabled", record.get("direct_messages_enabled"));
    row.put("deleted", record.flag("deleted"));
    row.put("badge", if record.flag("officialized") { "verified-badge" } else { "" });
    if world.settings.version < Version::V0_31 {
        let groups = world.rows(Kind::User);
        let mine: Vec<_> =
            groups.filter(|group| group.ids_in("member_ids").contains(&record.id)).collect();
        row.list("groups/id", mine.iter().map(|group| group.id));
        row.list("groups/name", mine.iter().filter_map(|group| group.text("name")));
    }
}

pub(super) fn user_group(row: &mut Row<'_>, world: &World, record: &Record) {
    let nickname = record.text("nickname").unwrap_or_default();
    row.put("id", record.id);
    row.value("name", record.get("name"));
    row.text("nickname", &format!("@{nickname}"));
    row.text("profile_url", &format!("https://{}/profiles/{nickname}", world.settings.host));
    row.put("deleted", record.flag("deleted"));
    row.put("members_count", record.ids_in("member_ids").len());
    row.list("members/id", record.ids_in("member_ids"));
}

pub(super) fn metric(row: &mut Row<'_>, _world: &World, record: &Record) {
    row.day("day", Some(record.created_at));
    row.value("metric_type", record.get("name"));
    row.value("cumulative", record.get("count"));
    row.value("quantity", record.get("count"));
}

pub(super) fn moderation(row: &mut Row<'_>, world: &World, record: &Record) {
    row.put("id", record.id);
    row.moment("hidden_at", record.number("hidden_at"));
    row.value("report_count", record.get("report_count"));
    row.text("reported_url", &reported_url(world, record).unwrap_or_default());
    for column in ["reportable_type", "reportable_id", "reported_content"] {
        row.value(column, record.get(column));
    }
    let reports = world.owned((record.kind, record.id), Kind::Report);
    for (column, field) in [("reasons", "reason"), ("locale", "locale"), ("details", "details")] {
        let texts = reports.iter().filter_map(|report| report.text(field));
        row.list(format!("reports/{column}"), texts);
    }
}

/// The address of what somebody reported; of a comment that of what it is on, and its own place there.
fn reported_url(world: &World, moderation: &Record) -> Option<String> {
    let kind = moderation.text("reportable_type").and_then(Kind::of_class)?;
    let reported = world.get(kind, moderation.id_in("reportable_id")?)?;
    if reported.kind == Kind::Comment {
        let on = root(world, reported)?;
        return Some(format!("{}#comment_{}", content_url(world, on), reported.id));
    }
    Some(content_url(world, reported))
}

pub(super) fn moderated_user(row: &mut Row<'_>, world: &World, record: &Record) {
    row.value("user_id", record.get("user_id"));
    row.moment("blocked_at", record.number("blocked_at"));
    row.value("about", record.get("about"));
    let reports = world.owned((record.kind, record.id), Kind::UserReport);
    row.list("reasons", reports.iter().filter_map(|report| report.text("reason")));
    row.list("details", reports.iter().filter_map(|report| report.text("details")));
    row.value("block_reasons", record.get("block_reasons"));
    let who = record.id_in("blocking_user_id").and_then(|id| world.get(Kind::User, id));
    row.value("blocking_user", who.map_or(&Value::Null, |user| user.get("name")));
}

/// `open_data_taxonomy_serializer.rb`.
pub(super) fn taxonomy(row: &mut Row<'_>, world: &World, record: &Record) {
    let children = world.rows(Kind::Taxonomy).filter(|it| it.id_in("parent_id") == Some(record.id));
    row.put("id", record.id);
    row.texts("name", record.get("name"));
    row.value("parent_id", record.get("parent_id"));
    row.put("weight", record.number("weight").unwrap_or(0));
    row.put("children_count", children.count());
    row.put("taxonomizations_count", record.number("taxonomizations_count").unwrap_or(0));
    row.moment("created_at", Some(record.created_at));
    row.moment("updated_at", Some(record.updated_at));
    row.put("filters_count", record.number("filters_count").unwrap_or(0));
    row.put("filter_items_count", record.number("filter_items_count").unwrap_or(0));
    row.put("part_of", record.id_in("parent_id").unwrap_or(record.id));
    row.put("is_root", record.get("parent_id").is_null());
}

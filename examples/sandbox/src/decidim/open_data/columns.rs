//! The columns that tables share.

use serde_json::Value;

use super::row::Row;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record, World};

/// The address of a space.
pub(super) fn space_url(world: &World, space: &Record) -> String {
    let path = match space.kind {
        Kind::Process => "processes",
        other => other.list(),
    };
    let slug = space.text("slug").map_or_else(|| space.id.to_string(), str::to_owned);
    format!("https://{}/{path}/{slug}", world.settings.host)
}

/// The address of a piece of content; empty for one without a home.
pub(super) fn content_url(world: &World, record: &Record) -> String {
    let component = world.component_of(record);
    let space = component.and_then(|component| world.space_of(component));
    let Some((component, space)) = component.zip(space) else {
        return String::new();
    };
    let base = format!("{}/f/{}", space_url(world, space), component.id);
    match (record.kind, record.owner) {
        (Kind::Project, Some((Kind::Budget, budget))) => {
            format!("{base}/budgets/{budget}/projects/{}", record.id)
        }
        _ => format!("{base}/{}/{}", record.kind.list(), record.id),
    }
}

/// Taxonomies on new servers, category and scope on old ones.
pub(super) fn filing(row: &mut Row<'_>, world: &World, record: &Record) {
    if world.settings.version >= Version::V0_30 {
        let ids = record.ids_in("taxonomy_ids");
        row.list("taxonomies/ids", &ids);
        for taxonomy in ids.iter().filter_map(|id| world.get(Kind::Taxonomy, *id)) {
            row.texts(&format!("taxonomies/{}", taxonomy.id), taxonomy.get("name"));
        }
        return;
    }
    for (name, column, kind) in
        [("category", "category_id", Kind::Category), ("scope", "scope_id", Kind::Scope)]
    {
        let filed = record.id_in(column).and_then(|id| world.get(kind, id));
        row.put(format!("{name}/id"), filed.map_or(String::new(), |filed| filed.id.to_string()));
        let texts = filed.map_or(&Value::Null, |filed| filed.get("name"));
        // Only the serializer of meetings writes a bare column where there is none.
        if record.kind == Kind::Meeting {
            row.texts(&format!("{name}/name"), texts);
        } else {
            row.translatable(&format!("{name}/name"), texts);
        }
    }
}

/// Space and component.
pub(super) fn place(row: &mut Row<'_>, world: &World, record: &Record) {
    if let Some(space) = world.space_of(record) {
        row.put("participatory_space/id", space.id);
        row.text("participatory_space/url", &space_url(world, space));
    }
    component(row, world, record);
}

pub(super) fn component(row: &mut Row<'_>, world: &World, record: &Record) {
    if let Some(component) = world.component_of(record) {
        row.put("component/id", component.id);
    }
}

/// Id, name and page of an author: a participant, or the organization where the administration
/// wrote.
fn who(world: &World, id: Option<u64>) -> (u64, String, String) {
    let host = &world.settings.host;
    match id.and_then(|id| world.get(Kind::User, id)) {
        Some(user) => {
            let nickname = user.text("nickname").unwrap_or_default();
            let name = user.text("name").unwrap_or_default().to_owned();
            (user.id, name, format!("https://{host}/profiles/{nickname}"))
        }
        None => (1, "Example City".to_owned(), format!("https://{host}/")),
    }
}

/// One author.
pub(super) fn author(row: &mut Row<'_>, world: &World, id: Option<u64>) {
    person(row, world, "author", id);
}

/// Somebody, in three columns.
pub(super) fn person(row: &mut Row<'_>, world: &World, column: &str, id: Option<u64>) {
    let (id, name, url) = who(world, id);
    row.put(format!("{column}/id"), id);
    row.text(format!("{column}/name"), &name);
    row.text(format!("{column}/url"), &url);
}

/// The author of a comment, whose page is not named.
pub(super) fn commenter(row: &mut Row<'_>, world: &World, id: Option<u64>) {
    let (id, name, _) = who(world, id);
    row.put("author/id", id);
    row.text("author/name", &name);
}

/// All authors of a proposal, in one cell each.
pub(super) fn authors(row: &mut Row<'_>, world: &World, record: &Record) {
    let ids = record.ids_in("author_ids");
    let ids = if ids.is_empty() { vec![None] } else { ids.into_iter().map(Some).collect() };
    let all: Vec<_> = ids.into_iter().map(|id| who(world, id)).collect();
    row.list("author/id", all.iter().map(|author| author.0));
    row.list("author/name", all.iter().map(|author| &author.1));
    row.list("author/url", all.iter().map(|author| &author.2));
}

/// The group on whose behalf somebody wrote; gone since 0.31. Its name stands in a bare column, and
/// in one for each language where there is none.
pub(super) fn group(row: &mut Row<'_>, world: &World, id: Option<u64>) {
    if world.settings.version >= Version::V0_31 {
        return;
    }
    let user = id.and_then(|id| world.get(Kind::User, id));
    let group = user.filter(|user| user.flag("is_group"));
    row.put("user_group/id", group.map_or(String::new(), |group| group.id.to_string()));
    match group.and_then(|group| group.text("name")) {
        Some(name) => row.text("user_group/name", name),
        None => row.translatable("user_group/name", &Value::Null),
    }
}

/// How many follow it, and under which name.
pub(super) fn follows(row: &mut Row<'_>, world: &World, record: &Record) {
    let is_new = world.settings.version >= Version::V0_30;
    let column = if is_new { "follows_count" } else { "followers" };
    row.put(column, record.ids_in("follower_ids").len());
}

/// The name of a count of likes on its own, as debates and posts have it.
pub(super) fn likes(row: &mut Row<'_>, world: &World, record: &Record) {
    let is_new = world.settings.version >= Version::V0_31;
    let column = if is_new { "likes_count" } else { "endorsements_count" };
    row.put(column, record.ids_in("endorser_ids").len());
}

pub(super) fn coordinates(row: &mut Row<'_>, record: &Record) {
    for column in ["latitude", "longitude"] {
        row.value(column, record.get(column));
    }
}

/// Whether the component of a record keeps its votes to itself.
pub(super) fn hides_votes(world: &World, record: &Record) -> bool {
    let component = world.component_of(record);
    let hides = component.map(|component| component.get("settings").get("votes_hidden"));
    hides.flatten().and_then(Value::as_bool).unwrap_or(false)
}

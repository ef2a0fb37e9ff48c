//! The columns that tables share.

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
        row.list("taxonomies/id", &ids);
        if let Some(first) = ids.first().and_then(|id| world.get(Kind::Taxonomy, *id)) {
            row.texts("taxonomies/name", first.get("name"));
        }
        return;
    }
    for (name, column, kind) in
        [("category", "category_id", Kind::Category), ("scope", "scope_id", Kind::Scope)]
    {
        let filed = record.id_in(column).and_then(|id| world.get(kind, id));
        row.put(format!("{name}/id"), filed.map_or(String::new(), |filed| filed.id.to_string()));
        if let Some(filed) = filed {
            row.texts(&format!("{name}/name"), filed.get("name"));
        }
    }
}

/// Space and component.
pub(super) fn place(row: &mut Row<'_>, world: &World, record: &Record) {
    if let Some(space) = world.space_of(record) {
        row.put("participatory_space/id", space.id);
        row.put("participatory_space/url", space_url(world, space));
    }
    if let Some(component) = world.component_of(record) {
        row.put("component/id", component.id);
    }
}

/// An author: a participant, a group, or nobody where the administration wrote.
pub(super) fn author(row: &mut Row<'_>, world: &World, id: Option<u64>) {
    let user = id.and_then(|id| world.get(Kind::User, id));
    row.put("author/id", user.map_or(String::new(), |user| user.id.to_string()));
    row.put("author/name", user.and_then(|user| user.text("name")).unwrap_or_default());
    let profile = user.and_then(|user| user.text("nickname")).filter(|name| !name.is_empty());
    let profile = profile.map(|name| format!("https://{}/profiles/{name}", world.settings.host));
    row.put("author/url", profile.unwrap_or_default());
}

/// The group on whose behalf somebody wrote; gone since 0.31.
pub(super) fn group(row: &mut Row<'_>, world: &World, id: Option<u64>) {
    if world.settings.version >= Version::V0_31 {
        return;
    }
    let user = id.and_then(|id| world.get(Kind::User, id));
    let group = user.filter(|user| user.flag("is_group"));
    row.put("user_group/id", group.map_or(String::new(), |group| group.id.to_string()));
    let name = group.and_then(|group| group.text("name")).unwrap_or_default();
    row.put("user_group/name", name);
    if world.settings.open_data.odd_columns {
        row.put(format!("user_group/name/{}", world.main_locale()), name);
    }
}

/// Address and coordinates.
pub(super) fn location(row: &mut Row<'_>, record: &Record) {
    for column in ["address", "latitude", "longitude"] {
        row.value(column, record.get(column));
    }
}

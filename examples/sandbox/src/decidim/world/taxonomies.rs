//! Taxonomies, and the categories, scopes and areas that they replaced.

use serde_json::json;

use super::kind::Kind;
use super::maker::{Maker, OPENED, fields};
use super::text::Words;

const ROOTS: &[(Words, &[Words])] = &[
    (
        ("Themes", "Temes", "Temas"),
        &[
            ("Mobility", "Mobilitat", "Movilidad"),
            ("Climate", "Clima", "Clima"),
            ("Culture", "Cultura", "Cultura"),
        ],
    ),
    (
        ("Districts", "Districtes", "Distritos"),
        &[("North", "Nord", "Norte"), ("South", "Sud", "Sur"), ("Harbour", "Port", "Puerto")],
    ),
];

/// Two trees of taxonomies and scopes, and an area.
pub(super) fn make(maker: &mut Maker<'_>) {
    for kind in [Kind::Taxonomy, Kind::Scope] {
        for (root, children) in ROOTS {
            let name = maker.name(*root);
            let parent = maker.add(kind, None, OPENED, fields(json!({"name": name})));
            for child in *children {
                let name = maker.name(*child);
                let child = fields(json!({"name": name, "parent_id": parent}));
                maker.add(kind, None, OPENED, child);
            }
        }
    }
    let name = maker.name(("Old town", "Nucli antic", "Casco antiguo"));
    let kind = maker.name(("Quarter", "Barri", "Barrio"));
    let plural = maker.name(("Quarters", "Barris", "Barrios"));
    let area = json!({"name": name, "area_type": {"id": 1, "name": kind, "plural": plural}});
    maker.add(Kind::Area, None, OPENED, fields(area));
}

/// A space's categories: two, the first with a child.
pub(super) fn categories(maker: &mut Maker<'_>, space: (Kind, u64)) {
    let mut parent = None;
    for words in [
        ("Streets", "Carrers", "Calles"),
        ("Parks", "Parcs", "Parques"),
        ("Benches", "Bancs", "Bancos"),
    ] {
        let name = maker.name(words);
        let child_of = if words.0 == "Benches" { parent } else { None };
        let category = fields(json!({"name": name, "parent_id": child_of}));
        let id = maker.add(Kind::Category, Some(space), OPENED, category);
        parent = parent.or(Some(id));
    }
}

/// The filing of one piece of content: taxonomies for new servers, category and scope for old.
pub(super) fn filing(maker: &mut Maker<'_>, space: Option<(Kind, u64)>) -> serde_json::Value {
    let children: Vec<u64> = maker
        .world
        .rows(Kind::Taxonomy)
        .filter(|taxonomy| taxonomy.id_in("parent_id").is_some())
        .map(|taxonomy| taxonomy.id)
        .collect();
    let mut taxonomies: Vec<u64> =
        (0..maker.below(3)).filter_map(|_| maker.pick(&children).copied()).collect();
    taxonomies.sort_unstable();
    taxonomies.dedup();
    let categories: Vec<u64> = space.map_or_else(Vec::new, |space| {
        maker.world.owned(space, Kind::Category).iter().map(|category| category.id).collect()
    });
    let category = maker.pick(&categories).copied();
    let scope = maker.any(Kind::Scope);
    let (category, scope) = (maker.or_null(20, category), maker.or_null(30, scope));
    json!({"taxonomy_ids": taxonomies, "category_id": category, "scope_id": scope})
}

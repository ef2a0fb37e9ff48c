//! Components of every type in the spaces, and which content goes into them.

use serde_json::json;

use super::kind::Kind;
use super::maker::{Maker, fields};
use super::text::Words;
use super::{accountability, budgets, content, meetings, proposals, surveys};

/// Manifest, name, and the kind of what hangs on it.
const TYPES: &[(&str, Words, Option<Kind>)] = &[
    ("proposals", ("Proposals", "Propostes", "Propuestas"), Some(Kind::Proposal)),
    ("meetings", ("Meetings", "Trobades", "Encuentros"), Some(Kind::Meeting)),
    ("budgets", ("Budgets", "Pressupostos", "Presupuestos"), Some(Kind::Budget)),
    ("accountability", ("Results", "Resultats", "Resultados"), Some(Kind::Result)),
    ("debates", ("Debates", "Debats", "Debates"), Some(Kind::Debate)),
    ("blogs", ("News", "Notícies", "Noticias"), Some(Kind::Post)),
    ("pages", ("Page", "Pàgina", "Página"), Some(Kind::Page)),
    ("surveys", ("Survey", "Enquesta", "Encuesta"), Some(Kind::Survey)),
    ("sortitions", ("Draws", "Sortejos", "Sorteos"), Some(Kind::Sortition)),
    ("collaborative_texts", ("Texts", "Textos", "Textos"), Some(Kind::CollaborativeText)),
    ("elections", ("Elections", "Eleccions", "Elecciones"), Some(Kind::Election)),
    ("plans", ("Plans", "Plans", "Planes"), None),
    ("dummy", ("Extra", "Extra", "Extra"), None),
];

/// Space, which one of its kind, its components.
const LAYOUT: &[(Kind, u64, &[&str])] = &[
    (
        Kind::Process,
        1,
        &[
            "proposals",
            "meetings",
            "budgets",
            "accountability",
            "debates",
            "blogs",
            "pages",
            "surveys",
            "sortitions",
            "collaborative_texts",
            "plans",
            "dummy",
        ],
    ),
    (Kind::Process, 2, &["proposals", "meetings", "pages", "blogs"]),
    (Kind::Process, 3, &["pages"]),
    (Kind::Process, 4, &["proposals", "debates"]),
    (Kind::Assembly, 1, &["proposals", "meetings", "debates", "blogs", "budgets"]),
    (Kind::Assembly, 2, &["meetings", "pages"]),
    (Kind::Conference, 1, &["meetings", "pages"]),
    (Kind::Initiative, 1, &["meetings", "pages"]),
    (Kind::Consultation, 1, &["pages"]),
    (Kind::Voting, 1, &["elections", "pages"]),
];

/// Whether there are components of this type in some version.
pub(in crate::decidim) fn is_manifest(name: &str) -> bool {
    TYPES.iter().any(|(manifest, ..)| *manifest == name)
}

/// The kind of content of a component type.
pub(super) fn content_of(manifest: &str) -> Option<Kind> {
    TYPES.iter().find(|(name, ..)| *name == manifest).and_then(|(.., kind)| *kind)
}

pub(super) fn make(maker: &mut Maker<'_>) {
    let plugins = maker.world.settings.plugin_components;
    for (kind, number, manifests) in LAYOUT {
        let id = maker.world.settings.first_id + number - 1;
        let Some(space) = maker.world.get(*kind, id).cloned() else { continue };
        for (weight, manifest) in manifests.iter().enumerate() {
            let Some((_, words, content)) = TYPES.iter().find(|(name, ..)| name == manifest) else {
                continue;
            };
            if content.is_none() && !plugins {
                continue;
            }
            let name = maker.name(*words);
            let component = fields(json!({
                "manifest_name": manifest,
                "name": name,
                "weight": weight,
                "published_at": space.created_at + 3_600_000,
                "visible": true,
                "settings": {
                    "comments_enabled": true,
                    "geocoding_enabled": matches!(*manifest, "proposals" | "meetings"),
                    "creation_enabled": true,
                    // Process 2 keeps its votes to itself.
                    "votes_hidden": (*kind, *number) == (Kind::Process, 2),
                },
            }));
            maker.add(Kind::Component, Some((space.kind, space.id)), space.created_at, component);
        }
    }
    fill(maker);
}

/// Gives each component its share of the content: the first of a type has three fifths.
fn fill(maker: &mut Maker<'_>) {
    for (manifest, _, kind) in TYPES {
        let Some(kind) = kind else { continue };
        let components = maker.world.components(manifest);
        let all = total(maker, *kind, components.len());
        let rest = components.len().saturating_sub(1);
        let first = if rest == 0 { all } else { (all * 3).div_ceil(5) };
        let mut left = all - first;
        for (place, component) in components.iter().enumerate() {
            let share = match place {
                0 => first,
                _ if place == rest => left,
                _ => ((all - first) / rest).min(left),
            };
            if place > 0 {
                left -= share;
            }
            for _ in 0..share {
                let at = maker.after(component.created_at, 1500).min(super::maker::LATEST);
                one(maker, *kind, component.id, at);
            }
        }
    }
    proposals::amendments(maker);
    proposals::states(maker);
}

/// How many of a kind there are in all components.
fn total(maker: &Maker<'_>, kind: Kind, components: usize) -> usize {
    let scale = maker.scale();
    let usual = match kind {
        Kind::Proposal => scale,
        Kind::Meeting => scale / 5 + 3,
        Kind::Budget => 3,
        Kind::Result => scale / 6 + 3,
        Kind::Debate => scale / 10 + 2,
        Kind::Post => scale / 8 + 2,
        Kind::Page => components,
        Kind::Survey => 2,
        Kind::Sortition => scale / 40 + 2,
        Kind::CollaborativeText => scale / 60 + 2,
        _ => 1,
    };
    maker.amount(kind, usual)
}

/// Makes one piece of content with what hangs on it.
pub(super) fn one(maker: &mut Maker<'_>, kind: Kind, component: u64, at: i64) -> u64 {
    let owner = (Kind::Component, component);
    match kind {
        Kind::Proposal => proposals::one(maker, owner, at),
        Kind::Meeting => meetings::one(maker, owner, at),
        Kind::Budget => budgets::one(maker, owner, at),
        Kind::Result => accountability::one(maker, owner, at),
        Kind::Survey => surveys::survey(maker, owner, at),
        _ => content::one(maker, kind, owner, at),
    }
}

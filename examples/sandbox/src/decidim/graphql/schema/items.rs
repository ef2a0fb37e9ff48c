//! Single items of a schema, by name: listing them and taking them out.

use std::sync::Arc;

use super::definition::{BUILT_IN, Definition, Field, Shape, Types};
use super::table::types;
use crate::decidim::version::Version;

/// Interfaces that hold a schema together: their fields are taken out of all types at once.
const CORE: [&str; 4] =
    ["Author", "CommentableInterface", "ComponentInterface", "ParticipatorySpaceInterface"];

/// Everything that [`remove`] can take out of a version's schema and leave it of use.
pub(in crate::decidim) fn items(version: Version) -> Vec<String> {
    let types = types(version);
    let mut items = Vec::new();
    for (name, definition) in types {
        let structural = is_structural(name);
        if !structural && !matches!(definition.shape, Shape::Scalar | Shape::Enum) {
            items.push(name.clone());
        }
        for (member, input) in &definition.inputs {
            if !input.is_required() {
                items.push(format!("{name}.{member}"));
            }
        }
        for (field_name, field) in &definition.fields {
            let inherited = definition.interfaces.iter().any(|interface| {
                CORE.contains(&interface.as_str())
                    && types.get(interface).is_some_and(|it| it.fields.contains_key(field_name))
            });
            let essential =
                field_name == "id" || (structural && name != "Query" && name != "Mutation");
            if !inherited && !essential {
                items.push(format!("{name}.{field_name}"));
            }
            if essential && field_name != "id" {
                continue;
            }
            for (argument, input) in &field.arguments {
                let pages = matches!(argument.as_str(), "first" | "after" | "last" | "before");
                if !inherited && !pages && !input.is_required() {
                    items.push(format!("{name}.{field_name}({argument}:)"));
                }
            }
        }
    }
    items
}

/// Types without which nothing can be asked.
fn is_structural(name: &str) -> bool {
    matches!(name, "Query" | "Mutation" | "PageInfo" | "TranslatedField" | "LocalizedString")
        || name.ends_with("Connection")
        || name.ends_with("Edge")
}

/// Takes out one item; [`sweep`] follows.
pub(super) fn remove(types: &mut Types, item: &str) {
    let Some((owner, member)) = item.split_once('.') else {
        types.remove(item);
        types.remove(&format!("{item}Connection"));
        types.remove(&format!("{item}Edge"));
        return;
    };
    // An interface's field goes from all that implement it.
    let owners: Vec<String> = types
        .iter()
        .filter(|(name, definition)| *name == owner || definition.interfaces.contains(owner))
        .map(|(name, _)| name.clone())
        .collect();
    // A type without an interface's field is no longer of that interface.
    let broken: Vec<String> = types
        .iter()
        .filter(|(name, interface)| {
            let field = member.split('(').next().unwrap_or(member);
            *name != owner && !CORE.contains(&name.as_str()) && interface.fields.contains_key(field)
        })
        .map(|(name, _)| name.clone())
        .collect();
    for owner in owners {
        let Some(definition) = types.get_mut(&owner).map(Arc::make_mut) else { continue };
        match member.trim_end_matches([':', ')']).split_once('(') {
            None => {
                definition.interfaces.retain(|name| !broken.contains(name));
                definition.fields.remove(member);
                definition.inputs.remove(member);
            }
            Some((field, argument)) => {
                definition.interfaces.retain(|name| !broken.contains(name));
                if let Some(field) = definition.fields.get_mut(field) {
                    Arc::make_mut(field).arguments.remove(argument);
                }
            }
        }
    }
}

/// Takes out whatever refers to something that is no longer there, until nothing does.
pub(super) fn sweep(types: &mut Types) {
    loop {
        let before = size(types);
        let known: Vec<String> = types.keys().cloned().collect();
        let is_known = |name: &str| {
            BUILT_IN.contains(&name) || known.binary_search_by(|it| it.as_str().cmp(name)).is_ok()
        };
        for definition in types.values_mut() {
            if definition.fields.values().all(|field| stands(field, &is_known))
                && definition.inputs.values().all(|input| is_known(input.ty.inner_named_type()))
                && definition.interfaces.iter().all(|name| is_known(name))
                && (definition.shape != Shape::Union
                    || definition.names.iter().all(|name| is_known(name)))
            {
                continue;
            }
            let definition = Arc::make_mut(definition);
            definition.interfaces.retain(|name| is_known(name));
            definition.inputs.retain(|_, input| is_known(input.ty.inner_named_type()));
            definition.fields.retain(|_, field| is_known(field.ty.inner_named_type()));
            for field in definition.fields.values_mut() {
                Arc::make_mut(field)
                    .arguments
                    .retain(|_, input| is_known(input.ty.inner_named_type()));
            }
            if definition.shape == Shape::Union {
                definition.names.retain(|name| is_known(name));
            }
        }
        types.retain(|_, definition| match definition.shape {
            Shape::Object | Shape::Interface => !definition.fields.is_empty(),
            Shape::Input => !definition.inputs.is_empty(),
            Shape::Union => !definition.names.is_empty(),
            Shape::Scalar | Shape::Enum => true,
        });
        if size(types) == before {
            return;
        }
    }
}

fn stands(field: &Field, is_known: &impl Fn(&str) -> bool) -> bool {
    is_known(field.ty.inner_named_type())
        && field.arguments.values().all(|input| is_known(input.ty.inner_named_type()))
}

fn size(types: &Types) -> usize {
    let members = |definition: &Arc<Definition>| {
        let arguments: usize = definition.fields.values().map(|field| field.arguments.len()).sum();
        1 + definition.fields.len()
            + definition.inputs.len()
            + definition.names.len()
            + definition.interfaces.len()
            + arguments
    };
    types.values().map(members).sum()
}

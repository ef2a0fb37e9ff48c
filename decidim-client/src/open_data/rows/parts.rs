//! Cells that several tables share.

use civic_core::Multiloc;
use serde::Serialize;

use crate::open_data::fields::Fields;

/// Who wrote something. Personal data.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AuthorCells {
    /// Their id.
    pub id: Option<u64>,
    /// Their name. Not told for those who have left.
    pub name: Option<String>,
    /// Their page.
    pub url: Option<String>,
}

/// Where something stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PlaceCells {
    /// The id of its space, unique among the spaces of one kind.
    pub participatory_space_id: Option<u64>,
    /// The address of its space, which also tells the kind.
    pub participatory_space_url: Option<String>,
    /// The id of its component.
    pub component_id: Option<u64>,
}

/// What something is about. Until 0.30 a category and a scope, since then taxonomies.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TopicCells {
    /// The id of its category.
    pub category_id: Option<u64>,
    /// The name of its category.
    pub category_name: Multiloc,
    /// The id of its scope.
    pub scope_id: Option<u64>,
    /// The name of its scope.
    pub scope_name: Multiloc,
    /// The ids of its taxonomies.
    pub taxonomy_ids: Vec<String>,
}

impl AuthorCells {
    pub(super) fn take(fields: &mut Fields) -> Self {
        Self {
            id: fields.number("author/id"),
            name: fields.text("author/name"),
            url: fields.text("author/url"),
        }
    }
}

impl PlaceCells {
    pub(super) fn take(fields: &mut Fields) -> Self {
        Self {
            participatory_space_id: fields.number("participatory_space/id"),
            participatory_space_url: fields.text("participatory_space/url"),
            component_id: fields.number("component/id"),
        }
    }
}

impl TopicCells {
    pub(super) fn take(fields: &mut Fields) -> Self {
        Self {
            category_id: fields.number("category/id"),
            category_name: fields.multiloc("category/name"),
            scope_id: fields.number("scope/id"),
            scope_name: fields.multiloc("scope/name"),
            taxonomy_ids: fields.list("taxonomies/id"),
        }
    }
}

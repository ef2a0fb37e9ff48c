//! Cells that several tables share.

use civic_core::Multiloc;
use serde::Serialize;

use crate::open_data::fields::Fields;

/// Who wrote something. Personal data.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AuthorCells {
    /// Their id, `author/id`. What the site itself wrote has the organisation's id here, and what a
    /// meeting brought has the meeting's.
    pub id: Option<u64>,
    /// Their name, `author/name`. Empty for those who have left.
    pub name: Option<String>,
    /// Their page, `author/url`. Comments do not have it.
    pub url: Option<String>,
}

/// The space and the component that something is in.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PlaceCells {
    /// The id of its space, `participatory_space/id`, unique among the spaces of one kind. The
    /// table of results does not have it.
    pub participatory_space_id: Option<u64>,
    /// The address of its space, `participatory_space/url`, which also tells the kind. The table of
    /// results does not have it.
    pub participatory_space_url: Option<String>,
    /// The id of its component, `component/id`.
    pub component_id: Option<u64>,
}

/// What something is about: to 0.29 a category and a scope, since 0.30 taxonomies.
///
/// The names of taxonomies have a column for each and for each language, `taxonomies/ID/LOCALE`. They stay in
/// `extra`:
///
/// ```no_run
/// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
/// let mut proposals = site.proposals().stream();
/// while let Some(proposal) = proposals.try_next().await? {
///     for id in &proposal.topic.taxonomy_ids {
///         println!("{:?}", proposal.extra.get(&format!("taxonomies/{id}/ca")));
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TopicCells {
    /// The id of its category, `category/id`. To 0.29.
    pub category_id: Option<u64>,
    /// The name of its category, `category/name/LOCALE`. To 0.29.
    pub category_name: Multiloc,
    /// The id of its scope, `scope/id`. To 0.29.
    pub scope_id: Option<u64>,
    /// The name of its scope, `scope/name/LOCALE`. To 0.29.
    pub scope_name: Multiloc,
    /// The ids of its taxonomies, `taxonomies/ids`. Since 0.30.
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

    /// All of several, in the exporter's order. Where the names cannot be told apart (one has
    /// `", "` in it), the ids and addresses come without them, and the names stay in `extra`.
    pub(super) fn take_all(fields: &mut Fields) -> Vec<Self> {
        let authors = fields.parallel("author/id", ["author/name", "author/url"]);
        authors.into_iter().map(|(id, [name, url])| Self { id: Some(id), name, url }).collect()
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

/// The column with the ids of taxonomies. In development versions of 0.30 it was called `taxonomies/id`.
pub(super) fn taxonomies(fields: &Fields) -> &'static str {
    fields.one_of(["taxonomies/ids", "taxonomies/id"])
}

impl TopicCells {
    pub(super) fn take(fields: &mut Fields) -> Self {
        Self {
            category_id: fields.number("category/id"),
            category_name: fields.multiloc("category/name"),
            scope_id: fields.number("scope/id"),
            scope_name: fields.multiloc("scope/name"),
            taxonomy_ids: fields.list(taxonomies(fields)),
        }
    }
}

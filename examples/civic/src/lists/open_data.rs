//! The public tables of a Decidim site.

use civic_core::sync::State;
use decidim_client::open_data::{Client, Row, Table};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Entry;
use crate::table::{Languages, Table as Declared};

pub(super) fn lists() -> Vec<Entry<Client>> {
    vec![
        table("assemblies", Client::assemblies),
        table("conferences", Client::conferences),
        table("debate_comments", |site| site.comments("debate_comments")),
        table("debates", Client::debates),
        table("initiatives", Client::initiatives),
        table("meeting_comments", |site| site.comments("meeting_comments")),
        table("meetings", Client::meetings),
        table("participatory_processes", Client::participatory_processes),
        table("post_comments", |site| site.comments("post_comments")),
        table("posts", Client::posts),
        table("projects", Client::projects),
        table("proposal_comments", |site| site.comments("proposal_comments")),
        table("proposals", Client::proposals),
        table("result_comments", |site| site.comments("result_comments")),
        table("results", Client::results),
        table("users", Client::users),
    ]
}

/// A table whose columns are known.
fn table<T>(name: &'static str, of: fn(&Client) -> Table<T>) -> Entry<Client>
where
    T: Row + Serialize + JsonSchema,
{
    Entry::of_table(name, declared::<T>, move |site| of(site).stream())
        .synced(move |site, _, state: State| of(site).sync(state))
}

/// A row of a table that this tool does not know.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct OtherRow(#[schemars(extend("x-civic" = "json"))] serde_json::Map<String, Value>);

/// Any other table of a site.
pub(super) fn other(name: String) -> Entry<Client> {
    let of = {
        let name = name.clone();
        move |site: &Client| site.table(name.as_str())
    };
    let open = of.clone();
    Entry::of_table(name, declared::<OtherRow>, move |site| open(site).stream())
        .synced(move |site, _, state| of(site).sync(state))
}

/// The declared table of these rows. It says that the site's own columns follow.
fn declared<T: JsonSchema>(name: String, languages: Languages) -> Declared {
    let mut table = Declared::of::<T>(name, languages);
    table.description.push(' ');
    table.description.push_str(OWN_COLUMNS);
    table
}

/// What the declared columns are not.
const OWN_COLUMNS: &str = "Before `extra`, `civic export` writes the other columns of the site's own table, as \
                           text and under their own names. `civic sync` and `civic harvest`, whose tables have the \
                           same columns whatever the site, keep them in `extra`.";

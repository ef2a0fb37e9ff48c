use std::collections::{BTreeMap, BTreeSet};

use civic_core::ErrorKind;
use civic_examples::settings::Settings;
use civic_sandbox::{Decidim, Server, Version};
use futures::StreamExt;
use serde_json::Value;

use super::*;
use crate::table::Cell;

const MACHINE: &str = "machine_translations";

/// A map of texts does not tell which of them a machine wrote: that is in `extra`.
fn is_by_machine(rest: &Value) -> bool {
    match rest {
        Value::Object(members) => {
            members.iter().all(|(name, value)| name == MACHINE || is_by_machine(value))
        }
        Value::Array(entries) => entries.iter().all(|it| it.is_null() || is_by_machine(it)),
        _ => false,
    }
}

/// Reads a list, and holds each row against the declared table. How many rows, and which names only `extra`
/// has.
async fn held_against_its_table(list: &Named, asked: &Asked) -> (u64, BTreeSet<String>) {
    let table = list.table(asked);
    let opened = open(list, asked).await.unwrap_or_else(|error| panic!("{}: {error}", list.name()));
    let mut reading = opened.rows.read(None, 1).await.unwrap();
    let (mut rows, mut extra) = (0, BTreeSet::new());
    while let Some(page) = reading.pages.next().await {
        let page = match page {
            Ok(page) => page,
            // Retired, or of a plugin that this site lacks.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Unsupported) => {
                break;
            }
            Err(error) => panic!("{}: {error}", list.name()),
        };
        for line in page.lines {
            let cells = table.cells(serde_json::from_str(&line).unwrap());
            for (cell, column) in cells.iter().zip(&table.columns) {
                let name = format!("{} of {}", column.name, list.name());
                assert!(column.nullable || cell != &Cell::Null, "{name} is empty: {line}");
            }
            if let Some(Cell::Text(rest)) = cells.last() {
                let rest: Value = serde_json::from_str(rest).unwrap();
                let rest = rest.as_object().unwrap().iter();
                extra.extend(rest.filter(|it| !is_by_machine(it.1)).map(|(name, _)| name.clone()));
            }
            rows += 1;
        }
    }
    (rows, extra)
}

#[tokio::test]
async fn every_row_of_every_list_fits_its_declared_table() {
    let asked = Asked { settings: Settings::of(BTreeMap::new()), ..Asked::default() };
    let (mut with_rows, mut without_column) = (0, BTreeSet::new());
    for list in all() {
        let (rows, extra) = held_against_its_table(&list, &asked).await;
        with_rows += u32::from(rows > 0);
        // A site's tables have columns of their own.
        if list.platform() == "decidim-open-data" {
            continue;
        }
        without_column.extend(extra.into_iter().map(|name| format!("{}: {name}", list.name())));
    }
    // What the sandbox sends and no model knows, links among it.
    let unknown = [
        "decidim-rest/spaces: relationships",
        "petitions/organisations: region",
        "petitions/petitions: petition_type_id",
        "petitions/signatures: source",
    ];
    assert_eq!(without_column, unknown.map(str::to_owned).into());
    assert!(with_rows > 70, "{with_rows} lists have rows");
}

#[tokio::test]
async fn rows_of_every_version_fit_one_table() {
    for version in Version::ALL {
        let site = Decidim::builder().seed(7).version(version).no_rate_limit().build();
        let server = Server::start(site).await.unwrap();
        let settings = [("DECIDIM_URL".to_owned(), server.url())];
        let asked = Asked { settings: Settings::of(settings.into()), ..Asked::default() };
        for name in ["decidim/proposals", "decidim/meetings", "decidim/participatory_processes"] {
            let (rows, extra) = held_against_its_table(&find(name).unwrap(), &asked).await;
            assert!(rows > 0 && extra.is_empty(), "{name} of {version:?}: {rows} rows, {extra:?}");
        }
    }
}

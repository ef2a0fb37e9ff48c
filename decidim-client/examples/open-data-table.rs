//! Writes a table of a site's open data as JSON Lines, one row a line. Without a table's name it lists
//! the tables that there are.
//!
//! `cargo run -p decidim-client --features open-data --example open-data-table -- https://decidim.example.org meetings`

#![allow(clippy::print_stderr, reason = "it is a program")]

use std::error::Error;
use std::io::{self, Write};

use decidim_client::open_data::{Client, Refusal};
use decidim_client::serde_json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().ok_or("usage: open-data-table URL [TABLE]")?;
    let site = Client::builder(address).build()?;
    let mut out = io::stdout().lock();
    let Some(name) = arguments.next() else {
        for table in site.tables().await?.names {
            writeln!(out, "{table}")?;
        }
        return Ok(());
    };

    let mut rows = site.table(name).stream();
    loop {
        match rows.try_next().await {
            Ok(Some(cells)) => writeln!(out, "{}", serde_json::to_string(&cells)?)?,
            Ok(None) => break,
            Err(error) if Refusal::of(&error) == Some(Refusal::NotThere) => {
                return Err(
                    "there is no such table, or the site writes it now: try again in an hour"
                        .into(),
                );
            }
            Err(error) => return Err(error.into()),
        }
    }
    let report = rows.report();
    eprintln!("{report}");
    for row in &report.malformed_rows {
        eprintln!("{row}");
    }
    if report.is_complete() { Ok(()) } else { Err("rows are missing".into()) }
}

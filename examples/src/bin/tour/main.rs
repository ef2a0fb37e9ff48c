//! A tour of the civic crates: `cargo run -p civic-examples --bin tour`.
//!
//! Without settings it starts the embedded sandboxes and talks to them over real HTTP. Where the
//! environment names a platform, it reads that one instead and writes nothing:
//!
//! | platform | settings |
//! |---|---|
//! | Go Vocal | `GOVOCAL_URL`, `GOVOCAL_CLIENT_ID`, `GOVOCAL_CLIENT_SECRET` |
//! | Decidim, GraphQL | `DECIDIM_URL` |
//! | Decidim, REST | `DECIDIM_URL`, `DECIDIM_CLIENT_ID`, `DECIDIM_CLIENT_SECRET` |
//! | petitions.eu | `PETITIONS_URL`, `PETITIONS_API_KEY` |

mod decidim;
mod govocal;
mod page;
mod petitions;

use std::io::Write;
use std::process::ExitCode;

use civic_examples::program::{self, Ending, Failure};
use clap::Parser;

use crate::page::Page;

/// Shows what the civic crates read, and what platforms do to a reader.
///
/// Reads embedded sandboxes; where the environment names a platform, that one, and writes nothing:
///   Go Vocal        GOVOCAL_URL, GOVOCAL_CLIENT_ID, GOVOCAL_CLIENT_SECRET
///   Decidim         DECIDIM_URL
///   Decidim, REST   DECIDIM_URL, DECIDIM_CLIENT_ID, DECIDIM_CLIENT_SECRET
///   petitions.eu    PETITIONS_URL, PETITIONS_API_KEY
///
/// Exit codes: 0 all read, 3 something may be missing, 1 failed, 2 wrong arguments.
#[derive(Parser)]
#[command(name = "tour", verbatim_doc_comment)]
#[allow(clippy::doc_markdown, reason = "a terminal shows it as it stands")]
struct Arguments {}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments {} = Arguments::parse();
    program::exit("tour", tour().await)
}

async fn tour() -> Result<Ending, Failure> {
    let mut page = Page::new();
    let out = &mut page;
    writeln!(out, "civic tour: typed data of civic platforms, and nothing lost in silence")?;
    govocal::tour(out).await?;
    decidim::tour(out).await?;
    petitions::tour(out).await?;
    writeln!(out, "\nDone. The code of this tour is in examples/src/bin/tour.")?;
    Ok(page.ending)
}

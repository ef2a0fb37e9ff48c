//! Writes the proposals of a Decidim site as CSV: author, votes, and title and category in Catalan,
//! else in Spanish, else in whatever language there is.
//!
//! `cargo run -p decidim-client --example proposals-csv -- https://decidim.example.org > proposals.csv`

#![allow(clippy::print_stderr, reason = "it is a program")]

use std::error::Error;
use std::io;

use decidim_client::graphql::Client;
use decidim_client::graphql::resources::Proposal;
use decidim_client::{Multiloc, list::Level};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("usage: proposals-csv URL")?;
    let site = Client::builder(address).build()?;

    let mut table = csv::Writer::from_writer(io::stdout());
    table.write_record(["id", "title", "author", "category", "votes", "state"])?;
    let mut proposals = site.all_proposals().list().stream();
    while let Some(proposal) = proposals.try_next().await? {
        table.write_record(row(&proposal))?;
    }
    table.flush()?;

    let report = proposals.report();
    eprintln!("{report}");
    if report.completeness.level() >= Level::Consistent {
        Ok(())
    } else {
        Err("rows may be missing".into())
    }
}

fn row(proposal: &Proposal) -> [String; 6] {
    let terms = proposal.classification.taxonomies_or_category();
    let terms = terms.map(|term| words(&term.name));
    // Official proposals have no author.
    let author = proposal.author.as_ref().and_then(|author| author.name.clone());
    let state = proposal.state.as_ref().map(ToString::to_string);
    [
        proposal.id.to_string(),
        words(&proposal.title),
        author.unwrap_or_default(),
        terms.collect::<Vec<_>>().join("; "),
        // Votes that the site hides are not 0.
        proposal.vote_count.map(|votes| votes.to_string()).unwrap_or_default(),
        state.unwrap_or_default(),
    ]
}

fn words(texts: &Multiloc) -> String {
    texts.choose(["ca", "es"]).map(|choice| choice.text.to_owned()).unwrap_or_default()
}

//! Who addresses an organisation: the initiators of its petitions.
//!
//! `cargo run -p civic-examples --bin initiators -- 11`

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use civic_examples::platforms;
use civic_examples::program::{self, Ending, Failure, short};
use civic_examples::screen::screen;
use civic_examples::settings::{self, Settings};
use clap::Parser;
use petitions_client::Client;
use petitions_client::resources::organisations::Organisation;
use petitions_client::resources::petitions::{Petition, PetitionListField};

/// Names the initiators of the petitions that are addressed to an organisation.
///
/// Reads the server that `PETITIONS_URL` and `PETITIONS_API_KEY` name, or the embedded sandbox.
/// Exit codes: 0 all petitions read, 3 some may be missing, 1 failed, 2 wrong arguments.
#[derive(Parser)]
#[command(name = "initiators", verbatim_doc_comment)]
struct Arguments {
    /// The organisation's id, or a part of its name; without, the organisations are named.
    organisation: Option<String>,
    /// The language to read texts in.
    #[arg(long, env = "PETITIONS_LANGUAGE")]
    language: Option<String>,
    /// The server's address.
    #[arg(long, env = "PETITIONS_URL")]
    url: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    program::exit("initiators", run(settings::arguments::<Arguments>()).await)
}

async fn run(arguments: Arguments) -> Result<Ending, Failure> {
    let platform = platforms::petitions(
        &Settings::environment(),
        arguments.url.as_deref(),
        arguments.language.as_deref(),
    )
    .await?;
    let site = &platform.client;
    let mut out = screen();
    let mut organisations = site.organisations().list().stream();
    let mut found = Vec::new();
    while let Some(organisation) = organisations.try_next().await? {
        if arguments.organisation.as_deref().is_none_or(|wanted| is(&organisation, wanted)) {
            found.push(organisation);
        }
    }
    let ending = Ending::of(&organisations.report());
    let Some(wanted) = &arguments.organisation else {
        name(&mut out, &found)?;
        writeln!(out, "{}", organisations.report())?;
        writeln!(out, "Whose initiators? `initiators ID` tells.")?;
        return Ok(ending);
    };
    match found.as_slice() {
        [] => Err(Failure::because(format!("no organisation has the id or name {wanted:?}"))),
        [organisation] => Ok(ending.and(addressed(&mut out, site, organisation).await?)),
        several => {
            name(&mut out, several)?;
            Err(Failure::Usage(format!("{wanted:?} is the name of several: take the id")))
        }
    }
}

fn is(organisation: &Organisation, wanted: &str) -> bool {
    match wanted.parse::<u64>() {
        Ok(id) => organisation.id.number() == id,
        Err(_) => organisation
            .name
            .as_ref()
            .is_some_and(|name| name.to_lowercase().contains(&wanted.to_lowercase())),
    }
}

fn name(out: &mut impl Write, organisations: &[Organisation]) -> io::Result<()> {
    for organisation in organisations {
        let kind = organisation.kind.as_ref().map_or("", |kind| kind.as_str());
        let name = name_of(organisation);
        writeln!(out, "{:>6}  {name:<40} {}", organisation.id, short(kind, 20))?;
    }
    Ok(())
}

fn name_of(organisation: &Organisation) -> String {
    short(organisation.name.as_deref().unwrap_or("(without a name)"), 60)
}

/// The petitions to an organisation, under those who began them.
async fn addressed(
    out: &mut impl Write,
    site: &Client,
    organisation: &Organisation,
) -> Result<Ending, Failure> {
    let fields = [
        PetitionListField::Initiators,
        PetitionListField::Status,
        PetitionListField::SignaturesCount,
    ];
    let list = site.petitions().list().organisations([organisation.id]).fields(fields);
    let mut petitions = list.stream();
    let mut by_initiator: BTreeMap<String, Vec<Petition>> = BTreeMap::new();
    while let Some(petition) = petitions.try_next().await? {
        // A stranger wrote this, in Markdown, of one line or more. A key may not see the field.
        let initiators = petition.initiators.as_deref().unwrap_or_default();
        by_initiator.entry(short(initiators, 100)).or_default().push(petition);
    }
    writeln!(out, "Initiators of petitions to {}", name_of(organisation))?;
    for (initiators, petitions) in &by_initiator {
        let told = if initiators.is_empty() { "(not told)" } else { initiators };
        writeln!(out, "\n{told}")?;
        for petition in petitions {
            let name = petition.name.as_deref().unwrap_or("(without a name)");
            let status = petition.status.as_ref().map_or("", |status| status.as_str());
            let status = short(status, 14);
            let count = petition.signatures_count.map_or("?".to_owned(), |count| count.to_string());
            writeln!(out, "{:>6}  {:<50} {status:<14} {count:>8}", petition.id, short(name, 50))?;
        }
    }
    let report = petitions.report();
    writeln!(out, "\n{report}")?;
    Ok(Ending::of(&report))
}

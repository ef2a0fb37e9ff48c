//! Which records of a platform lack which language.
//!
//! `cargo run -p civic-examples --bin language-gaps -- decidim --languages ca,es,en`

mod lists;
mod tally;

use std::io::{self, Write};
use std::process::ExitCode;

use civic_examples::language;
use civic_examples::platforms::{self, Platform};
use civic_examples::program::{self, Ending, Failure};
use civic_examples::screen::screen;
use civic_examples::settings::{self, Settings};
use clap::{Parser, ValueEnum};

use crate::lists::Line;
use crate::tally::Tally;

/// Tells which records of a platform have texts that lack a language.
///
/// Reads the platform that the environment names (see `export --help`), or the embedded sandbox.
/// A text that is in no language at all counts as absent, not as untranslated.
/// Exit codes: 0 all records read, 3 some may be missing, 1 failed, 2 wrong arguments.
#[derive(Parser)]
#[command(name = "language-gaps", verbatim_doc_comment)]
struct Arguments {
    #[arg(default_value = "govocal")]
    platform: Kind,
    /// The languages to look for, the platform's own first. Needed for a real platform.
    #[arg(long, value_delimiter = ',', value_parser = language::tag)]
    languages: Vec<String>,
    /// How many records of each list to name.
    #[arg(long, default_value_t = 3)]
    records: usize,
    /// The platform's address, instead of the environment's.
    #[arg(long)]
    url: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Govocal,
    Decidim,
    Petitions,
}

#[tokio::main]
async fn main() -> ExitCode {
    program::exit("language-gaps", run(settings::arguments::<Arguments>()).await)
}

async fn run(arguments: Arguments) -> Result<Ending, Failure> {
    let url = arguments.url.as_deref();
    match arguments.platform {
        Kind::Govocal => {
            look(
                platforms::govocal(&Settings::environment(), url, None).await?,
                lists::GOVOCAL,
                &arguments,
            )
            .await
        }
        Kind::Decidim => {
            look(
                platforms::decidim(&Settings::environment(), url).await?,
                lists::DECIDIM,
                &arguments,
            )
            .await
        }
        Kind::Petitions => {
            look(
                platforms::petitions(&Settings::environment(), url, None).await?,
                lists::PETITIONS,
                &arguments,
            )
            .await
        }
    }
}

async fn look<C>(
    platform: Platform<C>,
    lists: &[Line<C>],
    arguments: &Arguments,
) -> Result<Ending, Failure> {
    let given = Some(&arguments.languages).filter(|languages| !languages.is_empty());
    let languages = given.or(platform.languages.as_ref()).ok_or_else(|| {
        Failure::Usage("name the languages to look for: --languages nl,fr".to_owned())
    })?;
    let languages = &once_each(languages);
    let mut out = screen();
    writeln!(out, "{:<26}{:>8}   missing{}", "", "records", columns(languages))?;
    let mut ending = None;
    for (_, read) in lists {
        let tally = read(&platform.client, languages).await?;
        show(&mut out, &tally, languages, arguments.records)?;
        if let Some(report) = &tally.report {
            ending = Some(ending.unwrap_or(Ending::Complete).and(Ending::of(report)));
        }
    }
    // A server of another kind has nothing under any of these addresses.
    let ending = ending.ok_or_else(|| {
        Failure::because("the server has none of these lists: is the address right?")
    })?;
    if !matches!(arguments.platform, Kind::Decidim) {
        writeln!(
            out,
            "\nThis platform answers with another language where a text is not translated, and does\n\
             not say so: a text equal to that of an earlier language counts as missing."
        )?;
    }
    Ok(ending)
}

/// One twice would count its gaps twice.
fn once_each(languages: &[String]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for language in languages {
        if !once.contains(language) {
            once.push(language.clone());
        }
    }
    once
}

fn columns(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("{text:>9}")).collect();
    texts.concat()
}

fn show(
    out: &mut impl Write,
    tally: &Tally,
    languages: &[String],
    examples: usize,
) -> io::Result<()> {
    let Some(report) = &tally.report else {
        return writeln!(out, "{:<26}not offered here", tally.list);
    };
    let missing = |language: &String| tally.missing.get(language).copied().unwrap_or(0).to_string();
    let missing: Vec<String> = languages.iter().map(missing).collect();
    writeln!(out, "{:<26}{:>8}          {}", tally.list, report.items, columns(&missing))?;
    for gap in tally.records.iter().take(examples) {
        writeln!(out, "  {gap}")?;
    }
    if tally.records.len() > examples {
        writeln!(out, "  … and {} more records", tally.records.len() - examples)?;
    }
    if Ending::of(report) == Ending::Incomplete {
        writeln!(out, "  → {report}")?;
    }
    Ok(())
}

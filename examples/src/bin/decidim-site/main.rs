//! An inventory of a Decidim site: its spaces, their components, what is in these, and what the
//! site's version lacks.
//!
//! `DECIDIM_URL=https://decidim.example.org cargo run -p civic-examples --bin decidim-site`

mod contents;
mod spaces;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use civic_core::multiloc::{Multiloc, Preference};
use civic_examples::platforms;
use civic_examples::program::{self, Ending, Failure, short};
use civic_examples::progress::Progress;
use civic_examples::screen::screen;
use civic_examples::settings::{self, Settings};
use clap::Parser;
use clap::builder::NonEmptyStringValueParser;
use decidim_client::graphql::resources::Component;
use decidim_client::graphql::{Client, Id};
use decidim_client::{Error, ErrorKind};
use futures::TryStreamExt;

/// Takes stock of a Decidim site: spaces, components, records, and what its version lacks.
///
/// Reads the site that `DECIDIM_URL` names, or the embedded sandbox. Counting reads every record,
/// at 90 requests a minute: --quick leaves it out.
/// Exit codes: 0 all read, 3 something may be missing, 1 failed, 2 wrong arguments.
#[derive(Parser)]
#[command(name = "decidim-site", verbatim_doc_comment)]
struct Arguments {
    /// The site's address.
    #[arg(long, env = "DECIDIM_URL")]
    url: Option<String>,
    /// The reader's languages, the best first.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "en",
        value_parser = NonEmptyStringValueParser::new()
    )]
    locale: Vec<String>,
    /// Does not count the records in the components.
    #[arg(long)]
    quick: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    program::exit("decidim-site", run(settings::arguments::<Arguments>()).await)
}

async fn run(arguments: Arguments) -> Result<Ending, Failure> {
    let platform = platforms::decidim(&Settings::environment(), arguments.url.as_deref()).await?;
    let site = &platform.client;
    let reader = Preference::new(&arguments.locale);
    let mut out = screen();
    head(&mut out, site, &reader).await?;

    let mut list = site.all_components().list().stream();
    let mut components = Vec::new();
    while let Some(component) = list.try_next().await? {
        components.push(component);
    }
    let mut ending = Ending::of(&list.report());
    for (kind, list) in spaces::KINDS {
        let Some(spaces) = offered(list(site).await)? else {
            writeln!(out, "\n{kind}: not on this site")?;
            continue;
        };
        writeln!(out, "\n{kind}: {}", spaces.found.len())?;
        for (id, title) in &spaces.found {
            let held = component_kinds(&components, spaces.class, *id);
            let (id, title) = (id.to_string(), chosen(title, &reader, 44));
            writeln!(out, "{id:>6}  {title:<44} {}", short(&held, 400))?;
        }
        ending = ending.and(Ending::of(&spaces.report));
    }

    writeln!(out, "\nComponents: {}", components.len())?;
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    for component in &components {
        *by_kind.entry(component.kind.as_str()).or_default() += 1;
    }
    for (kind, count) in by_kind {
        write!(out, "{count:>6}  {:<20}", short(kind, 40))?;
        match contents::of(kind).filter(|_| !arguments.quick) {
            Some(open) => {
                let report = counted(open(site)).await?;
                writeln!(out, "{report}")?;
                ending = ending.and(Ending::of(&report));
            }
            None => writeln!(out)?,
        }
    }

    // Known by now: every query was first asked in full, and the site named what it has not.
    let missing = site.capabilities().missing_features;
    writeln!(out, "\nOf all that was asked for, this site's version lacks: {}", missing.len())?;
    for feature in &missing {
        writeln!(out, "  {feature}")?;
    }
    Ok(ending)
}

async fn head(out: &mut impl Write, site: &Client, reader: &Preference) -> Result<(), Failure> {
    // Sites may keep both to themselves.
    if let Some(organization) = offered(site.organization().await)? {
        writeln!(out, "{}", chosen(&organization.name, reader, 80))?;
        for figure in &organization.stats {
            if let (Some(name), Some(value)) = (figure.key(), figure.value) {
                writeln!(out, "{value:>9}  {}", short(name, 60))?;
            }
        }
    }
    let version = offered(site.decidim().await)?.and_then(|decidim| decidim.version);
    let version = version.as_deref().unwrap_or("of a version that the site does not tell");
    writeln!(out, "Decidim {}, at {}", short(version, 60), site.base_url())?;
    Ok(())
}

/// What a site does not have, or does not show, is not a failure of an inventory.
fn offered<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) => match error.kind() {
            ErrorKind::Unsupported | ErrorKind::NotFound => Ok(None),
            _ => Err(error),
        },
    }
}

/// How many components of which kinds a space has.
fn component_kinds(components: &[Component], class: &str, id: Id) -> String {
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    for component in components {
        let space = component.participatory_space.as_ref();
        if space.is_some_and(|it| it.id == Some(id) && it.class.as_deref() == Some(class)) {
            *by_kind.entry(component.kind.as_str()).or_default() += 1;
        }
    }
    let told = by_kind.iter().map(|(kind, count)| match count {
        1 => (*kind).to_owned(),
        count => format!("{count} {kind}"),
    });
    told.collect::<Vec<_>>().join(", ")
}

fn chosen(text: &Multiloc, reader: &Preference, width: usize) -> String {
    text.choose(reader).map_or_else(|| "(untitled)".to_owned(), |choice| short(choice.text, width))
}

/// Reads a list only for its report.
async fn counted(list: contents::Counting) -> Result<civic_core::list::Report, Error> {
    let contents::Counting { mut rows, monitor } = list;
    let progress = Progress::of({
        let monitor = monitor.clone();
        move || monitor.report()
    });
    while rows.try_next().await?.is_some() {
        progress.tick();
    }
    Ok(monitor.report())
}

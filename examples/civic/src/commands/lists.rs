//! `civic lists`: what there is.

use std::io::Write;

use civic_examples::program::{Ending, Failure};
use civic_examples::screen::screen;

use crate::lists::{self, Asked, PLATFORMS};

/// Names all lists, with their columns.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only those of this platform.
    #[arg(value_parser = PLATFORMS)]
    platform: Option<String>,
    /// Only the names, without the columns.
    #[arg(long)]
    names: bool,
    /// As JSON, for programs.
    #[arg(long, conflicts_with = "names")]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let wanted = arguments.platform.as_deref();
    let lists = lists::all();
    let lists = lists.iter().filter(|list| wanted.is_none_or(|wanted| wanted == list.platform()));
    if arguments.json {
        let lists: Vec<_> = lists.map(|list| list.table(&Asked::default())).collect();
        writeln!(screen(), "{}", serde_json::to_string_pretty(&lists)?)?;
        return Ok(Ending::Complete);
    }
    let mut out = screen();
    for list in lists {
        let of = list.of.map(|what| format!("--of {what}")).unwrap_or_default();
        let name = list.name();
        writeln!(out, "{}", format!("{name:<36}{of}").trim_end())?;
        if !arguments.names {
            let table = list.table(&Asked::default());
            let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
            writeln!(out, "    {}", names.join(", "))?;
        }
    }
    Ok(Ending::Complete)
}

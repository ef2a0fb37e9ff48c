//! `civic schema`: the declared columns of a list.

use std::io::Write;

use civic_examples::program::{Ending, Failure};
use civic_examples::screen::screen;
use clap::builder::NonEmptyStringValueParser;

use crate::lists::{self, Asked};
use crate::sinks::sqlite;

/// Shows the declared columns of a list. They are the same whatever the server holds.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Which list, such as `govocal/ideas`.
    list: String,
    /// In which form.
    #[arg(long, default_value = "md")]
    format: Form,
    /// The languages that are wanted, as `civic export` takes them.
    #[arg(
        long,
        value_name = "LOCALES",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new()
    )]
    locale: Vec<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    /// The columns as JSON.
    Json,
    /// The tables in SQLite.
    Sql,
    /// A table in Markdown.
    Md,
    /// The JSON Schema of a record, as JSON Lines has it.
    JsonSchema,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let list = lists::find(&arguments.list)?;
    let asked = Asked { locales: arguments.locale.clone(), ..Asked::default() };
    let table = list.table(&asked);
    let text = match arguments.format {
        Form::Json => table.json()?,
        Form::Sql => sqlite::statements(&table).join(";\n") + ";",
        Form::Md => table.markdown(),
        Form::JsonSchema => serde_json::to_string_pretty(table.record_schema())?,
    };
    writeln!(screen(), "{}", text.trim_end())?;
    Ok(Ending::Complete)
}

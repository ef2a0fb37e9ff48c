//! `civic completions`, and the manual page.

use std::io::{self, Write};

use civic_examples::program::{Ending, Failure};
use clap::Command;
use clap_complete::Shell;

/// Writes what a shell needs to complete commands, flags and formats.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The shell.
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments, mut tool: Command) -> Result<Ending, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut tool, "civic", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Ending::Complete)
}

/// Writes the manual page: that of the tool, and behind it the flags of each command.
pub(crate) fn man(mut tool: Command) -> Result<Ending, Failure> {
    tool.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(tool.clone()).render(&mut page)?;
    for command in tool.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help")
    {
        let man = clap_mangen::Man::new(command.clone());
        writeln!(page, ".SH {}", command.get_name().to_uppercase())?;
        man.render_description_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    io::stdout().write_all(&page)?;
    Ok(Ending::Complete)
}

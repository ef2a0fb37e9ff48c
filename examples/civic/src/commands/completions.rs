//! `civic completions`, and the manual page.

use std::io;

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
    io::Write::write_all(&mut io::stdout(), &script)?;
    Ok(Ending::Complete)
}

/// Writes the manual page.
pub(crate) fn man(tool: Command) -> Result<Ending, Failure> {
    clap_mangen::Man::new(tool).render(&mut io::stdout())?;
    Ok(Ending::Complete)
}

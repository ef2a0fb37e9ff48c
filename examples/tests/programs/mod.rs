//! The programs as their users see them: what they print, what they write and how they end.

mod one_platform;
mod publish_proposal;
mod settings;
mod strangers;
mod sync;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use civic_examples::platforms::SETTINGS;

/// Settings besides those of the platforms.
const OTHER_SETTINGS: [&str; 7] = [
    "COLUMNS",
    "DECIDIM_NICKNAME",
    "DECIDIM_COMPONENT",
    "DECIDIM_TITLE",
    "DECIDIM_BODY",
    "PETITIONS_LANGUAGE",
    "RUST_BACKTRACE",
];

/// A program with no settings but these, in this folder.
fn program(path: &str, folder: &Path, settings: &[(&str, &str)], flags: &[&str]) -> Command {
    let mut program = Command::new(path);
    for name in SETTINGS.into_iter().chain(OTHER_SETTINGS) {
        program.env_remove(name);
    }
    program.envs(settings.iter().copied()).args(flags).current_dir(folder);
    program
}

/// Exit code, stdout and stderr.
fn ran(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn run(path: &str, folder: &Path, flags: &[&str]) -> (i32, String, String) {
    ran(program(path, folder, &[], flags).output().unwrap())
}

fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

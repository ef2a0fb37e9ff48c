//! The tool, called as in a shell.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use civic_examples::platforms::SETTINGS;

/// The tool with no settings but these, in this folder.
pub(crate) fn civic(folder: &Path, settings: &[(&str, &str)], words: &[&str]) -> Command {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_civic"));
    for name in SETTINGS.into_iter().chain(["CIVIC_AUTHOR_KEY"]) {
        tool.env_remove(name);
    }
    tool.env_remove("RUST_BACKTRACE")
        .envs(settings.iter().copied())
        .args(words)
        .current_dir(folder);
    tool
}

/// Exit code, stdout and stderr.
pub(crate) fn ran(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Runs the tool on the embedded sandbox.
pub(crate) fn run(folder: &Path, words: &[&str]) -> (i32, String, String) {
    ran(civic(folder, &[], words).output().unwrap())
}

/// The names in a folder, in order.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

//! How many names a public module shows to a user.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::imports::{Name, code_of, paths_of};

/// What the first paragraph of a module's docs says that needs more names than a user of a client can oversee.
const MARKS: [&str; 2] = ["implementors of a platform", "one name for each kind of record"];

/// A public module: what its docs say of it, and the names of what it exports. A module in it, or
/// another crate that it passes on, is counted by itself.
pub(super) struct Exports {
    pub(super) is_marked: bool,
    pub(super) names: BTreeSet<String>,
}

/// The public modules of a crate by their paths, the root's being empty.
pub(super) fn exports(sources: &Path) -> BTreeMap<Name, Exports> {
    let mut found = BTreeMap::new();
    read(&sources.join("lib.rs"), Vec::new(), &mut found);
    for name in macros(sources) {
        found.get_mut(&Vec::new()).map(|root: &mut Exports| root.names.insert(name));
    }
    found
}

fn read(file: &Path, name: Name, found: &mut BTreeMap<Name, Exports>) {
    let text = fs::read_to_string(file).unwrap();
    let docs = text.lines().map_while(|line| line.strip_prefix("//! ").map(str::to_lowercase));
    let docs = docs.collect::<Vec<_>>().join(" ");
    let is_marked = MARKS.iter().any(|mark| docs.contains(mark));
    let code = code_of(file);
    let (mut names, mut is_hidden) = (BTreeSet::new(), false);
    for statement in statements(&code) {
        if let Some(tree) = statement.strip_prefix("pub use ") {
            let mut paths = Vec::new();
            paths_of(&tree.replace('\n', " "), &[], &mut paths);
            let shown = paths.into_iter().filter(|(path, alias)| !is_module(path, alias, file));
            names.extend(shown.map(|(_, alias)| alias));
        } else if let Some(module) = statement.strip_prefix("pub mod ") {
            if !is_hidden {
                let path = [name.as_slice(), &[module.to_owned()]].concat();
                read(&file_of(file, module), path, found);
            }
        } else if let Some(item) = item(&statement) {
            names.insert(item);
        }
        is_hidden = statement == "#[doc(hidden)]";
    }
    found.insert(name, Exports { is_marked, names });
}

/// Attributes, `use` trees and the heads of items that stand at the beginning of a line, or within
/// `open_enum!`.
fn statements(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let within = line.strip_prefix("    ").filter(|line| line.starts_with("pub enum "));
        let mut statement = within.unwrap_or(line).trim_end().to_owned();
        if statement.starts_with("pub use ") {
            while !statement.ends_with(';') {
                statement.push(' ');
                statement.push_str(lines.next().unwrap().trim());
            }
        }
        if statement.starts_with("pub ") || statement.starts_with("#[") {
            found.push(statement.trim_end_matches(';').to_owned());
        }
    }
    found
}

/// The name of a public item.
fn item(head: &str) -> Option<String> {
    let mut words = head.strip_prefix("pub ")?.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let declares =
            ["struct", "enum", "trait", "fn", "const", "static", "type", "union"].contains(&word);
        if declares && words.peek() != Some(&"fn") {
            let name = words.next()?.chars();
            return Some(name.take_while(|it| it.is_alphanumeric() || *it == '_').collect());
        }
    }
    None
}

/// Whether an export is a module or a whole crate.
fn is_module(path: &[String], alias: &str, file: &Path) -> bool {
    let is_lower = alias.starts_with(char::is_lowercase);
    let is_foreign = path.first().is_some_and(|first| {
        !["crate", "self", "super"].contains(&first.as_str()) && !file_of(file, first).exists()
    });
    is_lower && is_foreign
}

/// Where a module stands that a file declares.
fn file_of(parent: &Path, module: &str) -> PathBuf {
    let folder = match parent.file_stem().and_then(|stem| stem.to_str()) {
        Some("lib" | "mod") => parent.parent().unwrap().to_owned(),
        _ => parent.with_extension(""),
    };
    let file = folder.join(format!("{module}.rs"));
    if file.exists() { file } else { folder.join(module).join("mod.rs") }
}

/// The macros that a crate's docs show at its root.
fn macros(sources: &Path) -> Vec<String> {
    let mut files = Vec::new();
    super::imports::files(sources, &mut files);
    let mut found = Vec::new();
    for code in files.iter().map(|file| code_of(file)) {
        for (before, after) in
            code.match_indices("#[macro_export]").map(|(at, _)| code.split_at(at))
        {
            let name = after.split("macro_rules! ").nth(1).unwrap_or_default();
            if !before.trim_end().ends_with("#[doc(hidden)]") {
                found.push(format!("{}!", name.split([' ', '{']).next().unwrap_or_default()));
            }
        }
    }
    found
}

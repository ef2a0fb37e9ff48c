//! The files of a crate, and who imports whom by `use`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The path of a module or of an item below the crate's root.
pub(super) type Name = Vec<String>;

#[derive(Default)]
struct Module {
    /// What its private `use` lines name, and what it names by a whole path.
    imports: Vec<Name>,
    /// What others can import from here, and where that really is.
    exports: BTreeMap<String, Name>,
}

/// The modules of a crate that are files, without tests.
pub(super) struct Crate {
    modules: BTreeMap<Name, Module>,
    crates: BTreeSet<String>,
}

pub(super) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// The module that a file holds, as `list/report.rs` holds `list::report`.
fn module_of(file: &Path, sources: &Path) -> Name {
    let path = file.strip_prefix(sources).unwrap().with_extension("");
    let mut name: Name = path.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if name.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        name.pop();
    }
    name
}

/// The code of a file without comments, without files that only tests have, and without what stands
/// below its first test module.
pub(super) fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let is_test = line == "#[cfg(test)]";
        match lines.peek().filter(|next| is_test && next.starts_with("mod ")) {
            Some(module) if module.ends_with(';') => {
                lines.next();
            }
            Some(_) => break,
            None => {
                code.push_str(line.split("//").next().unwrap_or_default());
                code.push('\n');
            }
        }
    }
    code
}

/// The paths in one `use` tree, each with the name that it gets.
pub(super) fn paths_of(tree: &str, before: &[String], found: &mut Vec<(Name, String)>) {
    let (head, inner) = match tree.split_once('{') {
        Some((head, rest)) => (head, rest.rsplit_once('}').map(|(inner, _)| inner)),
        None => (tree, None),
    };
    let (head, alias) = match head.split_once(" as ") {
        Some((head, alias)) => (head, Some(alias.trim().to_owned())),
        None => (head, None),
    };
    let mut path = before.to_vec();
    path.extend(head.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
    let Some(inner) = inner else {
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        let name = alias.or_else(|| path.last().cloned()).unwrap_or_default();
        found.push((path, name));
        return;
    };
    let (mut depth, mut start) = (0_usize, 0);
    for (at, letter) in inner.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                paths_of(inner[start..at].trim(), &path, found);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !inner[start..].trim().is_empty() {
        paths_of(inner[start..].trim(), &path, found);
    }
}

impl Crate {
    pub(super) fn read(sources: &Path) -> Self {
        let mut found = Vec::new();
        files(sources, &mut found);
        let texts: BTreeMap<Name, String> = found
            .iter()
            .map(|file| (module_of(file, sources), code_of(file)))
            .filter(|(name, _)| !name.iter().any(|part| part == "tests" || part == "simulation"))
            .collect();
        let mut it = Self { modules: BTreeMap::new(), crates: BTreeSet::new() };
        for (name, text) in &texts {
            let mut module = Module::default();
            for statement in text.split(';') {
                let Some(at) = statement.rfind("use ") else { continue };
                let line = statement[..at].rsplit('\n').next().unwrap_or_default().trim();
                if !line.is_empty() && !line.starts_with("pub") {
                    continue;
                }
                let mut paths = Vec::new();
                paths_of(&statement[at + 4..].replace('\n', " "), &[], &mut paths);
                for (path, alias) in paths {
                    let Some(target) = absolute(name, &path, &texts) else {
                        it.crates.extend(path.into_iter().next());
                        continue;
                    };
                    if line.starts_with("pub") {
                        module.exports.insert(alias, target);
                    } else {
                        module.imports.push(target);
                    }
                }
            }
            module.imports.extend(named_by_path(text));
            it.modules.insert(name.clone(), module);
        }
        it
    }

    /// The other crates that are named in imports.
    pub(super) fn crates(&self) -> &BTreeSet<String> {
        &self.crates
    }

    /// Each file that is a module, without tests.
    pub(super) fn modules(&self) -> impl Iterator<Item = &Name> {
        self.modules.keys()
    }

    pub(super) fn edges(&self) -> usize {
        self.imports().len()
    }

    /// Each file with each of those that it imports.
    pub(super) fn imports(&self) -> Vec<(Name, Name)> {
        let mut found = Vec::new();
        for name in self.modules.keys() {
            found.extend(self.imported(name).into_iter().map(|other| (name.clone(), other)));
        }
        found
    }

    /// The file in which an item really stands, behind every `pub use`.
    fn home(&self, item: &[String], hops: usize) -> Option<Name> {
        (0..=item.len()).rev().find_map(|len| {
            let (name, rest) = item.split_at(len);
            let module = self.modules.get(name)?;
            let exported = rest.first().and_then(|first| module.exports.get(first));
            match exported {
                Some(target) if hops < 8 => {
                    self.home(&[target.as_slice(), &rest[1..]].concat(), hops + 1)
                }
                _ => Some(name.to_vec()),
            }
        })
    }

    fn imported(&self, name: &Name) -> BTreeSet<Name> {
        let imports = self.modules[name].imports.iter();
        imports.filter_map(|item| self.home(item, 0)).filter(|home| home != name).collect()
    }

    /// Every file from which imports lead back to itself, each with a way that does.
    pub(super) fn circles(&self) -> Vec<String> {
        let ways = self.modules.keys().filter_map(|start| {
            let mut before: BTreeMap<Name, Name> = BTreeMap::new();
            let mut next = vec![start.clone()];
            while let Some(name) = next.pop() {
                for home in self.imported(&name) {
                    if home == *start {
                        let mut way = vec![start.join("::"), name.join("::")];
                        let mut at = &name;
                        while let Some(earlier) = before.get(at) {
                            way.push(earlier.join("::"));
                            at = earlier;
                        }
                        way.reverse();
                        return Some(way.join(" -> "));
                    }
                    if !before.contains_key(&home) {
                        before.insert(home.clone(), name.clone());
                        next.push(home);
                    }
                }
            }
            None
        });
        ways.collect()
    }
}

/// What code names by a path from the root of its crate. In a visibility, that is not an import.
fn named_by_path(text: &str) -> impl Iterator<Item = Name> {
    text.match_indices("crate::").filter_map(|(at, root)| {
        let (before, after) = (&text[..at], &text[at + root.len()..]);
        let is_other = before.ends_with(|it: char| it == '$' || it == '_' || it.is_alphanumeric());
        let end = after.find(|it: char| it != ':' && it != '_' && !it.is_alphanumeric());
        let path = after[..end.unwrap_or(after.len())].split("::").filter(|part| !part.is_empty());
        (!is_other && !before.ends_with("in ")).then(|| path.map(str::to_owned).collect())
    })
}

/// Where a path leads that begins in a module; None for another crate's.
fn absolute(module: &[String], path: &[String], modules: &BTreeMap<Name, String>) -> Option<Name> {
    let first = path.first()?;
    let ups = path.iter().take_while(|part| *part == "super").count();
    match first.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        "super" => Some([&module[..module.len() - ups], &path[ups..]].concat()),
        _ => {
            let child = [module, std::slice::from_ref(first)].concat();
            modules.contains_key(&child).then(|| [module, path].concat())
        }
    }
}

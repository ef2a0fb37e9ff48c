//! The folders of a crate in layers, from the lowest up, as two pages have them.

use std::collections::BTreeSet;
use std::fs;

use super::imports::{Crate, Name};
use super::root;

/// The pages with the tables of layers.
const PAGES: [&str; 2] = ["ARCHITECTURE.md", "civic-core/tests/structure/LAYERS.md"];

/// Each folder that has such a table.
const LAYERED: [&str; 9] = [
    "civic-core/src",
    "govocal-client/src",
    "decidim-client/src/graphql",
    "decidim-client/src/rest",
    "decidim-client/src/open_data",
    "petitions-client/src",
    "examples/sandbox/src",
    "examples/sandbox/src/decidim",
    "examples/civic/src",
];

/// The parts of a crate that do not know each other.
const APART: [(&str, [&str; 3]); 2] = [
    ("decidim-client", ["graphql", "rest", "open_data"]),
    ("examples/sandbox", ["decidim", "govocal", "petitions"]),
];

/// What stands for all that the table of a folder does not name.
const OTHERS: &str = "*.rs";

struct Layers(Vec<Vec<String>>);

impl Layers {
    /// The layers of a folder from the lowest up.
    fn of(folder: &str) -> Self {
        let pages = PAGES.map(|page| fs::read_to_string(root().join(page)).unwrap()).concat();
        let (_, table) = pages.split_once(&format!("Inside `{folder}`")).unwrap();
        let rows = table.lines().skip_while(|line| !line.starts_with("| `"));
        let rows = rows.take_while(|line| line.starts_with('|'));
        let names = |row: &str| row.split('|').nth(1).unwrap().split(", ").map(module).collect();
        let layers = Self(rows.map(names).collect());
        assert!(layers.0.len() > 4, "{folder}: the layers are not found: {:?}", layers.0);
        layers
    }

    /// The layer of a module. The longest name counts: a file may stand lower than its folder.
    fn find(&self, module: &[String]) -> Option<usize> {
        let named = |path: &str| self.0.iter().position(|it| it.iter().any(|name| name == path));
        let own = (1..=module.len()).rev().find_map(|len| named(&module[..len].join("/")));
        own.or_else(|| named(OTHERS))
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        self.0.iter().flatten().filter(|name| *name != OTHERS)
    }
}

/// The module of a folder or file that a page names in backticks.
fn module(named: &str) -> String {
    let name = named.trim().trim_matches('`').trim_end_matches('/');
    if name == OTHERS { name.to_owned() } else { name.trim_end_matches(".rs").to_owned() }
}

/// The path of a module below a folder. None for the folder itself, which takes in all of them, and for what
/// is elsewhere.
fn below(folder: &[&str], module: &Name) -> Option<Name> {
    let (start, rest) = module.split_at_checked(folder.len())?;
    (start == folder && !rest.is_empty()).then(|| rest.to_vec())
}

#[test]
fn imports_between_the_folders_of_a_crate_go_down() {
    let mut wrong = Vec::new();
    for folder in LAYERED {
        let layers = Layers::of(folder);
        let (name, path) = folder.split_once("/src").unwrap();
        let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let sources = Crate::read(&root().join(name).join("src"));
        let modules = sources.modules().filter_map(|module| below(&path, module));
        let modules: BTreeSet<String> = modules.map(|module| module.join("/")).collect();
        for name in layers.names() {
            let is_there =
                modules.iter().any(|it| it == name || it.starts_with(&format!("{name}/")));
            assert!(is_there, "{folder} has no {name}, which its table names");
        }
        for (from, to) in sources.imports() {
            let Some((from, to)) = below(&path, &from).zip(below(&path, &to)) else { continue };
            let layer = |module: &Name| {
                layers.find(module).unwrap_or_else(|| panic!("{folder}: no layer has {module:?}"))
            };
            if layer(&to) > layer(&from) {
                wrong.push(format!("{folder}: {} imports {}", from.join("::"), to.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn parts_of_a_crate_that_stand_apart_do_not_import_each_other() {
    let mut wrong = Vec::new();
    for (name, parts) in APART {
        let sources = Crate::read(&root().join(name).join("src"));
        let part = |module: &Name| {
            parts.iter().position(|part| module.first().is_some_and(|it| it == part))
        };
        for part in parts {
            assert!(sources.modules().any(|it| it.len() > 1 && it[0] == part), "{name}: no {part}");
        }
        for (from, to) in sources.imports() {
            if part(&from).zip(part(&to)).is_some_and(|(from, to)| from != to) {
                wrong.push(format!("{name}: {} imports {}", from.join("::"), to.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

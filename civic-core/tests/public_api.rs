//! What the public API of every crate holds to, read from the sources: the policies of
//! CONTRIBUTING.md that a compiler does not check.

use std::fs;
use std::path::{Path, PathBuf};

const CRATES: [&str; 4] = ["civic-core", "govocal-client", "decidim-client", "petitions-client"];

/// Public types that callers make themselves or match to the end, with the reason.
const CLOSED: [(&str, &str); 14] = [
    ("DateOrDatetime", "there are two, by definition"),
    ("Sent", "a caller decides by it whether to send again, and must have thought of every case"),
    ("GeoPoint", "two numbers, written out by callers"),
    ("NumberedPage", "made by who implements a list"),
    ("Page", "made by who implements a page source"),
    ("PageRow", "decoded or not, by definition"),
    ("Omitted", "made by who implements a page source"),
    ("Named", "made by who implements a page source"),
    ("Next", "made by who implements a page source"),
    ("Level", "three, in order, by definition"),
    ("Sort", "up or down"),
    ("Alignment", "for, against, neither"),
    ("Machine", "a name in types; has no values"),
    ("User", "a name in types; has no values"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// The text of every source file of a crate, without its unit tests.
fn texts(name: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&root().join(name).join("src"), &mut found);
    assert!(found.len() > 5, "{name} has no sources");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
        (path, code)
    };
    found.into_iter().map(read).collect()
}

/// A public enum, or a struct with a public field: its name, and its attributes.
struct Open {
    name: String,
    attributes: String,
}

fn open_types(code: &str) -> Vec<Open> {
    let (mut found, mut attributes) = (Vec::new(), String::new());
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        let declared = ["pub enum ", "pub struct "].iter().find_map(|word| line.strip_prefix(word));
        let Some(rest) = declared else {
            let belongs = line.starts_with(['#', ' ', ')', '/']) && !line.is_empty();
            if belongs {
                attributes.push_str(line);
            } else {
                attributes.clear();
            }
            continue;
        };
        let name: String = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
        let mut is_open = line.starts_with("pub enum") || line.contains("(pub ");
        if line.ends_with('{') {
            for field in lines.by_ref().take_while(|line| *line != "}") {
                is_open |= field.strip_prefix("    pub ").is_some_and(|field| field.contains(':'));
            }
        }
        if is_open {
            found.push(Open { name, attributes: attributes.clone() });
        }
        attributes.clear();
    }
    found
}

#[test]
fn what_may_grow_is_non_exhaustive_or_named_with_its_reason() {
    let (mut closed, mut checked) = (Vec::new(), 0);
    for name in CRATES {
        for (path, code) in texts(name) {
            for found in open_types(&code) {
                checked += 1;
                if found.attributes.contains("#[non_exhaustive]") {
                    continue;
                }
                let known = CLOSED.iter().any(|(name, _)| *name == found.name);
                assert!(known, "{} in {} is not #[non_exhaustive]", found.name, path.display());
                closed.push(found.name);
            }
        }
    }
    assert!(checked > 150, "only {checked} types were found");
    for (name, _) in CLOSED {
        assert!(
            closed.iter().any(|found| found == name),
            "{name} is closed no more: strike it out"
        );
    }
}

#[test]
fn a_type_is_read_with_its_attributes() {
    let code = "/// A.\n#[derive(\n    Clone,\n)]\n#[non_exhaustive]\npub struct A {\n    pub a: u8,\n}\n\n\
                pub struct B {\n    b: u8,\n}\n\n/// C.\npub enum C {\n    D,\n}\npub struct E(pub u8);\n";
    let found: Vec<_> = open_types(code)
        .into_iter()
        .map(|found| (found.name, found.attributes.contains("#[non_exhaustive]")))
        .collect();
    assert_eq!(found, [("A".to_owned(), true), ("C".to_owned(), false), ("E".to_owned(), false)]);
}

#[test]
fn no_client_names_the_http_library() {
    // The features are called so; the sources never are. Without features the library is not even
    // in the tree, which `.ci/features` checks by building so.
    for name in CRATES.into_iter().filter(|name| *name != "civic-core") {
        for (path, code) in texts(name) {
            let lines = code.lines().map(str::trim).filter(|line| !line.starts_with("//"));
            for line in lines.filter(|line| line.contains("reqwest")) {
                assert!(line.contains("feature = \"reqwest\""), "{}: {line}", path.display());
            }
        }
        let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
        let (dependencies, _) = dependencies.split_once("[dev-dependencies]").unwrap();
        assert!(!dependencies.contains("reqwest"), "{name} depends on reqwest itself");
    }
}

/// A public type: the modules on the way to it, and its name.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    modules: Vec<String>,
    name: String,
}

/// The types that a crate's pins name: each stands at the beginning of a line, by its public path.
fn pins(crate_name: &str) -> Vec<Named> {
    let text = fs::read_to_string(root().join(crate_name).join("tests/send_sync.rs")).unwrap();
    let start = format!("{}::", crate_name.replace('-', "_"));
    let begin = |line: &str| {
        let line = line.strip_prefix("    ").unwrap_or(line);
        let line = line.strip_prefix("assert_impl_all!(").unwrap_or(line).strip_prefix(&start)?;
        let path = line.split(|letter: char| !letter.is_alphanumeric() && !"_:".contains(letter));
        let mut modules: Vec<String> =
            path.into_iter().next()?.trim_end_matches(':').split("::").map(str::to_owned).collect();
        let name = modules.pop()?;
        Some(Named { modules, name })
    };
    text.lines().filter_map(begin).collect()
}

/// The types that a crate declares, each with the modules of its file.
fn declared(crate_name: &str) -> Vec<Named> {
    let folder = root().join(crate_name).join("src");
    let mut found = Vec::new();
    for (path, code) in texts(crate_name) {
        let place = path.strip_prefix(&folder).unwrap().with_extension("");
        let modules = place.iter().map(|part| part.to_str().unwrap().to_owned());
        let modules: Vec<String> =
            modules.filter(|part| !["lib", "mod"].contains(&part.as_str())).collect();
        // Types that `open_enum!` makes stand one level in.
        let lines = code.lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
        for line in lines {
            let rest = ["pub enum ", "pub struct "].iter().find_map(|word| line.strip_prefix(word));
            let Some(rest) = rest else { continue };
            let name = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            found.push(Named { modules: modules.clone(), name });
        }
    }
    found
}

#[test]
fn every_public_type_has_a_pin_of_its_own_for_send_and_sync() {
    for name in CRATES {
        let (mut pins, declared) = (pins(name), declared(name));
        assert!(declared.len() > 20, "{name}: only {} types were found", declared.len());
        for found in &declared {
            // A type's public path leaves out inner modules, and may lead through one that only
            // exports it; the pin with most modules in common is its own. A name that only one type has
            // needs none in common.
            let is_only = declared.iter().filter(|other| other.name == found.name).count() == 1;
            let shared = |pin: &Named| {
                let pairs = pin.modules.iter().zip(&found.modules);
                pairs.take_while(|(one, other)| one == other).count()
            };
            let is_of = |pin: &Named| {
                let is_near = is_only || pin.modules.is_empty() || shared(pin) > 0;
                pin.name == found.name && is_near
            };
            let nearest = (0..pins.len())
                .filter(|index| is_of(&pins[*index]))
                .max_by_key(|index| shared(&pins[*index]));
            let index = nearest.unwrap_or_else(|| panic!("{name}: {found:?} is in no pin"));
            pins.swap_remove(index);
        }
        assert!(pins.is_empty(), "{name}: pinned twice, or declared no more: {pins:?}");
    }
}

#[test]
fn every_feature_is_in_the_readme_and_every_crate_tells_docs_rs_to_show_them() {
    for name in CRATES {
        let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let readme = fs::read_to_string(root().join(name).join("README.md")).unwrap();
        assert!(manifest.contains("[package.metadata.docs.rs]\nall-features = true"), "{name}");
        let (_, features) = manifest.split_once("[features]").unwrap();
        let features = features.split("\n[").next().unwrap();
        let names = features.lines().filter(|line| !line.starts_with('#'));
        let names: Vec<_> = names.filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
        assert!(names.len() > 4, "{name}: {names:?}");
        for feature in names.iter().filter(|feature| **feature != "default") {
            assert!(readme.contains(&format!("`{feature}`")), "{name}'s README lacks `{feature}`");
        }
    }
}

//! How the houses are built, read from the sources: which files import which, and from which layer, how many
//! names a public module shows, which words comments use, and which test files the test programs take in.

mod imports;
mod layers;
mod names;
mod words;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use self::imports::Crate;

/// Which of the family's crates each crate may import, in code that users build.
const FLOORS: [(&str, &[&str]); 7] = [
    ("civic-core", &[]),
    ("govocal-client", &["civic_core"]),
    ("decidim-client", &["civic_core"]),
    ("petitions-client", &["civic_core"]),
    ("examples/sandbox", &["civic_sandbox"]),
    ("examples", &FAMILY),
    ("examples/civic", &FAMILY),
];

const FAMILY: [&str; 6] = [
    "civic_core",
    "govocal_client",
    "decidim_client",
    "petitions_client",
    "civic_sandbox",
    "civic_examples",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

#[test]
fn no_file_imports_a_file_that_imports_it() {
    let mut circles = Vec::new();
    for (name, _) in FLOORS {
        let sources = Crate::read(&root().join(name).join("src"));
        assert!(sources.edges() > 10, "{name}: imports are not found");
        circles.extend(sources.circles().into_iter().map(|way| format!("{name}: {way}")));
    }
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn imports_between_crates_go_one_way() {
    for (name, allowed) in FLOORS {
        let sources = Crate::read(&root().join(name).join("src"));
        let named = sources.crates();
        for other in FAMILY.into_iter().filter(|it| named.contains(*it)) {
            assert!(allowed.contains(&other), "{name} imports {other}");
        }
    }
}

/// The most lines of code in a file, without its docs and tests.
const LONGEST: usize = 300;

#[test]
fn a_file_has_at_most_300_lines_of_code() {
    let (mut longer, mut read) = (Vec::new(), 0);
    for (name, _) in FLOORS {
        let mut files = Vec::new();
        imports::files(&root().join(name).join("src"), &mut files);
        let tests = ["tests", "tests.rs", "simulation"];
        files.retain(|file| !file.iter().any(|part| tests.iter().any(|it| part == *it)));
        for file in files {
            let code = imports::code_of(&file);
            let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
            read += 1;
            if lines > LONGEST {
                longer.push(format!("{} has {lines}", file.display()));
            }
        }
    }
    assert!(read > 500, "files are not found");
    assert!(longer.is_empty(), "{}", longer.join("\n"));
}

/// A program of which no test program is built has no tests, since they would never run.
#[test]
fn programs_without_a_test_program_have_no_tests() {
    for name in ["examples", "examples/sandbox", "examples/civic"] {
        let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let programs = manifest.split("[[bin]]").skip(1);
        let programs: Vec<_> = programs.filter(|it| it.contains("test = false")).collect();
        assert!(!programs.is_empty(), "{name}");
        for program in programs {
            let program = program.split("name = \"").nth(1).unwrap().split('"').next().unwrap();
            let src = root().join(name).join("src");
            let places = [src.join("main.rs"), src.join(format!("bin/{program}.rs"))];
            let mut files: Vec<_> = places.into_iter().filter(|place| place.exists()).collect();
            let folder = src.join("bin").join(program);
            if folder.exists() {
                imports::files(&folder, &mut files);
            }
            assert!(!files.is_empty(), "{name}: {program} is not found");
            for file in files {
                let text = fs::read_to_string(&file).unwrap();
                assert!(!text.contains("#[cfg(test)]"), "{} has tests", file.display());
            }
        }
    }
}

/// The most names that a module shows to a user. One that is for implementors of a platform, or that
/// holds one name for each kind of record, says so in the first paragraph of its docs and is not counted.
const MOST: usize = 12;

#[test]
fn a_public_module_shows_at_most_a_dozen_names() {
    let mut larger = Vec::new();
    for name in ["civic-core", "govocal-client", "decidim-client", "petitions-client"] {
        let found = names::exports(&root().join(name).join("src"));
        assert!(found.len() > 2, "{name}: no public modules are found");
        for (module, exports) in found.iter().filter(|(_, exports)| !exports.is_marked) {
            let (module, count) = (module.join("::"), exports.names.len());
            if count > MOST {
                larger.push(format!("{name}::{module} shows {count} names: {:?}", exports.names));
            }
        }
    }
    assert!(larger.is_empty(), "{}", larger.join("\n"));
}

/// Crates whose docs, comments, READMEs and names use the field's standard terms, each with those of the
/// replaced words that its prose uses for something else. GraphQL has an `engine`, graphql-ruby, and
/// pages of `edges`; an HTTP server has `routes`; a terminal has a `screen`; a program is called `tour`.
const IN_PLAIN_WORDS: [(&str, &[&str]); 7] = [
    ("civic-core", &[]),
    ("govocal-client", &[]),
    ("decidim-client", &["engine"]),
    ("petitions-client", &[]),
    ("examples/sandbox", &["engine", "edge", "edges", "route", "routes"]),
    ("examples", &["screen", "tour"]),
    ("examples/civic", &["engine", "engines", "screen"]),
];

#[test]
fn docs_comments_and_names_use_the_words_of_the_field() {
    let found = IN_PLAIN_WORDS.map(|(name, allowed)| words::found(&root().join(name), allowed));
    let mut found = found.concat();
    found.extend(words::found_in_pages(&root(), &["engine"]));
    for folder in ["fuzz", ".ci", "examples/civic/engines", "examples/bench-peers"] {
        found.extend(words::found_in_programs(&root().join(folder), &["engine", "engines"]));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Cargo finds no tests by itself here: a file that no module names would never run. Each program is
/// linked on its own, so a crate has one.
#[test]
fn every_test_file_belongs_to_the_one_program_of_its_crate() {
    for tests in FLOORS.map(|(name, _)| root().join(name).join("tests")) {
        let manifest = fs::read_to_string(tests.parent().unwrap().join("Cargo.toml")).unwrap();
        assert_eq!(programs(&manifest), ["tests/main.rs"], "{}", tests.display());
        let mut reached = BTreeSet::new();
        reach(&tests.join("main.rs"), &mut reached);
        let mut files = Vec::new();
        imports::files(&tests, &mut files);
        // Those are compiled one by one, and must fail.
        files.retain(|file| !file.starts_with(tests.join("compile_fail")));
        for file in files {
            assert!(reached.contains(&file), "no test program takes in {}", file.display());
        }
    }
}

fn programs(manifest: &str) -> Vec<String> {
    assert!(manifest.contains("autotests = false"));
    let tests = manifest.split("[[test]]").skip(1);
    tests
        .map(|test| test.split("path = \"").nth(1).unwrap().split('"').next().unwrap().into())
        .collect()
}

/// The file, and what its `mod` lines name, to the end.
fn reach(file: &Path, reached: &mut BTreeSet<PathBuf>) {
    if !reached.insert(file.to_owned()) {
        return;
    }
    let text = fs::read_to_string(file).unwrap();
    let folder = match file.file_name().unwrap().to_str().unwrap() {
        "main.rs" | "mod.rs" => file.parent().unwrap().to_owned(),
        _ => file.with_extension(""),
    };
    for line in text.lines() {
        let declared = line.trim_start_matches("pub(crate) ").strip_prefix("mod ");
        let Some(name) = declared.and_then(|rest| rest.strip_suffix(';')) else { continue };
        let places = [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")];
        for place in places.iter().filter(|place| place.exists()) {
            reach(place, reached);
        }
    }
}

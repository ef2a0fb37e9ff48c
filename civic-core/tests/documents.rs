//! Whether the files and tests that the documents name are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The changelog names what is gone, and SOURCES.md the files of other projects.
const DOCUMENTS: [&str; 12] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "civic-core/README.md",
    "civic-core/tests/structure/LAYERS.md",
    "govocal-client/README.md",
    "decidim-client/README.md",
    "petitions-client/README.md",
    "examples/README.md",
    "examples/sandbox/README.md",
    "fuzz/README.md",
];

/// What looks like a file of this repository, and is an address or an example.
const OTHERS: [&str; 3] =
    ["corpus/", "insights/visits", "decidim-client/graphql/your_records.graphql"];

#[test]
fn files_and_tests_that_documents_name_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = BTreeSet::new();
    collect(root, &mut files);
    let sources: Vec<String> = files
        .iter()
        .filter(|file| file.extension().is_some_and(|it| it == "rs"))
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let (mut found, mut missing) = (0, Vec::new());
    for document in DOCUMENTS {
        let text = fs::read_to_string(root.join(document)).unwrap();
        for name in code_spans(&text).filter(|name| !OTHERS.contains(name)) {
            let is_there = if is_path(name) {
                let name = name.trim_end_matches('/');
                files
                    .iter()
                    .any(|file| file.ends_with(name) || file.with_extension("").ends_with(name))
            } else if is_test(name) {
                let head = format!("fn {name}(");
                sources.iter().any(|source| source.contains(&head))
            } else {
                continue;
            };
            found += 1;
            if !is_there {
                missing.push(format!("{document}: {name}"));
            }
        }
    }
    assert!(found > 100, "only {found} names are found");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// What stands between backticks in one line, outside blocks of code.
fn code_spans(text: &str) -> impl Iterator<Item = &str> {
    text.split("```")
        .step_by(2)
        .flat_map(str::lines)
        .flat_map(|line| line.split('`').skip(1).step_by(2))
}

fn is_path(name: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./".contains(letter);
    let is_file = [".rs", ".md", ".graphql"].iter().any(|ending| name.ends_with(ending));
    name.chars().all(is_plain) && !name.starts_with(['/', '.']) && (is_file || name.contains('/'))
}

/// Names of tests are sentences.
fn is_test(name: &str) -> bool {
    let is_word =
        |word: &str| word.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    name.split('_').count() > 4 && name.split('_').all(is_word)
}

/// All files and folders but those that are built or hidden.
fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "target" || name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        }
        files.insert(path);
    }
}

//! Words of an earlier private vocabulary, which no comment or doc uses any more.

use std::fs;
use std::path::{Path, PathBuf};

use super::imports::files;

/// Those that no name in the code, no test and no message has either. The others can mean something
/// else there.
const IN_CODE: [&str; 12] = [
    "road",
    "walk",
    "walks",
    "walked",
    "walking",
    "fate",
    "fates",
    "verdict",
    "verdicts",
    "receipt",
    "noun",
    "replayable",
];

/// Each word, and what is said instead.
const REPLACED: [(&str, &str); 34] = [
    ("road", "request pipeline"),
    ("exchange", "request and answer"),
    ("walk", "to read a list"),
    ("walks", "reads a list"),
    ("walked", "read"),
    ("walker", "paginator"),
    ("walking", "reading"),
    ("route", "strategy"),
    ("routes", "strategies"),
    ("engine", "prefetcher"),
    ("edge", "frontier"),
    ("edges", "frontiers"),
    ("bell", "a combinator of futures-util"),
    ("rope", "a combinator of futures-util"),
    ("fate", "occurrence"),
    ("fates", "occurrences"),
    ("verdict", "completeness"),
    ("verdicts", "completeness"),
    ("receipt", "request stats"),
    ("receipts", "request stats"),
    ("screen", "row filter"),
    ("lacking", "missing, or omitted"),
    ("noun", "resource name"),
    ("manner", "strategy"),
    ("replayable", "idempotent"),
    ("complaint", "validation error"),
    ("complaints", "validation errors"),
    ("news", "new rows"),
    ("vouch", "prove"),
    ("vouches", "proves"),
    ("gives way", "is left out"),
    ("hands out", "yields"),
    ("handed out", "yielded"),
    ("handing out", "yielding"),
];

/// Where a file of a crate says one of them, tests included: in a comment or a doc outside code marks,
/// or in a name or a text of the code. A comment may say the words that are allowed.
pub(super) fn found(folder: &Path, allowed: &[&str]) -> Vec<String> {
    let mut sources: Vec<PathBuf> = Vec::new();
    for part in ["src", "tests", "benches"].map(|part| folder.join(part)) {
        if part.exists() {
            files(&part, &mut sources);
        }
    }
    // This file has them all.
    sources.retain(|file| !file.ends_with("tests/structure/words.rs"));
    let mut found = Vec::new();
    for file in sources {
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let (code, comment) = code_and_comment(line);
            let (code, comment) = (said(code), said(comment));
            let is_said = |word: &str| {
                let spaced = format!(" {word} ");
                let in_comment = comment.contains(&spaced) && !allowed.contains(&word);
                in_comment || (IN_CODE.contains(&word) && code.contains(&spaced))
            };
            let words = REPLACED.iter().filter(|(word, _)| is_said(word));
            found.extend(words.map(|(word, instead)| {
                format!("{}:{}: {word} (say: {instead})", file.display(), number + 1)
            }));
        }
    }
    found
}

fn code_and_comment(line: &str) -> (&str, &str) {
    line.split_once("// ").or_else(|| line.split_once("//! ")).unwrap_or((line, ""))
}

/// The words of a text in small letters, each between spaces, without what stands in code marks.
fn said(comment: &str) -> String {
    let prose = comment.split('`').step_by(2).collect::<Vec<_>>().join(" code ");
    let words = prose.to_lowercase();
    let words = words.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}

#[test]
fn comments_and_docs_of_items_and_of_modules_are_told_from_code() {
    assert_eq!(code_and_comment("let a = 1; // One."), ("let a = 1; ", "One."));
    assert_eq!(code_and_comment("    /// One."), ("    /", "One."));
    assert_eq!(code_and_comment("//! One."), ("", "One."));
    assert_eq!(code_and_comment("let a = \"https://a\";"), ("let a = \"https://a\";", ""));
}

#[test]
fn words_are_told_from_parts_of_words_and_from_code() {
    assert_eq!(said("/ A `walk`, or the sidewalk: it Walks."), " a code or the sidewalk it walks ");
    assert_eq!(said("fn the_walk_ends() {"), " fn the walk ends ");
}

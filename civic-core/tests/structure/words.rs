//! Words of an earlier private vocabulary, and riddles in place of sentences, which no comment, doc or
//! README uses any more.

use std::fs;
use std::path::{Path, PathBuf};

use super::imports::files;

/// Those that no name in the code, no test and no message has either. The others can mean something
/// else there.
const IN_CODE: [&str; 19] = [
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
    "lack",
    "lacking",
    "complaint",
    "complaints",
    "that is none",
    "does not offer does not",
    "a wrong way",
];

/// Those that are forbidden only in code.
const IN_PROSE: [&str; 1] = ["lack"];

/// Each word or phrase, and what is said instead.
const REPLACED: [(&str, &str); 38] = [
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
    ("lack", "missing feature"),
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
    ("that is none", "that is not valid, or is absent"),
    ("does not offer does not", "others do not"),
    ("a wrong way", "wrong arguments"),
];

/// Where a file of a crate says one of them, tests and Markdown included: in a comment, a doc or a page
/// outside code marks, or in a name or a text of the code. Prose may say the words that are allowed.
pub(super) fn found(folder: &Path, allowed: &[&str]) -> Vec<String> {
    let mut sources: Vec<PathBuf> = Vec::new();
    for part in ["src", "tests", "benches"].map(|part| folder.join(part)) {
        if part.exists() {
            files(&part, &mut sources);
        }
    }
    // This file has them all.
    sources.retain(|file| !file.ends_with("tests/structure/words.rs"));
    let mut found = found_in_pages(folder, allowed);
    for file in sources {
        let text = fs::read_to_string(&file).unwrap();
        found.extend(found_in(&file, &passages(text.lines()), allowed));
    }
    found
}

/// The same for the Markdown of a folder and of its `docs`.
pub(super) fn found_in_pages(folder: &Path, allowed: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for folder in [folder.to_owned(), folder.join("docs")] {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        pages.retain(|file| file.extension().is_some_and(|kind| kind == "md"));
        pages.sort();
        for file in pages {
            let text = fs::read_to_string(&file).unwrap();
            let lines: Vec<String> = text.lines().map(|line| format!("// {line}")).collect();
            let passages = passages(lines.iter().map(String::as_str));
            found.extend(found_in(&file, &passages, allowed));
        }
    }
    found
}

fn found_in(file: &Path, passages: &[Passage], allowed: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for passage in passages {
        let (code, prose) = (said(&passage.code), said(&passage.prose));
        let is_said = |word: &str| {
            let spaced = format!(" {word} ");
            let may_say = allowed.contains(&word) || IN_PROSE.contains(&word);
            (prose.contains(&spaced) && !may_say)
                || (IN_CODE.contains(&word) && code.contains(&spaced))
        };
        let words = REPLACED.iter().filter(|(word, _)| is_said(word));
        found.extend(words.map(|(word, instead)| {
            format!("{}:{}: {word} (say: {instead})", file.display(), passage.line)
        }));
    }
    found
}

/// A line of code, or a paragraph of comments in lines that follow each other.
#[derive(Debug, PartialEq, Eq)]
struct Passage {
    /// The number of its first line.
    line: usize,
    code: String,
    prose: String,
}

fn passages<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let (mut is_example, mut prose_goes_on, mut text_goes_on) = (false, false, false);
    for (line, text) in (1..).zip(lines) {
        let (mut code, mut prose) = code_and_comment(text);
        if code.is_empty() && prose.trim_start().starts_with("```") {
            is_example = !is_example;
            (prose_goes_on, text_goes_on) = (false, false);
            continue;
        }
        if is_example {
            (code, prose) = code_and_comment(prose);
        }
        let is_prose = code.is_empty() && !prose.trim().is_empty();
        match passages.last_mut() {
            Some(last) if is_prose && prose_goes_on => {
                last.prose.push(' ');
                last.prose.push_str(prose);
            }
            Some(last) if !is_prose && text_goes_on => {
                last.code.push(' ');
                last.code.push_str(code);
            }
            _ => passages.push(Passage { line, code: code.to_owned(), prose: prose.to_owned() }),
        }
        prose_goes_on = is_prose;
        text_goes_on = text.ends_with('\\');
    }
    passages
}

fn code_and_comment(line: &str) -> (&str, &str) {
    let start = line.trim_start();
    for mark in ["//!", "///", "//"] {
        if let Some(comment) = start.strip_prefix(mark)
            && (comment.is_empty() || comment.starts_with(' '))
        {
            return ("", comment.strip_prefix(' ').unwrap_or(comment));
        }
    }
    line.split_once(" // ").unwrap_or((line, ""))
}

/// The words of a text in small letters, each between spaces, without addresses and what stands in code
/// marks.
fn said(comment: &str) -> String {
    let prose = comment.split('`').step_by(2).collect::<Vec<_>>().join(" code ");
    let words = prose.split_whitespace().filter(|word| !word.contains("://"));
    let words = words.collect::<Vec<_>>().join(" ").to_lowercase();
    let words = words.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}

#[test]
fn comments_and_docs_of_items_and_of_modules_are_told_from_code() {
    assert_eq!(code_and_comment("let a = 1; // One."), ("let a = 1;", "One."));
    assert_eq!(code_and_comment("    /// One."), ("", "One."));
    assert_eq!(code_and_comment("//! One."), ("", "One."));
    assert_eq!(code_and_comment("    ///"), ("", ""));
    assert_eq!(code_and_comment("let a = \"https://a\";"), ("let a = \"https://a\";", ""));
}

#[test]
fn comments_in_lines_that_follow_each_other_are_one_paragraph() {
    let passage = |line, code: &str, prose: &str| Passage {
        line,
        code: code.to_owned(),
        prose: prose.to_owned(),
    };
    let text = [
        "/// A name that",
        "/// is none.",
        "///",
        "/// ```",
        "/// walk(); // One.",
        "/// ```",
        "/// Two.",
        "let a = 1;",
    ];
    let wanted = [
        passage(1, "", "A name that is none."),
        passage(3, "", ""),
        passage(5, "walk();", "One."),
        passage(7, "", "Two."),
        passage(8, "let a = 1;", ""),
    ];
    assert_eq!(passages(text.into_iter()), wanted);
    let text = ["let a = \"an id that \\", "    is none\";", "let b = 1;"];
    let read = passages(text.into_iter());
    assert_eq!(read.iter().map(|it| it.line).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(said(&read[0].code), " let a an id that is none ");
}

#[test]
fn words_are_told_from_parts_of_words_and_from_code() {
    assert_eq!(said("/ A `walk`, or the sidewalk: it Walks."), " a code or the sidewalk it walks ");
    assert_eq!(said("fn the_walk_ends() {"), " fn the walk ends ");
    assert_eq!(said("[Pol](https://a/edge) rows"), " rows ");
}

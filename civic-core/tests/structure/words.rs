//! Words of an earlier private vocabulary, and riddles in place of sentences, which no comment, doc or
//! README uses any more.

use std::fs;
use std::path::{Path, PathBuf};

use super::imports::files;

/// Those that no name in the code, no test and no message has either. The others can mean something
/// else there.
const IN_CODE: [&str; 20] = [
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
    "complain",
    "complaint",
    "complaints",
    "that is none",
    "does not offer does not",
    "a wrong way",
];

/// Those that are forbidden only in code.
const IN_PROSE: [&str; 1] = ["lack"];

/// Each word or phrase, and what is said instead.
const REPLACED: [(&str, &str); 39] = [
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
    ("complain", "refuse, or report"),
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

/// Each word that no type and no trait has in its name, and no function as its whole name, and what is said
/// instead. They are usual words elsewhere.
const NAMES: [(&str, &str); 12] = [
    ("turn", "a state with a name of its own"),
    ("turns", "states with names of their own"),
    ("told", "what is reported"),
    ("spot", "position"),
    ("spots", "positions"),
    ("tour", "cursor"),
    ("tours", "cursors"),
    ("lift", "upcast"),
    ("lifts", "upcasts"),
    ("manner", "strategy"),
    ("manners", "strategies"),
    ("screen", "row filter"),
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
        found.extend(found_in_file(&file, allowed));
    }
    found
}

/// The same for the Rust and Python files and the scripts of a folder that is not a crate of the workspace.
pub(super) fn found_in_programs(folder: &Path, allowed: &[&str]) -> Vec<String> {
    let mut found = found_in_pages(folder, allowed);
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        let is_program =
            matches!(entry.extension().and_then(|it| it.to_str()), None | Some("rs" | "py"));
        if entry.is_dir() && !entry.ends_with("target") {
            found.extend(found_in_programs(&entry, allowed));
        } else if is_program && let Ok(text) = fs::read_to_string(&entry) {
            let is_rust = entry.extension().is_some_and(|it| it == "rs");
            let is_script = entry.extension().is_some() || text.starts_with("#!");
            if is_rust || is_script {
                found.extend(found_in_file(&entry, allowed));
            }
        }
    }
    found
}

fn found_in_file(file: &Path, allowed: &[&str]) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    if file.extension().is_some_and(|it| it == "rs") {
        return found_in(file, &passages(text.lines()), allowed);
    }
    // Comments of Python and of scripts.
    let lines: Vec<String> = text.lines().map(as_in_rust).collect();
    found_in(file, &passages(lines.iter().map(String::as_str)), allowed)
}

fn as_in_rust(line: &str) -> String {
    match line.trim_start().strip_prefix('#') {
        Some(comment) => format!("//{comment}"),
        None => line.replacen(" # ", " // ", 1),
    }
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
        let (code, prose) = (said(&apart(&passage.code)), said(&passage.prose));
        let is_said = |word: &str| {
            let spaced = format!(" {word} ");
            let may_say = allowed.contains(&word) || IN_PROSE.contains(&word);
            (prose.contains(&spaced) && !may_say)
                || (IN_CODE.contains(&word) && code.contains(&spaced))
        };
        let names = names(&passage.code);
        let is_name = |word: &str| !allowed.contains(&word) && names.iter().any(|it| it == word);
        let words = REPLACED.iter().filter(|(word, _)| is_said(word));
        let words = words.chain(NAMES.iter().filter(|(word, _)| is_name(word)));
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

/// The code with a space between the words of a `CamelCase` name.
fn apart(code: &str) -> String {
    let mut text = String::with_capacity(code.len());
    for letter in code.chars() {
        if letter.is_uppercase() && text.ends_with(char::is_lowercase) {
            text.push(' ');
        }
        text.push(letter);
    }
    text
}

/// The words in the names of the types and traits that a line of code declares, and the whole names of its
/// functions, in small letters.
fn names(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    let words: Vec<&str> = code.split_whitespace().collect();
    for pair in words.windows(2) {
        let name = pair[1].split(|letter: char| !letter.is_alphanumeric() && letter != '_').next();
        match pair[0] {
            "struct" | "enum" | "trait" | "type" | "union" => {
                names.extend(apart(name.unwrap_or_default()).split(' ').map(str::to_lowercase));
            }
            // A rate limit and a check of deletions give each caller and row its turn.
            "fn" if name != Some("turn") => names.push(name.unwrap_or_default().to_owned()),
            _ => {}
        }
    }
    names
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
    assert_eq!(said(&apart("enum WalkState {")), " enum walk state ");
    assert_eq!(said(&apart("IDs of aWalk")), " ids of a walk ");
}

#[test]
fn names_are_those_of_types_and_functions() {
    assert_eq!(names("pub(crate) struct ListTour<'a> {"), ["list", "tour"]);
    assert_eq!(names("fn told(text: &str) -> Spot {"), ["told"]);
    assert_eq!(names("fn a_status_is_told_once() {"), ["a_status_is_told_once"]);
    assert_eq!(names("let turn = 1;"), [""; 0]);
}

#[test]
fn comments_of_scripts_are_prose() {
    assert_eq!(as_in_rust("    # The road."), "// The road.");
    assert_eq!(as_in_rust("road = 1  # One."), "road = 1  // One.");
}

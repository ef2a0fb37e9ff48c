//! A request's document: reading it, and choosing the operation.

use std::collections::HashMap;

use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, Document, FragmentDefinition, OperationDefinition};
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::LineColumn;

use super::error::Problem;
use crate::decidim::engine::Engine;

/// Reads a document, or says as this engine does where it breaks off.
pub(super) fn parse(text: &str, engine: Engine) -> Result<Document, Problem> {
    let broken = match Document::parse(text, "request.graphql") {
        Ok(document) => return Ok(document),
        Err(broken) => broken,
    };
    // 2.2 stops at the end of the text, whatever its last token is.
    if engine == Engine::V2_2
        && !text.ends_with(char::is_whitespace)
        && let Ok(document) = Document::parse(without_last_token(text), "request.graphql")
        && !document.definitions.is_empty()
    {
        return Ok(document);
    }
    let span = broken.errors.iter().next().and_then(|first| first.error.location());
    let offset = span.map_or(text.len(), |span| span.offset());
    let rest = text.get(offset..).unwrap_or_default().trim_start();
    let at = span.and_then(|span| span.line_column(&broken.partial.sources));
    // The parser was rewritten for 2.2.
    if engine < Engine::V2_2 {
        if rest.is_empty() {
            return Err(Problem::bare("Unexpected end of document").at(None));
        }
        let (word, kind) = token(rest);
        let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
        let message = format!("Parse error on \"{word}\" ({kind}) at [{line}, {column}]");
        return Err(Problem::bare(message).at(at));
    }
    let at = if rest.is_empty() { Some(end_of(without_last_token(text))) } else { at };
    let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
    let (word, kind) = if rest.is_empty() { (" ", "(none)") } else { token(rest) };
    let message = format!("Expected NAME, actual: {kind} (\"{word}\") at [{line}, {column}]");
    Err(Problem::bare(message).at(at))
}

/// The part of a text before its last token.
fn without_last_token(text: &str) -> &str {
    let text = text.trim_end();
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let length = match text.len() - text.trim_end_matches(is_word).len() {
        0 if text.ends_with("...") => 3,
        0 => text.chars().next_back().map_or(0, char::len_utf8),
        letters => letters,
    };
    text.get(..text.len() - length).unwrap_or_default()
}

/// Where a text ends.
fn end_of(text: &str) -> LineColumn {
    let line = text.matches('\n').count() + 1;
    let column = text.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
    LineColumn { line, column }
}

/// The first token of a text and what the server calls it.
fn token(text: &str) -> (&str, &'static str) {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let first = text.chars().next().unwrap_or(' ');
    let end = if is_word(first) {
        text.find(|letter| !is_word(letter)).unwrap_or(text.len())
    } else {
        first.len_utf8()
    };
    let kind = match first {
        '{' => "LCURLY",
        '}' => "RCURLY",
        '(' => "LPAREN",
        ')' => "RPAREN",
        '[' => "LBRACKET",
        ']' => "RBRACKET",
        ':' => "COLON",
        '$' => "VAR_SIGN",
        '!' => "BANG",
        '=' => "EQUALS",
        '@' => "DIR_SIGN",
        '"' => "STRING",
        '.' => "ELLIPSIS",
        letter if letter.is_ascii_digit() => "INT",
        letter if is_word(letter) => "IDENTIFIER",
        _ => "UNKNOWN_CHAR",
    };
    (text.get(..end).unwrap_or_default(), kind)
}

/// The named fragments of a document.
pub(super) type Fragments<'d> = HashMap<&'d str, &'d Node<FragmentDefinition>>;

pub(super) fn fragments(document: &Document) -> Fragments<'_> {
    document
        .definitions
        .iter()
        .filter_map(|definition| match definition {
            Definition::FragmentDefinition(fragment) => Some((fragment.name.as_str(), fragment)),
            _ => None,
        })
        .collect()
}

pub(super) fn operations(document: &Document) -> impl Iterator<Item = &Node<OperationDefinition>> {
    document.definitions.iter().filter_map(|definition| match definition {
        Definition::OperationDefinition(operation) => Some(operation),
        _ => None,
    })
}

/// The operation that is asked for.
pub(super) fn choose<'d>(
    document: &'d Document,
    name: Option<&str>,
) -> Result<&'d Node<OperationDefinition>, Problem> {
    let mut all = operations(document);
    if let Some(name) = name {
        let found = all.find(|operation| operation.name.as_ref().is_some_and(|it| it == name));
        return found.ok_or_else(|| Problem::bare(format!("No operation named \"{name}\"")));
    }
    match (all.next(), all.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Problem::bare("An operation name is required")),
    }
}

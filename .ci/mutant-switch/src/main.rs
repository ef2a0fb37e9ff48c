//! Puts many mutants of a crate into one build.
//!
//!     mutant-switch FOLDER < mutants.json > places.json
//!
//! `mutants.json` is what `cargo mutants --list --json` prints, with an `id` in each. The sources in FOLDER are
//! rewritten: at each place stands a `match` that asks which mutant is switched on, and without one runs what
//! was there. `places.json` says where in the new text each mutant stands, so that one that does not compile can
//! be found by the compiler's message and left out; and which cannot be switched at run time.
//!
//! No line is added within a file, so the lines of a message are those of the source.

mod edits;
mod places;
mod switch;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::edits::Edits;
use crate::places::Places;

type Failure = Box<dyn std::error::Error>;

/// A mutant as cargo-mutants lists it.
#[derive(Deserialize)]
struct Mutant {
    id: u32,
    package: String,
    file: String,
    genre: Genre,
    replacement: String,
    span: Span,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
enum Genre {
    FnValue,
    BinaryOperator,
    UnaryOperator,
    MatchArm,
    MatchArmGuard,
    StructField,
}

/// Lines and columns count from one.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    start: Position,
    end: Position,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Position {
    line: usize,
    column: usize,
}

/// Where mutants stand in the new text of a file, in bytes.
#[derive(Serialize)]
struct Place {
    ids: Vec<u32>,
    file: String,
    start: usize,
    end: usize,
}

#[derive(Default, Serialize)]
struct Outcome {
    places: Vec<Place>,
    /// What cannot be switched at run time, with the reason.
    apart: BTreeMap<u32, &'static str>,
}

fn main() -> Result<(), Failure> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    let mutants: Vec<Mutant> = serde_json::from_reader(io::stdin())?;
    let mut by_file = BTreeMap::<&str, Vec<&Mutant>>::new();
    let mut roots = BTreeMap::new();
    for mutant in &mutants {
        by_file.entry(&mutant.file).or_default().push(mutant);
        let root = mutant.file.split("/src/").next().unwrap_or_default();
        roots.insert(mutant.package.as_str(), format!("{root}/src/lib.rs"));
    }
    let mut outcome = Outcome::default();
    for (file, mutants) in by_file {
        let path = folder.join(file);
        let source = fs::read_to_string(&path)?;
        let places = Places::of(&syn::parse_file(&source)?);
        let mut edits = Edits::default();
        for (span, mutants) in together(&mutants) {
            if let Err(why) = edits.add(&places, span, &mutants) {
                outcome.apart.extend(mutants.iter().map(|mutant| (mutant.id, why)));
            }
        }
        let (text, ranges) = edits.apply(&source);
        let placed = ranges.into_iter().map(|(ids, range)| {
            let (start, end) = (range.start, range.end);
            Place { ids, file: file.to_owned(), start, end }
        });
        outcome.places.extend(placed);
        fs::write(path, text)?;
    }
    for root in roots.values() {
        let path = folder.join(root);
        let source = fs::read_to_string(&path)?;
        fs::write(&path, source + &switch::module(mutants.iter().map(|mutant| mutant.id).max()))?;
    }
    serde_json::to_writer(io::stdout(), &outcome)?;
    Ok(())
}

/// The mutants of one place and kind.
fn together<'m>(mutants: &[&'m Mutant]) -> BTreeMap<Span, Vec<&'m Mutant>> {
    let mut together = BTreeMap::<_, Vec<_>>::new();
    for mutant in mutants {
        together.entry(mutant.span).or_default().push(*mutant);
    }
    together
}

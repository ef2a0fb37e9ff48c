//! What is inserted into a file.

use std::cmp::Reverse;
use std::ops::Range;

use crate::places::Places;
use crate::{Genre, Mutant, Span, switch};

/// Insertions, each with the mutants that its parts stand for.
#[derive(Default)]
pub struct Edits(Vec<Edit>);

struct Edit {
    at: usize,
    order: Order,
    parts: Vec<(Vec<u32>, String)>,
}

/// What stands at the same place comes in this order: what ends there, the inner first; then what begins there,
/// the outer first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Closing { length: usize },
    Body,
    Opening(Reverse<usize>),
}

impl Edits {
    /// Puts in the mutants of one place, or says why they cannot be switched at run time.
    pub fn add(
        &mut self,
        places: &Places,
        span: Span,
        mutants: &[&Mutant],
    ) -> Result<(), &'static str> {
        const UNKNOWN: &str = "its place is not known";
        let genre = mutants.first().ok_or(UNKNOWN)?.genre;
        let at = &span.start;
        match genre {
            Genre::FnValue => {
                let body = *places.bodies.get(at).ok_or(UNKNOWN)?;
                let arms = arms(mutants, |mutant| format!("return ({})", mutant.replacement));
                self.insert(body, Order::Body, switch::choice(&ids(mutants), arms, "{} } "));
            }
            Genre::BinaryOperator => {
                let binary = places.binaries.get(at).ok_or(UNKNOWN)?;
                if binary.has_let {
                    return Err("a condition with `let`");
                }
                let (left, right) = (&binary.left, &binary.right);
                let arms = arms(mutants, |it| format!("({left}) {} ({right})", it.replacement));
                self.around(binary.whole.clone(), mutants, arms);
            }
            Genre::UnaryOperator => {
                let unary = places.unaries.get(at).ok_or(UNKNOWN)?;
                let arms = arms(mutants, |_| format!("({})", unary.operand));
                self.around(unary.whole.clone(), mutants, arms);
            }
            Genre::MatchArmGuard => {
                let guard = places.guards.get(at).ok_or(UNKNOWN)?;
                self.around(guard.clone(), mutants, arms(mutants, |it| it.replacement.clone()));
            }
            Genre::MatchArm => {
                let end = *places.arms.get(at).ok_or(UNKNOWN)?;
                let ids = ids(mutants);
                let guard = format!(" if {}", switch::is_off(&ids));
                self.insert(end, Order::Closing { length: usize::MAX }, vec![(ids, guard)]);
            }
            Genre::StructField => {
                let field = places.fields.get(at).ok_or(UNKNOWN)?;
                let arms = arms(mutants, |_| field.without.clone());
                self.around(field.whole.clone(), mutants, arms);
            }
        }
        Ok(())
    }

    /// The new text, and where in it which mutants stand.
    pub fn apply(mut self, source: &str) -> (String, Vec<(Vec<u32>, Range<usize>)>) {
        self.0.sort_by(|a, b| (a.at, &a.order).cmp(&(b.at, &b.order)));
        let (mut text, mut ranges, mut copied) = (String::new(), Vec::new(), 0);
        for edit in self.0 {
            text.push_str(&source[copied..edit.at]);
            copied = edit.at;
            for (ids, part) in edit.parts {
                let start = text.len();
                text.push_str(&part);
                ranges.push((ids, start..text.len()));
            }
        }
        text.push_str(&source[copied..]);
        (text, ranges)
    }

    fn around(&mut self, whole: Range<usize>, mutants: &[&Mutant], arms: Vec<(u32, String)>) {
        let (length, ids) = (whole.len(), ids(mutants));
        let mut opening = switch::choice(&ids, arms, "");
        opening.insert(0, (ids.clone(), "(".to_owned()));
        let order = Order::Opening(Reverse(length));
        self.insert(whole.start, order, opening);
        self.insert(whole.end, Order::Closing { length }, vec![(ids, " })".to_owned())]);
    }

    fn insert(&mut self, at: usize, order: Order, parts: Vec<(Vec<u32>, String)>) {
        self.0.push(Edit { at, order, parts });
    }
}

fn ids(mutants: &[&Mutant]) -> Vec<u32> {
    mutants.iter().map(|mutant| mutant.id).collect()
}

fn arms(mutants: &[&Mutant], body: impl Fn(&Mutant) -> String) -> Vec<(u32, String)> {
    mutants.iter().map(|mutant| (mutant.id, body(mutant))).collect()
}

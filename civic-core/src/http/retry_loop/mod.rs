//! One request through as many attempts as it takes.
//!
//! token → rate-limit permit → one attempt → classify → (pause and once more, or with another
//! token once more, or done).

mod attempt;
mod pause;
mod refusal;
mod run;
mod state;
#[cfg(test)]
mod tests;

pub(super) use run::{Answered, send};

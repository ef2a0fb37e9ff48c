//! One request through as many attempts as it takes.
//!
//! token → rate-limit permit → one attempt → classify → (pause and once more, or with another
//! token once more, or done).
//!
//! | step | file |
//! |---|---|
//! | the loop, and what a failed attempt means | `run` |
//! | token, rate-limit permit, and the pauses between attempts | `pause` |
//! | one attempt: send, and read the answer | `attempt` |
//! | classify an answer that is not a success | `refusal` |
//! | the span of a request, and what is logged within it | `log` |
//! | deadline, counts, and whether anything was sent | `state` |
//!
//! How often a request is tried, and how long the pauses are, is set by
//! [`RetryPolicy`](super::RetryPolicy).

mod attempt;
mod log;
mod pause;
mod refusal;
mod run;
mod state;
#[cfg(test)]
mod tests;

pub(super) use run::{Answered, send};

//! What the server refuses before it executes anything.

mod complexity;
mod query;
mod shape;

pub(super) use query::Query;

use super::error::Problem;
use crate::decidim::engine::Engine;
use crate::decidim::settings::Settings;
use crate::decidim::version::Version;

/// The most alias names of a query.
const ALIASES: usize = 5;
/// The most times that one field name may stand on one path.
const RECURSION: usize = 2;

/// Every limit that the query breaks.
pub(super) fn broken(query: &Query<'_>, settings: &Settings) -> Vec<Problem> {
    let version = settings.version;
    let mut problems = Vec::new();
    let usual = if version < Version::V0_27 { 300 } else { 5000 };
    let most = settings.max_complexity.unwrap_or(usual);
    // From 0.28 on, a page costs its size times its content.
    let page = (version >= Version::V0_28).then_some(settings.max_page_size);
    // Of a page's own fields 2.0 and the first 2.2 know only `pageInfo`, `edges` and `nodes`.
    let counts_all = match query.engine {
        Engine::V2_2 => version >= Version::V0_30,
        engine => engine > Engine::V2_2,
    };
    let complexity = complexity::of(query, page, counts_all);
    if complexity > most {
        problems.push(Problem::bare(format!(
            "Query has complexity of {complexity}, which exceeds max complexity of {most}"
        )));
    }
    let shape = shape::of(query);
    let most = settings.max_depth;
    if shape.depth > most {
        let depth = shape.depth;
        problems.push(Problem::bare(format!(
            "Query has depth of {depth}, which exceeds max depth of {most}"
        )));
    }
    if version < Version::V0_30_5 {
        return problems;
    }
    let aliases = shape.aliases.len();
    if aliases > ALIASES && !settings.codes_alias_limit {
        let names: Vec<&str> = shape.aliases.iter().copied().collect();
        problems.push(Problem::bare(format!("Too many aliases used: {}", names.join(","))));
    } else if aliases > ALIASES {
        let message = format!(
            "Too many aliases used. You have used {aliases} aliases, but {ALIASES} are allowed."
        );
        problems.push(Problem::coded(&message, "TOO_MANY_ALIASES_ERROR"));
    }
    if shape.recursion > RECURSION {
        let message = "Too many recursions detected in query";
        problems.push(Problem::coded(message, "RECURSION_LIMIT_EXCEEDED_ERROR"));
    }
    problems
}

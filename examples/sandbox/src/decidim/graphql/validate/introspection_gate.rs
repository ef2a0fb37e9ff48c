//! The introspection gate (graphql-ruby from 2.4): where the schema is closed, looking at a type of
//! the schema's own description ends the check, and one error takes the place of all others.

use super::built_in;
use super::validator::Validator;
use crate::decidim::graphql::error::Problem;
use crate::decidim::graphql::schema::Definition;

/// The one error.
pub(super) fn closed() -> Problem {
    let message = "Introspection is disabled for this request";
    Problem::coded(message, "INTROSPECTION_DISABLED_ERROR")
}

impl<'d> Validator<'d> {
    /// A type by its name, the built-in ones included.
    pub(super) fn look_up(&mut self, name: &str) -> Option<&'d Definition> {
        self.met_the_gate |= name.starts_with("__") && !self.checks.is_open;
        self.definition(name)
    }

    /// The hint for a name that is not a type: all types are looked at, the schema's own too.
    pub(super) fn type_hint(&mut self, name: &str, suits: impl Fn(&Definition) -> bool) -> String {
        self.met_the_gate |= self.checks.engine.suggests() && !self.checks.is_open;
        let own = self.schema.types.iter().map(|(name, it)| (name.as_str(), it.as_ref()));
        let mut suiting: Vec<&str> =
            own.filter(|(_, it)| suits(it)).map(|(name, _)| name).collect();
        suiting.extend(built_in::all().filter(|(_, it)| suits(it)).map(|(name, _)| name));
        self.hint(name, suiting.into_iter())
    }
}

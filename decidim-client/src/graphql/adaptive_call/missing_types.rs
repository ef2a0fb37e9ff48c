//! Looking for the types that a site does not have, where it only says that its schema is closed.

use std::collections::BTreeSet;
use std::sync::Arc;

use civic_core::http::Response;
use civic_core::{Error, ErrorKind};

use super::{AdaptiveCall, refused};
use crate::graphql::adapt::{MissingFeature, Plan, Step, TypeSearch};
use crate::graphql::platform::in_words;
use crate::graphql::schema::Schema;
use crate::graphql::server_error::ServerError;

/// How often a query is sent to find the types that a site does not have: they are found by halves.
const SEARCHES: u32 = 16;

impl AdaptiveCall<'_> {
    /// Looks for the types that the site does not have, where it only says that its schema is closed.
    pub(super) fn stopped(
        &mut self,
        asked: &Plan,
        response: &Response,
        validation_errors: &[ServerError],
    ) -> Result<(), Error> {
        self.searches += 1;
        if asked.introspects() || self.searches > SEARCHES {
            return Err(refused(response, validation_errors));
        }
        if asked.is_mutation() {
            // Nothing that writes is sent to find something out.
            return Err(one_of_is_missing(response, validation_errors, &owned(asked.types())));
        }
        if let Some(type_search) = &mut self.type_search {
            type_search.stopped();
        } else {
            self.search();
        }
        let Some(type_search) = &mut self.type_search else {
            return Err(refused(response, validation_errors));
        };
        match type_search.next() {
            Step::Ask => {}
            Step::Found => self.settle(),
            Step::Missing(types) => match types.as_slice() {
                [] => return Err(refused(response, validation_errors)),
                [_] => self.go_without(types),
                types => return Err(one_of_is_missing(response, validation_errors, types)),
            },
        }
        Ok(())
    }

    /// Begins to look for the types that are missing: any that the site has not yet taken.
    fn search(&mut self) {
        let memory = self.client.memory();
        let is_typed = self.call.is_typed();
        let is_known = |name: &&str| is_typed && memory.took_type(name);
        let types = self.remembered.plan.types();
        let took_all = !types.is_empty() && types.iter().all(is_known);
        if is_typed && (took_all || memory.is_another(&self.remembered, &BTreeSet::new())) {
            // It took them all before.
            self.start_anew();
        }
        let plan = &self.remembered.plan;
        let types = owned(plan.types().into_iter().filter(|name| !is_known(name)).collect());
        let memory = is_typed.then_some(memory);
        let (needed, rest) = types.into_iter().partition(|name| {
            self.call.variables_for(&plan.without_types([name.as_str()]), memory).is_err()
        });
        self.type_search = Some(TypeSearch::new(needed, rest, |name| Schema::own().varies(name)));
    }

    /// Remembers the types that were found to be missing, where the search is over.
    pub(super) fn settle(&mut self) {
        let Some(type_search) = &mut self.type_search else { return };
        if type_search.next() != Step::Found {
            return;
        }
        let missing = type_search.missing().to_vec();
        self.go_without(missing);
    }

    /// Leaves out types that the site does not have.
    fn go_without(&mut self, types: Vec<String>) {
        self.type_search = None;
        let plan = self.remembered.plan.without_types(types.iter().map(String::as_str));
        let lessons = types.into_iter().map(|name| MissingFeature::Type { name });
        self.learn(Arc::new(plan), lessons.collect());
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// The error where it is only known that the site does not have one of these.
fn one_of_is_missing(
    response: &Response,
    validation_errors: &[ServerError],
    types: &[String],
) -> Error {
    let Some((first, others)) = types.split_first() else {
        return refused(response, validation_errors);
    };
    let message = match others {
        [] => format!("this site has no {first}"),
        others => {
            format!("this site has no {first}, or does not have one of {}", others.join(", "))
        }
    };
    response
        .blame(Error::new(ErrorKind::Unsupported, message))
        .with_hint(in_words(validation_errors))
}

//! Looking for the types that a site lacks, where it says no more than that its schema is closed.

use std::collections::BTreeSet;
use std::sync::Arc;

use civic_core::http::Response;
use civic_core::{Error, ErrorKind};

use super::{Exchange, refused};
use crate::graphql::adapt::{Gate, Lack, Plan, Step};
use crate::graphql::platform::in_words;
use crate::graphql::schema::Schema;
use crate::graphql::server_error::ServerError;

/// How often a query is sent to find the types that a site does not have: they are found by halves.
const SEARCHES: u32 = 16;

impl Exchange<'_> {
    /// Looks for the types that the site lacks, where it says no more than that its schema is closed.
    pub(super) fn stopped(
        &mut self,
        asked: &Plan,
        response: &Response,
        complaints: &[ServerError],
    ) -> Result<(), Error> {
        self.searches += 1;
        if asked.introspects() || self.searches > SEARCHES {
            return Err(refused(response, complaints));
        }
        if asked.is_mutation() {
            // Nothing that writes is sent to find something out.
            return Err(lacking_one_of(response, complaints, &owned(asked.types())));
        }
        if let Some(gate) = &mut self.gate {
            gate.stopped();
        } else {
            self.search();
        }
        let Some(gate) = &mut self.gate else { return Err(refused(response, complaints)) };
        match gate.next() {
            Step::Ask => {}
            Step::Found { .. } => self.settle(),
            Step::Omitted(types) => match types.as_slice() {
                [] => return Err(refused(response, complaints)),
                [_] => self.go_without(types),
                types => return Err(lacking_one_of(response, complaints, types)),
            },
        }
        Ok(())
    }

    /// Begins to look for the types that are missing: any that the site has not yet taken.
    fn search(&mut self) {
        let host = self.client.host();
        let is_ours = self.call.is_ours();
        let is_known = |name: &&str| is_ours && host.took_type(name);
        let types = self.view.plan.types();
        let took_all = !types.is_empty() && types.iter().all(is_known);
        if is_ours && (took_all || host.is_another(&self.view, &BTreeSet::new())) {
            // It took them all before.
            self.start_anew();
        }
        let plan = &self.view.plan;
        let types = owned(plan.types().into_iter().filter(|name| !is_known(name)).collect());
        let memory = is_ours.then_some(host);
        let (needed, rest) = types.into_iter().partition(|name| {
            self.call.variables_for(&plan.without_types([name.as_str()]), memory).is_err()
        });
        self.gate = Some(Gate::new(needed, rest, |name| Schema::own().varies(name)));
    }

    /// Remembers the types that were found to be missing, where the search is over.
    pub(super) fn settle(&mut self) {
        let Some(gate) = &mut self.gate else { return };
        if !matches!(gate.next(), Step::Found { .. }) {
            return;
        }
        let missing = gate.missing().to_vec();
        self.go_without(missing);
    }

    /// Leaves out types that the site lacks.
    fn go_without(&mut self, types: Vec<String>) {
        self.gate = None;
        let plan = self.view.plan.without_types(types.iter().map(String::as_str));
        let lessons = types.into_iter().map(|name| Lack::Type { name });
        self.learn(Arc::new(plan), lessons.collect());
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// What a site lacks that does not say more than that there is something.
fn lacking_one_of(response: &Response, complaints: &[ServerError], types: &[String]) -> Error {
    let Some((first, others)) = types.split_first() else { return refused(response, complaints) };
    let message = match others {
        [] => format!("this site has no {first}"),
        others => format!("this site has no {first}, or lacks one of {}", others.join(", ")),
    };
    response.blame(Error::new(ErrorKind::Unsupported, message)).with_hint(in_words(complaints))
}

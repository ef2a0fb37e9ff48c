//! One query on its way: adapted to the site, sent, and read.

mod missing_types;

use std::collections::BTreeSet;
use std::sync::Arc;

use civic_core::http::Response;
use civic_core::http::platform::RequestStats;
use civic_core::jiff::Timestamp;
use civic_core::{Error, ErrorKind};
use http::StatusCode;

use super::adapt::{ComplexityError, MissingFeature, Plan, RememberedPlan, Step, TypeSearch};
use super::answer::{Answer, IN_ITS_PLACE, Outcome};
use super::call::{Call, QueryMode};
use super::client::Client;
use super::document::Document;
use super::platform::in_words;
use super::server_error::ServerError;
use crate::wrong_host::{is_from_no_api, or_wrong_host};

/// How often a query is sent again without what the site named as unknown. Servers name all at
/// once, and once more where that uncovers something.
const REVISIONS: u32 = 4;

impl Client {
    pub(super) async fn call(
        &self,
        call: Call<'_>,
        document: impl Fn() -> Result<Document, Error>,
    ) -> Result<Answer, Error> {
        let now = self.now();
        let remembered = self.memory().plan(call.owner(), now, &document)?;
        // One deadline for all the requests that it takes.
        let client = self.started();
        let call = AdaptiveCall {
            client: &client,
            call,
            now,
            remembered,
            type_search: None,
            doubts: false,
            lessons: BTreeSet::new(),
            by_own_names: false,
            takes_file: false,
            has_forgotten: false,
            revisions: 0,
            searches: 0,
            earlier: RequestStats::default(),
            refusal: None,
        };
        call.run().await
    }
}

/// A call, and what has become of it so far.
struct AdaptiveCall<'a> {
    client: &'a Client,
    call: Call<'a>,
    now: Timestamp,
    remembered: RememberedPlan,
    /// The search for types that are missing.
    type_search: Option<TypeSearch>,
    /// The site is asked again for what the memory says that it does not have.
    doubts: bool,
    /// What this call has learned.
    lessons: BTreeSet<MissingFeature>,
    /// Members of inputs go by their own names, whatever the memory says.
    by_own_names: bool,
    /// The site has said of this query that nothing is missing but the file.
    takes_file: bool,
    has_forgotten: bool,
    revisions: u32,
    searches: u32,
    earlier: RequestStats,
    /// The latest refusal: nothing was run, and this is why.
    refusal: Option<(Response, Vec<ServerError>)>,
}

impl AdaptiveCall<'_> {
    async fn run(mut self) -> Result<Answer, Error> {
        let wanted = self.call.rows;
        loop {
            let memory = self.client.memory();
            let plan = self.question();
            let names = (self.call.is_typed() && !self.by_own_names).then_some(memory);
            let (variables, dropped) = match self.call.variables_for(&plan, names) {
                Ok(asked) => asked,
                Err(error) => {
                    self.ask_otherwise(error)?;
                    continue;
                }
            };
            self.call.rows =
                wanted.map(|(name, rows)| (name, memory.page_size(&self.call.key, &plan, rows)));
            // A file is sent only to a site that takes the query: until it says so, the query goes
            // without it, which no site can run.
            let request = match self.call.file.as_ref().filter(|_| self.takes_file) {
                Some(file) => Call::request_with(file, &plan, variables),
                None => self.call.request(&plan, variables),
            };
            let base = self.client.base_url();
            let response =
                self.client.send(request).await.map_err(|error| in_context(error, base))?;
            match Outcome::read(response, &plan, base)? {
                Outcome::Refused(response, errors) if self.lacks_only_the_file(&errors) => {
                    self.earlier.add(response.stats());
                    self.takes_file = true;
                }
                Outcome::Answer(answer) => {
                    if !self.call.is_typed() {
                        // Of a typed read, decoding finds out whether it is whole.
                        answer.data()?;
                    }
                    if let Some(answer) = self.answered(answer) {
                        return Ok(answer.after(self.remembered.plan, dropped, self.earlier));
                    }
                }
                Outcome::Refused(response, validation_errors) => {
                    self.refused(&plan, response, validation_errors)?;
                }
            }
        }
    }

    /// Whether the site finds nothing wrong with the query but that its file is not there yet.
    fn lacks_only_the_file(&self, errors: &[ServerError]) -> bool {
        let awaits_file = self.call.file.is_some() && !self.takes_file;
        awaits_file && !errors.is_empty() && errors.iter().all(ServerError::is_about_the_file)
    }

    /// The plan without the types that are in question.
    fn question(&self) -> Arc<Plan> {
        match &self.type_search {
            Some(type_search) => Arc::new(self.remembered.plan.without_types(type_search.spared())),
            None => Arc::clone(&self.remembered.plan),
        }
    }

    /// Where there is nothing to ask, or not what the caller set: keeps more, or asks the site again
    /// what only the memory says.
    fn ask_otherwise(&mut self, error: Error) -> Result<(), Error> {
        if self.type_search.as_mut().is_some_and(TypeSearch::keep_more) {
            return Ok(());
        }
        if let Some((response, validation_errors)) = &self.refusal {
            // The site itself has just said so.
            let error = response.blame(error);
            let is_typed = self.call.is_typed();
            return Err(if is_typed {
                error
            } else {
                error.with_hint(in_words(validation_errors))
            });
        }
        if self.doubts || self.call.mode != (QueryMode::Typed { trusting: false }) {
            return Err(error);
        }
        self.doubts = true;
        self.by_own_names = true;
        if self.call.variables_for(&self.remembered.plan, None).is_err() {
            self.remembered.plan = Arc::new(self.remembered.plan.uncut());
        }
        Ok(())
    }

    /// Takes an answer; `None` where it only shows that the types in question are there.
    fn answered(&mut self, answer: Answer) -> Option<Answer> {
        let stats = answer.stats();
        if let Some(type_search) = &mut self.type_search {
            type_search.passed();
            if type_search.next() != Step::Found {
                self.earlier.add(stats);
                self.settle();
                return None;
            }
            self.settle();
        }
        let memory = self.client.memory();
        if self.doubts {
            // The site has now what it did not have.
            self.remembered.era = memory.forget(self.remembered.era);
            self.learn(Arc::clone(&self.remembered.plan), BTreeSet::new());
        }
        memory.took(self.call.owner(), &self.remembered);
        Some(answer)
    }

    /// Remembers a plan and why it is as it is.
    fn learn(&mut self, plan: Arc<Plan>, lessons: BTreeSet<MissingFeature>) {
        self.lessons.extend(lessons);
        let (remembered, lessons) =
            (RememberedPlan { plan, era: self.remembered.era }, self.lessons.clone());
        self.remembered =
            self.client.memory().learn(self.call.owner(), remembered, lessons, self.now);
    }

    /// Decides what to ask after a refusal.
    fn refused(
        &mut self,
        asked: &Plan,
        response: Response,
        validation_errors: Vec<ServerError>,
    ) -> Result<(), Error> {
        self.earlier.add(response.stats());
        if let Some(error) = validation_errors.iter().find_map(ComplexityError::read) {
            let rows = self.call.rows.map(|(_, rows)| rows);
            let memory = self.client.memory();
            let is_smaller =
                rows.is_some_and(|rows| memory.too_complex(&self.call.key, asked, rows, error));
            return if is_smaller { Ok(()) } else { Err(refused(&response, &validation_errors)) };
        }
        if self.call.mode == QueryMode::Strict {
            return Err(refused(&response, &validation_errors));
        }
        let is_stopped = validation_errors.iter().all(ServerError::is_introspection_disabled);
        let next = if is_stopped && !validation_errors.is_empty() {
            self.stopped(asked, &response, &validation_errors)
        } else {
            self.revise(asked, &response, &validation_errors)
        };
        self.refusal = Some((response, validation_errors));
        next
    }

    /// Leaves out what the site named as unknown.
    fn revise(
        &mut self,
        asked: &Plan,
        response: &Response,
        validation_errors: &[ServerError],
    ) -> Result<(), Error> {
        let memory = self.client.memory();
        self.revisions += 1;
        // A mistake of the caller's is for the caller to mend.
        let is_mistaken =
            |said: &ServerError| !said.is_about_the_version() && !said.follows_from_another();
        let is_over = self.revisions > REVISIONS
            || (!self.call.is_typed() && validation_errors.iter().any(is_mistaken));
        let found = if is_over { None } else { asked.findings(validation_errors) };
        let Some(found) = found.filter(|found| !found.is_empty()) else {
            let is_typed = self.call.is_typed() && !is_over;
            if is_typed && (memory.learn_members(validation_errors, self.now) || self.by_own_names)
            {
                self.by_own_names = false;
                return Ok(());
            }
            return Err(refused(response, validation_errors));
        };
        if let Some(type_search) = &mut self.type_search {
            // Whoever names what is wrong was not stopped by a type.
            type_search.passed();
            type_search.next();
        }
        let is_another = memory.is_another(&self.remembered, &found.lessons);
        let revised = if is_another && self.call.is_typed() && !self.has_forgotten {
            self.start_anew();
            Some(self.remembered.plan.anew(&found))
        } else {
            self.remembered.plan.without(&found)
        };
        let Some(revised) = revised else { return Err(refused(response, validation_errors)) };
        self.learn(Arc::new(revised), found.lessons);
        self.settle();
        Ok(())
    }

    /// Forgets what was learned of the site: it is of another version now.
    fn start_anew(&mut self) {
        self.has_forgotten = true;
        self.lessons.clear();
        self.remembered.era = self.client.memory().forget(self.remembered.era);
        self.remembered.plan = Arc::new(self.remembered.plan.uncut());
    }
}

/// Why nothing was run.
fn refused(response: &Response, validation_errors: &[ServerError]) -> Error {
    let unknown_member = validation_errors.iter().any(|said| !said.unknown_members().is_empty());
    let kind = match validation_errors.first() {
        Some(_) if unknown_member => ErrorKind::Unsupported,
        Some(first) => first.kind(),
        None => ErrorKind::Rejected,
    };
    let error = response.blame(Error::new(kind, in_words(validation_errors)));
    if validation_errors.iter().any(ServerError::is_about_aliases) {
        return error.with_hint("give fewer fields another name, or send several queries");
    }
    error
}

const ONLY_SIGNED_IN: &str = "the site only answers callers who are signed in: give the client \
                              credentials";

/// What a refusal of the whole request means on a Decidim site.
fn in_context(error: Error, base: &str) -> Error {
    match (error.kind(), error.status()) {
        // A redirect to another address, or a new token that is refused, says itself what to do.
        (ErrorKind::Redirect | ErrorKind::Unauthorized, _) if error.hint().is_some() => error,
        (ErrorKind::Redirect, _) => {
            or_wrong_host(error, "the site may only answer callers who are signed in", base)
        }
        (ErrorKind::Unauthorized, _) if is_from_no_api(&error) => {
            or_wrong_host(error, ONLY_SIGNED_IN, base)
        }
        (ErrorKind::Unauthorized, _) => error.with_hint(ONLY_SIGNED_IN),
        (ErrorKind::NotFound, Some(StatusCode::NOT_FOUND)) => {
            or_wrong_host(error, "the address lacks a part or has one too many", base)
        }
        _ if is_from_no_api(&error) && error.hint().is_none() => {
            or_wrong_host(error, IN_ITS_PLACE, base)
        }
        _ => error,
    }
}

//! One query on its way: adapted to the site, sent, and read.

mod search;

use std::collections::BTreeSet;
use std::sync::Arc;

use civic_core::http::{Receipt, Response};
use civic_core::jiff::Timestamp;
use civic_core::{Error, ErrorKind};
use http::StatusCode;

use super::adapt::{Bill, Gate, Lack, Plan, Step, View};
use super::answer::{Answer, Outcome};
use super::call::{Call, Manner};
use super::client::Client;
use super::document::Document;
use super::platform::in_words;
use super::server_error::ServerError;

/// How often a query is sent again without what the site complained about. Servers name all at
/// once, and once more where that uncovers something.
const REVISIONS: u32 = 4;

impl Client {
    pub(super) async fn call(
        &self,
        call: Call<'_>,
        document: impl Fn() -> Result<Document, Error>,
    ) -> Result<Answer, Error> {
        let now = self.now();
        let view = self.host().plan(call.asker(), now, &document)?;
        // One deadline for all the requests that it takes.
        let client = self.started();
        let exchange = Exchange {
            client: &client,
            call,
            now,
            view,
            gate: None,
            doubts: false,
            lessons: BTreeSet::new(),
            by_own_names: false,
            has_forgotten: false,
            revisions: 0,
            searches: 0,
            earlier: Receipt::default(),
            refusal: None,
        };
        exchange.run().await
    }
}

/// A call, and what has become of it so far.
struct Exchange<'a> {
    client: &'a Client,
    call: Call<'a>,
    now: Timestamp,
    view: View,
    /// The search for types that are missing.
    gate: Option<Gate>,
    /// The site is asked again what the memory says that it lacks.
    doubts: bool,
    /// What this call has learned.
    lessons: BTreeSet<Lack>,
    /// Members of inputs go by their own names, whatever the memory says.
    by_own_names: bool,
    has_forgotten: bool,
    revisions: u32,
    searches: u32,
    earlier: Receipt,
    /// The latest answer that was none.
    refusal: Option<(Response, Vec<ServerError>)>,
}

impl Exchange<'_> {
    async fn run(mut self) -> Result<Answer, Error> {
        let wanted = self.call.rows;
        loop {
            let host = self.client.host();
            let plan = self.question();
            let memory = (self.call.is_ours() && !self.by_own_names).then_some(host);
            let (variables, dropped) = match self.call.variables_for(&plan, memory) {
                Ok(asked) => asked,
                Err(error) => {
                    self.ask_otherwise(error)?;
                    continue;
                }
            };
            self.call.rows =
                wanted.map(|(name, rows)| (name, host.page_size(&self.call.key, &plan, rows)));
            let request = self.call.request(&plan, variables);
            let response = self.client.send(request).await.map_err(in_context)?;
            match Outcome::read(response, &plan)? {
                Outcome::Answer(answer) => {
                    if let Some(answer) = self.answered(answer) {
                        return Ok(answer.after(self.view.plan, dropped, self.earlier));
                    }
                }
                Outcome::Refused(response, complaints) => {
                    self.refused(&plan, response, complaints)?;
                }
            }
        }
    }

    /// The plan without the types that are in question.
    fn question(&self) -> Arc<Plan> {
        match &self.gate {
            Some(gate) => Arc::new(self.view.plan.without_types(gate.spared())),
            None => Arc::clone(&self.view.plan),
        }
    }

    /// Where there is nothing to ask, or not what the caller set: keeps more, or asks the site again
    /// what only the memory says.
    fn ask_otherwise(&mut self, error: Error) -> Result<(), Error> {
        if self.gate.as_mut().is_some_and(Gate::keep_more) {
            return Ok(());
        }
        if let Some((response, complaints)) = &self.refusal {
            // The site itself has just said so.
            let error = response.blame(error);
            let is_ours = self.call.is_ours();
            return Err(if is_ours { error } else { error.with_hint(in_words(complaints)) });
        }
        if self.doubts || self.call.manner != (Manner::Ours { trusting: false }) {
            return Err(error);
        }
        self.doubts = true;
        self.by_own_names = true;
        if self.call.variables_for(&self.view.plan, None).is_err() {
            self.view.plan = Arc::new(self.view.plan.uncut());
        }
        Ok(())
    }

    /// Takes an answer; `None` where it only tells that the types in question are there.
    fn answered(&mut self, answer: Answer) -> Option<Answer> {
        let receipt = answer.receipt();
        if let Some(gate) = &mut self.gate {
            gate.passed();
            if gate.next() != (Step::Found { asked: true }) {
                self.earlier.add(receipt);
                self.settle();
                return None;
            }
            self.settle();
        }
        let host = self.client.host();
        if self.doubts {
            // The site has what it lacked.
            self.view.era = host.forget(self.view.era);
            self.learn(Arc::clone(&self.view.plan), BTreeSet::new());
        }
        host.took(self.call.asker(), &self.view);
        Some(answer)
    }

    /// Remembers a plan and why it is as it is.
    fn learn(&mut self, plan: Arc<Plan>, lessons: BTreeSet<Lack>) {
        self.lessons.extend(lessons);
        let (view, lessons) = (View { plan, era: self.view.era }, self.lessons.clone());
        self.view = self.client.host().learn(self.call.asker(), view, lessons, self.now);
    }

    /// Makes of a refusal what to ask next.
    fn refused(
        &mut self,
        asked: &Plan,
        response: Response,
        complaints: Vec<ServerError>,
    ) -> Result<(), Error> {
        self.earlier.add(response.receipt());
        if let Some(bill) = complaints.iter().find_map(Bill::read) {
            let rows = self.call.rows.map(|(_, rows)| rows);
            let host = self.client.host();
            let is_smaller =
                rows.is_some_and(|rows| host.too_costly(&self.call.key, asked, rows, bill));
            return if is_smaller { Ok(()) } else { Err(refused(&response, &complaints)) };
        }
        if self.call.manner == Manner::Strict {
            return Err(refused(&response, &complaints));
        }
        let is_stopped = complaints.iter().all(ServerError::is_the_introspection_gate);
        let next = if is_stopped && !complaints.is_empty() {
            self.stopped(asked, &response, &complaints)
        } else {
            self.revise(asked, &response, &complaints)
        };
        self.refusal = Some((response, complaints));
        next
    }

    /// Leaves out what the site complains about, all of which it has named.
    fn revise(
        &mut self,
        asked: &Plan,
        response: &Response,
        complaints: &[ServerError],
    ) -> Result<(), Error> {
        let host = self.client.host();
        self.revisions += 1;
        // A mistake of the caller's is for the caller to mend.
        let is_mistaken =
            |said: &ServerError| !said.is_about_the_version() && !said.follows_from_another();
        let is_over = self.revisions > REVISIONS
            || (!self.call.is_ours() && complaints.iter().any(is_mistaken));
        let found = if is_over { None } else { asked.findings(complaints) };
        let Some(found) = found.filter(|found| !found.is_empty()) else {
            let is_ours = self.call.is_ours() && !is_over;
            if is_ours && (host.learn_members(complaints, self.now) || self.by_own_names) {
                self.by_own_names = false;
                return Ok(());
            }
            return Err(refused(response, complaints));
        };
        if let Some(gate) = &mut self.gate {
            // Whoever names what is wrong was not stopped by a type.
            gate.passed();
            gate.next();
        }
        let is_another = host.is_another(&self.view, &found.lessons);
        let revised = if is_another && self.call.is_ours() && !self.has_forgotten {
            self.start_anew();
            Some(self.view.plan.anew(&found))
        } else {
            self.view.plan.without(&found)
        };
        let Some(revised) = revised else { return Err(refused(response, complaints)) };
        self.learn(Arc::new(revised), found.lessons);
        self.settle();
        Ok(())
    }

    /// Forgets what was learned of the site: it is of another version now.
    fn start_anew(&mut self) {
        self.has_forgotten = true;
        self.lessons.clear();
        self.view.era = self.client.host().forget(self.view.era);
        self.view.plan = Arc::new(self.view.plan.uncut());
    }
}

/// Why nothing was run.
fn refused(response: &Response, complaints: &[ServerError]) -> Error {
    let unknown_member = complaints.iter().any(|said| !said.unknown_members().is_empty());
    let kind = match complaints.first() {
        Some(_) if unknown_member => ErrorKind::Unsupported,
        Some(first) => first.kind(),
        None => ErrorKind::Rejected,
    };
    let error = response.blame(Error::new(kind, in_words(complaints)));
    if complaints.iter().any(ServerError::is_about_aliases) {
        return error.with_hint("give fewer fields another name, or send several queries");
    }
    error
}

/// What a refusal of the whole request means on a Decidim site.
fn in_context(error: Error) -> Error {
    match (error.kind(), error.status()) {
        // A redirect to another address, or a new token that is refused, says itself what to do.
        (ErrorKind::Redirect | ErrorKind::Unauthorized, _) if error.hint().is_some() => error,
        (ErrorKind::Redirect, _) => {
            error.with_hint("the site may only answer callers who are signed in")
        }
        (ErrorKind::Unauthorized, _) => error.with_hint(
            "the site only answers callers who are signed in: give the client credentials",
        ),
        (ErrorKind::NotFound, Some(StatusCode::NOT_FOUND)) => {
            error.with_hint("is this the address of a Decidim site?")
        }
        _ => error,
    }
}

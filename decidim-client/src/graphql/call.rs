//! One query on its way: adapted to the site, sent, and read.

use std::borrow::Cow;

use civic_core::http::{Receipt, Request, Response};
use civic_core::{Error, ErrorKind};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::adapt::{Host, Lack, Plan};
use super::answer::{Answer, Outcome};
use super::client::Client;
use super::document::Document;
use super::platform::in_words;
use super::server_error::ServerError;

/// How often a query is sent again without what the site complained about. Servers name all at
/// once, and once more where that uncovers something.
const REVISIONS: u32 = 4;

/// Members of inputs that were renamed: the new name, and the one before.
const RENAMED: [(&str, &str); 1] = [("likeCount", "endorsementCount")];

/// A query with its variables.
pub(super) struct Call<'a> {
    /// What its plan is remembered by.
    pub(super) key: Cow<'a, str>,
    pub(super) variables: Map<String, Value>,
    /// Variables that the client sets of its own accord; a site may lack what they are for.
    pub(super) soft: &'a [&'a str],
    /// What must be asked for, or there is no point in asking.
    pub(super) essential: &'a [&'a str],
    /// The variable of the page size, and the size.
    pub(super) rows: Option<(&'a str, u32)>,
    /// Whether it may be cut.
    pub(super) adaptive: bool,
}

impl Client {
    pub(super) async fn call(
        &self,
        mut call: Call<'_>,
        document: impl Fn() -> Result<Document, Error>,
    ) -> Result<Answer, Error> {
        let mut plan = self.host().plan(&call.key, call.adaptive, &document)?;
        let (mut revisions, mut earlier, mut refusal) = (0, Receipt::default(), None::<Response>);
        loop {
            let asked = call.variables_for(&plan, self.host());
            let (variables, dropped) = asked.map_err(|error| match &refusal {
                // The site itself has just said so.
                Some(response) => response.blame(error),
                None => error,
            })?;
            if let Some((_, rows)) = &mut call.rows {
                *rows = self.host().page_size(&call.key, &plan, *rows);
            }
            let response = self.send(call.request(&plan, variables)).await.map_err(in_context)?;
            let (response, complaints) = match Outcome::read(response, &plan)? {
                Outcome::Answer(answer) => return Ok(answer.after(dropped, earlier)),
                Outcome::Refused(response, complaints) => (response, complaints),
            };
            earlier.add(response.receipt());
            if let Some(most) = complaints.iter().find_map(too_costly) {
                let rows = call.rows.map(|(_, rows)| rows);
                let smaller = rows.and_then(|rows| self.smaller(&call.key, &plan, rows, most));
                match (&mut call.rows, smaller) {
                    (Some((_, rows)), Some(smaller)) => *rows = smaller,
                    _ => return Err(refused(&response, &complaints)),
                }
                continue;
            }
            revisions += 1;
            if !call.adaptive || revisions > REVISIONS {
                return Err(refused(&response, &complaints));
            }
            if let Some((revised, lacks)) = plan.revised(&complaints) {
                plan = self.host().learn(&call.key, revised, lacks);
            } else if !self.host().learn_members(&complaints) {
                return Err(refused(&response, &complaints));
            }
            refusal = Some(response);
        }
    }

    /// The next page size where one was too costly.
    fn smaller(&self, key: &str, plan: &Plan, rows: u32, most: u64) -> Option<u32> {
        // By the rule of every version one row costs at least this much.
        if plan.cost().rows_for(most) == 1 && plan.cost().one() > most {
            return None;
        }
        self.host().too_costly(key, rows)
    }
}

impl Call<'_> {
    /// Refuses what cannot be asked on this site, before it is asked.
    fn check(&self, plan: &Plan) -> Result<(), Error> {
        if let Some(missing) = plan.missing(self.essential) {
            return Err(unsupported(plan, self.essential, missing));
        }
        if let Some(lack) = plan.literal() {
            return Err(Error::new(
                ErrorKind::Unsupported,
                format!("the query needs what this site does not have: {lack}"),
            ));
        }
        if plan.is_empty() {
            return Err(unsupported(plan, &[], "such thing"));
        }
        Ok(())
    }

    /// The variables as this site takes them, and those of the client's own that it does not.
    fn variables_for(
        &self,
        plan: &Plan,
        host: &Host,
    ) -> Result<(Map<String, Value>, Vec<String>), Error> {
        self.check(plan)?;
        let (mut taken, mut dropped) = (Map::new(), Vec::new());
        for (name, value) in self.variables.iter().filter(|(_, value)| !value.is_null()) {
            match Self::value_for(plan, host, name, value) {
                Ok(Some(value)) => {
                    taken.insert(name.clone(), value);
                }
                Ok(None) => {}
                Err(_) if self.soft.contains(&name.as_str()) => dropped.push(name.clone()),
                Err(lack) => {
                    return Err(Error::new(
                        ErrorKind::Unsupported,
                        format!("{name} cannot be used: this site has no {lack}"),
                    ));
                }
            }
        }
        Ok((taken, dropped))
    }

    /// A variable's value as this site takes it; `None` where the query never had the variable.
    fn value_for(
        plan: &Plan,
        host: &Host,
        name: &str,
        value: &Value,
    ) -> Result<Option<Value>, Lack> {
        if let Some(lack) = plan.lost(name) {
            return Err(lack.clone());
        }
        let Some(input) = plan.variable_type(name) else { return Ok(None) };
        let Some(members) = value.as_object() else { return Ok(Some(value.clone())) };
        let mut taken = Map::new();
        for (member, value) in members {
            let lack =
                |member: &str| Lack::Member { input: input.to_owned(), member: member.to_owned() };
            let mut known_as = member.as_str();
            if host.has_not(&lack(member)) {
                let renamed = RENAMED.iter().find(|(new, _)| new == member);
                known_as = renamed.map(|(_, old)| *old).ok_or_else(|| lack(member))?;
                if host.has_not(&lack(known_as)) {
                    return Err(lack(member));
                }
            }
            taken.insert(known_as.to_owned(), value.clone());
        }
        Ok(Some(taken.into()))
    }

    fn request(&self, plan: &Plan, mut variables: Map<String, Value>) -> Request {
        if let Some((name, rows)) = self.rows
            && plan.takes(name)
        {
            variables.insert(name.to_owned(), rows.into());
        }
        let mut body = json!({"query": plan.text(), "variables": variables});
        if let (Some(name), Some(body)) = (plan.operation_name(), body.as_object_mut()) {
            body.insert("operationName".to_owned(), name.into());
        }
        Request::post("/api").json(&body).replayable(!plan.is_mutation())
    }
}

/// What a site must have and has not.
fn unsupported(plan: &Plan, path: &[&str], missing: &str) -> Error {
    let reason = plan.reason(path).or_else(|| plan.lacks().next());
    let lack = reason.map_or_else(|| missing.to_owned(), ToString::to_string);
    Error::new(ErrorKind::Unsupported, format!("this site has no {lack}"))
        .with_hint("other versions of Decidim do")
}

/// Why nothing was run.
fn refused(response: &Response, complaints: &[ServerError]) -> Error {
    let unknown_member = complaints.iter().any(|said| !said.unknown_members().is_empty());
    let kind = match complaints.first() {
        Some(_) if unknown_member => ErrorKind::Unsupported,
        Some(first) => first.kind(),
        None => ErrorKind::Rejected,
    };
    response.blame(Error::new(kind, in_words(complaints)))
}

/// The most that the site lets a query cost, where that is the complaint.
fn too_costly(complaint: &ServerError) -> Option<u64> {
    let text = complaint.message.as_str()?.strip_prefix("Query has complexity of ")?;
    text.rsplit(' ').next()?.parse().ok()
}

/// What a refusal of the whole request means on a Decidim site.
fn in_context(error: Error) -> Error {
    match (error.kind(), error.status()) {
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

//! A query with its variables, as a site takes them.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use civic_core::http::Request;
use civic_core::http::platform::Multipart;
use civic_core::{Error, ErrorKind};
use serde_json::{Map, Value, json};

use super::adapt::{MissingFeature, Plan, QueryOwner, SiteMemory};
use super::document::several_pages::nth;

/// A query with its variables.
pub(super) struct Call<'a> {
    /// What its plan is remembered by.
    pub(super) key: Cow<'a, str>,
    pub(super) variables: Map<String, Value>,
    /// Variables that the client sets of its own accord; a site may not have what they are for.
    pub(super) soft: &'a [&'a str],
    /// What must be asked for, or there is no point in asking.
    pub(super) essential: &'a [&'a str],
    /// The variable of the page size, and the size.
    pub(super) rows: Option<(&'a str, u32)>,
    pub(super) pages: Option<SeveralPages>,
    pub(super) mode: QueryMode,
    /// The file that is the variable `file`.
    pub(super) file: Option<FilePart>,
}

/// A file that goes with a query, and what hears how much of it has gone out.
#[derive(Clone)]
pub(super) struct FilePart {
    pub(super) name: String,
    pub(super) content_type: String,
    pub(super) content: Bytes,
    pub(super) progress: Option<Arc<dyn Fn(u64, u64) + Send + Sync>>,
}

/// Shows how long it is, and nothing of what it holds.
impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart").field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}

/// Several pages of a list at once. Each but the first begins with the last row of the one before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct SeveralPages {
    pub(super) count: u32,
    /// How many rows there are before the first.
    pub(super) from: u64,
    /// The cursor of the row with this number, counted from 1.
    pub(super) cursor_at: fn(u64) -> String,
}

/// Whose query it is, and what may be done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QueryMode {
    /// One of this crate: it is adapted, and what the site refuses of it is remembered.
    Typed {
        /// Whether the memory may say, without a request, that the site does not have what is essential. Elsewhere the
        /// site is asked again, since it may have been upgraded.
        trusting: bool,
    },
    /// The caller's own: what the site's version does not know is cut out of it.
    Adaptive,
    /// The caller's own, as it is.
    Strict,
}

impl Call<'_> {
    pub(super) fn owner(&self) -> QueryOwner<'_> {
        match self.mode {
            QueryMode::Typed { .. } => QueryOwner::Crate(&self.key),
            QueryMode::Adaptive | QueryMode::Strict => QueryOwner::Caller(&self.key),
        }
    }

    pub(super) fn is_typed(&self) -> bool {
        matches!(self.mode, QueryMode::Typed { .. })
    }

    /// Refuses what cannot be asked on this site, before it is asked.
    pub(super) fn check(&self, plan: &Plan) -> Result<(), Error> {
        if let Some(missing) = plan.missing(self.essential) {
            return Err(unsupported(plan, self.essential, missing));
        }
        if let Some(feature) = plan.literal() {
            return Err(Error::new(
                ErrorKind::Unsupported,
                format!("the query needs what this site does not have: {feature}"),
            ));
        }
        if plan.is_empty() {
            return Err(unsupported(plan, &[], "such thing"));
        }
        Ok(())
    }

    /// The variables as this site takes them, and those of the client's own that it does not. Without
    /// a memory every member of an input goes by its own name.
    pub(super) fn variables_for(
        &self,
        plan: &Plan,
        memory: Option<&SiteMemory>,
    ) -> Result<(Map<String, Value>, Vec<String>), Error> {
        self.check(plan)?;
        let (mut taken, mut dropped) = (Map::new(), Vec::new());
        for (name, value) in self.variables.iter().filter(|(_, value)| !value.is_null()) {
            match Self::value_for(plan, memory, name, value) {
                Ok(Some(value)) => {
                    taken.insert(name.clone(), value);
                }
                Ok(None) => {}
                Err(_) if self.soft.contains(&name.as_str()) => dropped.push(name.clone()),
                Err(feature) => {
                    return Err(Error::new(
                        ErrorKind::Unsupported,
                        format!("{name} cannot be used: this site has no {feature}"),
                    ));
                }
            }
        }
        Ok((taken, dropped))
    }

    /// A variable's value as this site takes it; `None` where the query never had the variable.
    fn value_for(
        plan: &Plan,
        memory: Option<&SiteMemory>,
        name: &str,
        value: &Value,
    ) -> Result<Option<Value>, MissingFeature> {
        if let Some(feature) = plan.lost(name) {
            return Err(feature.clone());
        }
        let Some(input) = plan.variable_type(name) else { return Ok(None) };
        let Some(members) = value.as_object() else { return Ok(Some(value.clone())) };
        let mut taken = Map::new();
        for (member, value) in members {
            let known_as =
                memory.map_or(Ok(member.as_str()), |memory| memory.member(input, member))?;
            taken.insert(known_as.to_owned(), value.clone());
        }
        Ok(Some(taken.into()))
    }

    /// The request with the file, as Decidim's `queries_controller.rb` reads it (0.33): the query with a
    /// null in its place, the map that says where it belongs, and the file itself.
    pub(super) fn request_with(
        file: &FilePart,
        plan: &Plan,
        mut variables: Map<String, Value>,
    ) -> Request {
        variables.insert("file".to_owned(), Value::Null);
        let operations = Self::body(plan, &variables).to_string();
        let form = Multipart::new()
            .text("operations", operations)
            .text("map", r#"{"0":["variables.file"]}"#)
            .file("0", file.name.as_str(), file.content_type.as_str(), file.content.clone());
        let request = Request::post("/api").multipart(&form);
        match file.progress.clone() {
            Some(tell) => request.on_progress(move |sent, total| tell(sent, total)),
            None => request,
        }
    }

    pub(super) fn request(&self, plan: &Plan, mut variables: Map<String, Value>) -> Request {
        if let Some((name, rows)) = self.rows
            && plan.takes(name)
        {
            variables.insert(name.to_owned(), rows.into());
            for number in 2..=self.pages.map_or(0, |pages| pages.count) {
                let Some(pages) = self.pages else { break };
                let before = u64::from(rows.saturating_sub(1)) * u64::from(number - 1);
                let cursor = (pages.cursor_at)(pages.from.saturating_add(before));
                variables.insert(nth("after", number), cursor.into());
            }
        }
        let body = Self::body(plan, &variables);
        Request::post("/api").json(&body).idempotent(!plan.is_mutation())
    }

    fn body(plan: &Plan, variables: &Map<String, Value>) -> Value {
        let mut body = json!({"query": plan.text(), "variables": variables});
        if let (Some(name), Some(body)) = (plan.operation_name(), body.as_object_mut()) {
            body.insert("operationName".to_owned(), name.into());
        }
        body
    }
}

/// What a site must have and has not.
fn unsupported(plan: &Plan, path: &[&str], missing: &str) -> Error {
    let reason = plan.reason(path).or_else(|| plan.missing_features().next());
    let feature = reason.map_or_else(|| missing.to_owned(), ToString::to_string);
    Error::new(ErrorKind::Unsupported, format!("this site has no {feature}"))
        .with_hint("other versions of Decidim do")
}

//! What is remembered of a host.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::cost::MOST;
use super::lack::{Capabilities, Lack};
use super::plan::Plan;
use super::source::Source;
use crate::graphql::document::Document;
use crate::graphql::server_error::ServerError;
use civic_core::Error;

/// Plans that are kept; a program that makes up queries all the time must not fill the memory.
const KEPT_PLANS: usize = 256;

/// The largest page that a server gives.
pub(crate) const LARGEST_PAGE: u32 = 50;

/// What is remembered of one host: what it lacks, the plans made from that, and page sizes.
#[derive(Debug, Default)]
pub(crate) struct Host(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    lacks: BTreeSet<Lack>,
    plans: HashMap<String, Arc<Plan>>,
    /// The largest page that the host did not find too costly, by plan.
    pages: HashMap<String, u32>,
}

impl Host {
    pub(crate) fn new(known: Capabilities) -> Self {
        Self(Mutex::new(Memory { lacks: known.lacks, ..Memory::default() }))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn capabilities(&self) -> Capabilities {
        Capabilities { lacks: self.memory().lacks.clone() }
    }

    /// The plan under this key; made where there is none, without what the host is known to lack
    /// if the query may be cut.
    pub(crate) fn plan(
        &self,
        key: &str,
        adaptive: bool,
        document: impl FnOnce() -> Result<Document, Error>,
    ) -> Result<Arc<Plan>, Error> {
        if let Some(plan) = self.memory().plans.get(key) {
            return Ok(Arc::clone(plan));
        }
        let source = Arc::new(Source::new(document()?));
        let lacks = if adaptive { self.memory().lacks.clone() } else { BTreeSet::new() };
        Ok(self.keep(key, Plan::new(source, &lacks)))
    }

    /// Remembers a plan and what its host lacks.
    pub(crate) fn learn(&self, key: &str, plan: Plan, lacks: BTreeSet<Lack>) -> Arc<Plan> {
        self.memory().lacks.extend(lacks);
        self.keep(key, plan)
    }

    /// Remembers members of inputs that the host does not know. Whether there are new ones.
    pub(crate) fn learn_members(&self, complaints: &[ServerError]) -> bool {
        let unknown = complaints.iter().map(ServerError::unknown_members);
        let mut memory = self.memory();
        let before = memory.lacks.len();
        for (input, member) in unknown.flatten() {
            memory.lacks.insert(Lack::Member { input, member });
        }
        memory.lacks.len() > before
    }

    /// Whether the host is known to lack this.
    pub(crate) fn has_not(&self, lack: &Lack) -> bool {
        self.memory().lacks.contains(lack)
    }

    fn keep(&self, key: &str, plan: Plan) -> Arc<Plan> {
        let plan = Arc::new(plan);
        let mut memory = self.memory();
        if memory.plans.len() >= KEPT_PLANS {
            memory.plans.clear();
        }
        memory.plans.insert(key.to_owned(), Arc::clone(&plan));
        plan
    }

    /// The page size for a plan: what was asked for, as far as the cost allows.
    pub(crate) fn page_size(&self, key: &str, plan: &Plan, wanted: u32) -> u32 {
        let fits = u32::try_from(plan.cost().rows_for(MOST)).unwrap_or(u32::MAX);
        let learnt = self.memory().pages.get(key).copied().unwrap_or(LARGEST_PAGE);
        wanted.min(fits).min(learnt).max(1)
    }

    /// Remembers that a page of this size is too costly. The next size to try; `None` where no
    /// page is small enough.
    pub(crate) fn too_costly(&self, key: &str, rows: u32) -> Option<u32> {
        let half = rows / 2;
        if half == 0 {
            return None;
        }
        self.memory().pages.insert(key.to_owned(), half);
        Some(half)
    }
}

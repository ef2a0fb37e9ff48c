//! What is remembered of a host.

mod input_members;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use civic_core::jiff::{SignedDuration, Timestamp};

use super::complexity::{ComplexityError, MOST};
use super::missing_feature::{Capabilities, MissingFeature};
use super::plan::Plan;
use super::source_query::SourceQuery;
use crate::graphql::document::Document;
use civic_core::Error;

/// Plans that are kept; a program that makes up queries all the time must not fill the memory.
const KEPT_PLANS: usize = 256;

/// Plans for queries of the caller's own that are kept, and the longest text of one.
const KEPT_OF_CALLERS: usize = 64;
const LONGEST_KEPT: usize = 16 * 1024;

/// After this time everything is found out again: a site may be upgraded in a way that no answer
/// shows, by a field more.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// The largest page that a server gives.
pub(crate) const LARGEST_PAGE: u32 = 50;

/// What is remembered of one host: what it does not have, the plans made from that, and page sizes.
#[derive(Debug, Default)]
pub(crate) struct SiteMemory(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    /// Counts the versions that the host was seen to have.
    era: u64,
    /// What the host does not have, learned from this crate's own queries alone.
    lessons: BTreeSet<MissingFeature>,
    /// When the first of them was learned.
    learned: Option<Timestamp>,
    /// The lessons were given: nothing that the host said to this client bears them out.
    given: bool,
    plans: HashMap<String, Arc<Plan>>,
    /// The plans that the host answered: that it took all they ask for.
    answered: HashMap<String, Arc<Plan>>,
    /// The plans for queries of the caller's own, and when each was made.
    of_callers: HashMap<String, (Arc<Plan>, Timestamp)>,
    /// The largest page that the host did not find too costly, by plan.
    pages: HashMap<String, u32>,
    /// The most that the host lets a query cost, where it said so.
    most: Option<u64>,
    /// Whether it counts the cost of each row, where such an error showed it.
    counts_rows: Option<bool>,
}

/// A plan, and the era of the memory that it was made from.
#[derive(Clone, Debug)]
pub(crate) struct RememberedPlan {
    pub(crate) plan: Arc<Plan>,
    pub(crate) era: u64,
}

/// Whose query it is, and by what it is known.
#[derive(Clone, Copy, Debug)]
pub(crate) enum QueryOwner<'a> {
    /// One of this crate.
    Crate(&'a str),
    /// The caller's own.
    Caller(&'a str),
}

impl SiteMemory {
    pub(crate) fn new(known: Capabilities) -> Self {
        let Capabilities { missing_features: mut missing, learned } = known;
        // Without a time it is not known how old they are, nor whether they were learned at all.
        missing.retain(|feature| learned.is_some() && feature.is_of_the_schema());
        let given = !missing.is_empty();
        Self(Mutex::new(Memory { lessons: missing, learned, given, ..Memory::default() }))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn capabilities(&self) -> Capabilities {
        let memory = self.memory();
        let learned = memory.learned.filter(|_| !memory.lessons.is_empty());
        Capabilities { missing_features: memory.lessons.clone(), learned }
    }

    /// The plan for a query. If the memory has none, it is made: for this crate's own without what the
    /// host is known not to have; for the caller's, the whole query.
    pub(crate) fn plan(
        &self,
        owner: QueryOwner<'_>,
        now: Timestamp,
        document: impl FnOnce() -> Result<Document, Error>,
    ) -> Result<RememberedPlan, Error> {
        let (era, lessons) = {
            let mut memory = self.memory();
            memory.expire(now);
            if let Some(plan) = memory.kept(owner) {
                return Ok(RememberedPlan { plan, era: memory.era });
            }
            let lessons = match owner {
                QueryOwner::Crate(_) => memory.lessons.clone(),
                QueryOwner::Caller(_) => BTreeSet::new(),
            };
            (memory.era, lessons)
        };
        let plan = Arc::new(Plan::new(Arc::new(SourceQuery::new(document()?)), &lessons));
        Ok(self.keep(owner, RememberedPlan { plan, era }, now))
    }

    /// Remembers a plan, and the lessons that it was made from.
    pub(crate) fn learn(
        &self,
        owner: QueryOwner<'_>,
        remembered: RememberedPlan,
        lessons: impl IntoIterator<Item = MissingFeature>,
        now: Timestamp,
    ) -> RememberedPlan {
        if let QueryOwner::Crate(_) = owner {
            self.memory().learn(remembered.era, lessons, now);
        }
        self.keep(owner, remembered, now)
    }

    fn keep(
        &self,
        owner: QueryOwner<'_>,
        remembered: RememberedPlan,
        now: Timestamp,
    ) -> RememberedPlan {
        let mut memory = self.memory();
        if memory.era != remembered.era {
            return remembered;
        }
        let plan = Arc::clone(&remembered.plan);
        match owner {
            QueryOwner::Crate(key) => {
                if memory.plans.len() >= KEPT_PLANS {
                    memory.plans.clear();
                    memory.answered.clear();
                }
                memory.plans.insert(key.to_owned(), plan);
            }
            QueryOwner::Caller(key) if key.len() <= LONGEST_KEPT => {
                if memory.of_callers.len() >= KEPT_OF_CALLERS {
                    memory.of_callers.clear();
                }
                memory.of_callers.insert(key.to_owned(), (plan, now));
            }
            QueryOwner::Caller(_) => {}
        }
        remembered
    }

    /// Remembers that the host took a plan as it is.
    pub(crate) fn took(&self, owner: QueryOwner<'_>, remembered: &RememberedPlan) {
        let QueryOwner::Crate(key) = owner else { return };
        let mut memory = self.memory();
        let is_kept = memory.plans.get(key).is_some_and(|plan| Arc::ptr_eq(plan, &remembered.plan));
        let is_known =
            memory.answered.get(key).is_some_and(|plan| Arc::ptr_eq(plan, &remembered.plan));
        if memory.era == remembered.era && is_kept && !is_known {
            memory.answered.insert(key.to_owned(), Arc::clone(&remembered.plan));
        }
    }

    /// Whether what the host names as wrong now contradicts what it took, or what was given: it is
    /// of another version than the memory.
    pub(crate) fn is_another(
        &self,
        remembered: &RememberedPlan,
        lessons: &BTreeSet<MissingFeature>,
    ) -> bool {
        let memory = self.memory();
        let (mut taken, mut cut) = (memory.answered.values(), remembered.plan.missing_features());
        memory.era != remembered.era
            || memory.answered.values().any(|plan| Arc::ptr_eq(plan, &remembered.plan))
            || taken.any(|plan| lessons.iter().any(|feature| plan.asks_for(feature)))
            || (memory.given && cut.any(|feature| memory.lessons.contains(feature)))
    }

    /// Forgets everything that was learned in an era: the host is of another version now. The era
    /// that it is in.
    pub(crate) fn forget(&self, era: u64) -> u64 {
        let mut memory = self.memory();
        if memory.era == era {
            *memory = Memory { era: era + 1, ..Memory::default() };
        }
        memory.era
    }

    /// Whether the host took a query that names this type.
    pub(crate) fn took_type(&self, name: &str) -> bool {
        self.memory().answered.values().any(|plan| plan.types().contains(&name))
    }

    /// The page size for a plan: what was asked for, as far as the cost allows.
    pub(crate) fn page_size(&self, key: &str, plan: &Plan, wanted: u32) -> u32 {
        let memory = self.memory();
        let fits = match memory.pages.get(key) {
            Some(learnt) => *learnt,
            None if !memory.counts_rows() => LARGEST_PAGE,
            None => {
                let most = memory.most.unwrap_or(MOST);
                u32::try_from(plan.complexity().rows_for(most)).unwrap_or(u32::MAX)
            }
        };
        wanted.min(fits).clamp(1, LARGEST_PAGE)
    }

    /// Remembers that a page of this size is too costly, and what the host said of it. Whether a
    /// smaller one is not.
    pub(crate) fn too_complex(
        &self,
        key: &str,
        plan: &Plan,
        rows: u32,
        refused: ComplexityError,
    ) -> bool {
        let mut memory = self.memory();
        let counts_rows = plan.complexity().counts_rows(refused, rows);
        memory.most = Some(refused.most);
        memory.counts_rows = Some(counts_rows);
        let fits = plan.complexity().rows_by(refused, rows).filter(|_| counts_rows);
        if let Some(fits) = fits {
            memory.pages.insert(key.to_owned(), fits);
        }
        fits.is_some()
    }
}

impl Memory {
    /// Servers count the cost of each row since 0.28, when attachments got titles.
    fn counts_rows(&self) -> bool {
        let title =
            MissingFeature::Field { on: "Attachment".to_owned(), field: "title".to_owned() };
        self.counts_rows.unwrap_or_else(|| !self.lessons.contains(&title))
    }

    fn kept(&self, owner: QueryOwner<'_>) -> Option<Arc<Plan>> {
        match owner {
            QueryOwner::Crate(key) => self.plans.get(key).cloned(),
            QueryOwner::Caller(key) => self.of_callers.get(key).map(|(plan, _)| Arc::clone(plan)),
        }
    }

    fn learn(
        &mut self,
        era: u64,
        lessons: impl IntoIterator<Item = MissingFeature>,
        now: Timestamp,
    ) {
        if self.era == era {
            self.lessons.extend(lessons.into_iter().filter(MissingFeature::is_of_the_schema));
            self.learned = self.learned.or(Some(now)).filter(|_| !self.lessons.is_empty());
        }
    }

    /// Forgets what is too old.
    fn expire(&mut self, now: Timestamp) {
        // A time in the future cannot be when this was learned.
        let is_old = |then: Timestamp| now.duration_since(then).abs() >= KEPT_FOR;
        if self.learned.is_some_and(is_old) {
            *self = Self { era: self.era + 1, ..Self::default() };
        }
        self.of_callers.retain(|_, (_, made)| !is_old(*made));
    }
}

#[cfg(test)]
mod tests;

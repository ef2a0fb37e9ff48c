//! All petitions of a list without pages: the newest, then those of each organisation.
//!
//! How many rows an answer may have nobody tells, so whether one was cut shows only beside others.
//! It was where an organisation has petitions that the list of all lacks. It may have been where
//! two questions have answers of one length and none is longer: a maximum looks like that, however
//! small. Where organisations are named, the list of all is asked for one row more than any of them
//! has: if it comes, no answer was cut. Petitions to nobody are in the list of all alone; where that
//! has fewer rows than come unasked by the description, the server is nearly empty or gives but a
//! few at a time, and nothing tells which.

use std::collections::BTreeSet;

use civic_core::Error;
use civic_core::http::platform::RequestStats;
use civic_core::list::source::{Fetch, Next, Page, PageRow, PageSource, Proof};
use civic_core::list::{Condition, Gap, Paginator};
use serde::{Deserialize, Serialize};

use super::Petition;
use super::list::PetitionList;
use crate::answer;
use crate::id::Id;
use crate::resources::organisations;

/// A walk ends after a hundred answers without a new row, and where nothing was cut all of these
/// bring none. So on sites with many organisations each answer is for several.
const ANSWERS: usize = 80;

/// How many petitions a server gives where no number is asked for, by the description.
const UNASKED: u64 = 10;

impl PetitionList {
    /// Reads all petitions: the newest that one answer holds, then those of each organisation,
    /// united by id.
    ///
    /// The API has no pages and tells no total, so the verdict is complete at best on condition
    /// that an answer shorter than asked for is whole. Where an answer was cut, as the test key's
    /// are, the report says so. It also does where two different questions have answers of the same
    /// greatest length, and where the whole site has fewer than ten petitions: that is what a maximum
    /// looks like. For named organisations one more request tells, which asks for one row more than
    /// any of them has.
    ///
    /// A [checkpoint](Paginator::checkpoint) holds the ids of all petitions read so far.
    pub fn stream(self) -> Paginator<Petition> {
        let invalid = self.invalid();
        Paginator::by_cursor(Union::new(self)).refused(invalid)
    }
}

struct Union {
    list: PetitionList,
}

/// What to ask next, and what is known by then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    step: Step,
    /// The organisations still to ask for, in groups; `None` while nobody knows them.
    left: Option<Vec<Vec<Id>>>,
    /// Petitions read.
    seen: BTreeSet<Id>,
    /// The rows of the answer for all petitions, where one was asked for.
    newest: Option<u64>,
    /// Whether an organisation has petitions that were not in it.
    was_cut: bool,
    /// The rows of the longest answer.
    longest: u64,
    /// How many questions had an answer that long.
    as_long: u64,
    /// Whether the server goes by `count`: a test key has a number of its own.
    counts: Option<bool>,
    /// Organisations that could not be read, and so not asked for.
    unread: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Step {
    /// Petitions of all organisations and of none.
    Newest,
    /// Once more what was just asked for, one row fewer.
    Fewer { of: Vec<Id>, rows: u64 },
    /// Which organisations there are.
    Organisations,
    /// The petitions of one, or of a few.
    Of(Vec<Id>),
    /// One row more than any organisation has, of all petitions.
    Wider,
}

impl Union {
    fn new(list: PetitionList) -> Self {
        Self { list }
    }

    /// The petitions to these organisations; to all and nobody without any.
    async fn petitions(
        &self,
        mut place: Place,
        of: Vec<Id>,
    ) -> Result<Page<Petition, Place>, Error> {
        let response = self.list.ask(&of, self.list.count).await?;
        let answered = answer::rows::<Petition>(&response)?;
        let rows = answered.len() as u64;
        let new = place.take(answered);
        place.was_cut |= place.newest.is_some() && !new.is_empty();
        if of.is_empty() {
            place.newest = Some(rows);
        }
        if rows > 0 && rows >= place.longest && of.len() > 1 {
            // It may have been cut itself.
            let (some, others) = of.split_at(of.len() / 2);
            place.left.get_or_insert_default().extend([some.to_vec(), others.to_vec()]);
        }
        place.measure(rows);
        let next = if place.counts.is_none() && (2..self.list.count).contains(&rows) {
            place.step = Step::Fewer { of, rows: rows - 1 };
            Next::Page(place)
        } else {
            self.next(place)
        };
        Ok(page(new, next, response.stats()))
    }

    async fn fewer(
        &self,
        mut place: Place,
        of: &[Id],
        rows: u64,
    ) -> Result<Page<Petition, Place>, Error> {
        let (answered, stats) = self.length(of, rows).await?;
        place.counts = Some(answered <= rows);
        Ok(page(Vec::new(), self.next(place), stats))
    }

    async fn wider(&self, mut place: Place) -> Result<Page<Petition, Place>, Error> {
        let asked = place.longest.saturating_add(1);
        let (rows, stats) = self.length(&[], asked).await?;
        place.counts.get_or_insert(rows <= asked);
        // All petitions are no fewer than those of some organisations.
        place.was_cut = rows <= place.longest && rows < place.seen.len() as u64;
        place.measure(rows);
        Ok(page(Vec::new(), Next::End(self.proof(&place)), stats))
    }

    /// How many rows there are in an answer, asked for without their fields.
    async fn length(&self, of: &[Id], count: u64) -> Result<(u64, RequestStats), Error> {
        let response = self.list.bare().ask(of, count).await?;
        Ok((answer::rows::<Petition>(&response)?.len() as u64, response.stats()))
    }

    async fn organisations(&self, mut place: Place) -> Result<Page<Petition, Place>, Error> {
        let (ids, unread, stats) = organisations::ids(&self.list.call).await?;
        place.left = Some(grouped(&ids));
        place.unread = unread;
        Ok(page(Vec::new(), self.next(place), stats))
    }

    fn next(&self, mut place: Place) -> Next<Place> {
        place.step = match &mut place.left {
            None => Step::Organisations,
            Some(left) => match left.pop() {
                Some(organisations) => Step::Of(organisations),
                None if place.newest.is_none() && place.is_doubtful() => Step::Wider,
                None => return Next::End(self.proof(&place)),
            },
        };
        Next::Page(place)
    }

    /// Every organisation has been asked for. What can be missing is what the server cut.
    fn proof(&self, place: &Place) -> Proof {
        let mut gaps = Vec::new();
        if place.unread > 0 {
            gaps.push(Gap::Malformed { rows: place.unread });
        }
        // Petitions to nobody come in the answer for all alone, so it decides where there is one.
        let rows = place.newest.unwrap_or(place.longest);
        let goes_by_count = place.counts.unwrap_or(rows < 2);
        let is_odd = place.newest.is_some() && (1..UNASKED).contains(&rows);
        let may_be_cut = place.was_cut || place.is_at_a_maximum() || rows >= self.list.count;
        if may_be_cut || is_odd || !goes_by_count {
            gaps.push(Gap::Unpaged { rows });
        }
        if gaps.is_empty() {
            Proof::Provided(Condition::ShortAnswerWhole)
        } else {
            Proof::Gaps(gaps)
        }
    }
}

impl Place {
    fn measure(&mut self, rows: u64) {
        if rows > self.longest {
            (self.longest, self.as_long) = (rows, 0);
        }
        self.as_long += u64::from(rows == self.longest);
    }

    fn is_at_a_maximum(&self) -> bool {
        self.as_long > 1 && self.longest > 0
    }

    /// Whether a longer answer would say more.
    fn is_doubtful(&self) -> bool {
        self.longest > 0
    }

    /// The rows that were not read before. Those that do not decode go on to the report.
    fn take(&mut self, rows: Vec<PageRow<Petition>>) -> Vec<PageRow<Petition>> {
        let is_new = |row: &PageRow<Petition>| match row {
            PageRow::Decoded(petition) => self.seen.insert(petition.id),
            PageRow::Raw(_) => true,
        };
        rows.into_iter().filter(is_new).collect()
    }
}

/// As many groups as there may be answers, one by one where these are enough.
fn grouped(ids: &[Id]) -> Vec<Vec<Id>> {
    let size = ids.len().div_ceil(ANSWERS).max(1);
    ids.chunks(size).map(<[Id]>::to_vec).collect()
}

fn page(
    rows: Vec<PageRow<Petition>>,
    next: Next<Place>,
    stats: RequestStats,
) -> Page<Petition, Place> {
    Page::new(rows, next, stats)
}

impl PageSource for Union {
    type List = PetitionList;
    type Cursor = Place;

    fn list(&self) -> &PetitionList {
        &self.list
    }

    fn strategy_name(&self) -> &'static str {
        "organisations"
    }

    fn first(&self) -> Place {
        // Named organisations are asked for one by one, so that each has an answer to itself.
        let mut left = grouped(&self.list.organisations);
        let first = left.pop();
        Place {
            left: first.as_ref().map(|_| left),
            step: first.map_or(Step::Newest, Step::Of),
            seen: BTreeSet::new(),
            newest: None,
            was_cut: false,
            longest: 0,
            as_long: 0,
            counts: None,
            unread: 0,
        }
    }

    fn fetch(&self, place: Place) -> Fetch<'_, Self> {
        Box::pin(async move {
            match place.step.clone() {
                Step::Newest => self.petitions(place, Vec::new()).await,
                Step::Of(organisations) => self.petitions(place, organisations).await,
                Step::Fewer { of, rows } => self.fewer(place, &of, rows).await,
                Step::Organisations => self.organisations(place).await,
                Step::Wider => self.wider(place).await,
            }
        })
    }
}

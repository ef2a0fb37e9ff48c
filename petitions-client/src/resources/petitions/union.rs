//! All petitions of a list without pages: the newest, then those of each organisation.

use std::collections::BTreeSet;

use civic_core::Error;
use civic_core::http::Receipt;
use civic_core::paging::{Condition, Gap, Next, Page, PageSource, Proof, RawRow};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::list::PetitionList;
use super::{PATH, Petition};
use crate::answer;
use crate::id::Id;
use crate::resources::organisations;

/// A walk ends after a hundred answers without a new row, and where nothing was cut all of these
/// bring none. So on sites with many organisations each answer is for several.
const ANSWERS: usize = 80;

pub(super) struct Union {
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
    Fewer { organisations: Vec<Id>, rows: u64 },
    /// Which organisations there are.
    Organisations,
    /// The petitions of one, or of a few.
    Of(Vec<Id>),
}

impl Union {
    pub(super) fn new(list: PetitionList) -> Self {
        Self { list }
    }

    /// The petitions to these organisations; to all and nobody without any.
    async fn petitions(
        &self,
        mut place: Place,
        organisations: Vec<Id>,
        count: u64,
    ) -> Result<Page<Petition, Place>, Error> {
        let response = self.list.ask(&organisations, count).await?;
        let answered = answer::rows::<Petition>(&response, PATH)?;
        let rows = answered.len() as u64;
        let new = place.take(answered);
        if matches!(place.step, Step::Fewer { .. }) {
            place.counts = Some(rows <= count);
        } else {
            match organisations.as_slice() {
                [] => place.newest = Some(rows),
                [_] => place.was_cut |= !new.is_empty(),
                several => {
                    place.was_cut |= !new.is_empty();
                    if rows >= place.longest {
                        // It may have been cut itself.
                        let alone = several.iter().map(|organisation| vec![*organisation]);
                        place.left.get_or_insert_default().extend(alone);
                    }
                }
            }
            place.longest = place.longest.max(rows);
            if place.counts.is_none() && (2..count).contains(&rows) {
                place.step = Step::Fewer { organisations, rows: rows - 1 };
                return Ok(page(new, Next::Page(place), response.receipt()));
            }
        }
        let next = self.next(place);
        Ok(page(new, next, response.receipt()))
    }

    async fn organisations(&self, mut place: Place) -> Result<Page<Petition, Place>, Error> {
        let (ids, unread, receipt) = organisations::ids(&self.list.call).await?;
        place.left = Some(grouped(&ids));
        place.unread = unread;
        Ok(page(Vec::new(), self.next(place), receipt))
    }

    fn next(&self, mut place: Place) -> Next<Place> {
        place.step = match &mut place.left {
            None => Step::Organisations,
            Some(left) => match left.pop() {
                Some(organisations) => Step::Of(organisations),
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
        let (rows, was_cut) = match place.newest {
            Some(rows) => (rows, place.was_cut),
            None => (place.longest, false),
        };
        let goes_by_count = place.counts.unwrap_or(rows < 2);
        if was_cut || rows >= self.list.count || !goes_by_count {
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
    /// The rows that were not read before. Those that do not decode go on to the report.
    fn take(&mut self, rows: Vec<RawRow>) -> Vec<RawRow> {
        let is_new = |row: &RawRow| match serde_json::from_slice::<Petition>(row.json()) {
            Ok(petition) => self.seen.insert(petition.id),
            Err(_) => true,
        };
        rows.into_iter().filter(is_new).collect()
    }
}

/// As many groups as there may be answers, one by one where these are enough.
fn grouped(ids: &[Id]) -> Vec<Vec<Id>> {
    let size = ids.len().div_ceil(ANSWERS).max(1);
    ids.chunks(size).map(<[Id]>::to_vec).collect()
}

fn page(rows: Vec<RawRow>, next: Next<Place>, receipt: Receipt) -> Page<Petition, Place> {
    Page::new(rows, next, receipt)
}

impl PageSource for Union {
    type List = PetitionList;
    type Cursor = Place;

    fn list(&self) -> &PetitionList {
        &self.list
    }

    fn manner(&self) -> &'static str {
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
            counts: None,
            unread: 0,
        }
    }

    fn fetch(&self, place: Place) -> BoxFuture<'_, Result<Page<Petition, Place>, Error>> {
        let count = self.list.count;
        Box::pin(async move {
            match place.step.clone() {
                Step::Newest => self.petitions(place, Vec::new(), count).await,
                Step::Of(organisations) => self.petitions(place, organisations, count).await,
                Step::Fewer { organisations, rows } => {
                    self.petitions(place, organisations, rows).await
                }
                Step::Organisations => self.organisations(place).await,
            }
        })
    }
}

//! All petitions of a list without pages: the newest, then those of each organisation.
//!
//! The server does not say how many rows an answer may have, so only a comparison shows whether one
//! was cut. It certainly was where an organisation has petitions that the answer for all petitions does
//! not have. It may have been where two questions have answers of the same length and none is longer:
//! that is what a maximum looks like, however small. Where organisations are named, all petitions are
//! asked for once more, for one row more than any organisation has: if so many rows come, no answer was
//! cut. Petitions that are addressed to nobody are in the answer for all petitions and in no other. Where
//! that has fewer rows than the description gives by default, the server is nearly empty or gives only a
//! few rows at a time, and nothing shows which.

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

/// A list is given up after a hundred answers without a new row, and where nothing was cut none of these
/// answers has one. So on sites with many organisations each answer is for several.
const ANSWERS: usize = 80;

/// How many petitions a server gives where no number is asked for (petities/api, README).
const UNASKED: u64 = 10;

impl PetitionList {
    /// Reads all petitions: the newest that one answer holds, then those of each organisation. A
    /// petition that comes more than once is yielded once.
    ///
    /// The API has no pages and no total. So the list is consistent at best, under the condition
    /// [`ShortAnswerWhole`](Condition::ShortAnswerWhole): that the server leaves no row out of an answer
    /// that has fewer rows than were asked for. Where an answer may have been cut, the report says
    /// [`Unpaged`](Gap::Unpaged): the answers to the test key are cut; two questions with answers of the
    /// same greatest length may be; and so may those of a site with fewer than ten petitions. For named
    /// organisations one more request finds it out, which asks for one row more than any of them has.
    ///
    /// **Checkpoint.** It grows with the list: it holds the id of every petition that was read and of
    /// every organisation that is still to be asked for. That is at most 10 bytes for each, with ids of up
    /// to 6 digits, and less than 1 KiB besides.
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// let mut petitions = site.petitions().list().stream();
    /// while let Some(petition) = petitions.try_next().await? {
    ///     println!("{} {}", petition.id, petition.name.unwrap_or_default());
    /// }
    /// println!("{}", petitions.report());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("pagination", "all"))]
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
pub(super) struct UnionCursor {
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
    /// Whether the server gives as many rows as `count` asks for: a test key has a number of its own.
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
        mut cursor: UnionCursor,
        of: Vec<Id>,
    ) -> Result<Page<Petition, UnionCursor>, Error> {
        let response = self.list.ask(&of, self.list.page_size).await?;
        let answered = answer::rows::<Petition>(&response)?;
        let rows = answered.len() as u64;
        let new = cursor.take(answered);
        cursor.was_cut |= cursor.newest.is_some() && !new.is_empty();
        if of.is_empty() {
            cursor.newest = Some(rows);
        }
        if rows > 0 && rows >= cursor.longest && of.len() > 1 {
            // It may have been cut itself.
            let (some, others) = of.split_at(of.len() / 2);
            cursor.left.get_or_insert_default().extend([some.to_vec(), others.to_vec()]);
        }
        cursor.measure(rows);
        let next = if cursor.counts.is_none() && (2..self.list.page_size).contains(&rows) {
            cursor.step = Step::Fewer { of, rows: rows - 1 };
            Next::Page(cursor)
        } else {
            self.next(cursor)
        };
        Ok(page(new, next, response.stats()))
    }

    async fn fewer(
        &self,
        mut cursor: UnionCursor,
        of: &[Id],
        rows: u64,
    ) -> Result<Page<Petition, UnionCursor>, Error> {
        let (answered, stats) = self.length(of, rows).await?;
        cursor.counts = Some(answered <= rows);
        Ok(page(Vec::new(), self.next(cursor), stats))
    }

    async fn wider(&self, mut cursor: UnionCursor) -> Result<Page<Petition, UnionCursor>, Error> {
        let asked = cursor.longest.saturating_add(1);
        let (rows, stats) = self.length(&[], asked).await?;
        cursor.counts.get_or_insert(rows <= asked);
        // All petitions are no fewer than those of some organisations.
        cursor.was_cut = rows <= cursor.longest && rows < cursor.seen.len() as u64;
        cursor.measure(rows);
        Ok(page(Vec::new(), Next::End(self.proof(&cursor)), stats))
    }

    /// How many rows there are in an answer, asked for without their fields.
    async fn length(&self, of: &[Id], count: u64) -> Result<(u64, RequestStats), Error> {
        let response = self.list.bare().ask(of, count).await?;
        Ok((answer::rows::<Petition>(&response)?.len() as u64, response.stats()))
    }

    async fn organisations(
        &self,
        mut cursor: UnionCursor,
    ) -> Result<Page<Petition, UnionCursor>, Error> {
        let (ids, unread, stats) = organisations::ids(&self.list.call).await?;
        cursor.left = Some(grouped(&ids));
        cursor.unread = unread;
        Ok(page(Vec::new(), self.next(cursor), stats))
    }

    fn next(&self, mut cursor: UnionCursor) -> Next<UnionCursor> {
        cursor.step = match &mut cursor.left {
            None => Step::Organisations,
            Some(left) => match left.pop() {
                Some(organisations) => Step::Of(organisations),
                None if cursor.newest.is_none() && cursor.is_doubtful() => Step::Wider,
                None => return Next::End(self.proof(&cursor)),
            },
        };
        Next::Page(cursor)
    }

    /// Every organisation has been asked for. What can be missing is what the server cut.
    fn proof(&self, cursor: &UnionCursor) -> Proof {
        let mut gaps = Vec::new();
        if cursor.unread > 0 {
            gaps.push(Gap::Malformed { rows: cursor.unread });
        }
        // Petitions to nobody come only in the answer for all, so that one decides if there is one.
        let rows = cursor.newest.unwrap_or(cursor.longest);
        let goes_by_count = cursor.counts.unwrap_or(rows < 2);
        let is_odd = cursor.newest.is_some() && (1..UNASKED).contains(&rows);
        let may_be_cut = cursor.was_cut || cursor.is_at_a_maximum() || rows >= self.list.page_size;
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

impl UnionCursor {
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
    next: Next<UnionCursor>,
    stats: RequestStats,
) -> Page<Petition, UnionCursor> {
    Page::new(rows, next, stats)
}

impl PageSource for Union {
    type List = PetitionList;
    type Cursor = UnionCursor;

    fn list(&self) -> &PetitionList {
        &self.list
    }

    fn strategy_name(&self) -> &'static str {
        "organisations"
    }

    fn first(&self) -> UnionCursor {
        // Named organisations are asked for one by one, so that each has an answer to itself.
        let mut left = grouped(&self.list.organisations);
        let first = left.pop();
        UnionCursor {
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

    fn fetch(&self, cursor: UnionCursor) -> Fetch<'_, Self> {
        Box::pin(async move {
            match cursor.step.clone() {
                Step::Newest => self.petitions(cursor, Vec::new()).await,
                Step::Of(organisations) => self.petitions(cursor, organisations).await,
                Step::Fewer { of, rows } => self.fewer(cursor, &of, rows).await,
                Step::Organisations => self.organisations(cursor).await,
                Step::Wider => self.wider(cursor).await,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fake_site::{client, pages_asked_twice};

    /// 30 petitions to three organisations, and some to nobody; at most 20 in one answer.
    #[test]
    fn a_page_is_the_same_whenever_it_is_asked_for() {
        let (clock, site) = client(|path, query| {
            let to = |id: &u64| match query
                .split('&')
                .find_map(|it| it.strip_prefix("organisations="))
            {
                Some(ids) => ids.split("%2C").any(|it| it == (id % 4).to_string()),
                None => true,
            };
            match path {
                "organisations" => json!([{"id": 1}, {"id": 2}, {"id": 3}]),
                _ => (1..=30_u64).filter(to).take(20).map(|id| json!({"id": id})).collect(),
            }
        });
        assert!(pages_asked_twice(&clock, &Union::new(site.petitions().list())) >= 5);
        let named = site.petitions().list().organisations([1, 2, 3_u64]);
        assert!(pages_asked_twice(&clock, &Union::new(named)) >= 4);
    }
}

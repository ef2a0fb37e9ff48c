//! The comments of a site: on every record of every component that can be commented on.

use std::collections::VecDeque;

use civic_core::Error;
use civic_core::http::platform::RequestStats;
use civic_core::list::source::{
    Fetch, Key, ListSpec, Next, Omitted, Page, PageRow, PageSource, Proof, RawRow,
};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::components::is_of_no_such;
use super::contents::{components_of, gone};
use crate::graphql::client::Client;
use crate::graphql::contents::{Content, Contents, ContentsCursor, Pages};
use crate::graphql::id::Id;
use crate::graphql::operation::{Asked, Form, Operation};
use crate::graphql::resources::{
    AccountabilityResult as Outcome, Answers, Comment, Commentable, Debate, Meeting, Open, Post,
    Proposal, Sortition, SpaceKind, Threads,
};

const QUESTIONS: Operation =
    Operation::new("CommentedQuestions", include_str!("../../../graphql/consultations.graphql"));

/// A page on its way.
type Fetching = BoxFuture<'static, Result<LightPage, Error>>;

/// A kind of record that can be commented on.
struct Kind {
    component: &'static str,
    record: fn(Id) -> Commentable,
    page: fn(Client, Id, ContentsCursor) -> Fetching,
}

const KINDS: [Kind; 7] = [
    Kind { component: Proposal::COMPONENT, record: Commentable::proposal, page: light::<Proposal> },
    Kind { component: Meeting::COMPONENT, record: Commentable::meeting, page: light::<Meeting> },
    Kind { component: Debate::COMPONENT, record: Commentable::debate, page: light::<Debate> },
    Kind { component: Post::COMPONENT, record: Commentable::post, page: light::<Post> },
    Kind { component: Outcome::COMPONENT, record: Commentable::result, page: light::<Outcome> },
    Kind { component: Budget::COMPONENT, record: Commentable::project, page: light::<Budget> },
    Kind {
        component: Sortition::COMPONENT,
        record: Commentable::sortition,
        page: light::<Sortition>,
    },
];

/// A page with no more of each record than its id and how many comments it has.
struct LightPage {
    records: Vec<Light>,
    /// How many of them, from the first one on, were read again on purpose.
    overlap: usize,
    next: Next<ContentsCursor>,
    omitted: Omitted,
    stats: RequestStats,
}

fn light<T: Content>(client: Client, component: Id, place: ContentsCursor) -> Fetching {
    Box::pin(async move {
        let page = Pages::light(Contents::<T>::new(client, component)).page(place).await?;
        let records = page.rows.into_iter().map(|row| match row {
            // One that cannot be read has comments, for all that is known.
            PageRow::Raw(row) => row.decode().unwrap_or_default(),
            PageRow::Decoded(record) => Light { id: Some(record.id()), ..Light::default() },
        });
        Ok(LightPage {
            records: records.collect(),
            overlap: page.overlap,
            next: page.next,
            omitted: page.omitted,
            stats: page.stats,
        })
    })
}

/// A record as a light page has it; a budget, with its projects.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Light {
    id: Option<Id>,
    total_comments_count: Option<u64>,
    projects: Option<Vec<Option<Light>>>,
}

impl Light {
    /// What of it has comments, or may have; and what is missing of it, since nobody knows its id.
    fn commented(self, found: &mut VecDeque<Id>, omitted: &mut Omitted) {
        match (self.projects, self.id) {
            (Some(projects), _) => {
                for project in projects.into_iter().flatten() {
                    project.commented(found, omitted);
                }
            }
            (None, _) if self.total_comments_count == Some(0) => {}
            (None, Some(id)) => found.push_back(id),
            (None, None) => {
                let text = "a record that may have comments came without its id".to_owned();
                omitted.errors.push(text);
            }
        }
    }
}

/// A consultation, for the comments on its questions.
#[derive(Deserialize)]
struct Consultation {
    questions: Option<Vec<Option<Light>>>,
}

/// A budget, for the comments on its projects.
#[derive(Deserialize)]
struct Budget {
    id: Id,
}

impl Content for Budget {
    const RESOURCE_NAME: &'static str = "budgets";
    const COMPONENT: &'static str = "Budgets";
    const PAGE: Operation =
        Operation::new("CommentedProjects", include_str!("../../../graphql/budgets.graphql"));
    const LIST: &'static str = "budgets";
    const ONE: &'static str = "budget";

    fn id(&self) -> Id {
        self.id
    }
}

pub(super) struct SiteComments(pub(super) Client);

/// How far the list has been read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct SiteCursor {
    /// The kind of record, by its place among [`KINDS`]; behind them, questions.
    kind: usize,
    /// The components that are left; `None` before they are listed.
    components: Option<VecDeque<Id>>,
    /// The page of the first of them that comes next.
    place: ContentsCursor,
    /// Records of the page before with comments, the first of them being read.
    commented: VecDeque<Id>,
    /// How many of these records were read again on purpose.
    #[serde(default)]
    again: usize,
    open: Open,
    conditional: bool,
}

impl SiteComments {
    async fn page(&self, mut cursor: SiteCursor) -> Result<Page<Comment, SiteCursor>, Error> {
        let mut found = Found::default();
        loop {
            let kind = KINDS.get(cursor.kind);
            if let Some(id) = cursor.commented.front() {
                let record: fn(Id) -> Commentable =
                    kind.map_or(Commentable::question, |kind| kind.record);
                let root = record(*id);
                let threads = Threads { client: self.0.clone(), root };
                let Answers { rows, open, omitted, stats } =
                    threads.read_past(&cursor.open).await?;
                found.add(omitted, stats);
                let again = cursor.again > 0;
                if open.is_empty() {
                    cursor.commented.pop_front();
                    cursor.again = cursor.again.saturating_sub(1);
                    cursor.open = None;
                } else {
                    cursor.open = Some(open);
                }
                if !rows.is_empty() {
                    let overlap = if again { rows.len() } else { 0 };
                    let page = found.page(rows, Next::Page(cursor));
                    return Ok(Page { overlap, ..page });
                }
                continue;
            }
            let Some(kind) = kind else {
                if cursor.components.is_some() {
                    break;
                }
                cursor.components = Some(VecDeque::new());
                cursor.commented = self.questions(&mut found).await?;
                continue;
            };
            let components = if let Some(components) = &mut cursor.components {
                components
            } else {
                let components = components_of(&self.0, kind.component, None).await?;
                found.add(components.omitted, components.stats);
                cursor.components.insert(components.ids)
            };
            let Some(component) = components.front().copied() else {
                cursor = SiteCursor {
                    kind: cursor.kind + 1,
                    conditional: cursor.conditional,
                    ..SiteCursor::default()
                };
                continue;
            };
            let page =
                (kind.page)(self.0.clone(), component, std::mem::take(&mut cursor.place)).await;
            let page = match page {
                Ok(page) => page,
                // Taken down since it was listed: what was in it was not there throughout.
                Err(error) => {
                    found.omitted.add(gone(&error).ok_or(error)?);
                    components.pop_front();
                    continue;
                }
            };
            found.add(page.omitted, page.stats);
            for (index, record) in page.records.into_iter().enumerate() {
                record.commented(&mut cursor.commented, &mut found.omitted);
                if index < page.overlap {
                    cursor.again = cursor.commented.len();
                }
            }
            match page.next {
                Next::Page(place) => cursor.place = place,
                Next::End(proof) => {
                    cursor.conditional |= proof != Proof::Sound;
                    components.pop_front();
                }
                // Only what is confirmed is read again.
                Next::Check(_) => {
                    cursor.conditional = true;
                    components.pop_front();
                }
            }
        }
        let proof = if cursor.conditional { Proof::IfUnchanged } else { Proof::Sound };
        Ok(found.page(Vec::new(), Next::End(proof)))
    }

    /// The questions of consultations that have comments, or may have; they are in no component.
    async fn questions(&self, found: &mut Found) -> Result<VecDeque<Id>, Error> {
        let kind = SpaceKind::Consultation;
        let essential = &["consultations", "questions", "id"];
        let asked = Asked { essential, trusting: true, ..Asked::default() };
        let answer = match QUESTIONS.run(&self.0, Form::Whole, asked).await {
            Ok(answer) => answer,
            Err(error) if is_of_no_such(&self.0, kind, &error) => {
                found.add(Omitted::default(), RequestStats::from(&error));
                return Ok(VecDeque::new());
            }
            Err(error) => return Err(error),
        };
        let list: Option<Vec<Option<Consultation>>> = answer.decode_at(&[kind.list()])?;
        let list = list.ok_or_else(|| answer.no_list_at(&[kind.list()], kind.list()))?;
        let (mut commented, mut withheld) = (VecDeque::new(), 0);
        for consultation in list {
            let Some(Consultation { questions }) = consultation else {
                withheld += 1;
                continue;
            };
            let Some(questions) = questions else {
                withheld += u64::from(!answer.errors().is_empty());
                if answer.errors().is_empty() {
                    let text = "a consultation came without its questions".to_owned();
                    found.omitted.errors.push(text);
                }
                continue;
            };
            for question in questions {
                match question {
                    Some(question) => question.commented(&mut commented, &mut found.omitted),
                    None => withheld += 1,
                }
            }
        }
        found.add(answer.omitted(withheld), answer.stats());
        Ok(commented)
    }
}

/// What several requests had in common.
#[derive(Default)]
struct Found {
    omitted: Omitted,
    stats: RequestStats,
}

impl Found {
    fn add(&mut self, omitted: Omitted, stats: RequestStats) {
        self.omitted.add(omitted);
        self.stats.add(stats);
    }

    fn page(self, rows: Vec<RawRow>, next: Next<SiteCursor>) -> Page<Comment, SiteCursor> {
        Page::new(rows, next, self.stats).omitted(self.omitted)
    }
}

impl ListSpec for SiteComments {
    type Item = Comment;

    fn resource_name(&self) -> &'static str {
        "comments"
    }

    fn identity(&self) -> String {
        let base = self.0.base_url().trim_end_matches('/');
        format!("decidim-client/1 {base}/api all comments")
    }

    fn key(&self, comment: &Comment) -> Key {
        comment.id.key()
    }
}

impl PageSource for SiteComments {
    type List = Self;
    type Cursor = SiteCursor;

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "components"
    }

    fn first(&self) -> SiteCursor {
        SiteCursor::default()
    }

    fn fetch(&self, cursor: SiteCursor) -> Fetch<'_, Self> {
        Box::pin(self.page(cursor))
    }
}

//! Which records of a site have comments.

use std::collections::VecDeque;

use civic_core::Error;
use civic_core::http::platform::RequestStats;
use civic_core::list::source::{Next, Omitted, PageRow};
use civic_core::sync::Key;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::components::is_of_no_such;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::{ContentList, ContentsCursor, Pages};
use crate::graphql::records::operation::{Asked, Form, Operation};
use crate::graphql::records::{Content, Row};
use crate::graphql::resources::{
    AccountabilityResult as Outcome, Commentable, Debate, Meeting, Post, Proposal, Sortition,
    SpaceKind,
};

const QUESTIONS: Operation =
    Operation::new("CommentedQuestions", include_str!("../../../graphql/consultations.graphql"));

/// A page that is being fetched.
pub(super) type Fetching = BoxFuture<'static, Result<LightPage, Error>>;

/// A kind of record that can be commented on.
pub(super) struct Kind {
    pub(super) component: &'static str,
    pub(super) record: fn(Id) -> Commentable,
    pub(super) page: fn(Client, Id, ContentsCursor) -> Fetching,
}

pub(super) const KINDS: [Kind; 7] = [
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
pub(super) struct LightPage {
    pub(super) records: Vec<Light>,
    /// How many of them, from the first one on, were read again on purpose.
    pub(super) overlap: usize,
    pub(super) next: Next<ContentsCursor>,
    pub(super) omitted: Omitted,
    pub(super) stats: RequestStats,
}

fn light<T: Content>(client: Client, component: Id, place: ContentsCursor) -> Fetching {
    Box::pin(async move {
        let page = Pages::light(ContentList::<T>::new(client, component)).page(place).await?;
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
pub(super) struct Light {
    id: Option<Id>,
    total_comments_count: Option<u64>,
    projects: Option<Vec<Option<Light>>>,
}

impl Light {
    /// What of it has comments, or may have; and what is missing of it, since nobody knows its id.
    pub(super) fn commented(self, found: &mut VecDeque<Id>, omitted: &mut Omitted) {
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
#[derive(Serialize, Deserialize)]
struct Budget {
    id: Id,
}

impl Row for Budget {
    fn row_key(&self) -> Option<Key> {
        Some(Key::new(self.id.to_string()))
    }
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

/// What several requests found out beside rows.
#[derive(Default)]
pub(super) struct Aside {
    pub(super) omitted: Omitted,
    pub(super) stats: RequestStats,
}

impl Aside {
    pub(super) fn add(&mut self, omitted: Omitted, stats: RequestStats) {
        self.omitted.add(omitted);
        self.stats.add(stats);
    }
}

/// The questions of consultations that have comments, or may have; they are in no component.
pub(super) async fn questions(client: &Client, aside: &mut Aside) -> Result<VecDeque<Id>, Error> {
    let kind = SpaceKind::Consultation;
    let essential = &["consultations", "questions", "id"];
    let asked = Asked { essential, trusting: true, ..Asked::default() };
    let answer = match QUESTIONS.run(client, Form::Whole, asked).await {
        Ok(answer) => answer,
        Err(error) if is_of_no_such(client, kind, &error) => {
            aside.add(Omitted::default(), RequestStats::from(&error));
            return Ok(VecDeque::new());
        }
        Err(error) => return Err(error),
    };
    let list: Option<Vec<Option<Consultation>>> = answer.decode_at(&[kind.list()])?;
    let list = list.ok_or_else(|| answer.no_list_at(&[kind.list()], kind.list()))?;
    let (mut commented, mut hidden) = (VecDeque::new(), 0);
    for consultation in list {
        let Some(Consultation { questions }) = consultation else {
            hidden += 1;
            continue;
        };
        let Some(questions) = questions else {
            hidden += u64::from(!answer.errors().is_empty());
            if answer.errors().is_empty() {
                let text = "a consultation came without its questions".to_owned();
                aside.omitted.errors.push(text);
            }
            continue;
        };
        for question in questions {
            match question {
                Some(question) => question.commented(&mut commented, &mut aside.omitted),
                None => hidden += 1,
            }
        }
    }
    aside.add(answer.omitted(hidden), answer.stats());
    Ok(commented)
}

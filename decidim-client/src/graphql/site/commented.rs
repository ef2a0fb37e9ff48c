//! Which records of a site have comments.

use std::collections::VecDeque;

use civic_core::Error;
use civic_core::http::platform::RequestStats;
use civic_core::list::source::{Next, Omitted, PageRow};
use serde::Deserialize;

use super::components::is_of_no_such;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::{ContentQuery, ContentsCursor, Pages, RowModel};
use crate::graphql::records::operation::{Asked, Form, Operation};
use crate::graphql::records::{Content, ContentKind};
use crate::graphql::resources::{
    AccountabilityResult, Budget, Commentable, Debate, Meeting, Post, Proposal, Sortition,
    SpaceKind,
};

const QUESTIONS: Operation =
    Operation::new("CommentedQuestions", include_str!("../../../graphql/consultations.graphql"));

/// A kind of record that can be commented on.
pub(super) struct Kind {
    pub(super) content: ContentKind,
    pub(super) record: fn(Id) -> Commentable,
    /// What of a record on a light page has comments, or may have.
    pub(super) find: fn(Light, &mut VecDeque<Id>, &mut Omitted),
}

impl Kind {
    const fn of<T: Content>(record: fn(Id) -> Commentable) -> Self {
        Self { content: ContentKind::of::<T>(), record, find: Light::commented }
    }
}

pub(super) const KINDS: [Kind; 7] = [
    Kind::of::<Proposal>(Commentable::proposal),
    Kind::of::<Meeting>(Commentable::meeting),
    Kind::of::<Debate>(Commentable::debate),
    Kind::of::<Post>(Commentable::post),
    Kind::of::<AccountabilityResult>(Commentable::result),
    Kind { content: PROJECTS, record: Commentable::project, find: Light::commented_projects },
    Kind::of::<Sortition>(Commentable::sortition),
];

/// Budgets, for the comments on their projects.
const PROJECTS: ContentKind = ContentKind {
    page: Operation::new("CommentedProjects", include_str!("../../../graphql/budgets.graphql")),
    ..ContentKind::of::<Budget>()
};

/// A page with no more of each record than its id and how many comments it has.
pub(super) struct LightPage {
    pub(super) records: Vec<Light>,
    /// How many of them, from the first one on, were read again on purpose.
    pub(super) overlap: usize,
    pub(super) next: Next<ContentsCursor>,
    pub(super) omitted: Omitted,
    pub(super) stats: RequestStats,
}

/// The light page of a component that begins at a place.
pub(super) async fn light(
    client: Client,
    kind: ContentKind,
    component: Id,
    place: ContentsCursor,
) -> Result<LightPage, Error> {
    let pages = Pages::light(kind, ContentQuery::new(client, component));
    let page = pages.page::<Light>(place).await?;
    let records = page.rows.into_iter().map(|row| match row {
        // One that cannot be read has comments, for all that is known.
        PageRow::Raw(row) => row.decode().unwrap_or_default(),
        PageRow::Decoded(record) => record,
    });
    Ok(LightPage {
        records: records.collect(),
        overlap: page.overlap,
        next: page.next,
        omitted: page.omitted,
        stats: page.stats,
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

impl RowModel for Light {
    fn row_id(&self) -> Option<Id> {
        self.id
    }
}

impl Light {
    /// Its id, where it has comments or may have; and what is missing of it, since nobody knows its id.
    fn commented(self, found: &mut VecDeque<Id>, omitted: &mut Omitted) {
        match self.id {
            _ if self.total_comments_count == Some(0) => {}
            Some(id) => found.push_back(id),
            None => {
                let text = "a record that may have comments came without its id".to_owned();
                omitted.errors.push(text);
            }
        }
    }

    /// The same for the projects of a budget.
    fn commented_projects(self, found: &mut VecDeque<Id>, omitted: &mut Omitted) {
        let Some(projects) = self.projects else {
            let budget = self.id.map_or_else(|| "a budget".to_owned(), |id| format!("budget {id}"));
            let text =
                format!("{budget} came without its projects: the comments on them are missing");
            omitted.errors.push(text);
            return;
        };
        for project in projects {
            match project {
                Some(project) => project.commented(found, omitted),
                None => omitted.hidden += 1,
            }
        }
    }

    /// The id, where the page has one.
    pub(super) fn id(&self) -> Option<Id> {
        self.id
    }
}

/// A consultation, for the comments on its questions.
#[derive(Deserialize)]
struct Consultation {
    questions: Option<Vec<Option<Light>>>,
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

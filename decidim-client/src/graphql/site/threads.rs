//! Threads of comments.
//!
//! Servers refuse queries that nest comments deeper than two, so a thread is read two levels at a
//! time: each comment at the second level that has answers is asked for by its own id. Where that
//! fails for one of the answers, it is one level at a time. Where it fails for an author, whose account was
//! deleted or blocked, that list is read without authors.

use std::collections::VecDeque;

use civic_core::http::platform::RequestStats;
use civic_core::list::Paginator;
use civic_core::list::source::{
    Fetch, Key, ListSpec, Next, Omitted, Page, PageSource, Proof, RawRow,
};
use civic_core::{Error, ErrorKind};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::records::operation::{Asked, Form, Operation};
use crate::graphql::resources::{Comment, Commentable};
use crate::graphql::server_error::ServerError;
use crate::graphql::sync::{Model, Source};

const THREAD: Operation =
    Operation::new("Comments", include_str!("../../../graphql/comments.graphql"));
const PATH: [&str; 2] = ["commentable", "comments"];

/// Why there is no list of comments where there are comments.
const HIDDEN: &str = "one of these is a comment that this caller may not see, such as a deleted one; \
                        then the site gives none of them";

/// Reads threads two levels at a time.
pub(super) struct Threads {
    pub(super) client: Client,
    pub(super) root: Commentable,
}

/// The comments on a record.
pub(super) fn source(client: Client, root: Commentable) -> Source<Comment> {
    let list = format!("comments on {} {}", root.class(), root.id());
    let model = model(&client, &root);
    Source::new(client, "comments", list, model, move |client, _| {
        Paginator::by_cursor(Threads { client: client.clone(), root: root.clone() })
    })
}

/// The query for comments on a record.
pub(super) fn model(client: &Client, root: &Commentable) -> Model {
    let variables = variables(client, root);
    Model { operation: THREAD, form: Form::Whole, variables, path: PATH.to_vec() }
}

/// The variables of a query for comments.
fn variables(client: &Client, on: &Commentable) -> Map<String, Value> {
    let mut variables = Map::new();
    variables.insert("id".to_owned(), on.id().to_string().into());
    variables.insert("type".to_owned(), on.class().into());
    variables.insert("locale".to_owned(), client.locale().into());
    variables.insert("toggleTranslations".to_owned(), false.into());
    variables
}

/// What is left to ask for: ids of comments that have answers. `None` before the first page.
pub(super) type Open = Option<VecDeque<Id>>;

/// What came of a question.
pub(super) struct Answers {
    pub(super) rows: Vec<RawRow>,
    pub(super) open: VecDeque<Id>,
    pub(super) omitted: Omitted,
    pub(super) stats: RequestStats,
}

/// Why a question brought nothing, and what it took before the answer that says so.
struct Failure {
    error: Error,
    earlier: RequestStats,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, earlier: RequestStats::default() }
    }
}

impl Threads {
    /// The next two levels.
    async fn read(&self, open: &Open) -> Result<Answers, Failure> {
        let mut open = open.clone();
        let parent = open.as_mut().and_then(VecDeque::pop_front);
        let on = parent.map_or_else(|| self.root.clone(), Commentable::comment);
        let variables = variables(&self.client, &on);
        let soft: &[&str] = &["locale", "toggleTranslations"];
        let client = self.client.started();
        let mut earlier = RequestStats::default();
        let (mut form, mut without_authors) = (Form::Whole, false);
        // What this caller may not see takes all lists along that it is in, up to the record: lists of
        // comments, comments in them and their authors may not be null. One level at a time, it costs only
        // the list that it is in; and without authors, an author costs nothing.
        let (answer, list) = loop {
            let variables = variables.clone();
            let essential = &PATH;
            let asked = Asked { variables, soft, essential, without_authors, ..Asked::default() };
            let answer = THREAD.run(&client, form, asked).await?.counting(earlier);
            let list: Option<Vec<Option<Map<String, Value>>>> = answer.decode_at(&PATH)?;
            let errors = answer.errors();
            let is_deep = matches!(form, Form::Whole);
            if list.is_some() {
                break (answer, list);
            } else if is_deep && errors.iter().any(is_from_below) {
                form = Form::Shallow { list: "comments" };
            } else if !without_authors && answer.fails_on_an_author() {
                (form, without_authors) = (Form::Whole, true);
            } else {
                break (answer, None);
            }
            earlier = answer.stats();
        };
        let Some(list) = list else {
            let error = answer.no_list_at(&PATH, "record to comment on");
            let is_there = answer.at(&["commentable"])?.is_some();
            // The record is there, and its comments are not: the server failed to list them.
            let failed = is_there && !answer.errors().is_empty();
            let error = if failed { error.with_kind(ErrorKind::Server) } else { error };
            let hidden = answer.errors().iter().any(is_from_below);
            let error = if hidden { error.with_hint(HIDDEN) } else { error };
            return Err(Failure { error, earlier });
        };
        let mut answers = Answers {
            rows: Vec::new(),
            open: VecDeque::new(),
            omitted: answer.omitted(0),
            stats: answer.stats(),
        };
        let is_deep = matches!(form, Form::Whole);
        for comment in list {
            match comment {
                Some(comment) => self.take(comment, parent, is_deep, &mut answers),
                None => answers.omitted.hidden += 1,
            }
        }
        answers.rows = answers.rows.into_iter().map(|row| answer.own(row)).collect();
        answers.open.extend(open.into_iter().flatten());
        Ok(answers)
    }

    /// The same, past a record or a comment that the server cannot give.
    pub(super) async fn read_past(&self, open: &Open) -> Result<Answers, Error> {
        let Failure { error, earlier } = match self.read(open).await {
            Ok(answers) => return Ok(answers),
            Err(failure) => failure,
        };
        let mut omitted = Omitted::default();
        match (error.kind(), error.status()) {
            // Deleted since it was listed: it was not there throughout. A null without a word may
            // be anything.
            (ErrorKind::NotFound, Some(StatusCode::OK)) => {
                if ServerError::all_of(&error).is_empty() {
                    omitted.errors.push(error.to_string());
                }
            }
            // Deleted too, in older versions; or a hidden comment, which takes its list along.
            (ErrorKind::Server | ErrorKind::Forbidden, Some(StatusCode::OK))
            | (ErrorKind::Server, Some(StatusCode::INTERNAL_SERVER_ERROR)) => {
                omitted.errors.push(error.to_string());
            }
            _ => return Err(error),
        }
        let open = open.iter().flatten().skip(1).copied().collect();
        let mut stats = RequestStats::from(&error);
        stats.add(earlier);
        Ok(Answers { rows: Vec::new(), open, omitted, stats })
    }

    /// Takes a comment and the answers that came with it.
    fn take(
        &self,
        mut comment: Map<String, Value>,
        parent: Option<Id>,
        with_answers: bool,
        taken: &mut Answers,
    ) {
        let id = comment.get("id").and_then(|id| Id::deserialize(id).ok());
        let nested = comment.remove("comments");
        let count = comment.get("totalCommentsCount").and_then(Value::as_u64);
        let has = comment.get("hasComments").and_then(Value::as_bool);
        comment.insert("parent".to_owned(), parent.map_or(Value::Null, |id| id.to_string().into()));
        comment.insert("root".to_owned(), serde_json::json!(self.root));
        taken.rows.push(RawRow::new(Value::Object(comment).to_string()));
        // What does not say whether it has answers may have some.
        let may_have = has.unwrap_or(count != Some(0)) || count > Some(0);
        match (nested, id) {
            (Some(Value::Array(answers)), _) => {
                for answer in answers {
                    match answer {
                        Value::Object(answer) => self.take(answer, id, false, taken),
                        Value::Null => taken.omitted.hidden += 1,
                        other => taken.rows.push(RawRow::new(other.to_string())),
                    }
                }
            }
            _ if !may_have => {}
            (_, Some(id)) if !with_answers => taken.open.push_back(id),
            (_, Some(id)) => {
                let text = format!("comment {id} came without its answers: they are missing");
                taken.omitted.errors.push(text);
            }
            (_, None) => {
                let text = "a comment came without its id: the answers to it are missing";
                taken.omitted.errors.push(text.to_owned());
            }
        }
    }
}

/// Whether an error may come from within the comments of a list. Up to 0.31 servers do not say
/// where it is.
fn is_from_below(said: &ServerError) -> bool {
    said.is_forbidden_null() || (said.is_about_access() && said.path.len() > PATH.len())
}

impl ListSpec for Threads {
    type Item = Comment;

    fn resource_name(&self) -> &'static str {
        "comments"
    }

    fn identity(&self) -> String {
        let base = self.client.base_url().trim_end_matches('/');
        format!("decidim-client/1 {base}/api Comments {} {}", self.root.class(), self.root.id())
    }

    fn key(&self, comment: &Comment) -> Key {
        comment.id.key()
    }
}

impl PageSource for Threads {
    type List = Self;
    type Cursor = Open;

    fn list(&self) -> &Self {
        self
    }

    fn strategy_name(&self) -> &'static str {
        "threads"
    }

    fn first(&self) -> Open {
        None
    }

    fn fetch(&self, open: Open) -> Fetch<'_, Self> {
        Box::pin(async move {
            // The record itself must be there; a comment may go meanwhile.
            let answers = if open.is_some() {
                self.read_past(&open).await
            } else {
                self.read(&open).await.map_err(|failure| failure.error)
            };
            let Answers { rows, open, omitted, stats } = answers?;
            // Each level comes in one answer, and comments stay where they are.
            let next =
                if open.is_empty() { Next::End(Proof::Sound) } else { Next::Page(Some(open)) };
            Ok(Page::new(rows, next, stats).omitted(omitted))
        })
    }
}

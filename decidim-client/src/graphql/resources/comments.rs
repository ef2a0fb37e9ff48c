//! Comments, thread by thread.
//!
//! Servers refuse queries that nest comments deeper than two, so a thread is read two levels at a
//! time: each comment at the second level that has answers is asked for by its own id. Where that
//! fails for one of the answers, it is one level at a time.

use std::collections::VecDeque;

use civic_core::http::platform::RequestStats;
use civic_core::jiff::Timestamp;
use civic_core::list::Paginator;
use civic_core::list::source::{
    Fetch, Key, ListSpec, Next, Omitted, Page, PageSource, Proof, RawRow,
};
use civic_core::{Error, ErrorKind, Html};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Author;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::operation::{Asked, Form, Operation};
use crate::graphql::server_error::ServerError;

const THREAD: Operation =
    Operation::new("Comments", include_str!("../../../graphql/comments.graphql"));
const PATH: [&str; 2] = ["commentable", "comments"];

/// The class of comments, which can be commented on themselves.
const COMMENT: &str = "Decidim::Comments::Comment";

/// Why there is no list of comments where there are comments.
const WITHHELD: &str = "one of these is a comment that this caller may not see, such as a deleted one; \
                        then the site gives none of them";

/// A record that can be commented on: its class in the site's own code, and its id.
///
/// Servers fail (HTTP 500) on a class or an id that they do not know.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Commentable {
    class: String,
    id: Id,
}

impl Commentable {
    /// A record of any class, such as `Decidim::Proposals::Proposal`.
    pub fn new(class: impl Into<String>, id: impl Into<Id>) -> Self {
        Self { class: class.into(), id: id.into() }
    }

    /// A proposal.
    pub fn proposal(id: impl Into<Id>) -> Self {
        Self::new("Decidim::Proposals::Proposal", id)
    }

    /// A meeting.
    pub fn meeting(id: impl Into<Id>) -> Self {
        Self::new("Decidim::Meetings::Meeting", id)
    }

    /// A debate.
    pub fn debate(id: impl Into<Id>) -> Self {
        Self::new("Decidim::Debates::Debate", id)
    }

    /// A post of a blog.
    pub fn post(id: impl Into<Id>) -> Self {
        Self::new("Decidim::Blogs::Post", id)
    }

    /// A project of a budget.
    pub fn project(id: impl Into<Id>) -> Self {
        Self::new("Decidim::Budgets::Project", id)
    }

    /// A result.
    pub fn result(id: impl Into<Id>) -> Self {
        Self::new("Decidim::Accountability::Result", id)
    }

    /// A sortition.
    pub fn sortition(id: impl Into<Id>) -> Self {
        Self::new("Decidim::Sortitions::Sortition", id)
    }

    /// A question of a consultation; up to 0.27.
    pub fn question(id: impl Into<Id>) -> Self {
        Self::new("Decidim::Consultations::Question", id)
    }

    /// A comment.
    pub fn comment(id: impl Into<Id>) -> Self {
        Self::new(COMMENT, id)
    }

    /// Its class.
    pub fn class(&self) -> &str {
        &self.class
    }

    /// Its id.
    pub fn id(&self) -> Id {
        self.id
    }
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Comment {
    /// The id.
    pub id: Id,
    /// What the thread is about. Not on the wire: the client adds it.
    pub root: Option<Commentable>,
    /// The comment that this one answers; null for one on the record itself. Not on the wire: the
    /// client adds it.
    pub parent: Option<Id>,
    /// A signed id, which is good for commenting on it.
    pub sgid: Option<String>,
    /// The text as it was written; mentions stand as `gid://..` markers.
    pub body: Option<String>,
    /// The text with its mentions shown, as HTML.
    pub formatted_body: Option<Html>,
    /// 1 for, -1 against, 0 neither.
    pub alignment: Option<i8>,
    /// Votes for it.
    pub up_votes: Option<u64>,
    /// Votes against it.
    pub down_votes: Option<u64>,
    /// Whether the caller voted for it.
    pub up_voted: Option<bool>,
    /// Whether the caller voted against it.
    pub down_voted: Option<bool>,
    /// Whether the caller reported it.
    pub already_reported: Option<bool>,
    /// Whether it has answers.
    pub has_comments: Option<bool>,
    /// Whether answers to it can be for or against it.
    pub comments_have_alignment: Option<bool>,
    /// Whether answers to it can be voted on.
    pub comments_have_votes: Option<bool>,
    /// Answers at every depth.
    pub total_comments_count: Option<u64>,
    /// Whether it can be answered.
    pub accepts_new_comments: Option<bool>,
    /// Who wrote it.
    pub author: Option<Author>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// When it was written.
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Since 0.31.
    pub updated_at: Option<Timestamp>,
}

impl Client {
    /// All comments on a record, answers included at every depth: a comment comes before its
    /// answers.
    ///
    /// An answer that is deleted while the list is read is passed over with what was below
    /// it. Answers that the server fails to give do not end the list: its report has the server's
    /// words, and the verdict is a possible gap.
    ///
    /// **A comment that this caller may not see**, such as a deleted one, costs all comments on the same
    /// record or comment, for a list of comments may hold no null (`[Comment!]!` in every version). On a
    /// comment, that is told by the report; on the record itself there is nothing left to give, which is
    /// an error. There is no way past it: nothing else lists comments, and a single one is only found by
    /// an id that is known.
    ///
    /// They come in the server's default order, the oldest first: its orders `best_rated` and
    /// `most_discussed` fail on the server up to 0.30.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Client, Id, resources::Commentable};
    /// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
    /// use futures::TryStreamExt;
    ///
    /// let mut comments = site.comments(Commentable::proposal(Id::new(35)));
    /// while let Some(comment) = comments.try_next().await? {
    ///     println!("{:?} answers {:?}", comment.body, comment.parent);
    /// }
    /// println!("{}", comments.report());
    /// # Ok(())
    /// # }
    /// ```
    pub fn comments(&self, of: Commentable) -> Paginator<Comment> {
        Paginator::by_cursor(Threads { client: self.clone(), root: of })
    }
}

/// Reads threads two levels at a time.
pub(crate) struct Threads {
    pub(crate) client: Client,
    pub(crate) root: Commentable,
}

/// What is left to ask for: ids of comments that have answers. `None` before the first page.
pub(crate) type Open = Option<VecDeque<Id>>;

/// What came of a question.
pub(crate) struct Answers {
    pub(crate) rows: Vec<RawRow>,
    pub(crate) open: VecDeque<Id>,
    pub(crate) omitted: Omitted,
    pub(crate) stats: RequestStats,
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
        let (class, id) = match parent {
            Some(comment) => (COMMENT, comment),
            None => (self.root.class(), self.root.id()),
        };
        let mut variables = Map::new();
        variables.insert("id".to_owned(), id.to_string().into());
        variables.insert("type".to_owned(), class.into());
        variables.insert("locale".to_owned(), self.client.locale().into());
        variables.insert("toggleTranslations".to_owned(), false.into());
        let soft: &[&str] = &["locale", "toggleTranslations"];
        let asked = Asked { variables, soft, essential: &PATH, ..Asked::default() };
        let mut answer = THREAD.run(&self.client, Form::Whole, asked.clone()).await?;
        let mut list: Option<Vec<Option<Map<String, Value>>>> = answer.decode_at(&PATH)?;
        let mut earlier = RequestStats::default();
        let is_deep = list.is_some() || !answer.errors().iter().any(is_from_below);
        if !is_deep {
            // An answer that this caller may not see takes all lists along that it is in, up to the
            // record: lists of comments and what is in them may not be null. One level at a time,
            // it costs only the list that it is in.
            earlier = answer.stats();
            let form = Form::Shallow { list: "comments" };
            answer = THREAD.run(&self.client, form, asked).await?.counting(earlier);
            list = answer.decode_at(&PATH)?;
        }
        let Some(list) = list else {
            let error = answer.no_list_at(&PATH, "record to comment on");
            let is_there = answer.at(&["commentable"])?.is_some();
            // The record is there, and its comments are not: the server failed to list them.
            let failed = is_there && !answer.errors().is_empty();
            let error = if failed { error.with_kind(ErrorKind::Server) } else { error };
            let withheld = answer.errors().iter().any(is_from_below);
            let error = if withheld { error.with_hint(WITHHELD) } else { error };
            return Err(Failure { error, earlier });
        };
        let mut answers = Answers {
            rows: Vec::new(),
            open: VecDeque::new(),
            omitted: answer.omitted(0),
            stats: answer.stats(),
        };
        for comment in list {
            match comment {
                Some(comment) => self.take(comment, parent, is_deep, &mut answers),
                None => answers.omitted.withheld += 1,
            }
        }
        answers.rows = answers.rows.into_iter().map(|row| answer.own(row)).collect();
        answers.open.extend(open.into_iter().flatten());
        Ok(answers)
    }

    /// The same, past a record or a comment that the server cannot give.
    pub(crate) async fn read_past(&self, open: &Open) -> Result<Answers, Error> {
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
        let id = comment.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let nested = comment.remove("comments");
        let count = comment.get("totalCommentsCount").and_then(Value::as_u64);
        let has = comment.get("hasComments").and_then(Value::as_bool);
        comment.insert("parent".to_owned(), parent.map_or(Value::Null, |id| id.to_string().into()));
        comment.insert("root".to_owned(), serde_json::json!(self.root));
        taken.rows.push(RawRow::new(Value::Object(comment).to_string()));
        let answers = match nested {
            Some(Value::Array(answers)) => answers,
            // What does not say whether it has answers is asked.
            _ if !with_answers && (has.unwrap_or(count != Some(0)) || count > Some(0)) => {
                taken.open.extend(id);
                return;
            }
            _ => return,
        };
        for answer in answers {
            match answer {
                Value::Object(answer) => self.take(answer, id, false, taken),
                _ => taken.omitted.withheld += 1,
            }
        }
    }
}

/// Whether an error may come from what hangs on the comments of a list. Up to 0.31 servers do not say
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

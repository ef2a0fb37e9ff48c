//! Comments, and what can be commented on. [`Client::comments`](crate::graphql::Client::comments) reads
//! them.

use civic_core::Html;
use civic_core::jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Author;
use crate::graphql::id::Id;

/// A record that can be commented on: its class in the site's own code, and its id.
///
/// Servers fail (HTTP 500) on a class or an id that they do not know.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Commentable {
    class: String,
    id: Id,
}

impl Commentable {
    /// A record of any class, such as `Decidim::Proposals::Proposal`.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::Commentable;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// // A record of a plugin, by its class.
    /// let challenge = Commentable::new("Decidim::Challenges::Challenge", 7);
    /// let comments = site.comments(challenge).list().stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(class: impl Into<String>, id: impl Into<Id>) -> Self {
        Self { class: class.into(), id: id.into() }
    }

    /// A proposal.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::Commentable;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut comments = site.comments(Commentable::proposal(35)).list().stream();
    /// while let Some(comment) = comments.try_next().await? {
    ///     println!("{:?}", comment.body);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn proposal(id: impl Into<Id>) -> Self {
        Self::new("Decidim::Proposals::Proposal", id)
    }

    /// A meeting.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::Commentable;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let comments = site.comments(Commentable::meeting(12)).list().stream();
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::Commentable;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut projects = site.budgets(44).projects(2).list().stream();
    /// while let Some(project) = projects.try_next().await? {
    ///     let comments = site.comments(Commentable::project(project.id)).list().stream();
    /// }
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{resources::Commentable, writes::NewComment};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// // Answers a comment.
    /// let answer = NewComment::new("Where?");
    /// site.add_comment(&Commentable::comment(812), answer).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn comment(id: impl Into<Id>) -> Self {
        Self::new("Decidim::Comments::Comment", id)
    }

    /// Its class.
    ///
    /// ```
    /// use decidim_client::graphql::resources::Commentable;
    ///
    /// let proposal = Commentable::proposal(35);
    /// assert_eq!(proposal.class(), "Decidim::Proposals::Proposal");
    /// assert_eq!(proposal.id().number(), 35);
    /// ```
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// The text in the language of
    /// [`ClientBuilder::locale`](crate::graphql::ClientBuilder::locale), where the comment has one in it,
    /// else as it was written; mentions stand as `gid://..` markers. Where the site lets its
    /// participants format their texts, it is HTML. For plain text use `to_text()` of
    /// [`formatted_body`](Self::formatted_body), with the feature `plain-text`.
    pub body: Option<String>,
    /// The text with its mentions shown, as HTML. Not safe to show as it is: see [`Html`].
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
    /// Who wrote it. `None` where the author of any comment in the same list has an account that was
    /// deleted or blocked (since 0.29): the site then shows the list without authors alone, and the report
    /// has an error that says so.
    pub author: Option<Author>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// When it was written.
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Since 0.31.
    pub updated_at: Option<Timestamp>,
}

//! Commenting, and voting on comments.

use serde::Serialize;

use super::input::Input;
use super::write::Write;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::{Comment, Commentable};

const ADD: Operation =
    Operation::new("AddComment", include_str!("../../../graphql/comments.graphql"));
const VOTE: Operation =
    Operation::new("VoteComment", include_str!("../../../graphql/comments.graphql"));

/// Whether a comment is for or against what it is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "i8")]
pub enum Alignment {
    /// Against: -1.
    Against,
    /// Neither: 0.
    Neutral,
    /// For: 1.
    For,
}

impl From<Alignment> for i8 {
    fn from(alignment: Alignment) -> Self {
        match alignment {
            Alignment::Against => -1,
            Alignment::Neutral => 0,
            Alignment::For => 1,
        }
    }
}

/// A comment that is written.
#[derive(Clone, Debug)]
#[must_use]
pub struct NewComment(Input);

impl NewComment {
    /// A comment with this text, which may not be blank.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{resources::Commentable, writes::NewComment};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let comment = site.add_comment(&Commentable::proposal(35), NewComment::new("More of these.")).await?;
    /// println!("{:?}", comment.url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(body: impl Into<String>) -> Self {
        let mut input = Input::default();
        input.text("body", body.into());
        Self(input)
    }

    /// Whether it is for or against, where comments are. The site's default is neither.
    ///
    /// ```
    /// use decidim_client::graphql::writes::{Alignment, NewComment};
    ///
    /// let against = NewComment::new("The square is too small.").alignment(Alignment::Against);
    /// ```
    pub fn alignment(mut self, alignment: Alignment) -> Self {
        self.0.set("alignment", alignment);
        self
    }

    /// Writes in the name of a group of participants that the caller is in. Up to 0.30.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{resources::Commentable, writes::NewComment};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let session = site.session().await?;
    /// if let Some(group) = session.and_then(|session| session.verified_user_groups.into_iter().next()) {
    ///     let mut comment = NewComment::new("We would help to plant them.");
    ///     if let Some(id) = group.id {
    ///         comment = comment.user_group(id);
    ///     }
    ///     site.add_comment(&Commentable::proposal(35), comment).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn user_group(mut self, id: impl Into<Id>) -> Self {
        self.0.set("userGroupId", id.into());
        self
    }
}

/// Comments and votes on them.
impl Client {
    /// Comments on a record; on a comment, to answer it. All versions.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Client, Id, resources::Commentable};
    /// # use decidim_client::graphql::writes::{Alignment, NewComment};
    /// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
    /// let agree = NewComment::new("More of these.").alignment(Alignment::For);
    /// let comment = site.add_comment(&Commentable::proposal(Id::new(35)), agree).await?;
    /// let answer = NewComment::new("Where?");
    /// site.add_comment(&Commentable::comment(comment.id), answer).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_comment(&self, on: &Commentable, comment: NewComment) -> Write<Comment> {
        let write = Write::new(self, ADD, &["commentable", "addComment"], comment.0);
        let write = if *on == Commentable::comment(on.id()) {
            write.known("parent", on.id().to_string())
        } else {
            write.known("root", serde_json::json!(on))
        };
        write.variable("type", on.class()).variable("id", on.id().to_string()).localized()
    }

    /// Votes for a comment. All versions. Where the caller had voted for it, the site takes that
    /// vote back: look at [`Comment::up_voted`].
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let comment = site.up_vote_comment(812).await?;
    /// if comment.up_voted == Some(false) {
    ///     println!("that took an earlier vote back");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn up_vote_comment(&self, id: impl Into<Id>) -> Write<Comment> {
        let write = Write::new(self, VOTE, &["comment", "upVote"], Input::default());
        write.variable("id", id.into().to_string()).localized()
    }

    /// Votes against a comment. All versions. Where the caller had voted against it, the site
    /// takes that vote back: look at [`Comment::down_voted`].
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let comment = site.down_vote_comment(812).await?;
    /// println!("{:?} for, {:?} against", comment.up_votes, comment.down_votes);
    /// # Ok(())
    /// # }
    /// ```
    pub fn down_vote_comment(&self, id: impl Into<Id>) -> Write<Comment> {
        let write = Write::new(self, VOTE, &["comment", "downVote"], Input::default());
        write.instead("upVote", "downVote").variable("id", id.into().to_string()).localized()
    }
}

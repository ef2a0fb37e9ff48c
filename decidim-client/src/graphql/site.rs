//! A whole site at a time: all its components, all records of one kind in them, and comments.

mod commented;
mod comments;
mod components;
mod contents;
mod threads;

use super::client::Client;
use super::id::Id;
use super::lists::Listed;
use super::records::Content;
use super::resources::{Comment, Commentable, Component, Proposal, SpaceKind};

impl Client {
    /// All components of the site, in all kinds of spaces that it has: one answer a kind. One of them
    /// is read by [`get`](Listed::get).
    ///
    /// A checkpoint holds the kind of space that comes next, and nothing that grows.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::ComponentKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut components = site.all_components().list().stream();
    /// while let Some(component) = components.try_next().await? {
    ///     if component.kind == ComponentKind::Proposals {
    ///         println!("{} {:?}", component.id, component.name.text(["ca", "es"]));
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn all_components(&self) -> Listed<Component> {
        Listed::new(self, components::source)
    }

    /// All proposals of the site, component by component: [`all`](Self::all) of them.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut proposals = site.all_proposals().list().stream();
    /// while let Some(proposal) = proposals.try_next().await? {
    ///     println!("{:?} {:?}", proposal.title.text(["ca", "es"]), proposal.likes_count());
    /// }
    /// println!("{}", proposals.report());
    /// # Ok(())
    /// # }
    /// ```
    pub fn all_proposals(&self) -> Listed<Proposal> {
        self.all::<Proposal>()
    }

    /// All records of one kind that the site's components hold, component by component:
    /// `site.all::<Meeting>()`. The components are listed at the beginning; one that is published
    /// later is not read.
    ///
    /// A deadline covers each request for a page of a component by itself. A checkpoint grows with
    /// the components that are still to be read: by the digits of the id and three bytes for each.
    /// With ids of five digits it exceeds 4 KiB where more than some 450 are left.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::Meeting;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut meetings = site.all::<Meeting>().list().stream();
    /// while let Some(meeting) = meetings.try_next().await? {
    ///     println!("{:?} {:?}", meeting.start_time, meeting.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn all<T: Content>(&self) -> Listed<T> {
        Listed::new(self, |client| contents::source(client, None))
    }

    /// The same for one space: `site.all_in::<Proposal>(SpaceKind::Assembly, 4)`.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::{Proposal, SpaceKind};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let process = site.participatory_processes().get_by_slug("budget-2026").await?;
    /// let proposals = site.all_in::<Proposal>(SpaceKind::ParticipatoryProcess, process.id);
    /// let proposals = proposals.list().stream().collect_proven().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn all_in<T: Content>(&self, kind: SpaceKind, space: impl Into<Id>) -> Listed<T> {
        let space = Some((kind, space.into()));
        Listed::new(self, move |client| contents::source(client, space))
    }

    /// All comments of the site, record by record, a comment before its answers.
    ///
    /// A record or a comment that is deleted while the list is read is passed over. Where the server
    /// fails to give a list of comments (it does where one of them may not be shown to this caller),
    /// reading goes on: the report has the server's words, and the list is incomplete.
    ///
    /// A checkpoint grows by the digits of the id and three bytes for each of these: the components of
    /// a kind that are still to be read, the records of the last page of records that have comments
    /// (of budgets: all their projects), and the comments of the last record whose answers are still
    /// to be read.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut comments = site.all_comments().list().stream();
    /// while let Some(comment) = comments.try_next().await? {
    ///     println!("{:?} {:?}", comment.root.map(|record| record.id()), comment.body);
    /// }
    /// println!("{}", comments.report());
    /// # Ok(())
    /// # }
    /// ```
    pub fn all_comments(&self) -> Listed<Comment> {
        Listed::new(self, comments::source)
    }

    /// All comments on a record, answers included at every depth: a comment comes before its
    /// answers.
    ///
    /// An answer that is deleted while the list is read is passed over with what was below
    /// it. Answers that the server fails to give do not end the list: its report has the server's
    /// words, and the list is incomplete.
    ///
    /// **A comment that this caller may not see**, such as a deleted one, costs all comments on the same
    /// record or comment, for a list of comments may hold no null (`[Comment!]!` in every version). On a
    /// comment, the report says so; on the record itself there is nothing left to give, which is an
    /// error. There is no way past it: nothing else lists comments, and a single one is only found by
    /// an id that is known.
    ///
    /// A checkpoint grows with the comments whose answers are still to be read: by the digits of the
    /// id and three bytes for each. With ids of six digits it exceeds 4 KiB where more than some 400
    /// are left.
    ///
    /// They come in the server's default order, the oldest first: its orders `best_rated` and
    /// `most_discussed` fail on the server up to 0.30.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Client, resources::Commentable};
    /// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
    /// let mut comments = site.comments(Commentable::proposal(35)).list().stream();
    /// while let Some(comment) = comments.try_next().await? {
    ///     println!("{:?} answers {:?}", comment.body, comment.parent);
    /// }
    /// println!("{}", comments.report());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("thread", "replies"))]
    pub fn comments(&self, of: Commentable) -> Listed<Comment> {
        Listed::new(self, move |client| threads::source(client, of.clone()))
    }
}

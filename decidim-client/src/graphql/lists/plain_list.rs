//! What is read as a list alone, without filters.

use std::fmt;
use std::sync::Arc;

use civic_core::list::Paginator;
use civic_core::sync::{State, SyncRun};

use crate::graphql::client::Client;
use crate::graphql::records::Row;
use crate::graphql::sync::Source;

/// Records that come as a list alone: those that belong to one record, such as the versions of a
/// proposal, and those of all components of a site.
#[derive(Clone, Debug)]
pub struct Listed<T>(List<T>);

/// A list without filters. [`stream`](Self::stream) reads it.
///
/// ```no_run
/// # use decidim_client::graphql::Client;
/// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
/// let mut proposals = site.all_proposals().list().header("x-request-id", "7f3a").stream();
/// while let Some(proposal) = proposals.try_next().await? {
///     println!("{} {:?}", proposal.id, proposal.title.text("ca"));
/// }
/// println!("{}", proposals.report());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a list sends nothing until it is streamed"]
pub struct List<T> {
    client: Client,
    source: MakeSource<T>,
}

type MakeSource<T> = Arc<dyn Fn(Client) -> Source<T> + Send + Sync>;

impl<T: Row> Listed<T> {
    /// Records that are read like this, by a client with the options of the call.
    pub(in crate::graphql) fn new(
        client: &Client,
        source: impl Fn(Client) -> Source<T> + Send + Sync + 'static,
    ) -> Self {
        Self(List { client: client.clone(), source: Arc::new(source) })
    }

    /// All of them.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let files = site.space(SpaceKind::Assembly, 4).attachments();
    /// let mut files = files.list().stream();
    /// while let Some(file) = files.try_next().await? {
    ///     println!("{:?} {:?}", file.title.text("ca"), file.url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> List<T> {
        self.0.clone()
    }

    pub(in crate::graphql) fn client(&self) -> &Client {
        &self.0.client
    }
}

impl<T> List<T> {
    civic_core::call_options!(client.options);

    /// Reads the list.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut followers = site.proposals(39).followers(35).list().stream();
    /// while let Some(follower) = followers.try_next().await? {
    ///     println!("{:?}", follower.nickname);
    /// }
    /// println!("{}", followers.report());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("pagination", "paginate", "cursor"))]
    pub fn stream(self) -> Paginator<T> {
        (self.source)(self.client).stream()
    }
}

impl<T: Row> List<T> {
    /// Keeps a copy of the list: returns what changed since the run that ended with this state.
    ///
    /// Each run reads all rows and compares them with a hash of what the copy has: after a complete run the
    /// copy has everything that the server showed. Proposals and posts of a whole site or space are scanned by
    /// their ids and `updatedAt`, as those of one component: what changes without it, such as counters, waits for
    /// the full run of every seven days. Each component takes at least one request all the same. What else a run does is said at
    /// [`ContentList::sync`](super::ContentList::sync).
    ///
    /// | list | a row that is missing | readings |
    /// |---|---|---|
    /// | records of a whole site or space | asked for by itself, in its component | as those of one component |
    /// | components | gone if two readings miss it: sites answer for single ones that they do not list | one, or two where one is missing |
    /// | comments of a whole site | gone if two readings miss it | until two agree |
    /// | comments on one record, and what else belongs to one record | gone if two readings miss it | one, or two where a row is missing |
    /// | followers, likes, participants, members of groups, files of spaces | the copy is replaced | one |
    ///
    /// The rows of the last kind have no id among all rows, so each run returns all of them, with
    /// [`Mode::Replace`](civic_core::sync::Mode::Replace).
    ///
    /// **A whole site.** Rows are counted in each component by itself. A component that was taken down, or
    /// answers nothing, has all its rows [withheld](civic_core::sync::Change::Withheld), and the others are
    /// told as ever; [`accept_gone`](SyncRun::accept_gone) takes them. So it is with the components of a
    /// space that was unpublished. If the site lists a component and then does not show it, the run is
    /// incomplete.
    ///
    /// **Comments.** One that the caller may not see costs the site's list of those around it. Then the run
    /// is incomplete, and nothing is reported as deleted. So it is where the site returns comments only
    /// without authors, since the account of one of the authors was deleted or blocked: all of them come.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Client;
    /// # async fn example(site: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::sync::store::JsonFile;
    ///
    /// let mut copy = JsonFile::open("proposals.json")?;
    /// let report = site.all_proposals().list().sync(copy.state()).store_in(&mut copy).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("incremental", "replicate", "mirror"))]
    pub fn sync(self, state: State) -> SyncRun<T> {
        (self.source)(self.client).sync(state)
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").field("client", &self.client).finish_non_exhaustive()
    }
}

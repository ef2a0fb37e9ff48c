//! Keeping a copy of a component's records.

use civic_core::sync::{State, SyncRun};
use serde_json::json;

use super::in_component::Contents;
use super::list::ContentList;
use super::pages::Pages;
use crate::graphql::records::operation::Form;
use crate::graphql::records::{Content, ContentKind};
use crate::graphql::sync::{Model, Source};

impl<T: Content> ContentList<T> {
    /// Keeps a copy of the list: returns what changed since the run that ended with this state.
    ///
    /// **What is promised.** After a complete full run the copy has everything that the server showed, counters
    /// included. A change that was undone between two runs is not seen. Signatures of addresses, which differ
    /// in every reading, do not count as a change.
    ///
    /// **Proposals and posts are scanned**, since servers sort them by id and say when each was updated. A run
    /// reads the ids and `updatedAt` of all, some 300 in a request, and then one by one the records that are new,
    /// or were updated since the last run less the [`lag`](SyncRun::lag). If these are more than one in 50, and
    /// more than the requests so far, it reads all records instead
    /// ([`Why::MuchChanged`](civic_core::sync::Why::MuchChanged)). It sees edits, new records and deletions. **It
    /// does not see what changes without `updatedAt`**: counters (votes, likes, followers, comments), files, and
    /// what belongs to other records, such as the names of authors. These wait for the next full run: every seven
    /// days ([`full_every`](SyncRun::full_every)), or now ([`full`](SyncRun::full)).
    ///
    /// **All else is read in full** by each run and compared with a hash of what the copy has, since servers do
    /// not say what changed ([`Why::CannotTell`](civic_core::sync::Why::CannotTell)): other kinds of records,
    /// lists in an order of your own, and sites that do not sort by id or have no `updatedAt`. Counters are
    /// changes there too.
    ///
    /// **Deletions.** A record that is missing is asked for by itself, and reported as deleted if the site says
    /// that it does not exist, or not for this caller: a hidden record is gone.
    ///
    /// **How often the list is read.** Proposals and posts, which servers sort by id, once. All else, and
    /// all lists in another order, until two readings in a row agree: see [`resources`](crate::graphql::resources).
    ///
    /// Each run begins with one small request for what the site's version has. After an upgrade of the
    /// site the run says [`Why::ModelChanged`](civic_core::sync::Why::ModelChanged).
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Client;
    /// # use decidim_client::sync::State;
    /// # async fn example(site: Client, state: State) -> Result<State, decidim_client::Error> {
    /// use decidim_client::sync::Change;
    ///
    /// let mut run = site.proposals(39).list().sync(state);
    /// while let Some(change) = run.try_next().await? {
    ///     match change {
    ///         Change::Upsert { row, .. } => println!("{} {:?}", row.id, row.title.text("ca")),
    ///         Change::Gone { key, evidence } => println!("{key} is gone: {evidence}"),
    ///         Change::Synced { report, .. } | Change::Incomplete { report, .. } => println!("{report}"),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(run.state())
    /// # }
    /// ```
    #[doc(alias("incremental", "replicate", "mirror"))]
    pub fn sync(self, state: State) -> SyncRun<T> {
        self.source().sync(state)
    }

    fn source(mut self) -> Source<T> {
        // A run makes its own passes.
        self.query.two_passes = false;
        let query = self.query.clone();
        let mut variables = query.variables();
        let is_sorted = T::SORTS_BY_ID && query.order.is_empty();
        if is_sorted {
            variables.insert("order".to_owned(), json!({"id": "asc"}));
        }
        let path = vec!["component", T::LIST, "edges", "node", "id"];
        let model = Model { operation: T::PAGE, form: Form::Whole, variables, path };
        let list = format!("{} of component {}", T::LIST, query.component);
        let (client, filter) = (query.client.clone(), query.filter.clone());
        let one = Contents::<T>::new(&client, query.component);
        // Posts could be filtered by `updatedSince` too (since 0.22), which shows no deletions.
        Source::new(client, T::RESOURCE_NAME, list, model, move |_, _| self.clone().stream())
            .query(filter.canonical())
            .matching(move |record| filter.fits(record))
            .ordered(is_sorted)
            .scanned(T::updated_at, move |_, _| {
                Pages::scan(ContentKind::of::<T>(), query.clone()).read_all()
            })
            .single_reads(move |_, id| Some(one.get(id)))
    }
}

//! Keeping a copy of a site's records, and of other lists that come in one answer.

use civic_core::sync::{State, SyncRun};

use super::one_answer::OneAnswer;
use super::site_records::RecordList;
use super::whole_list::Listing;
use crate::graphql::records::Row;
use crate::graphql::sync::{Model, Source};

impl<T: Row> RecordList<T> {
    /// Keeps a copy of the list: returns what changed since the run that ended with this state.
    ///
    /// Each run reads all records and compares them with a hash of what the copy has: after a complete run
    /// the copy has everything that the server showed. The list comes in one answer, so one reading tells
    /// all.
    ///
    /// **Deletions.** Of spaces, users, and the types and groups of spaces, a record that is missing is
    /// asked for by itself, unless the list has a filter that the record does not show. Elsewhere it is
    /// gone if a second reading misses it too: of components, sites also return single ones that they do not list.
    ///
    /// What else a run does is said at [`ContentList::sync`](super::ContentList::sync).
    ///
    /// ```no_run
    /// # use decidim_client::graphql::Client;
    /// # use decidim_client::sync::State;
    /// # async fn example(site: Client, state: State) -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::sync::store::JsonFile;
    ///
    /// let mut copy = JsonFile::open("assemblies.json")?;
    /// let report = site.assemblies().list().sync(state).store_in(&mut copy).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("incremental", "replicate", "mirror"))]
    pub fn sync(self, state: State) -> SyncRun<T> {
        self.source().sync(state)
    }

    fn source(self) -> Source<T> {
        let (name, query, filter) = (self.name.clone(), self.query(), self.filter.clone());
        let by_id = self.by_id.filter(|_| filter.are_dates());
        let listing = self.listing();
        let question = listing.question.clone();
        let source = listing.source(name).query(query);
        let source = source.matching(move |record| filter.fits(record));
        match by_id {
            Some(by) => source.single_reads(move |_, id| Some(question.get(by, id))),
            None => source,
        }
    }
}

impl<T: Row> Listing<T> {
    /// The list as a copy of it is kept, by this name.
    pub(in crate::graphql) fn source(self, name: String) -> Source<T> {
        let OneAnswer { client, operation, form, variables, path, resource_name, .. } =
            self.question.clone();
        let model = Model { operation, form, variables, path: path.to_vec() };
        Source::new(client, resource_name, name, model, move |client, _| {
            self.by(client.clone()).stream()
        })
    }
}

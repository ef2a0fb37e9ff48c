//! A copy of the organisations, kept true.

use std::sync::Arc;

use civic_core::Error;
use civic_core::clock::Clock;
use civic_core::http::Request;
use civic_core::sync::source::{AllRows, Origin, SyncSource};
use civic_core::sync::{Key, State, SyncRun};
use futures_util::future::BoxFuture;

use super::{Organisation, OrganisationList, PATH};
use crate::answer;
use crate::call::Call;
use crate::id::Id;

/// The fields that this version reads. A change of them means a full run.
const MODEL: &str = "id,name,kind";

impl OrganisationList {
    /// Keeps a copy of the list true. A run begins where the last one ended, and returns what has changed
    /// since: see [`SyncRun`].
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), petitions_client::Error> {
    /// use petitions_client::sync::{Change, State};
    ///
    /// let mut run = site.organisations().list().sync(State::new());
    /// while let Some(change) = run.try_next().await? {
    ///     match change {
    ///         Change::Upsert { key, row } => println!("{key:?} is now {:?}", row.name),
    ///         Change::Gone { key, evidence } => println!("{key} is gone: {evidence}"),
    ///         // Keep the state: the next run begins with it.
    ///         Change::Synced { state, report } => println!("{report}, {} rows", state.rows()),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// **What it reads.** The API does not say when an organisation was changed. So each run reads the whole
    /// list, which is one answer, and returns the organisations that are new or differ from the last run.
    ///
    /// **What is promised.** After a complete run the copy has every organisation of the answer.
    ///
    /// **Deletions.** An organisation that the list lacks is asked for by itself, and is gone if the server
    /// does not find it, while it finds another one
    /// ([`NotFound`](civic_core::sync::Evidence::NotFound)).
    ///
    /// **What it cannot see.** Where a server has no address for a single organisation, nothing shows that
    /// one is gone. The report then says how many could not be asked for, and
    /// [`replace`](SyncRun::replace) drops them.
    #[doc(alias("incremental", "replicate", "mirror"))]
    pub fn sync(self, state: State) -> SyncRun<Organisation> {
        SyncRun::new(self, state)
    }
}

impl SyncSource for OrganisationList {
    type Item = Organisation;

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        Box::pin(async {
            let invalid = self.call.invalid();
            invalid.map_or_else(|| Ok(self.call.origin(PATH, Vec::new(), MODEL)), Err)
        })
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.call.clock()
    }

    fn key(&self, item: &Organisation) -> Option<Key> {
        Some(Key::new(item.id.to_string()))
    }

    fn matches(&self, _item: &Organisation) -> bool {
        true
    }

    fn all(&self) -> AllRows<Organisation> {
        self.clone().stream().into()
    }

    fn has_single_reads(&self) -> bool {
        // A parameter that this version does not know may filter the list, and an organisation does not
        // show it.
        !self.call.has_unknown_parameters()
    }

    fn get(&self, key: &Key) -> BoxFuture<'_, Result<Organisation, Error>> {
        let id = key.to_string().parse::<Id>();
        let invalid = format!("{key} is not the id of an organisation");
        Box::pin(async move {
            let id = id.map_err(|_| Error::invalid_input(invalid))?;
            let request = Request::get(Call::path(&format!("{PATH}/{id}")));
            let response = self.call.send(request).await?;
            let organisation: Organisation = answer::record(&response)?;
            if organisation.id == id {
                return Ok(organisation);
            }
            let other = organisation.id;
            let message = format!("the answer is organisation {other}, and {id} was asked for");
            Err(response.blame(Error::protocol(message)))
        })
    }
}

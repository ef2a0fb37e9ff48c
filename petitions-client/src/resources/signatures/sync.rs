//! A copy of the signatures, replaced as a whole.

use std::sync::Arc;

use civic_core::Error;
use civic_core::clock::Clock;
use civic_core::list::source::{ListSpec, RowFilter};
use civic_core::sync::source::{AllRows, Origin, SyncSource, no_single_reads};
use civic_core::sync::{Key, State, SyncRun};
use futures_util::future::BoxFuture;

use super::list::SignatureList;
use super::{PATH, Signature};

/// The fields that this version reads.
const MODEL: &str = "timestamp,petition,organisation";

impl SignatureList {
    /// Keeps a copy of the list true, by replacing it: each run reads all signatures and returns all of them
    /// ([`Mode::Replace`](civic_core::sync::Mode::Replace)). At its end the old ones are dropped: see
    /// [`SyncRun`].
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use petitions_client::sync::store::JsonFile;
    ///
    /// let mut copy = JsonFile::open("signatures.json")?;
    /// let list = site.signatures().list().petitions([101]);
    /// let report = list.sync(copy.state()).store_in(&mut copy).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// **Why not only the new ones.** A signature has no id. One that was withdrawn leaves no trace, and
    /// changes the [`ordinal`](Signature::ordinal) of others. A copy that only grows would keep it, and
    /// nothing would show that. If new signatures are enough, read the last days by
    /// [`confirmed_at`](Self::confirmed_at).
    ///
    /// **What is promised.** After a complete run the copy has the signatures that
    /// [`stream`](Self::stream) reads, under the condition that its report names. If signatures may be
    /// missing, the run is incomplete and the old copy stays: with the test key, with a key that may not
    /// bound its answers by days where there are more signatures than one answer holds, and with a signature
    /// that cannot be read. A signature without a moment can be read, and is in the copy.
    ///
    /// **What it cannot see.** Whether a signature was changed or is another one. An empty answer is asked
    /// for once more, and then believed.
    #[doc(alias("incremental", "replicate", "mirror"))]
    pub fn sync(self, state: State) -> SyncRun<Signature> {
        SyncRun::new(self, state)
    }
}

impl SyncSource for SignatureList {
    type Item = Signature;

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        Box::pin(async {
            let parameters = self.parameters(self.range.to());
            self.invalid().map_or_else(|| Ok(self.call.origin(PATH, parameters, MODEL)), Err)
        })
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.call.clock()
    }

    fn key(&self, _item: &Signature) -> Option<Key> {
        None
    }

    fn has_keys(&self) -> bool {
        false
    }

    fn matches(&self, item: &Signature) -> bool {
        self.row_filter(item) == RowFilter::Keep
    }

    fn all(&self) -> AllRows<Signature> {
        self.clone().stream().into()
    }

    fn has_single_reads(&self) -> bool {
        false
    }

    fn get(&self, _key: &Key) -> BoxFuture<'_, Result<Signature, Error>> {
        no_single_reads(PATH)
    }
}

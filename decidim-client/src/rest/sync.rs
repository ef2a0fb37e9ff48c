//! Keeping a copy of a list.

use std::sync::Arc;

use civic_core::clock::Clock;
use civic_core::list::source::RowFilter;
use civic_core::sync::source::{AllRows, Origin, SyncSource, no_single_reads};
use civic_core::sync::{Key, State, SyncRun};
use civic_core::{Error, ErrorKind};
use futures_util::future::BoxFuture;
use serde_json::Value;

use super::auth::Actor;
use super::get::Get;
use super::list::List;
use super::resource::Resource;
use super::server_error::ServerError;
use crate::stable_content::stable_content;

/// A list as a copy of it is kept true.
struct Source<T, A> {
    list: List<T, A>,
    /// Whether a record can be read by itself, and shows whether it belongs to the list.
    has_single_reads: bool,
}

impl<T: Resource, A: Actor> List<T, A> {
    /// Keeps a copy of the list: returns what changed since the run that ended with this state.
    ///
    /// **What is promised.** Servers do not say what changed, so each run reads all records and compares
    /// them with a hash of what the copy has. After a complete run in which nothing changed, the copy
    /// equals what the actor may see. A change that was undone between two runs is not seen.
    ///
    /// **How often the list is read.** These lists are in no order that can be trusted, so each is read
    /// until two readings in a row have the same records; if none do, the run is incomplete, and nothing
    /// is reported as deleted.
    ///
    /// **Deletions.** A proposal, post, space, organization, role, attachment, vote or meeting that is missing is
    /// asked for by itself, and gone if the server says that there is none for this actor. Participants and jobs
    /// have no read of their own. Components have none that tells who may see them: servers show those of
    /// proposals and blogs to everybody. And a record may not show whether it passes a filter, such as a part of
    /// a title. In all these cases, what two readings miss is gone.
    ///
    /// Questionnaires and answers are reported as deleted by two readings, too; a question is asked for by itself.
    ///
    /// **Keys.** A record's id, and of a space its manifest and id: `assemblies/3`. For a record for which the
    /// server sends no id, as its documents allow for components, see
    /// [`without_key`](civic_core::sync::Report::without_key). Proposals and posts are counted by component:
    /// too many of one are [withheld](civic_core::sync::Change::Withheld), and the others go on.
    ///
    /// A state belongs to an actor: participants do not see what a program sees. After an upgrade to
    /// another version of the API a run says [`Why::ModelChanged`](civic_core::sync::Why::ModelChanged).
    ///
    /// ```no_run
    /// # use decidim_client::rest::Client;
    /// # async fn example(site: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use decidim_client::sync::store::JsonFile;
    ///
    /// let mut copy = JsonFile::open("proposals.json")?;
    /// let report = site.proposals().list().sync(copy.state()).store_in(&mut copy).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("incremental", "replicate", "mirror"))]
    pub fn sync(self, state: State) -> SyncRun<T> {
        let is_read_alone = T::single("0/0").is_some();
        let has_single_reads = is_read_alone && self.is_checked();
        SyncRun::new(Source { list: self, has_single_reads }, state)
    }
}

impl<T: Resource, A: Actor> SyncSource for Source<T, A> {
    type Item = T;

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        Box::pin(async move {
            let List { session, path, query, options, .. } = &self.list;
            let version = session.version(&session.started(options.clone())).await?;
            let host = session.site.http.base().as_str().trim_end_matches('/');
            let list = format!("{path} as {}", session.in_whose_name);
            let origin = Origin::new("decidim-client/1 rest", host, list);
            Ok(origin.query(query.identity("")).model(version.to_string()))
        })
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(self.list.session.site.http.clock())
    }

    fn key(&self, record: &T) -> Option<Key> {
        record.row_key()
    }

    fn group(&self, record: &T) -> String {
        record.component_id().map(ToString::to_string).unwrap_or_default()
    }

    fn content(&self, record: &T) -> serde_json::Result<Value> {
        let mut content = stable_content(serde_json::to_value(record)?);
        // Its neighbours in the list, which only a record that is read by itself names.
        if let Some(links) = content.get_mut("links").and_then(Value::as_object_mut) {
            links.retain(|name, _| name != "prev" && name != "next");
        }
        Ok(content)
    }

    fn matches(&self, record: &T) -> bool {
        let query = &self.list.query;
        query.judge(record) == RowFilter::Keep && !query.sent().any(|(name, _)| record.lacks(&name))
    }

    fn all(&self) -> AllRows<T> {
        self.list.clone().stream().into()
    }

    fn is_ordered(&self) -> bool {
        false
    }

    fn has_single_reads(&self) -> bool {
        self.has_single_reads
    }

    fn get(&self, key: &Key) -> BoxFuture<'_, Result<T, Error>> {
        let List { session, options, locales, .. } = &self.list;
        let Some(single) = T::single(&key.to_string()) else {
            return no_single_reads(T::RESOURCE_NAME);
        };
        let get = Get::single(session, &single).with_options(options.clone());
        let get = if T::TRANSLATED { get.locales(locales) } else { get };
        Box::pin(async move { get.await.map_err(evidence) })
    }
}

/// What an error says of a record that was read by itself. Only the API itself can say that it is not
/// there: any other 404 comes from before it.
fn evidence(error: Error) -> Error {
    let is_of_the_api = matches!(ServerError::of(&error), Some(ServerError::Api(_)));
    if error.kind() == ErrorKind::NotFound && !is_of_the_api {
        return error.with_kind(ErrorKind::Server);
    }
    error
}

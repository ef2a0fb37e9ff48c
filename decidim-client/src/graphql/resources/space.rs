//! What belongs to one participatory space, whatever its kind.

use civic_core::list::source::Key;
use serde_json::Map;

use super::of_record::author_key;
use super::{Attachment, AttachmentCollection, Author, SpaceKind, TraceVersion};
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::lists::Listed;
use crate::graphql::lists::unpaged_list::UnpagedQuery;
use crate::graphql::records::Row;
use crate::graphql::records::operation::{Form, Operation};

const ATTACHMENTS: Operation =
    Operation::new("SpaceAttachments", include_str!("../../../graphql/spaces.graphql"));
const COLLECTIONS: Operation =
    Operation::new("SpaceAttachmentCollections", include_str!("../../../graphql/spaces.graphql"));
const FOLLOWERS: Operation =
    Operation::new("SpaceFollowers", include_str!("../../../graphql/spaces.graphql"));
const VERSIONS: Operation =
    Operation::new("SpaceVersions", include_str!("../../../graphql/spaces.graphql"));

static ATTACHMENTS_AT: Paths = paths("attachments");
static COLLECTIONS_AT: Paths = paths("attachmentCollections");
static FOLLOWERS_AT: Paths = paths("followers");
static VERSIONS_AT: Paths = paths("versions");

/// Where a list is in the answer, for every kind of space.
type Paths = [[&'static str; 2]; 6];

const fn paths(list: &'static str) -> Paths {
    [
        ["participatoryProcess", list],
        ["assembly", list],
        ["conference", list],
        ["initiative", list],
        ["consultation", list],
        ["voting", list],
    ]
}

fn path_of(kind: SpaceKind, paths: &'static Paths) -> &'static [&'static str] {
    let [process, assembly, conference, initiative, consultation, voting] = paths;
    match kind {
        SpaceKind::ParticipatoryProcess => process,
        SpaceKind::Assembly => assembly,
        SpaceKind::Conference => conference,
        SpaceKind::Initiative => initiative,
        SpaceKind::Consultation => consultation,
        SpaceKind::Voting => voting,
    }
}

/// One participatory space: what belongs to it. A kind of space that has no such thing makes the
/// list fail with [`Unsupported`](civic_core::ErrorKind::Unsupported).
#[derive(Clone, Debug)]
pub struct Space {
    client: Client,
    kind: SpaceKind,
    id: Id,
}

impl Client {
    /// The space of this kind with this id, to read what belongs to it.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Client, resources::SpaceKind};
    /// # async fn example(site: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let assembly = site.space(SpaceKind::Assembly, 4);
    /// let folders = assembly.attachment_collections().list().stream().collect_consistent().await?;
    /// let followers = assembly.followers().list().stream().collect_consistent().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn space(&self, kind: SpaceKind, id: impl Into<Id>) -> Space {
        Space { client: self.clone(), kind, id: id.into() }
    }
}

impl Space {
    /// Files and pictures, those in folders included. Not of consultations and votings.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut files = site.space(SpaceKind::ParticipatoryProcess, 2).attachments().list().stream();
    /// while let Some(file) = files.try_next().await? {
    ///     println!("{:?} {:?} {:?}", file.title.text("ca"), file.content_type, file.url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn attachments(&self) -> Listed<Attachment> {
        self.listing(ATTACHMENTS, &ATTACHMENTS_AT, "attachments", attachment_key)
    }

    /// Folders with the files in them. Of assemblies and conferences, since 0.31.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut folders = site.space(SpaceKind::Assembly, 4).attachment_collections().list().stream();
    /// while let Some(folder) = folders.try_next().await? {
    ///     println!("{:?}: {} files", folder.name.text("ca"), folder.attachments.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn attachment_collections(&self) -> Listed<AttachmentCollection> {
        self.listing(COLLECTIONS, &COLLECTIONS_AT, "attachment collections", |c| c.id.key())
    }

    /// Who follows it. Of assemblies and conferences, since 0.31.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let assembly = site.space(SpaceKind::Assembly, 4);
    /// println!("{}", assembly.followers().list().stream().collect_consistent().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn followers(&self) -> Listed<Author<Id>> {
        self.listing(FOLLOWERS, &FOLLOWERS_AT, "followers", author_key)
    }

    /// How it changed. Of assemblies and conferences, since 0.31.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut versions = site.space(SpaceKind::Assembly, 4).versions().list().stream();
    /// while let Some(version) = versions.try_next().await? {
    ///     println!("{:?} {}", version.created_at, version.changeset);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn versions(&self) -> Listed<TraceVersion> {
        self.listing(VERSIONS, &VERSIONS_AT, "versions", |version| version.id.key())
    }

    fn listing<R: Row>(
        &self,
        operation: Operation,
        paths: &'static Paths,
        resource_name: &'static str,
        key: fn(&R) -> Key,
    ) -> Listed<R> {
        let mut variables = Map::new();
        variables.insert("space".to_owned(), self.id.to_string().into());
        let form = Form::Instead { of: "assembly", field: self.kind.field() };
        let path = path_of(self.kind, paths);
        let question = UnpagedQuery::new(&self.client, operation, variables, path, resource_name);
        UnpagedQuery { form, ..question }.rows(key).listed()
    }
}

/// Ids came with 0.31; before, only what is the same in everything is the same.
fn attachment_key(attachment: &Attachment) -> Key {
    match attachment.id {
        Some(id) => id.key(),
        None => Key::of([serde_json::to_vec(attachment).unwrap_or_default()]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        let path = |paths| path_of(SpaceKind::Assembly, paths);
        samples::read_every_field_at::<Attachment>(ATTACHMENTS, path(&ATTACHMENTS_AT));
        samples::read_every_field_at::<AttachmentCollection>(COLLECTIONS, path(&COLLECTIONS_AT));
        samples::read_every_field_at::<Author<Id>>(FOLLOWERS, path(&FOLLOWERS_AT));
        samples::read_every_field_at::<TraceVersion>(VERSIONS, path(&VERSIONS_AT));
    }
}

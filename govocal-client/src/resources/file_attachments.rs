//! Which file is attached to what. Since 2025 or 2026.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::open_enum;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::resource::{Dated, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Which file is attached to what. Since 2025 or 2026.
    ///
    /// There is no feed of removed ones: read the list again to learn what is gone.
    pub fn file_attachments(&self) -> Endpoint<FileAttachment> {
        self.endpoint()
    }
}

/// A file as attached to something.
///
/// The platform does not tell the file's own id: an attachment cannot be matched with
/// [`Client::files`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FileAttachment {
    /// Its id: not the file's.
    pub id: Uuid,
    /// The project of what it is attached to. `None` for folders, pages, layouts and what belongs to
    /// analyses.
    pub project_id: Option<Uuid>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed. Changes of the file do not count: `file_url`, `file_name`, `file_size`.
    pub updated_at: Timestamp,
    /// What it is attached to.
    pub attachable_type: AttachableType,
    /// The id of what it is attached to.
    pub attachable_id: Uuid,
    /// The file's address. It may be short-lived.
    pub file_url: Option<String>,
    /// The file's name. Not localised.
    pub file_name: Option<String>,
    /// The file's size in bytes.
    pub file_size: Option<i64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    shown as govocal_client::resources::file_attachments::AttachableType;

    /// What a file can be attached to, by the server's class names.
    pub enum AttachableType {
        /// A phase.
        Phase = "Phase",
        /// A project.
        Project = "Project",
        /// A folder of projects.
        ProjectFolder = "ProjectFolders::Folder",
        /// An event.
        Event = "Event",
        /// An idea.
        Idea = "Idea",
        /// A page of the platform.
        StaticPage = "StaticPage",
        /// An analysis that managers make of ideas or survey answers. Not on the first servers that have
        /// attachments.
        Analysis = "Analysis::Analysis",
        /// A question of such an analysis. Not on the first servers that have attachments.
        AnalysisQuestion = "Analysis::Question",
        /// What managers build from blocks: a description or a page. Not on the first servers that have
        /// attachments.
        Layout = "ContentBuilder::Layout",
    }
}

impl Resource for FileAttachment {
    const PATH: &'static str = "file_attachments";
    const ROWS: &'static str = "files/file_attachments";
    const NOT_EVERYWHERE: Option<&'static str> = Some("file attachments came in 2025 or 2026");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for FileAttachment {
    const ROW: &'static str = "files/file_attachment";
}

impl Dated for FileAttachment {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl List<FileAttachment> {
    /// Only files attached to the thing with this id.
    pub fn attachable_id(self, id: Uuid) -> Self {
        self.filter("attachable_id", id, move |attachment| Some(attachment.attachable_id == id))
    }

    /// Only files attached to such things.
    pub fn attachable_type(self, kind: AttachableType) -> Self {
        let wanted = kind.clone();
        self.filter("attachable_type", kind, move |attachment| {
            Some(attachment.attachable_type == wanted)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_attachment_decodes_and_goes_out_as_it_came() {
        let mut body = json!({
            "id": "0b5d7e93-3c42-4e8f-a6d1-9e1c2f4b8a01",
            "project_id": null,
            "created_at": "2026-01-14T15:16:17.181Z",
            "updated_at": "2026-01-15T16:17:18.191Z",
            "attachable_type": "ProjectFolders::Folder",
            "attachable_id": "0b5d7e93-3c42-4e8f-a6d1-9e1c2f4b8a02",
            "file_url": "https://demo.example.org/plan.pdf",
            "file_name": "plan.pdf",
            "file_size": 54321,
        });
        let attachment: FileAttachment = serde_json::from_value(body.clone()).unwrap();
        assert!(attachment.extra.is_empty());
        assert_eq!(attachment.attachable_type, AttachableType::ProjectFolder);
        assert_eq!(serde_json::to_value(&attachment).unwrap(), body);

        for (name, kind) in [
            ("Analysis::Analysis", AttachableType::Analysis),
            ("Analysis::Question", AttachableType::AnalysisQuestion),
            ("ContentBuilder::Layout", AttachableType::Layout),
        ] {
            body["attachable_type"] = json!(name);
            let attachment: FileAttachment = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(attachment.attachable_type, kind);
            assert_eq!(serde_json::to_value(&attachment).unwrap(), body);
        }

        body["attachable_type"] = json!("Spaces::Space");
        body["position"] = json!(1);
        let newer: FileAttachment = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&newer).unwrap(), body);
    }
}

//! Folders that projects are kept in.

use civic_core::jiff::Timestamp;
use civic_core::list::query::Filter;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::{Extra, Html, Multiloc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::projects::ProjectPublicationStatus;
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Folders that projects are kept in, drafts included.
    ///
    /// The feed of deleted folders is probably always empty: read the list again to learn what is
    /// gone.
    pub fn project_folders(&self) -> Endpoint<ProjectFolder> {
        self.endpoint()
    }
}

/// A folder of projects.
///
/// Flat texts are in the locale asked for, or in another where there is no translation. A
/// translation that was saved blank comes as an empty text, although another language has one. The
/// `_multiloc` fields have all languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProjectFolder {
    /// Its id.
    pub id: Uuid,
    /// The last part of its web address.
    pub slug: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Draft, published or archived. Drafts are listed too.
    pub publication_status: ProjectPublicationStatus,
    /// Title in all languages.
    pub title_multiloc: Option<Multiloc>,
    /// Title.
    pub title: Option<String>,
    /// Text in all languages. HTML.
    pub description_multiloc: Option<Multiloc>,
    /// Text.
    pub description: Option<Html>,
    /// Short text in all languages.
    pub description_preview_multiloc: Option<Multiloc>,
    /// Short text.
    pub description_preview: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Resource for ProjectFolder {
    const PATH: &'static str = "project_folders";
    const ROWS: &'static str = "project_folders/folders";
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for ProjectFolder {
    const ROW: &'static str = "project_folders/folder";
}

impl LogsDeletions for ProjectFolder {}

impl Dated for ProjectFolder {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for ProjectFolder {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("title", self.title.as_deref()),
            ("description", self.description.as_ref().map(Html::raw)),
            ("description_preview", self.description_preview.as_deref()),
        ]
    }
}

impl List<ProjectFolder> {
    /// Only folders in this state. Servers refuse values that they do not know.
    pub fn publication_status(self, status: ProjectPublicationStatus) -> Self {
        let filter = Filter::one("publication_status", &status);
        let passes = move |folder: &ProjectFolder| Some(folder.publication_status == status);
        self.set(filter.shown(passes).alone())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_folder_decodes_and_goes_out_as_it_came() {
        let body = json!({
            "id": "3a0d6e52-8a7c-4f3f-8a35-1c6de8f90a01",
            "slug": "havenbuurt",
            "created_at": "2023-05-02T07:08:09.101Z",
            "updated_at": "2025-06-03T08:09:10.112Z",
            "publication_status": "on_ice",
            "title_multiloc": {"nl-BE": "Havenbuurt", "fr-BE": "Quartier du port"},
            "title": "Havenbuurt",
            "description_multiloc": null,
            "description": "<p>Alles over de haven</p>",
            "description_preview_multiloc": {},
            "description_preview": "",
            "mood": "calm",
        });
        let folder: ProjectFolder = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(folder.publication_status.as_str(), "on_ice");
        assert_eq!(folder.extra.keys().collect::<Vec<_>>(), ["mood"]);
        assert_eq!(serde_json::to_value(&folder).unwrap(), body);
    }
}

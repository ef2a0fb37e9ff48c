//! Files of projects. Since 2025 or 2026.

mod write;

use civic_core::jiff::Timestamp;
use civic_core::list::query::Filter;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::open_enum;
use civic_core::{Extra, Html, Multiloc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::write::{FileChange, NewFile};

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::platform::SEARCH;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Files of projects. Since 2025 or 2026.
    ///
    /// The feed of deleted files is probably always empty: read the list again to learn what is
    /// gone.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let files = city.files().list().stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn files(&self) -> Endpoint<File> {
        self.endpoint()
    }
}

/// A file. The platform does not tell its projects: filter by them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct File {
    /// Its id.
    pub id: Uuid,
    /// Its name, such as `plan.pdf`. Not localised.
    pub name: Option<String>,
    /// Its size in bytes.
    pub size: Option<i64>,
    /// Its media type, such as `application/pdf`.
    pub mime_type: Option<String>,
    /// What kind of document it is.
    pub category: FileCategory,
    /// Whether the platform may have it read by a language model.
    pub ai_processing_allowed: bool,
    /// Who uploaded it. `None` for removed users, and for files uploaded by API.
    pub uploader_id: Option<Uuid>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed.
    pub updated_at: Timestamp,
    /// Description in all languages.
    pub description_multiloc: Option<Multiloc>,
    /// Description in the locale asked for, or in another where there is no translation. A
    /// translation that was saved blank comes as an empty text, although another language has one.
    pub description: Option<Html>,
    /// Its address. It may be short-lived.
    pub url: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    shown as govocal_client::resources::files::FileCategory;

    /// Kinds of documents.
    pub enum FileCategory {
        /// Minutes or a recording of a meeting.
        Meeting = "meeting",
        /// An interview.
        Interview = "interview",
        /// A strategic plan.
        StrategicPlan = "strategic_plan",
        /// An information sheet.
        InfoSheet = "info_sheet",
        /// A policy.
        Policy = "policy",
        /// A report.
        Report = "report",
        /// Any other.
        AnyOther = "other",
    }
}

impl Resource for File {
    const PATH: &'static str = "files";
    const ROWS: &'static str = "files";
    const NOT_EVERYWHERE: Option<&'static str> = Some("files came in 2025 or 2026");
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for File {
    const ROW: &'static str = "file";
}

impl LogsDeletions for File {}

impl Dated for File {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for File {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![("description", self.description.as_ref().map(Html::raw))]
    }
}

/// Each filter takes one value, or by its plural any of several; both set the same filter. Without
/// values it is taken away.
impl List<File> {
    /// Only files uploaded by this user.
    pub fn uploader(self, id: Uuid) -> Self {
        self.filter("uploader", id, move |file| Some(file.uploader_id == Some(id)))
    }

    /// Only files uploaded by any of these users.
    pub fn uploaders(self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let filter = Filter::several("uploader", &ids);
        self.set(filter.shown(move |file: &File| {
            Some(file.uploader_id.is_some_and(|uploader| ids.contains(&uploader)))
        }))
    }

    /// Only files of this project.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let files = city.files().list().project_id(id).stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn project_id(self, id: Uuid) -> Self {
        self.set(Filter::one("project_id", id))
    }

    /// Only files of any of these projects.
    pub fn project_ids(self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        self.set(Filter::several("project_id", ids))
    }

    /// Only files of this category.
    ///
    /// ```no_run
    /// use govocal_client::resources::files::FileCategory;
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let reports = city.files().list().category(FileCategory::Report);
    /// let files = reports.stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn category(self, category: FileCategory) -> Self {
        let filter = Filter::one("category", &category);
        self.set(filter.shown(move |file: &File| Some(file.category == category)))
    }

    /// Only files of any of these categories.
    pub fn categories(self, categories: impl IntoIterator<Item = FileCategory>) -> Self {
        let categories: Vec<FileCategory> = categories.into_iter().collect();
        let filter = Filter::several("category", &categories);
        self.set(filter.shown(move |file: &File| Some(categories.contains(&file.category))))
    }

    /// Only files with these words in name or description, the most relevant first.
    ///
    /// The platform takes only 15 such requests in 20 seconds; the client keeps to it. Blank words
    /// make the stream fail before anything is sent: the platform would list all files.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut plans = city.files().list().search("cycle path").stream().limit_items(10);
    /// while let Some(file) = plans.try_next().await? {
    ///     println!("{}", file.name.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn search(self, words: &str) -> Self {
        self.set(Filter::one(SEARCH, words))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_decodes_and_goes_out_as_it_came() {
        let mut body = json!({
            "id": "b4f0a8d6-5e27-4c91-8f3a-0d6c7b1e9f01",
            "name": "verslag.pdf",
            "size": 20480,
            "mime_type": "application/pdf",
            "category": "other",
            "ai_processing_allowed": false,
            "uploader_id": null,
            "created_at": "2026-02-15T16:17:18.191Z",
            "updated_at": "2026-02-16T17:18:19.201Z",
            "description_multiloc": {"nl-BE": "Van de bewonersavond"},
            "description": "Van de bewonersavond",
            "url": "https://demo.example.org/verslag.pdf",
        });
        let file: File = serde_json::from_value(body.clone()).unwrap();
        assert!(file.extra.is_empty() && file.category.is_known());
        assert_eq!(serde_json::to_value(&file).unwrap(), body);

        body["category"] = json!("scroll");
        body["pages"] = json!(12);
        let newer: File = serde_json::from_value(body.clone()).unwrap();
        assert!(!newer.category.is_known());
        assert_eq!(serde_json::to_value(&newer).unwrap(), body);
    }
}

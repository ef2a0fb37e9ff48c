//! Files of projects. Since 2025 or 2026.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use civic_core::http::Request;
use civic_core::jiff::Timestamp;
use civic_core::open_enum;
use civic_core::paging::{Key, Localized, Position};
use civic_core::{Error, Extra, Html, Multiloc};
use http::Method;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::{Dated, Endpoint, LogsDeletions, Readable, Resource};
use crate::get::missing;
use crate::list::{Filter, List};
use crate::save::Save;

impl Client {
    /// Files of projects. Since 2025 or 2026.
    ///
    /// The feed of deleted files is probably always empty: read the list again to learn what is
    /// gone.
    pub fn files(&self) -> Endpoint<File> {
        self.endpoint()
    }
}

/// A file. The platform does not tell its projects: filter by them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct File {
    /// Its id.
    pub id: Uuid,
    /// Its name, as `plan.pdf`. Not localised.
    pub name: Option<String>,
    /// Its size in bytes.
    pub size: Option<i64>,
    /// Its media type, as `application/pdf`.
    pub mime_type: Option<String>,
    /// What kind of document it is.
    pub category: FileCategory,
    /// Whether the platform may have it read by a language model.
    pub ai_processing_allowed: bool,
    /// Who uploaded it. `None` for removed users, and for files uploaded by API.
    pub uploader_id: Option<Uuid>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that hangs on it, was last changed.
    pub updated_at: Timestamp,
    /// Description in all languages.
    pub description_multiloc: Option<Multiloc>,
    /// Description in the locale asked for, or in another where there is no translation.
    pub description: Option<Html>,
    /// Its address. It may be short-lived.
    pub url: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
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
    pub fn project_id(self, id: Uuid) -> Self {
        self.set(Filter::one("project_id", id))
    }

    /// Only files of any of these projects.
    pub fn project_ids(self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        self.set(Filter::several("project_id", ids))
    }

    /// Only files of this category.
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
    /// The platform takes only 15 such requests in 20 seconds; the client keeps to it.
    pub fn search(self, words: &str) -> Self {
        self.set(Filter::one("search", words).searching())
    }
}

impl Endpoint<File> {
    /// Uploads a file. It has no uploader. Since 2025 or 2026.
    pub fn create(&self, file: &NewFile) -> Save<File> {
        Save::create(self.client(), file)
    }

    /// Changes what is said of a file: what is not set stays as it is, and so does its content.
    /// Since 2025 or 2026.
    pub fn update(&self, id: Uuid, change: &FileChange) -> Save<File> {
        Save::update(self.client(), id, change)
    }

    /// Deletes a file. Sent once: see [`Save`]. Since 2025 or 2026.
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where the platform has no such file (any
    /// more).
    pub async fn delete(&self, id: Uuid) -> Result<(), Error> {
        let request = Request::new(Method::DELETE, format!("/api/v2/{}/{id}", File::PATH));
        self.client().request(request).await.map(|_| ()).map_err(missing::<File>)
    }
}

/// A file to upload.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[must_use]
pub struct NewFile {
    project_id: Uuid,
    content: Content,
    #[serde(flatten)]
    change: FileChange,
}

impl NewFile {
    /// A file of this project: its name, as `plan.pdf`, its media type without parameters, as
    /// `application/pdf`, and its bytes.
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): a blank name, or what is no media
    /// type.
    pub fn new(
        project_id: Uuid,
        name: impl Into<String>,
        mime_type: &str,
        bytes: impl AsRef<[u8]>,
    ) -> Result<Self, Error> {
        let name = name.into();
        if name.trim().is_empty() {
            return Err(Error::invalid_input("a file needs a name"));
        }
        let content = Content::new(mime_type, bytes.as_ref())?;
        Ok(Self { project_id, content, change: FileChange::new().name(name) })
    }

    /// Everything else that may be set.
    pub fn with(mut self, set: impl FnOnce(FileChange) -> FileChange) -> Self {
        self.change = set(self.change);
        self
    }
}

/// A file's bytes as a data URI, the only form that the platform takes.
#[derive(Clone, PartialEq, Serialize)]
#[serde(transparent)]
struct Content(String);

impl Content {
    fn new(mime_type: &str, bytes: &[u8]) -> Result<Self, Error> {
        let is_name = |part: &str| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c);
            !part.is_empty() && part.chars().all(allowed)
        };
        match mime_type.split_once('/') {
            Some((kind, subtype)) if is_name(kind) && is_name(subtype) => {}
            _ => {
                return Err(Error::invalid_input(format!(
                    "not a media type as application/pdf: {mime_type:?}"
                )));
            }
        }
        let mut uri = format!("data:{mime_type};base64,");
        STANDARD.encode_string(bytes, &mut uri);
        Ok(Self(uri))
    }
}

/// Its length only: a file would fill the log.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} characters)", self.0.len())
    }
}

/// What to change of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[must_use]
pub struct FileChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<FileCategory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description_multiloc: Option<Multiloc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ai_processing_allowed: Option<bool>,
}

impl FileChange {
    /// No change yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The name. The platform refuses an empty one.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What kind of document it is.
    pub fn category(mut self, category: FileCategory) -> Self {
        self.category = Some(category);
        self
    }

    /// The description in one or more locales, instead of all that it has.
    pub fn description(mut self, description: Multiloc) -> Self {
        self.description_multiloc = Some(description);
        self
    }

    /// Whether the platform may have it read by a language model.
    pub fn ai_processing_allowed(mut self, allowed: bool) -> Self {
        self.ai_processing_allowed = Some(allowed);
        self
    }
}

#[cfg(test)]
mod tests {
    use civic_core::ErrorKind;
    use serde_json::json;
    use wiremock::matchers::{method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    const PROJECT: Uuid = Uuid::from_u128(0x5a);

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

    #[test]
    fn a_new_file_goes_out_as_a_data_uri() {
        let file = NewFile::new(PROJECT, "a.txt", "text/plain", "Hallo!").unwrap();
        assert!(!format!("{file:?}").contains("SGFsbG8h"));
        let file =
            file.with(|file| file.category(FileCategory::Report).ai_processing_allowed(true));
        assert_eq!(
            serde_json::to_value(&file).unwrap(),
            json!({
                "project_id": PROJECT,
                "content": "data:text/plain;base64,SGFsbG8h",
                "name": "a.txt",
                "category": "report",
                "ai_processing_allowed": true,
            })
        );
    }

    #[test]
    fn what_cannot_be_a_file_is_refused_before_sending() {
        for (name, mime_type) in [
            ("", "text/plain"),
            (" ", "text/plain"),
            ("a.txt", ""),
            ("a.txt", "text"),
            ("a.txt", "text/"),
            ("a.txt", "text/plain; charset=utf-8"),
            ("a.txt", "text/pl,ain"),
        ] {
            let error = NewFile::new(PROJECT, name, mime_type, "x").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name:?} {mime_type:?}");
        }
    }

    #[test]
    fn a_change_holds_what_was_set() {
        let change = FileChange::new().name("b.txt").description(Multiloc::new());
        assert_eq!(
            serde_json::to_value(&change).unwrap(),
            json!({"name": "b.txt", "description_multiloc": {}})
        );
    }

    #[tokio::test]
    async fn a_file_is_deleted_once() {
        let server = MockServer::start().await;
        let token = ResponseTemplate::new(201).set_body_json(json!({"jwt": "opaque"}));
        let authenticate = Mock::given(method("POST")).and(path("/api/v2/authenticate"));
        authenticate.respond_with(token).mount(&server).await;
        let (there, broken) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for (id, status) in [(there, 204), (broken, 503)] {
            let delete = Mock::given(method("DELETE")).and(path(format!("/api/v2/files/{id}")));
            let answer = ResponseTemplate::new(status);
            delete.respond_with(answer).expect(1).mount(&server).await;
        }

        let client = Client::builder(server.uri())
            .credentials(Uuid::from_u128(9).to_string(), "a-secret-of-twenty-characters")
            .build()
            .unwrap();
        client.files().delete(there).await.unwrap();
        assert_eq!(client.files().delete(broken).await.unwrap_err().kind(), ErrorKind::Server);
        let unknown = client.files().delete(Uuid::from_u128(3)).await.unwrap_err();
        assert_eq!(unknown.kind(), ErrorKind::NotFound);
    }
}

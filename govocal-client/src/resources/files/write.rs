//! Uploading, changing and deleting files.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use civic_core::{Error, Multiloc};
use serde::Serialize;
use uuid::Uuid;

use super::{File, FileCategory};
use crate::resource::{Changeable, Creatable, Deletable, Payload};

impl Creatable for File {
    type New = NewFile;
}

impl Changeable for File {
    type Change = FileChange;
}

impl Deletable for File {}

/// A file to upload. It has no uploader.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[must_use]
pub struct NewFile {
    project_id: Uuid,
    content: Content,
    #[serde(flatten)]
    change: FileChange,
}

impl NewFile {
    /// A file of this project: its name, such as `plan.pdf`, its media type without parameters, as
    /// `application/pdf`, and its bytes.
    ///
    /// ```
    /// use govocal_client::resources::files::NewFile;
    /// use govocal_client::uuid::Uuid;
    ///
    /// # fn main() -> Result<(), govocal_client::Error> {
    /// let project_id = Uuid::nil();
    /// let file = NewFile::new(project_id, "notes.txt", "text/plain", "Benches by the river")?;
    /// assert!(NewFile::new(project_id, "notes.txt", "text", "…").is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): a blank name, no bytes, or a text that is not a media type.
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
        if bytes.as_ref().is_empty() {
            return Err(Error::invalid_input("the file is empty"));
        }
        let content = Content::new(mime_type, bytes.as_ref())?;
        Ok(Self { project_id, content, change: FileChange::new().name(name) })
    }

    /// Everything else that may be set.
    ///
    /// ```
    /// use govocal_client::resources::files::{FileCategory, NewFile};
    /// use govocal_client::{Multiloc, uuid::Uuid};
    ///
    /// # fn main() -> Result<(), govocal_client::Error> {
    /// # let project_id = Uuid::nil();
    /// let file = NewFile::new(project_id, "notes.txt", "text/plain", "Benches by the river")?
    ///     .with(|file| file.category(FileCategory::Report).description(Multiloc::single("en", "Notes")));
    /// # Ok(())
    /// # }
    /// ```
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

impl Payload for NewFile {
    fn problem(&self) -> Option<&'static str> {
        self.change.blank()
    }
}

/// What to change of a file. A change of nothing is refused before anything is sent.
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

    /// The name. A blank one is refused before anything is sent.
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

impl FileChange {
    fn blank(&self) -> Option<&'static str> {
        let is_blank = |text: &str| text.trim().is_empty();
        if self.name.as_deref().is_some_and(is_blank) {
            return Some("the name is blank");
        }
        let category = self.category.as_ref().map(FileCategory::as_str);
        category.is_some_and(is_blank).then_some("the category is blank")
    }
}

impl Payload for FileChange {
    fn problem(&self) -> Option<&'static str> {
        let nothing = (*self == Self::new()).then_some("there is nothing to change");
        nothing.or_else(|| self.blank())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wiremock::matchers::{method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::client::client_of;
    use civic_core::ErrorKind;

    const PROJECT: Uuid = Uuid::from_u128(0x5a);

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
        let empty = NewFile::new(PROJECT, "a.txt", "text/plain", []).unwrap_err();
        assert_eq!(empty.kind(), ErrorKind::InvalidInput);
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
        let page = Uuid::from_u128(4);
        for (id, status) in [(there, 204), (broken, 503), (page, 200)] {
            let delete = Mock::given(method("DELETE")).and(path(format!("/api/v2/files/{id}")));
            let answer = ResponseTemplate::new(status);
            delete.respond_with(answer).expect(1).mount(&server).await;
        }

        let client = client_of(&server.uri());
        client.files().delete(there).await.unwrap();
        assert_eq!(client.files().delete(broken).await.unwrap_err().kind(), ErrorKind::Server);
        let unclear = client.files().delete(page).await.unwrap_err();
        let hint = "it may be deleted or not: read it to learn which";
        assert_eq!((unclear.kind(), unclear.hint()), (ErrorKind::Protocol, Some(hint)));
        // Not even the list is there.
        let unknown = client.files().delete(Uuid::from_u128(3)).await.unwrap_err();
        assert_eq!(unknown.kind(), ErrorKind::Unsupported);
    }
}

//! Attaching files to results and projects, and changing and deleting what is attached.

use civic_core::Multiloc;
use serde_json::json;

use super::attachable::{Attachable, Operations};
use super::input::Input;
use super::write::Write;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::{Attachment, Blob};

const FILE: &str = include_str!("../../../graphql/attachments.graphql");
const CREATE: Operations = Operations {
    result: Operation::new("CreateResultAttachment", FILE),
    result_path: &["component", "result", "createAttachment"],
    project: Operation::new("CreateProjectAttachment", FILE),
    project_path: &["component", "budget", "project", "createAttachment"],
};
const UPDATE: Operations = Operations {
    result: Operation::new("UpdateResultAttachment", FILE),
    result_path: &["component", "result", "updateAttachment"],
    project: Operation::new("UpdateProjectAttachment", FILE),
    project_path: &["component", "budget", "project", "updateAttachment"],
};
const DELETE: Operations = Operations {
    result: Operation::new("DeleteResultAttachment", FILE),
    result_path: &["component", "result", "deleteAttachment"],
    project: Operation::new("DeleteProjectAttachment", FILE),
    project_path: &["component", "budget", "project", "deleteAttachment"],
};

/// What administrators say of a file that they attach, or of one that is attached. A new one needs a
/// file, a title and a description, both texts in the site's main language at least; a change needs
/// anything.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct AttachmentAttributes(Input);

impl AttachmentAttributes {
    /// Attributes that say nothing yet.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::graphql::{resources::Blob, writes::AttachmentAttributes};
    /// # fn example(plan: &Blob) {
    /// let attached = AttachmentAttributes::new()
    ///     .file(plan)
    ///     .title(&Multiloc::single("ca", "El pla"))
    ///     .description(&Multiloc::single("ca", "On van els arbres."))
    ///     .collection_key("plans");
    /// # }
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The file, uploaded before: see [`Client::upload_file`].
    pub fn file(self, blob: &Blob) -> Self {
        self.signed_id(blob.signed_id.as_deref().unwrap_or_default())
    }

    /// The file, uploaded before, by its [`signed_id`](Blob::signed_id).
    pub fn signed_id(mut self, signed_id: impl Into<String>) -> Self {
        let signed_id = signed_id.into();
        if signed_id.trim().is_empty() {
            self.0.fault("the file has no signed id".to_owned());
        }
        self.0.set("file", json!({"signedId": signed_id}));
        self
    }

    /// The title by language; at least one must not be blank. A change replaces all languages.
    pub fn title(mut self, texts: &Multiloc) -> Self {
        self.0.some_texts("title", texts);
        self
    }

    /// What it is, by language; at least one must not be blank. A change replaces all languages.
    pub fn description(mut self, texts: &Multiloc) -> Self {
        self.0.some_texts("description", texts);
        self
    }

    /// The collection of the same record that it is put into, by its id.
    pub fn collection(mut self, id: impl Into<Id>) -> Self {
        self.0.set("collection", json!({"id": id.into()}));
        self
    }

    /// The collection of the same record that it is put into, by its key.
    pub fn collection_key(mut self, key: impl Into<String>) -> Self {
        let key = key.into();
        if key.trim().is_empty() {
            self.0.fault("the key of the collection is blank".to_owned());
        }
        self.0.set("collection", json!({"key": key}));
        self
    }

    /// Its place among the attachments, lowest first. If it is not set, it is 0: also after a change.
    pub fn weight(mut self, weight: u32) -> Self {
        self.0.count("weight", weight);
        self
    }
}

/// Attachments.
impl Client {
    /// Attaches a file that was uploaded before, as an administrator. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::graphql::writes::{Attachable, AttachmentAttributes, NewFile};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let plan = NewFile::new("plan.pdf", "application/pdf", std::fs::read("plan.pdf")?);
    /// let plan = site.upload_file(plan).await?;
    /// let attached = AttachmentAttributes::new()
    ///     .file(&plan)
    ///     .title(&Multiloc::single("ca", "El pla"))
    ///     .description(&Multiloc::single("ca", "On van els arbres."));
    /// let attachment = site.create_attachment(&Attachable::result(47, 5), attached).await?;
    /// println!("{:?}", attachment.url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_attachment(
        &self,
        on: &Attachable,
        mut attributes: AttachmentAttributes,
    ) -> Write<Attachment> {
        for name in ["file", "title", "description"] {
            attributes.0.needs(name);
        }
        on.write(self, CREATE, attributes.0)
    }

    /// Changes an attachment as an administrator. What is not set stays as it is, except for the
    /// [`weight`](AttachmentAttributes::weight). Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::graphql::writes::{Attachable, AttachmentAttributes};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let renamed = AttachmentAttributes::new().title(&Multiloc::single("ca", "El pla nou"));
    /// site.update_attachment(&Attachable::result(47, 5), 310, renamed).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_attachment(
        &self,
        on: &Attachable,
        id: impl Into<Id>,
        mut attributes: AttachmentAttributes,
    ) -> Write<Attachment> {
        attributes.0.needs_something();
        on.write(self, UPDATE, attributes.0).variable("id", id.into().to_string())
    }

    /// Deletes an attachment as an administrator, for good. It is given as it was. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::Attachable;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let gone = site.delete_attachment(&Attachable::project(44, 5, 71), 310).await?;
    /// println!("deleted {:?}", gone.title.text("ca"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete_attachment(&self, on: &Attachable, id: impl Into<Id>) -> Write<Attachment> {
        on.write(self, DELETE, Input::default()).variable("id", id.into().to_string())
    }
}

//! Making, changing and deleting collections of attachments.

use civic_core::Multiloc;

use super::attachable::{Attachable, Operations};
use super::input::Input;
use super::write::Write;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::{AttachmentCollection, Reference};

const FILE: &str = include_str!("../../../graphql/attachments.graphql");
const CREATE: Operations = Operations {
    result: Operation::new("CreateResultAttachmentCollection", FILE),
    result_path: &["component", "result", "createAttachmentCollection"],
    project: Operation::new("CreateProjectAttachmentCollection", FILE),
    project_path: &["component", "budget", "project", "createAttachmentCollection"],
};
const UPDATE: Operations = Operations {
    result: Operation::new("UpdateResultAttachmentCollection", FILE),
    result_path: &["component", "result", "updateAttachmentCollection"],
    project: Operation::new("UpdateProjectAttachmentCollection", FILE),
    project_path: &["component", "budget", "project", "updateAttachmentCollection"],
};
const DELETE: Operations = Operations {
    result: Operation::new("DeleteResultAttachmentCollection", FILE),
    result_path: &["component", "result", "deleteAttachmentCollection"],
    project: Operation::new("DeleteProjectAttachmentCollection", FILE),
    project_path: &["component", "budget", "project", "deleteAttachmentCollection"],
};

/// What administrators say of a collection of attachments that they make or change. A new one needs a
/// name and a description, both in the site's main language at least; a change needs anything.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct AttachmentCollectionAttributes(Input);

impl AttachmentCollectionAttributes {
    /// Attributes that say nothing yet.
    ///
    /// ```
    /// use decidim_client::Multiloc;
    /// use decidim_client::graphql::writes::AttachmentCollectionAttributes;
    ///
    /// let plans = AttachmentCollectionAttributes::new()
    ///     .name(&Multiloc::single("ca", "Plans"))
    ///     .description(&Multiloc::single("ca", "Un per barri."))
    ///     .key("plans");
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The name by language; at least one must not be blank. A change replaces all languages.
    pub fn name(mut self, texts: &Multiloc) -> Self {
        self.0.some_texts("name", texts);
        self
    }

    /// What is in it, by language; at least one must not be blank. A change replaces all languages.
    pub fn description(mut self, texts: &Multiloc) -> Self {
        self.0.some_texts("description", texts);
        self
    }

    /// Its name for programs, which no other collection of the same record may have. By default none.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.text("key", key.into());
        self
    }

    /// Its place among the collections, lowest first. If it is not set, it is 0: also after a change.
    pub fn weight(mut self, weight: u32) -> Self {
        self.0.count("weight", weight);
        self
    }
}

/// Collections of attachments.
impl Client {
    /// Makes a collection of attachments as an administrator. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::Multiloc;
    /// # use decidim_client::graphql::writes::{Attachable, AttachmentCollectionAttributes};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let plans = AttachmentCollectionAttributes::new()
    ///     .name(&Multiloc::single("ca", "Plans"))
    ///     .description(&Multiloc::single("ca", "Un per barri."));
    /// let plans = site.create_attachment_collection(&Attachable::result(47, 5), plans).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_attachment_collection(
        &self,
        on: &Attachable,
        mut attributes: AttachmentCollectionAttributes,
    ) -> Write<AttachmentCollection> {
        attributes.0.needs("name");
        attributes.0.needs("description");
        on.write(self, CREATE, attributes.0)
    }

    /// Changes a collection of attachments as an administrator. What is not set stays as it is, except
    /// for the [`weight`](AttachmentCollectionAttributes::weight). Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::{Attachable, AttachmentCollectionAttributes};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let keyed = AttachmentCollectionAttributes::new().key("plans").weight(2);
    /// site.update_attachment_collection(&Attachable::result(47, 5), 12, keyed).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_attachment_collection(
        &self,
        on: &Attachable,
        id: impl Into<Id>,
        mut attributes: AttachmentCollectionAttributes,
    ) -> Write<AttachmentCollection> {
        attributes.0.needs_something();
        on.write(self, UPDATE, attributes.0).variable("id", id.into().to_string())
    }

    /// Deletes a collection of attachments as an administrator; the attachments stay. Only its id is
    /// given. Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::Attachable;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// site.delete_attachment_collection(&Attachable::result(47, 5), 12).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete_attachment_collection(
        &self,
        on: &Attachable,
        id: impl Into<Id>,
    ) -> Write<Reference> {
        on.write(self, DELETE, Input::default()).variable("id", id.into().to_string())
    }
}

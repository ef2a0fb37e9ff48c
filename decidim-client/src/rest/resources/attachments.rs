//! Attachments: files and links of the organisation, of spaces and of proposals.

use civic_core::http::types::Method;
use civic_core::jiff::Timestamp;
use civic_core::list::query::Filter;
use civic_core::list::source::Key;
use civic_core::{Error, Extra, Multiloc, open_enum};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::upload::{DirectUpload, NewUpload};
use crate::rest::api_request::ApiRequest;
use crate::rest::auth::Actor;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::lenient_decode::{self, Kept, keeps_extra};
use crate::rest::list::List;
use crate::rest::record::Record;
use crate::rest::required_release::Since;
use crate::rest::resource::{Listed, Readable, Resource, Single, sealed};
use crate::rest::version::Release;
use crate::rest::wire::{is_default, or_default};
use crate::rest::write::Write;

const SINCE: Since = Since::new(Release::V0_3_0, "attachments");
const WRITE: Needs = Needs::new(Scope::Attachments, "attachments.write");
const DESTROY: Needs = Needs::new(Scope::Attachments, "attachments.destroy");

/// `AttachmentsOperations#create!` (0.3.0 to main, read in August 2026) returns the events of Decidim's
/// command and not the attachment, which the answer cannot be made of.
const FAULT: &str = "releases 0.3.0 to 0.3.4 of decidim-rest-full store an attachment and then fail to answer \
                     with it: look for it in the list before you send it again";

impl<A: Actor> Client<A> {
    /// Attachments of the organisation, of its spaces and of its proposals. Scope `attachments`, permissions
    /// `attachments.read`, `attachments.write` and `attachments.destroy`. Since 0.3.
    ///
    /// Servers give at most 100 rows a page and tell no count, so the list is read until a page is empty,
    /// and twice.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::AttachedTo;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let mut files = site.attachments().list().attached_to(AttachedTo::Proposal, 5499).stream();
    /// while let Some(file) = files.try_next().await? {
    ///     println!("{:?} {:?}", file.attributes.title.text("ca"), file.attributes.url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported) where the site has version 0.2, before anything
    /// is sent.
    pub fn attachments(&self) -> Endpoint<Attachment, A> {
        Endpoint::new(self)
    }
}

impl<A: Actor> Endpoint<Attachment, A> {
    /// Announces a file, and returns the signed id by which [`create`](Self::create) takes it. Permission
    /// `attachments.write`.
    ///
    /// The server then expects the file's bytes in its storage. **No release up to 0.3.4 says where to send
    /// them**: the answer has no address, in difference to that of Rails, and there is no other path for
    /// it. What a later release adds is in [`DirectUpload::extra`].
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::NewUpload;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// // The checksum is the MD5 of the bytes in base64.
    /// let plan = NewUpload::new("plan.pdf", 12_345, "iOUyNTFlhQgGmvPGVtMS5g==").content_type("application/pdf");
    /// let announced = site.attachments().direct_upload(&plan).await?;
    /// println!("{}", announced.signed_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for an empty name or a checksum that is not the
    /// base64 of 16 bytes.
    #[doc(alias = "upload")]
    pub fn direct_upload(&self, file: &NewUpload) -> Write<DirectUpload> {
        let call = ApiRequest::new(Method::POST, "attachments/direct_upload", WRITE);
        let call = call.with(|request| file.asked_by(request)).refused(file.invalid());
        Write::of_the_whole_answer(self.session(), call.since([SINCE]))
    }

    /// Attaches a file that is in the server's storage. Permission `attachments.write`.
    ///
    /// **Releases 0.3.0 to 0.3.4 store it and then answer 500**, by a mistake in their code. The error says
    /// so, and [`was_sent`](civic_core::Error::was_sent): look for the attachment in the list before you
    /// send it again.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::{AttachedTo, NewAttachment};
    /// # async fn example(site: decidim_client::rest::Client, signed_id: String) -> Result<(), decidim_client::Error> {
    /// let plan = NewAttachment::new(signed_id, AttachedTo::Assembly, 4, "Plànol", "La plaça, 1:500");
    /// match site.attachments().create(&plan).await {
    ///     Ok(attachment) => println!("{}", attachment.id),
    ///     Err(error) => println!("{error}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Rejected`](civic_core::ErrorKind::Rejected) for a file that the site does not allow and for an
    /// unknown kind of record, [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such record,
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) without title or description.
    pub fn create(&self, attachment: &NewAttachment) -> Write<Attachment> {
        let call = ApiRequest::new(Method::POST, Attachment::PATH, WRITE).since([SINCE]);
        let call = call.naming(&attachment.attached_to_id).refused(attachment.invalid());
        Write::at_its_own_path(self.session(), call.json(attachment)).known_fault(FAULT)
    }

    /// Changes title, description, place and collection of an attachment; the file stays. Permission
    /// `attachments.write`.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::AttachmentChange;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let change = AttachmentChange::new("Plànol", "La plaça, 1:200").weight(2);
    /// let attachment = site.attachments().update(77, &change).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where there is none,
    /// [`Forbidden`](civic_core::ErrorKind::Forbidden) for one of another organisation.
    pub fn update(&self, id: impl Into<Id>, change: &AttachmentChange) -> Write<Attachment> {
        let call = ApiRequest::on(Method::PUT, Attachment::PATH, &id.into(), "", WRITE);
        let call = call.since([SINCE]).refused(change.invalid());
        let body = json!({"data": {"attributes": change}});
        Write::at_its_own_path(self.session(), call.json(&body))
    }

    /// Deletes an attachment and its file, for good. Permission `attachments.destroy`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// site.attachments().delete(77).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As for [`update`](Self::update).
    pub fn delete(&self, id: impl Into<Id>) -> Write<()> {
        let call = ApiRequest::on(Method::DELETE, Attachment::PATH, &id.into(), "", DESTROY);
        Write::at_its_own_path(self.session(), call.since([SINCE]))
    }
}

open_enum! {
    /// What a file is attached to, by the name of its class.
    pub enum AttachedTo {
        /// The organisation.
        Organization = "Decidim::Organization",
        /// A participatory process.
        ParticipatoryProcess = "Decidim::ParticipatoryProcess",
        /// An assembly.
        Assembly = "Decidim::Assembly",
        /// A conference.
        Conference = "Decidim::Conference",
        /// An initiative.
        Initiative = "Decidim::Initiative",
        /// A proposal.
        Proposal = "Decidim::Proposals::Proposal",
    }
}

open_enum! {
    /// The kind of an attachment.
    pub enum FileType {
        /// A picture.
        Image = "image",
        /// Another file.
        Document = "document",
        /// An address elsewhere.
        Link = "link",
    }
}

/// An attachment. Its id is unique.
pub type Attachment = Record<AttachmentAttributes>;

/// The fields of an attachment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct AttachmentAttributes {
    /// Title.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    pub title: Multiloc,
    /// Description; HTML.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "schema", schemars(extend("contentMediaType" = "text/html")))]
    pub description: Multiloc,
    /// Its place among the others; the least comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<i64>,
    /// The collection that it is in. `None` where it is in none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment_collection_id: Option<Id>,
    /// Its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_type: Option<FileType>,
    /// The media type of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Where the file or the link is. It may be signed, and end. `None` where the file is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A small picture of it. `None` for all but pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    /// What it is attached to.
    #[serde(
        deserialize_with = "lenient_decode::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub attached_to: Option<AttachedRecord>,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The record that an attachment belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AttachedRecord {
    /// Its id, unique among the records of its kind.
    pub id: Id,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: AttachedTo,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

keeps_extra!(AttachmentAttributes);

impl Kept for AttachedRecord {
    const ESSENTIAL: &'static [&'static str] = &["id", "type"];

    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

/// A file to attach.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[must_use]
pub struct NewAttachment {
    signed_id: String,
    attached_to_type: AttachedTo,
    #[serde(serialize_with = "as_in_bodies")]
    attached_to_id: Id,
    title: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment_collection_id: Option<Value>,
}

fn as_in_bodies<S: serde::Serializer>(id: &Id, serializer: S) -> Result<S::Ok, S::Error> {
    id.to_json().serialize(serializer)
}

impl NewAttachment {
    /// The file with this signed id, for this record. Title and description are plain texts in the
    /// organisation's own locale; servers need both.
    ///
    /// ```
    /// use decidim_client::rest::resources::{AttachedTo, NewAttachment};
    ///
    /// let plan = NewAttachment::new("eyJfcmFpbHMiOnt9fQ==--5d8c", AttachedTo::Assembly, 4, "Plan", "1:500");
    /// ```
    pub fn new(
        signed_id: impl Into<String>,
        attached_to: impl Into<AttachedTo>,
        id: impl Into<Id>,
        title: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        Self {
            signed_id: signed_id.into(),
            attached_to_type: attached_to.into(),
            attached_to_id: id.into(),
            title: title.into(),
            description: description.into(),
            weight: None,
            attachment_collection_id: None,
        }
    }

    /// Its place among the others; the least comes first. Default 0.
    pub fn weight(mut self, weight: i64) -> Self {
        self.weight = Some(weight);
        self
    }

    /// The collection that it is put in. Default: none.
    pub fn collection(mut self, id: impl Into<Id>) -> Self {
        self.attachment_collection_id = Some(id.into().to_json());
        self
    }

    fn invalid(&self) -> Option<Error> {
        let is_blank = |text: &String| text.trim().is_empty();
        let fields = [&self.signed_id, &self.title, &self.description];
        let message = "an attachment needs a signed id, a title and a description";
        fields.into_iter().any(is_blank).then(|| Error::invalid_input(message))
    }
}

/// What to change of an attachment.
///
/// Title and description are always written, only in the organisation's own locale: what was there in
/// other locales is lost, and known servers blank the one that is not sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[must_use]
pub struct AttachmentChange {
    title: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment_collection_id: Option<Value>,
}

impl AttachmentChange {
    /// The title and the description that it then has.
    ///
    /// ```
    /// use decidim_client::rest::resources::AttachmentChange;
    ///
    /// let change = AttachmentChange::new("Plan", "1:200").weight(2);
    /// ```
    pub fn new(title: impl Into<String>, description: impl Into<String>) -> Self {
        let (title, description) = (title.into(), description.into());
        Self { title, description, weight: None, attachment_collection_id: None }
    }

    /// Its place among the others; the least comes first.
    pub fn weight(mut self, weight: i64) -> Self {
        self.weight = Some(weight);
        self
    }

    /// The collection that it is put in.
    pub fn collection(mut self, id: impl Into<Id>) -> Self {
        self.attachment_collection_id = Some(id.into().to_json());
        self
    }

    fn invalid(&self) -> Option<Error> {
        let is_blank = self.title.trim().is_empty() || self.description.trim().is_empty();
        let message = "an attachment needs a title and a description";
        is_blank.then(|| Error::invalid_input(message))
    }
}

impl sealed::Permitted for Attachment {
    const NEEDS: Needs = Needs::new(Scope::Attachments, "attachments.read");
}

/// `AttachmentsController#paginate_array` (0.3.4): at most 100 rows a page, else 25, and no count.
impl Resource for Attachment {
    const PATH: &'static str = "attachments";
    const RESOURCE_NAME: &'static str = "attachments";
    const TRANSLATED: bool = false;
    const LARGEST_PAGE: Option<u16> = Some(100);
    const IS_COUNTED: bool = false;
    const SINCE: Option<Since> = Some(SINCE);

    fn key(&self) -> Key {
        self.identity(None)
    }

    fn single(key: &str) -> Option<Single> {
        Some(Single::of::<Self>(key))
    }
}

impl Listed for Attachment {}

impl Readable for Attachment {}

impl<A: Actor> List<Attachment, A> {
    /// Of this record.
    pub fn attached_to(self, kind: impl Into<AttachedTo>, id: impl Into<Id>) -> Self {
        let (kind, id) = (kind.into(), id.into());
        let of_kind = Filter::one("attached_to_type", &kind).sent_as("filter[attached_to_type]");
        let of_kind = of_kind.shown(move |it: &Attachment| {
            it.attributes.attached_to.as_ref().map(|record| record.kind == kind)
        });
        let of_id = Filter::one("attached_to_id", &id).sent_as("filter[attached_to_id]");
        let of_id = of_id.refused(id.refusal()).shown(move |it: &Attachment| {
            it.attributes.attached_to.as_ref().map(|record| record.id == id)
        });
        self.set(of_kind).set(of_id)
    }

    /// In this collection.
    pub fn collection(self, id: impl Into<Id>) -> Self {
        let id = id.into();
        let filter = Filter::one("attachment_collection_id", &id);
        let filter = filter.sent_as("filter[attachment_collection_id]").refused(id.refusal());
        self.set(filter.shown(move |it: &Attachment| {
            Some(it.attributes.attachment_collection_id.as_ref() == Some(&id))
        }))
    }

    /// Of this kind. Servers list links among the documents: they are dropped here, and the report then
    /// names the filter as ignored.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::FileType;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let pictures = site.attachments().list().file_type(FileType::Image).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn file_type(self, kind: FileType) -> Self {
        let filter = Filter::one("file_type", &kind).sent_as("filter[file_type]");
        self.set(filter.shown(move |it: &Attachment| {
            it.attributes.file_type.as_ref().map(|shown| *shown == kind)
        }))
    }
}

//! Uploading and deleting files.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use civic_core::Error;
use civic_core::http::platform::Sending;

use super::input::Input;
use super::write::Write;
use crate::graphql::call::FilePart;
use crate::graphql::client::Client;
use crate::graphql::id::Id;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::Blob;

const UPLOAD: Operation =
    Operation::new("UploadFile", include_str!("../../../graphql/files.graphql"));
const DELETE: Operation =
    Operation::new("DeleteBlob", include_str!("../../../graphql/files.graphql"));

/// A file that is uploaded: its name, its media type and its bytes, which are held in memory.
///
/// ```no_run
/// # fn example() -> std::io::Result<()> {
/// use decidim_client::graphql::writes::NewFile;
///
/// let plan = NewFile::new("plan.pdf", "application/pdf", std::fs::read("plan.pdf")?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct NewFile {
    name: String,
    content_type: String,
    content: Bytes,
}

impl NewFile {
    /// A file. The name may not be blank and needs an ending, such as `.pdf`, by which sites judge it; the
    /// media type has the form `application/pdf`.
    pub fn new(
        name: impl Into<String>,
        content_type: impl Into<String>,
        content: impl Into<Bytes>,
    ) -> Self {
        Self { name: name.into(), content_type: content_type.into(), content: content.into() }
    }

    fn fault(&self) -> Option<&'static str> {
        let (stem, ending) = self.name.rsplit_once('.').unwrap_or((&self.name, ""));
        let (kind, subtype) = self.content_type.split_once('/').unwrap_or_default();
        if self.name.trim().is_empty() {
            Some("the name of the file is blank")
        } else if self.name.contains(['/', '\\']) || self.name.contains(char::is_control) {
            Some("the name of the file is a path, or not a single line")
        } else if stem.trim().is_empty() || ending.trim().is_empty() {
            Some("the name of the file has no ending")
        } else if kind.trim().is_empty() || subtype.trim().is_empty() {
            Some("the media type of the file is not valid: write it as application/pdf")
        } else {
            None
        }
    }
}

/// Shows the name and the length, and nothing of what it holds.
impl fmt::Debug for NewFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewFile")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.content.len())
            .finish()
    }
}

/// An upload, sent when it is awaited. It gives the file as the site stores it.
///
/// It takes two requests: one without the file, by which the site says whether its version takes uploads,
/// and one with it. The second is never sent again, unless it certainly did not arrive.
///
/// # Errors
/// Those of a [`Write`]. Why a site does not take the file, [`UploadRefusal::of`](super::UploadRefusal::of) says. A slow connection
/// needs a longer [`Timeouts::attempt`](civic_core::http::Timeouts::attempt) than a query does.
#[must_use = "a file is uploaded when this is awaited"]
pub struct Upload {
    write: Write<Blob>,
    file: NewFile,
    progress: Option<Arc<dyn Fn(u64, u64) + Send + Sync>>,
    sending: Sending<Blob>,
}

impl Upload {
    /// Calls this function with the bytes that have gone out, and with their total: those of the file and
    /// some hundred more. It never goes back, and ends with the total where the site answers. It is called
    /// while the file is sent, so that it must be quick.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::NewFile;
    /// # async fn example(site: decidim_client::graphql::Client, plan: NewFile) -> Result<(), decidim_client::Error> {
    /// let upload = site.upload_file(plan);
    /// let blob = upload.on_progress(|sent, total| eprint!("\r{} %", 100 * sent / total)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_progress(mut self, tell: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(tell));
        self
    }

    civic_core::call_options!(write.client.options);

    async fn send(self) -> Result<Blob, Error> {
        if let Some(fault) = self.file.fault() {
            return Err(Error::invalid_input(fault));
        }
        let NewFile { name, content_type, content } = self.file;
        let file = FilePart { name, content_type, content, progress: self.progress };
        self.write.with_file(file).await
    }
}

civic_core::sent_when_polled!(Upload => Blob, |upload| upload.send());

impl Clone for Upload {
    fn clone(&self) -> Self {
        Self {
            write: self.write.clone(),
            file: self.file.clone(),
            progress: self.progress.clone(),
            sending: Sending::default(),
        }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("file", &self.file).finish_non_exhaustive()
    }
}

/// Files.
impl Client {
    /// Uploads a file as an administrator. It is stored, and attached to nothing yet: see
    /// [`create_attachment`](Self::create_attachment). Since 0.33.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::NewFile;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let plan = NewFile::new("plan.pdf", "application/pdf", std::fs::read("plan.pdf")?);
    /// let blob = site.upload_file(plan).on_progress(|sent, total| eprintln!("{sent} of {total}")).await?;
    /// println!("{:?} bytes stored", blob.byte_size);
    /// # Ok(())
    /// # }
    /// ```
    pub fn upload_file(&self, file: NewFile) -> Upload {
        let write = Write::new(self, UPLOAD, &["uploadFile", "blob"], Input::default());
        Upload { write, file, progress: None, sending: Sending::default() }
    }

    /// Deletes a file as an administrator, for good, and takes it from whatever it is attached to. A site
    /// refuses it for a file that is attached to nothing. It is given as it was. Since 0.33.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let gone = site.delete_blob(3).await?;
    /// println!("deleted {:?}", gone.filename);
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete_blob(&self, id: impl Into<Id>) -> Write<Blob> {
        let write = Write::new(self, DELETE, &["deleteBlob"], Input::default());
        write.variable("id", id.into().to_string())
    }
}

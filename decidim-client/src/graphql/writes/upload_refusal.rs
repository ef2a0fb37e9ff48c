//! Why a site did not take a file.

use civic_core::{Error, ErrorKind};

use crate::graphql::server_error::ServerError;

/// Why a site did not take a file.
///
/// Decidim says it in words, under one code for all reasons (`VALIDATION_ERROR`), and the words are in the
/// site's language: where that is not English, only the reasons without words are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UploadRefusal {
    /// It is larger than the site takes, or than a proxy before it does (`413`).
    TooLarge,
    /// The site takes no file whose name ends like this.
    ExtensionNotAllowed,
    /// The site takes no file of this media type.
    TypeNotAllowed,
    /// The caller may not upload: only administrators do, with the scopes `admin:read` and `admin:write`.
    NotPermitted,
    /// The site says why in words that are not known here: see [`ServerError::all_of`].
    Other,
}

impl UploadRefusal {
    /// The reason that an error of [`upload_file`](crate::graphql::Client::upload_file) has; `None` where it
    /// does not refuse the file.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::{NewFile, UploadRefusal};
    /// # async fn example(site: decidim_client::graphql::Client, plan: NewFile) {
    /// if let Err(error) = site.upload_file(plan).await {
    ///     match UploadRefusal::of(&error) {
    ///         Some(UploadRefusal::TooLarge) => println!("make it smaller"),
    ///         Some(refusal) => println!("{refusal:?}: {error}"),
    ///         None => println!("try again later: {error}"),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn of(error: &Error) -> Option<Self> {
        if error.status().is_some_and(|status| status.as_u16() == 413) {
            return Some(Self::TooLarge);
        }
        let said = ServerError::all_of(error);
        match error.kind() {
            ErrorKind::Forbidden => Some(Self::NotPermitted),
            ErrorKind::Rejected => {
                let refusal = said.iter().find(|said| said.code() == Some("VALIDATION_ERROR"))?;
                let words = refusal.message.as_str().unwrap_or_default().to_lowercase();
                let says = |all: &[&str]| all.iter().any(|word| words.contains(word));
                Some(if says(&["extension"]) {
                    Self::ExtensionNotAllowed
                } else if says(&["large", "size"]) {
                    Self::TooLarge
                } else if says(&["type"]) {
                    Self::TypeNotAllowed
                } else {
                    Self::Other
                })
            }
            _ => None,
        }
    }
}

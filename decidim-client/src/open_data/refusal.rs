//! Why a site does not give a table.

use std::error::Error as StdError;

use civic_core::http::Response;
use civic_core::{Error, ErrorKind};
use http::{HeaderValue, StatusCode, header};

use super::paths::DOWNLOAD;
use super::redirect::Redirect;
use crate::wrong_host::{is_from_no_api, or_wrong_host};

/// Why a site does not give a table.
///
/// ```no_run
/// # use decidim_client::{Error, open_data::Refusal};
/// # fn example(error: Error) {
/// if Refusal::of(&error) == Some(Refusal::NotThere) {
///     println!("ask again in an hour");
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The site redirects to its open-data page: the table is not written yet, and the site now writes it,
    /// or there is no table of this name, or the site fails whenever it writes this one. Each request makes the site write it again: ask again after an
    /// hour rather than after a second.
    #[error(
        "the site redirects to its open-data page: the table is not written yet (ask again later), or \
         there is no table of this name"
    )]
    NotThere,
    /// The site redirects to another host, such as `https://decidim.example.org`, which is not followed.
    #[error(
        "the site redirects to {host}: if it has moved, build the client for that address; a file that \
         is kept there is not fetched"
    )]
    Elsewhere {
        /// The other host.
        host: String,
    },
    /// The site shows this only to visitors who are signed in, and redirects to its sign-in page. This
    /// client has no account.
    #[error("the site shows this only to visitors who are signed in")]
    SignIn,
    /// The site has no single tables, or no open data at all. Before 0.30 there is only the archive with
    /// all tables.
    #[error(
        "the site has no single tables (before Decidim 0.30 there is only the archive), or no open data"
    )]
    NoTables,
    /// The answer is a web page.
    #[error("the answer is a web page")]
    Page,
    /// The status says that the answer is not the complete file: 202 (accepted), 204 (no content), 206
    /// (a part, which was not asked for) and the like.
    #[error("an answer with status {status} is not the complete file")]
    NoFile {
        /// The status.
        status: u16,
    },
}

impl Refusal {
    /// Why, if this error says so.
    pub fn of(error: &Error) -> Option<Self> {
        StdError::source(error)?.downcast_ref::<Self>().cloned()
    }

    /// Says in an error what it means where this path of the site was asked for.
    pub(super) fn explain(error: Error, path: &str, base: &str) -> Error {
        let is_table = path.strip_prefix(DOWNLOAD).is_some_and(|table| !table.is_empty());
        if error.status() == Some(StatusCode::NOT_FOUND) {
            let likely = if is_table {
                "the site is older than Decidim 0.30 and has no single tables, but an archive(), or \
                 its open data are switched off"
            } else {
                "the site has no open data"
            };
            return or_wrong_host(Self::NoTables.into_error(error), likely, base);
        }
        let is_page = error.kind() == ErrorKind::Decode && error.to_string().contains(PAGE);
        if is_page {
            let likely = "the file may not be written yet: ask again later";
            return or_wrong_host(Self::Page.into_error(error), likely, base);
        }
        if error.hint().is_some() {
            return error;
        }
        if is_table && error.kind() == ErrorKind::Decode {
            return or_wrong_host(error, "something else stands in the table's place", base);
        }
        let refuses = error.status().is_some_and(|status| status.is_client_error());
        if refuses && is_from_no_api(&error) {
            return or_wrong_host(error, "something on the way refused it", base);
        }
        error
    }

    /// The error for a redirect that is not followed.
    pub(super) fn redirected(answer: &Response, to: &Redirect) -> Error {
        let location = answer.headers().get(header::LOCATION).map(HeaderValue::as_bytes);
        let shown = Redirect::shown(answer.url(), location.unwrap_or_default());
        let message = format!("a redirect to {shown}, which is not followed");
        let error = answer.blame(Error::new(ErrorKind::Redirect, message));
        match to {
            Redirect::Page => Self::NotThere.into_error(error),
            Redirect::SignIn => Self::SignIn.into_error(error),
            Redirect::Elsewhere(host) => Self::Elsewhere { host: host.clone() }.into_error(error),
            Redirect::Localised(_) | Redirect::File(_) | Redirect::Unknown => error,
        }
    }

    /// The error for an answer whose status says that it is not a file. `None` for a file.
    pub(super) fn without_a_file(answer: &Response) -> Option<Error> {
        let status = answer.status();
        if matches!(status, StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION) {
            return None;
        }
        let error = answer.blame(Error::protocol("no whole file was sent"));
        Some(Self::NoFile { status: status.as_u16() }.into_error(error))
    }

    /// The error, with its kind, its hint and this as its source.
    fn into_error(self, error: Error) -> Error {
        let error = match self {
            Self::NotThere => error.with_kind(ErrorKind::NotFound),
            Self::SignIn => error.with_kind(ErrorKind::Forbidden),
            Self::NoTables => error.with_kind(ErrorKind::Unsupported),
            _ => error,
        };
        error.with_hint(self.to_string()).with_source(self)
    }
}

/// How the reader calls a page.
pub(super) const PAGE: &str = "a web page where a table was expected";

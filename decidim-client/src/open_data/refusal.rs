//! Why a site does not give a table.

use std::fmt;

use civic_core::{Error, ErrorKind};
use http::header;

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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The site leads back to its page: the table is not written yet, in which case it is being
    /// written now, or there is none of this name.
    NotThere,
    /// The site leads to another host, as `https://decidim.example.org`.
    Elsewhere {
        /// The other host.
        host: String,
    },
    /// The site wants its visitors signed in, and leads to where they do that. This client has no
    /// account.
    SignIn,
    /// The site has no tables one by one, or no open data at all. Before 0.30 there is only the
    /// whole archive.
    NoTables,
    /// The answer is a web page.
    Page,
}

impl Refusal {
    /// Why, if this error says so.
    pub fn of(error: &Error) -> Option<Self> {
        if error.kind() == ErrorKind::Decode {
            let is_page = error.to_string().contains(PAGE);
            return is_page.then_some(Self::Page);
        }
        let status = error.status()?;
        if status.as_u16() == 404 {
            return Some(Self::NoTables);
        }
        if !status.is_redirection() {
            return None;
        }
        let target = error.headers()?.get(header::LOCATION)?.to_str().ok()?;
        let (here, there) = (origin(error.url()?), origin(target));
        Some(match there {
            Some(host) if Some(host) != here => Self::Elsewhere { host: host.to_owned() },
            _ if is_sign_in(target) => Self::SignIn,
            _ => Self::NotThere,
        })
    }

    /// Says in the error what it means.
    pub(crate) fn explain(error: Error) -> Error {
        match Self::of(&error) {
            Some(why @ Self::NotThere) => {
                error.with_kind(ErrorKind::NotFound).with_hint(why.to_string())
            }
            Some(why @ Self::SignIn) => {
                error.with_kind(ErrorKind::Forbidden).with_hint(why.to_string())
            }
            Some(why @ Self::NoTables) => {
                error.with_kind(ErrorKind::Unsupported).with_hint(why.to_string())
            }
            Some(why) => error.with_hint(why.to_string()),
            None => error,
        }
    }
}

/// How the reader calls a page.
const PAGE: &str = "a web page where a table was expected";

/// Whether a redirect leads to where visitors sign in.
fn is_sign_in(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').ends_with("/users/sign_in")
}

/// Scheme and host of a whole URL.
fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    url.get(..scheme.len() + "://".len() + host.len())
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotThere => f.write_str(
                "the site leads back to its page: the table is not written yet (ask again later), \
                 or there is none of this name",
            ),
            Self::SignIn => f.write_str("the site wants its visitors signed in"),
            Self::Elsewhere { host } => write!(f, "build the client for {host}"),
            Self::NoTables => {
                f.write_str("sites before 0.30 have no tables one by one: read the whole archive()")
            }
            Self::Page => f.write_str("the table may not be written yet, or the path is another's"),
        }
    }
}

//! What a platform adds to a site: its settings, its data and its answers.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;

use super::settings::SiteSettings;
use crate::churn::Churn;
use crate::fault::{Fault, PageParameters};
use crate::reply::Reply;

/// The software that a site runs.
pub trait Software: fmt::Debug + Send + Sized + 'static {
    /// What it is set up with, besides what all sites have.
    type Settings: Default + fmt::Debug;

    /// What the parameters of its pages are called, where they have one name in all lists.
    const PAGES: Option<PageParameters> = None;

    /// What all sites have, as it is by default on this platform.
    fn site_settings() -> SiteSettings;

    /// Makes the data.
    fn install(site: Arc<SiteSettings>, settings: Self::Settings) -> Self;

    /// Answers one request that the site's limit lets pass.
    fn answer(&mut self, request: &Request<Bytes>, conditions: Conditions<'_>) -> Reply;

    /// What the log and the fault rules see of a request, besides its address.
    fn describe(_request: &Request<Bytes>) -> Description {
        Description::default()
    }

    /// Its reply to this request after a fault on the way back.
    fn spoil(&self, fault: &Fault, request: &Request<Bytes>, reply: Reply) -> Reply {
        fault.spoil(reply, Self::PAGES.and_then(|pages| pages.number_in(request)))
    }
}

/// Software that gives tokens to an API client.
pub trait SignsIn: Software {
    /// Every token issued so far is refused from now on.
    fn revoke_tokens(&mut self);
}

/// Software whose sites choose their languages.
pub trait Multilingual: Software {}

/// Under what a request is answered.
#[derive(Clone, Copy, Debug)]
pub struct Conditions<'f> {
    /// When, in milliseconds of the Unix epoch.
    pub(crate) now: i64,
    /// How much lists change before each request.
    pub(crate) churn: Churn,
    /// The fault that will spoil the answer.
    pub(crate) fault: Option<&'f Fault>,
}

/// What a request asks for, where its address does not say it.
#[derive(Debug, Default)]
pub struct Description {
    /// The name of its GraphQL operation.
    pub(crate) operation: Option<String>,
    /// What it asks for, written as the query of an address.
    pub(crate) query: Option<String>,
}

impl Description {
    /// The request as fault rules match it: what it asks for stands in its address.
    pub(crate) fn in_address<'r>(&self, request: &'r Request<Bytes>) -> Cow<'r, Request<Bytes>> {
        let query = self.query.as_ref();
        let address = query.map(|query| format!("{}?{query}", request.uri().path()).parse());
        let Some(Ok(address)) = address else { return Cow::Borrowed(request) };
        let mut described = request.clone();
        *described.uri_mut() = address;
        Cow::Owned(described)
    }
}

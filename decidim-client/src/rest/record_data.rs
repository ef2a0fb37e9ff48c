//! The extended data of components, spaces, proposals and meetings, and lists narrowed by it. Unreleased.

use serde_json::Value;

use super::api_request::segment;
use super::auth::Actor;
use super::auth::scope::{Needs, Scope};
use super::database_json::entry;
use super::endpoint::Endpoint;
use super::extended_data::ExtendedData;
use super::id::Id;
use super::list::List;
use super::predicate::Condition;
use super::required_release::Since;
use super::resource::WithExtendedData;
use super::resources::{Component, Meeting, Proposal, Space, SpaceManifest};

impl<A: Actor> Endpoint<Component, A> {
    /// The extended data of a component. **Unreleased**: later than 0.3.4. Permissions
    /// `public.component.extended_data.read` and `public.component.extended_data.update`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let source: Option<String> = site.components().extended_data(12).get("import.source").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn extended_data(&self, id: impl Into<Id>) -> ExtendedData {
        let read = Needs::new(Scope::Public, "public.component.extended_data.read");
        let write = Needs::new(Scope::Public, "public.component.extended_data.update");
        let data = ExtendedData::of(self.session(), "components", &id.into(), read, write);
        data.since(Since::unreleased("extended data of components"))
    }
}

impl<A: Actor> Endpoint<Space, A> {
    /// The extended data of a space: an id is unique only among the spaces of one manifest. **Unreleased**: later
    /// than 0.3.4. Permissions `public.space.extended_data.read` and `public.space.extended_data.update`.
    ///
    /// ```no_run
    /// # use decidim_client::rest::resources::SpaceManifest;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let data = site.spaces().extended_data(SpaceManifest::Assemblies, 4);
    /// let stored = data.put("import", &std::collections::BTreeMap::from([("source", "paper")])).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn extended_data(
        &self,
        manifest: impl Into<SpaceManifest>,
        id: impl Into<Id>,
    ) -> ExtendedData {
        let read = Needs::new(Scope::Public, "public.space.extended_data.read");
        let write = Needs::new(Scope::Public, "public.space.extended_data.update");
        let spaces = format!("spaces/{}", segment(manifest.into().as_str()));
        let data = ExtendedData::of(self.session(), &spaces, &id.into(), read, write);
        data.since(Since::unreleased("extended data of spaces"))
    }
}

impl<A: Actor> Endpoint<Proposal, A> {
    /// The extended data of a proposal. **Unreleased**: later than 0.3.4. Permissions
    /// `proposals.extended_data.read` and `proposals.extended_data.update`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let source: Option<String> = site.proposals().extended_data(5499).get("import.source").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn extended_data(&self, id: impl Into<Id>) -> ExtendedData {
        let read = Needs::new(Scope::Proposals, "proposals.extended_data.read");
        let write = Needs::new(Scope::Proposals, "proposals.extended_data.update");
        let data = ExtendedData::of(self.session(), "proposals", &id.into(), read, write);
        data.since(Since::unreleased("extended data of proposals"))
    }
}

impl<A: Actor> Endpoint<Meeting, A> {
    /// The extended data of a meeting. **Unreleased**: later than 0.3.4. Permissions
    /// `meetings.extended_data.read` and `meetings.extended_data.update`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let room: Option<String> = site.meetings().extended_data(7).get("room").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn extended_data(&self, id: impl Into<Id>) -> ExtendedData {
        let read = Needs::new(Scope::Meetings, "meetings.extended_data.read");
        let write = Needs::new(Scope::Meetings, "meetings.extended_data.update");
        let data = ExtendedData::of(self.session(), "meetings", &id.into(), read, write);
        data.since(Since::unreleased("extended data of meetings"))
    }
}

impl WithExtendedData for Component {}
impl WithExtendedData for Meeting {}
impl WithExtendedData for Proposal {}
impl WithExtendedData for Space {}

impl<T: WithExtendedData, A: Actor> List<T, A> {
    /// By a part of the extended data, as the database writes its JSON: with a blank behind the colon,
    /// `"foo": "bar"`. **Unreleased**: later than 0.3.4. Needs the permission to read the extended data.
    ///
    /// # Errors
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported), before anything is sent, unless
    /// [`release`](super::ClientBuilder::release) says that the site runs the unreleased module: releases list
    /// everything instead.
    pub fn extended_data_cont(self, json: impl Into<String>) -> Self {
        self.since(Since::unreleased("a filter on extended data"))
            .set(Condition::contains(json.into()).on("extended_data"))
    }

    /// By one entry of the extended data, wherever in it:
    /// [`extended_data_cont`](Self::extended_data_cont) with the entry as the database writes it.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let imported = site.proposals().list().extended_data_entry("source", "paper").stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn extended_data_entry(self, key: &str, value: impl Into<Value>) -> Self {
        self.extended_data_cont(entry(key, &value.into()))
    }
}

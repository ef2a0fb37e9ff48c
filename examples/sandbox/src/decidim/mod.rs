//! A Decidim platform.

mod at_host;
mod builder;
mod churn;
mod engine;
mod graphql;
mod neighbour;
mod open_data;
mod records;
mod rest;
mod settings;
mod snake_case;
mod state;
mod tokens;
mod upgrade;
mod version;
mod world;

pub use builder::DecidimBuilder;
pub use engine::Engine;
pub use rest::{ApiClient, RestVersion};
pub use settings::Door;
pub use version::{UnknownVersion, Version};

use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};

use crate::fault::Fault;
use crate::reply::Reply;
use crate::site::{Conditions, Description, Multilingual, SignsIn, Site, SiteSettings, Software};
use graphql::GraphQl;
use neighbour::Neighbour;
use open_data::OpenData;
use rest::Rest;
use settings::Settings;
use state::DecidimState;

/// A Decidim site. Clones are the same site.
pub type Decidim = Site<DecidimState>;

impl Software for DecidimState {
    type Settings = Settings;

    fn site_settings() -> SiteSettings {
        settings::of_site()
    }

    fn install(site: Arc<SiteSettings>, settings: Settings) -> Self {
        let mut world = world::build(site, Arc::new(settings));
        Self {
            rest: Rest::on(&mut world),
            open_data: OpenData::default(),
            neighbours: Neighbour::all_of(&world),
            graphql: GraphQl::new(&world.settings),
            world,
        }
    }

    fn answer(&mut self, request: &Request<Bytes>, conditions: Conditions<'_>) -> Reply {
        if let Some(redirect) = rest::sent_to_main_host(&self.world.settings, request) {
            return redirect;
        }
        self.at_host(request, |state| state.answer_of_part(request, conditions))
    }

    fn describe(request: &Request<Bytes>) -> Description {
        graphql::describe(request)
    }

    fn spoil(&self, fault: &Fault, request: &Request<Bytes>, reply: Reply) -> Reply {
        let content_type = reply.headers().and_then(|headers| headers.get(CONTENT_TYPE));
        match content_type.and_then(|kind| kind.to_str().ok()) {
            Some("text/csv") => {
                open_data::spoil(fault, reply, self.world.settings.open_data.separator)
            }
            _ if graphql::asked(request).is_some() => graphql::spoil(fault, reply),
            _ => fault.spoil(reply, None),
        }
    }
}

impl DecidimState {
    /// The part of the platform answers that the path belongs to.
    fn answer_of_part(&mut self, request: &Request<Bytes>, conditions: Conditions<'_>) -> Reply {
        let Self { world, graphql, rest, open_data, .. } = self;
        if let Some(reply) = open_data.answer(world, request, conditions.now) {
            return reply;
        }
        if let Some(reply) = rest::answer(rest, world, request, conditions) {
            return reply;
        }
        let reply = graphql.answer(world, request, conditions);
        reply.unwrap_or_else(|| Reply::empty(StatusCode::NOT_FOUND))
    }
}

impl SignsIn for DecidimState {
    fn revoke_tokens(&mut self) {
        self.graphql.revoke_tokens();
        self.rest.revoke_tokens();
    }
}

impl Multilingual for DecidimState {}

impl Site<DecidimState> {
    /// The default key of the API credentials.
    pub const API_KEY: &'static str = settings::API_KEY;
    /// The default secret of the API credentials.
    pub const API_SECRET: &'static str = settings::API_SECRET;
    /// The id of the REST module's default API client.
    pub const CLIENT_ID: &'static str = rest::CLIENT_ID;
    /// The secret of the REST module's default API client.
    pub const CLIENT_SECRET: &'static str = rest::CLIENT_SECRET;
    /// The default password of every participant.
    pub const PASSWORD: &'static str = rest::PASSWORD;

    /// The key of the API credentials that this platform accepts.
    pub fn api_key(&self) -> &str {
        &self.settings().client_id
    }

    /// The secret of the API credentials that this platform accepts.
    pub fn api_secret(&self) -> &str {
        &self.settings().client_secret
    }

    /// The server version that it plays now.
    pub fn version(&self) -> Version {
        self.software().world.settings.version
    }

    /// Everything that [`DecidimBuilder::without`] can take out of this version's GraphQL schema.
    pub fn schema_items(&self) -> Vec<String> {
        graphql::items(self.version())
    }

    /// The GraphQL schema as it is now, in the schema language.
    pub fn schema_text(&self) -> String {
        self.software().graphql.schema_text()
    }

    /// A `Cookie` header's value that signs requests in as the administrator, for every version.
    pub fn session_cookie(&self) -> String {
        self.session_cookie_of(1)
    }

    /// The same for the participant of this number; number 1 is the administrator.
    pub fn session_cookie_of(&self, user: u64) -> String {
        let (now, lifetime) = (self.now(), self.settings().token_lifetime);
        self.software().graphql.session_cookie(user, now, lifetime)
    }

    /// The REST module no longer knows any token issued so far, as after a clean-up of its database.
    /// Before 0.2.10 it fails on such a token.
    pub fn forget_rest_tokens(&self) {
        self.software().rest.forget_tokens();
    }

    /// The open-data files are written anew, with what is public now.
    pub fn write_open_data(&self) {
        let now = self.now();
        let mut software = self.software();
        let DecidimState { open_data, world, .. } = &mut *software;
        open_data.write(world, now);
    }

    /// These bytes stand in the place of a table from now on, until the files are written anew, in
    /// the archive too. Whether there is a table of this name.
    pub fn replace_open_data(&self, table: &str, bytes: impl Into<Bytes>) -> bool {
        let now = self.now();
        let mut software = self.software();
        let DecidimState { open_data, world, .. } = &mut *software;
        open_data.replace(world, now, table, &bytes.into())
    }
}

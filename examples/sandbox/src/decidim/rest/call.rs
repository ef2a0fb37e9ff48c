//! One call of the API: the request, and what it may look at and change.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderName, Request};
use serde_json::{Map, Value};

use super::failure::Failure;
use super::params::body_of;
use super::settings::RestSettings;
use super::stored::Rest;
use super::version::RestVersion;
use crate::churn::Churn;
use crate::decidim::world::{Record, World};
use crate::headers::{authorization, basic_credentials};
use crate::moment::format;
use crate::query::Query;
use crate::site::Conditions;

/// One request with everything that it may look at and change.
#[derive(Debug)]
pub(super) struct Call<'c> {
    pub(super) rest: &'c mut Rest,
    pub(super) world: &'c mut World,
    pub(super) churn: Churn,
    /// Milliseconds.
    pub(super) now: i64,
    /// Scheme and host as the caller wrote them.
    pub(super) origin: String,
    pub(super) path: String,
    pub(super) params: Query,
    pub(super) body: Value,
    /// The token that came with the request.
    pub(super) bearer: Option<String>,
    /// User name and password of a basic authorization.
    pub(super) basic: Option<(String, String)>,
    /// The languages of translated texts in the answer.
    pub(super) locales: Vec<String>,
    /// Whether a job does it, and no request waits for it.
    pub(super) in_job: bool,
}

impl<'c> Call<'c> {
    pub(super) fn new(
        rest: &'c mut Rest,
        world: &'c mut World,
        request: &Request<Bytes>,
        conditions: Conditions<'_>,
    ) -> Result<Self, Failure> {
        let header = |name: HeaderName| {
            request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let params = Query::parse(request.uri().query());
        let body = body_of(header(CONTENT_TYPE).as_deref(), request.body())?;
        let bearer = authorization(request.headers(), "bearer").or_else(|| {
            // Later versions read the header only.
            let is_old = !world.settings.rest.version.maps_token_errors();
            let given = params.filled("access_token").or_else(|| params.filled("bearer_token"));
            given.filter(|_| is_old)
        });
        let bearer = bearer.map(str::to_owned);
        let basic = authorization(request.headers(), "basic").and_then(basic_credentials);
        let host = header(HOST).or_else(|| request.uri().host().map(str::to_owned));
        let origin = format!("http://{}", host.as_deref().unwrap_or(&world.settings.host));
        let locales = world.site.locales.clone();
        Ok(Self {
            rest,
            world,
            churn: conditions.churn,
            now: conditions.now,
            origin,
            path: request.uri().path().to_owned(),
            params,
            body,
            bearer,
            basic,
            locales,
            in_job: false,
        })
    }

    pub(super) fn settings(&self) -> &RestSettings {
        &self.world.settings.rest
    }

    pub(super) fn version(&self) -> RestVersion {
        self.settings().version
    }

    /// The clock in whole seconds.
    pub(super) fn seconds(&self) -> i64 {
        self.now.div_euclid(1000)
    }

    /// The organization of the host.
    pub(super) fn organization(&self) -> Option<&Record> {
        self.world.organization().map(AsRef::as_ref)
    }

    /// The address that the platform prints for itself.
    pub(super) fn site(&self) -> String {
        format!("https://{}", self.world.settings.host)
    }

    /// Reads which languages the answer is wanted in.
    pub(super) fn choose_locales(&mut self) -> Result<(), Failure> {
        let wanted = self.params.items("locales");
        let known = &self.world.site.locales;
        let foreign: Vec<String> =
            wanted.iter().filter(|locale| !known.contains(locale)).cloned().collect();
        if !foreign.is_empty() {
            let message = format!("Not allowed locales: {}", foreign.join(", "));
            return Err(Failure::BadRequest(message));
        }
        if !wanted.is_empty() {
            self.locales = wanted;
        }
        Ok(())
    }

    /// A stored text in the languages of the answer; an empty object for none.
    pub(super) fn translated(&self, text: &Value) -> Value {
        let chosen = self
            .locales
            .iter()
            .filter_map(|locale| text.get(locale).map(|text| (locale.clone(), text.clone())));
        Value::Object(chosen.collect::<Map<String, Value>>())
    }

    /// A moment in whole seconds with `Z`.
    pub(super) fn moment(moment: i64) -> Value {
        Value::String(format(moment, "%Y-%m-%dT%H:%M:%SZ"))
    }

    /// A moment with milliseconds, or null.
    pub(super) fn exact_moment(moment: Option<i64>) -> Value {
        moment.map_or(Value::Null, |moment| Value::String(format(moment, "%Y-%m-%dT%H:%M:%S%.3fZ")))
    }
}

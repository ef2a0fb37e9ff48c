//! One token, and what is done with a request from its path to its answer.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use civic_core::auth::TokenCache;
use civic_core::http::platform::HttpClient;
use civic_core::http::types::StatusCode;
use civic_core::http::{Call, CallOptions, Request, Response};
use civic_core::{Error, ErrorKind};
use secrecy::SecretString;

use super::api_request::ApiRequest;
use super::auth::credentials::{Credentials, Grant, Granted, TokenService};
use super::auth::scope::{Needs, Scopes};
use super::server_error::ServerError;
use super::site::{Site, name_primary_host};
use super::version::ApiVersion;

/// The least age of a token that is taken for revoked or forgotten, where the server does not tell
/// that from other refusals.
const FLOOR: Duration = Duration::from_secs(5);

/// What a [`Client`](super::Client) is without the name of its type.
pub(crate) struct Session {
    pub(crate) site: Arc<Site>,
    pub(crate) credentials: Credentials,
    pub(super) scopes: Scopes,
    http: HttpClient,
    tokens: TokenCache,
    pub(super) granted: Granted,
    pub(super) locales: Vec<String>,
    pub(crate) in_whose_name: &'static str,
    /// Permissions that the API client does not have: a new token was refused, too.
    refused_permissions: Mutex<BTreeSet<&'static str>>,
    /// The newest token with which a server failed as with the one before it.
    failed_with: AtomicU64,
}

impl Session {
    pub(super) fn new(
        site: Arc<Site>,
        credentials: Credentials,
        scopes: Scopes,
        locales: Vec<String>,
        grant: Grant,
    ) -> Self {
        let in_whose_name = match &grant {
            Grant::Machine => "machine",
            Grant::Login { .. } | Grant::Impersonate(_) => "user",
        };
        let granted = Granted::default();
        let service = TokenService {
            site: Arc::clone(&site),
            credentials: credentials.clone(),
            grant,
            scopes: scopes.clone(),
            granted: granted.clone(),
        };
        let tokens = TokenCache::new(service, Arc::clone(site.http.clock()));
        let http = site.http.clone().with_tokens(tokens.clone());
        let (refused_permissions, failed_with) = (Mutex::default(), AtomicU64::default());
        Self {
            site,
            credentials,
            scopes,
            http,
            tokens,
            granted,
            locales,
            in_whose_name,
            refused_permissions,
            failed_with,
        }
    }

    /// The version that the host has. The token request finds it out.
    pub(crate) async fn version(&self, options: &CallOptions) -> Result<ApiVersion, Error> {
        if let Some(version) = self.site.version.known() {
            return Ok(version);
        }
        self.wait_for_token("the API's version, which a token request finds out", options).await?;
        Ok(self.site.version.known().unwrap_or_default())
    }

    /// Waits until there is a token, within the call's deadline.
    async fn wait_for_token(&self, what: &str, options: &CallOptions) -> Result<(), Error> {
        let token = async { self.tokens.get().await.map(drop) };
        options.within_deadline(self.http.clock().as_ref(), what, token).await
    }

    /// The options of a call whose deadline runs from now on.
    pub(crate) fn started(&self, options: CallOptions) -> CallOptions {
        self.http.started(options)
    }

    /// Sends a call of which the host's version decides the path.
    ///
    /// At most four requests besides those for tokens: where the host no longer has the version
    /// that is known, to the other one; and both once more with a new token.
    pub(crate) async fn send(&self, mut call: ApiRequest) -> Result<Response, Error> {
        call.options = self.http.started(call.options);
        let issued = self.granted.number();
        let first = self.carry(&call).await;
        let result = match first {
            Err(error) if self.token_may_be_worthless(&call, &error, issued) => {
                let second = self.carry(&call).await;
                if let Err(again) = &second
                    && again.status() == error.status()
                {
                    self.learn_from(&call, again);
                }
                second
            }
            first => first,
        };
        result.map_err(|error| self.explain(error, &call.needs))
    }

    /// The call that sends this request and reads its answer, or what came of it. `read` is also
    /// given the options of the call, for what else it has to send.
    pub(crate) fn call<T, F>(
        self: &Arc<Self>,
        request: ApiRequest,
        read: impl Fn(CallContext, Result<Response, Error>) -> F + Clone + Send + Sync + 'static,
    ) -> Call<T>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let session = Arc::clone(self);
        Call::new(move |options| {
            let options = options.started(session.http.clock().as_ref());
            let (request, read) = (request.clone().options(options.clone()), read.clone());
            let context = CallContext { session: Arc::clone(&session), options };
            async move {
                let answer = context.session.send(request).await;
                read(context, answer).await
            }
        })
    }

    /// Sees to it that the path can be told: a token request finds out which version the host has,
    /// or has now.
    async fn ready(&self, call: &ApiRequest) -> Result<(), Error> {
        let needs_token = !call.parts().is_anonymous() && self.tokens.held().is_none();
        if needs_token {
            self.wait_for_token("a token", &call.options).await?;
        }
        self.version(&call.options).await.map(drop)
    }

    /// Sends a call to the version that the host has.
    async fn carry(&self, call: &ApiRequest) -> Result<Response, Error> {
        call.check()?;
        let ready = match self.ready(call).await {
            Ok(()) => self.must_have(call).await,
            Err(error) => Err(error),
        };
        if let Err(error) = ready {
            let url = call.shown_below(self.site.http.base().as_str());
            return Err(error.on_the_way_to(call.parts().method().clone(), url));
        }
        let answer = self.send_to_each(|version| call.clone().request(version)).await;
        answer.map_err(|error| call.explain_missing(error))
    }

    /// Refuses what the site's release does not have. Where no answer has shown its version for a
    /// while, it looks first whether the site was upgraded.
    async fn must_have(&self, call: &ApiRequest) -> Result<(), Error> {
        let refusal = || call.refusal(self.site.version.release()?);
        if refusal().is_some() && self.site.version.is_old() {
            drop(self.look(&call.options).await);
        }
        refusal().map_or(Ok(()), Err)
    }

    /// A small read, of which only the version that answers it counts.
    async fn look(&self, options: &CallOptions) -> Result<Response, Error> {
        self.send_to_each(|version| {
            let path = format!("{}/spaces/search", version.path_prefix());
            Request::get(path).query("per_page", 1).options(options.clone())
        })
        .await
    }

    /// Sends the request that is made for the version that the host has.
    pub(crate) async fn send_to_each(
        &self,
        request: impl Fn(ApiVersion) -> Request,
    ) -> Result<Response, Error> {
        let send = |version| self.http.execute(request(version));
        self.site.version.try_versions(send).await
    }

    /// Sends a request whose path the caller knows.
    pub(crate) async fn execute(&self, request: Request) -> Result<Response, Error> {
        let options = self.http.started(request.call_options().clone());
        match self.http.execute(request.options(options.clone())).await {
            Err(error) if ServerError::is_of_no_route(&error) => {
                Err(self.check_for_upgrade(error, &options).await)
            }
            result => result.map_err(name_primary_host),
        }
    }

    /// What it means if a path of the known version does not exist: the server may have another
    /// version now. Finds out by a small read, for the caller's own request is not ours to change.
    async fn check_for_upgrade(&self, error: Error, options: &CallOptions) -> Error {
        let Some(known) = self.site.version.known() else { return error };
        if !error.url().is_some_and(|url| url.contains(known.path_prefix())) {
            return error;
        }
        drop(self.look(options).await);
        match self.site.version.known() {
            Some(now) if now != known => error.with_hint(format!(
                "the server has version {now} now: build the path with Client::version() anew"
            )),
            _ => error,
        }
    }

    pub(crate) fn locales(&self) -> &[String] {
        &self.locales
    }

    /// The token in use.
    pub(crate) async fn token(&self, options: &CallOptions) -> Result<Option<SecretString>, Error> {
        self.wait_for_token("a token", options).await?;
        Ok(self.granted.token())
    }

    /// Drops the token in use. Whether there was one to drop.
    pub(crate) fn forget_token(&self) -> bool {
        self.tokens.held().is_some_and(|token| self.tokens.reject(&token))
    }

    /// Whether a refusal may be about the token, in releases before 0.2.10: those say of a revoked
    /// one what they say of a missing permission, and fail on one that they forgot. The token is
    /// then dropped, so that the next request brings a new one.
    ///
    /// A 403 comes before anything is done, so a write can follow it. A 500 may come after.
    fn token_may_be_worthless(&self, call: &ApiRequest, error: &Error, issued: u64) -> bool {
        let is_old = self.site.version.known() == Some(ApiVersion::V0_2);
        let is_own = !call.parts().is_anonymous() && !is_of_token_request(error);
        let by_the_api = matches!(ServerError::of(error), Some(ServerError::Api(_)));
        if !(is_old && is_own && by_the_api) {
            return false;
        }
        let number = self.granted.number();
        let doubtful = match error.status() {
            Some(StatusCode::FORBIDDEN) => {
                let refused =
                    self.refused_permissions.lock().unwrap_or_else(PoisonError::into_inner);
                !refused.contains(call.needs.permission)
                    && !call.needs.scope_is_missing(self.granted.scopes().as_ref())
            }
            Some(StatusCode::INTERNAL_SERVER_ERROR) => {
                call.parts().is_idempotent() && self.failed_with.load(Ordering::Relaxed) < number
            }
            _ => false,
        };
        if !doubtful {
            return false;
        }
        if number != issued {
            // Another call has replaced it meanwhile.
            return issued != 0;
        }
        let now = self.site.http.clock().elapsed();
        let age = self.granted.issued_at().map(|issued| now.saturating_sub(issued));
        age.is_some_and(|age| age >= FLOOR) && self.forget_token()
    }

    /// A new token did not help: the refusal is about something else, and is not doubted again.
    fn learn_from(&self, call: &ApiRequest, error: &Error) {
        if error.status() == Some(StatusCode::FORBIDDEN) {
            let mut refused =
                self.refused_permissions.lock().unwrap_or_else(PoisonError::into_inner);
            refused.insert(call.needs.permission);
        } else {
            self.failed_with.fetch_max(self.granted.number(), Ordering::Relaxed);
        }
    }

    /// What a refusal means, by what the call needs.
    fn explain(&self, error: Error, needs: &Needs) -> Error {
        let error = name_primary_host(error);
        if error.status() == Some(StatusCode::NOT_IMPLEMENTED) {
            return error.with_kind(ErrorKind::Unsupported).with_hint(
                "this organisation has the API, or this part of it, switched off (module \
                 decidim-rest-full, system panel)",
            );
        }
        if error.kind() != ErrorKind::Forbidden {
            return error;
        }
        // The refusal of a token request is about that, and says so itself.
        match needs.why_refused(self.granted.scopes().as_ref()) {
            Some(reason)
                if error.status() == Some(StatusCode::FORBIDDEN) && error.hint().is_none() =>
            {
                error.with_hint(reason)
            }
            _ => error,
        }
    }
}

/// In what a call sends its requests.
pub(crate) struct CallContext {
    pub(crate) session: Arc<Session>,
    /// Its options, whose deadline runs if the caller has set one.
    pub(crate) options: CallOptions,
}

fn is_of_token_request(error: &Error) -> bool {
    error.url().is_some_and(|url| url.ends_with("/oauth/token"))
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("site", &self.site).finish_non_exhaustive()
    }
}

//! The client of one site, in one name.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use civic_core::Error;
use civic_core::http::{Call, Request, Response};
use secrecy::SecretString;

use super::auth::credentials::Grant;
use super::auth::scope::{Scope, Scopes};
use super::auth::{Actor, Machine, User};
use super::session::Session;
use super::version::ApiVersion;

/// A site's REST API, for the program itself ([`Machine`]) or for a participant ([`User`]).
///
/// Cheap to clone; clones share the token, the connections and the rate limit. A participant's client
/// shares the connections and the rate limit with the client that it was made from. What only a
/// participant may do, or only a program, is a compile error on the other:
///
/// ```no_run
/// use decidim_client::rest::{Client, Scope};
///
/// # async fn example(id: &str, secret: &str) -> Result<(), decidim_client::Error> {
/// let site = Client::builder("https://decidim.example.org")
///     .credentials(id, secret)
///     .scopes([Scope::Public, Scope::Proposals])
///     .build()?;
///
/// let mut proposals = site.proposals().list().in_component(12).stream();
/// while let Some(proposal) = proposals.try_next().await? {
///     println!("{} {:?}", proposal.id, proposal.attributes.title.get("en"));
/// }
/// println!("{}", proposals.report());
///
/// let ana = site.impersonate("ana_ruiz").build()?;
/// let draft = ana.draft_proposals().create(12).await?;
/// # Ok(())
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
/// // A machine has no drafts.
/// let draft = site.draft_proposals().create(12).await?;
/// # Ok(())
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
/// // A participant does not run the site.
/// let all = ana.organizations().get(1).await?;
/// # Ok(())
/// # }
/// ```
pub struct Client<A = Machine> {
    pub(crate) session: Arc<Session>,
    actor: PhantomData<fn() -> A>,
}

/// A client in a participant's name.
pub type UserClient = Client<User>;

impl Client<Machine> {
    /// A client for the participant with this nickname and password. Needs the
    /// permission `oauth.login`. Sends nothing yet.
    ///
    /// The scopes are this client's without `system`.
    ///
    /// ```no_run
    /// # use decidim_client::secrecy::SecretString;
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let password = SecretString::from("what Ana typed");
    /// let ana = site.login("ana_ruiz", password)?;
    /// let vote = ana.vote(5499, 1).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): an empty nickname, or an e-mail
    /// address, by which servers do not find anybody.
    pub fn login(
        &self,
        nickname: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Result<UserClient, Error> {
        let nickname = nickname.into();
        if nickname.trim().is_empty() || nickname.contains('@') {
            return Err(Error::invalid_input(
                "login takes the nickname of a participant, not an e-mail address",
            ));
        }
        self.in_the_name_of(Grant::Login { nickname, password: password.into() }, None)
    }

    pub(crate) fn in_the_name_of(
        &self,
        grant: Grant,
        scopes: Option<Scopes>,
    ) -> Result<UserClient, Error> {
        let session = &self.session;
        let scopes = match scopes {
            Some(scopes) if scopes.contains(&Scope::System) => {
                return Err(Error::invalid_input("a participant's token cannot have `system`"));
            }
            Some(scopes) => scopes,
            None => session.scopes.clone().without(&Scope::System),
        };
        Ok(Client::new(Session::new(
            Arc::clone(&session.site),
            session.credentials.clone(),
            scopes,
            session.locales.clone(),
            grant,
        )))
    }
}

impl<A: Actor> Client<A> {
    pub(super) fn new(session: Session) -> Self {
        Self { session: Arc::new(session), actor: PhantomData }
    }

    /// Sends any request, with the same token, rate limit, retries and errors as all other calls.
    ///
    /// For paths that this version does not know; [`version`](Self::version) tells where they
    /// begin.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::http::Request;
    ///
    /// let path = format!("{}/newer_things", site.version().await?.path_prefix());
    /// let answer: decidim_client::serde_json::Value =
    ///     site.request(Request::get(path)).await?.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn request(&self, request: Request) -> Result<Response, Error> {
        self.session.execute(request).await
    }

    /// The version of the site's API: as set on the builder, or as found out with a token request. After
    /// an upgrade of the server it is what the last call found.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// println!("{}", site.version().await?); // v0.3
    /// # Ok(())
    /// # }
    /// ```
    pub fn version(&self) -> Call<ApiVersion> {
        let session = Arc::clone(&self.session);
        Call::new(move |options| {
            let session = Arc::clone(&session);
            async move { session.version(&session.started(options)).await }
        })
    }

    /// The site's address.
    pub fn base_url(&self) -> &str {
        self.session.site.http.base().as_str()
    }

    /// Drops the token in use, so that the next call asks for a new one. Returns whether it dropped one:
    /// there may be none, and a token that replaced a refused one less than 5 seconds ago is kept.
    ///
    /// Rarely needed. Servers since 0.2.10 say when a token is no longer valid. Older ones answer to a
    /// revoked token as to a missing permission; there a token of more than 5 seconds is replaced once on
    /// such an answer.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// // The administrators have given this program another permission, and revoked its tokens.
    /// site.forget_token();
    /// let spaces = site.spaces().list().stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn forget_token(&self) -> bool {
        self.session.forget_token()
    }

    /// What the last token may be used for. `None` before the first.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::rest::Client) -> Result<(), decidim_client::Error> {
    /// let spaces = site.spaces().list().stream().try_next().await?;
    /// println!("{:?}", site.granted_scopes().map(|scopes| scopes.to_string()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn granted_scopes(&self) -> Option<Scopes> {
        self.session.granted.scopes()
    }
}

impl<A> Clone for Client<A> {
    fn clone(&self) -> Self {
        Self { session: Arc::clone(&self.session), actor: PhantomData }
    }
}

/// Names the site and the scopes; holds no secret.
impl<A> fmt::Debug for Client<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("decidim_client::rest::Client")
            .field("base_url", &self.session.site.http.base().as_str())
            .field("in_whose_name", &self.session.in_whose_name)
            .field("scopes", &self.session.scopes.to_string())
            .finish_non_exhaustive()
    }
}

//! Links that sign a participant in.

use std::fmt;

use civic_core::http::types::{HeaderMap, Method};
use civic_core::http::{Call, Request, Response};
use civic_core::{Error, Extra};
use http::header;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::rest::api_request::ApiRequest;
use crate::rest::auth::scope::{Needs, Scope};
use crate::rest::auth::{Actor, User};
use crate::rest::client::Client;
use crate::rest::id::Id;
use crate::rest::lenient_decode::pick;
use crate::rest::version::ApiVersion;

const MAGIC_LINK: Needs = Needs::new(Scope::Oauth, "oauth.magic_link");

const PATH: &str = "me/magic_links";

impl Client<User> {
    /// Makes a link that signs the participant in, in whatever browser opens it. Scope `oauth`,
    /// permission `oauth.magic_link`.
    ///
    /// It is valid for five minutes and can be used more than once. A participant has one at a time: the
    /// next one replaces it.
    ///
    /// ```no_run
    /// # use decidim_client::secrecy::ExposeSecret;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let link = ana.magic_link().await?;
    /// println!("Location: {}", link.url.expose_secret());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("sign_in", "login"))]
    pub fn magic_link(&self) -> Call<MagicLink> {
        self.new_magic_link(None)
    }

    /// The same, with the page that the participant sees then: an https address on a host that the site's
    /// administrators allow. Releases before 0.2.11 ignore it.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let link = ana.magic_link_to("https://app.example.org/done").await?;
    /// println!("{:?}", link.redirect_url);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Rejected`](civic_core::ErrorKind::Rejected) for an address that is not allowed.
    pub fn magic_link_to(&self, redirect_url: &str) -> Call<MagicLink> {
        self.new_magic_link(Some(redirect_url))
    }

    fn new_magic_link(&self, redirect_url: Option<&str>) -> Call<MagicLink> {
        let mut request =
            ApiRequest::new(Method::POST, PATH, MAGIC_LINK).with(Request::secret_answer);
        if let Some(url) = redirect_url {
            request = request.json(&json!({"data": {"redirect_url": url}}));
        }
        self.session.call(request, |context, answer| async move {
            let answer = answer?;
            let version = context.session.version(&context.options).await?;
            MagicLink::read(&answer, context.session.site.http.base().as_str(), version)
        })
    }
}

impl MagicLink {
    fn read(response: &Response, base: &str, version: ApiVersion) -> Result<Self, Error> {
        let without = |path: &str| {
            // The body has the token, which must not show.
            let message =
                format!("POST {} answered {}, without a link", response.url(), response.status());
            Error::decode(message, path)
        };
        let mut made: Extra = response
            .json_under("data")
            .map_err(|error| without(error.decode_path().unwrap_or_default()))?;
        let mut extra: Extra = pick(&mut made, "attributes").unwrap_or_default();
        let token: String =
            pick(&mut extra, "token").ok_or_else(|| without("data.attributes.token"))?;
        let base = base.trim_end_matches('/');
        Ok(Self {
            id: pick(&mut made, "id").unwrap_or_else(Id::missing),
            url: format!("{base}{}/{PATH}/{token}", version.path_prefix()).into(),
            token: token.into(),
            label: pick(&mut extra, "label").unwrap_or_default(),
            redirect_url: pick(&mut extra, "redirect_url"),
            extra,
        })
    }
}

impl<A: Actor> Client<A> {
    /// Uses a link's token without a browser. Returns what a browser would get; the redirect is not
    /// followed. The client's own token is not sent.
    ///
    /// ```no_run
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let link = ana.magic_link().await?;
    /// let sign_in = ana.redeem_magic_link(&link.token).await?;
    /// println!("led to {:?} with {} cookies", sign_in.location, sign_in.cookies.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for what cannot be a token;
    /// [`Rejected`](civic_core::ErrorKind::Rejected) for one that is unknown or too old, or whose user may not
    /// sign in.
    pub fn redeem_magic_link(&self, token: &SecretString) -> Call<SignIn> {
        let text = token.expose_secret();
        let odd = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '=' | '-' | '_'));
        let is_odd = text.is_empty() || text.chars().any(odd);
        let odd = is_odd.then(|| Error::invalid_input("this is not a magic link's token"));
        let request = ApiRequest::get(format!("{PATH}/{text}"), Needs::NOTHING)
            .with(|request| {
                request.containing(token.clone()).anonymous().idempotent(false).takes_redirect()
            })
            .refused(odd);
        self.session.call(request, |_, answer| async { Ok(SignIn::read(&answer?)) })
    }
}

impl SignIn {
    fn read(response: &Response) -> Self {
        let location = response.headers().get(header::LOCATION);
        let location = location.map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned());
        Self { location, cookies: cookies(response.headers()) }
    }
}

fn cookies(headers: &HeaderMap) -> Vec<SecretString> {
    let cookies = headers.get_all(header::SET_COOKIE).iter();
    cookies.map(|cookie| String::from_utf8_lossy(cookie.as_bytes()).into_owned().into()).collect()
}

/// A link that signs a participant in. `Debug` shows no secret.
#[derive(Clone)]
#[non_exhaustive]
pub struct MagicLink {
    /// Its id.
    pub id: Id,
    /// Its token.
    pub token: SecretString,
    /// The address to open in a browser.
    pub url: SecretString,
    /// What the server calls it.
    pub label: String,
    /// Where it leads. `None` for the site's first page; since 0.2.11.
    pub redirect_url: Option<String>,
    /// What else the server says of it.
    pub extra: Extra,
}

impl fmt::Debug for MagicLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MagicLink")
            .field("id", &self.id)
            .field("label", &self.label)
            .field("redirect_url", &self.redirect_url)
            .finish_non_exhaustive()
    }
}

/// What a browser would get for a magic link. `Debug` shows no cookie.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignIn {
    /// Where it would be led.
    pub location: Option<String>,
    /// The cookies that it would get, the participant's session among them: each as the server
    /// wrote it, with its attributes.
    pub cookies: Vec<SecretString>,
}

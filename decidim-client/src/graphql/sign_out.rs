//! Ending a session that API credentials began.

use civic_core::Error;
use civic_core::http::Request;
use civic_core::http::platform::Sending;
use http::Method;

use super::client::Client;

impl Client {
    /// Ends the token that the API credentials bought. The next call signs in again.
    ///
    /// Does nothing where the client does not sign in by API credentials, or has not yet done so.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let me = site.session().await?;
    /// site.sign_out().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("logout", "revoke"))]
    pub fn sign_out(&self) -> SignOut {
        SignOut { client: self.clone(), sending: Sending::default() }
    }
}

/// The end of a session, sent when it is awaited. See [`Client::sign_out`].
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct SignOut {
    client: Client,
    sending: Sending<()>,
}

impl SignOut {
    civic_core::call_options!(client.options);

    async fn send(self) -> Result<(), Error> {
        let Some(tokens) = self.client.tokens() else { return Ok(()) };
        let Some(token) = tokens.held() else { return Ok(()) };
        let request = Request::new(Method::DELETE, "/api/sign_out").idempotent(true);
        self.client.send(request).await?;
        tokens.reject(&token);
        Ok(())
    }
}

civic_core::sent_when_polled!(SignOut => (), |call| call.send());

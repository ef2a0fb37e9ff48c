//! Credentials in, tokens out, and which requests may pass.

use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::errors::Failure;
use crate::query::Query;
use crate::reply::Reply;
use crate::site::SiteSettings;
use crate::tokens::{Signature, Tokens, end};

const RS256: Signature = Signature { algorithm: "RS256", length: 256 };

impl Tokens<()> {
    /// Answers `POST /authenticate`; `now` in seconds.
    pub(super) fn authenticate(
        &mut self,
        body: &Value,
        site: &SiteSettings,
        now: i64,
    ) -> Result<Reply, Failure> {
        let given = |field| body.get("auth").and_then(|auth| auth.get(field)?.as_str());
        let id = given("client_id").and_then(|id| Uuid::parse_str(id).ok());
        let known = id.is_some()
            && id == Uuid::parse_str(&site.client_id).ok()
            && given("client_secret") == Some(site.client_secret.as_str());
        if !known {
            return Err(Failure::UnknownClient);
        }
        let end = end(now, site.token_lifetime);
        let claims = json!({"exp": end, "sub": site.client_id});
        let jwt = self.add((), end, RS256, &claims);
        Ok(Reply::json(StatusCode::CREATED, &json!({"jwt": jwt})))
    }

    /// Lets a request pass that carries a good token: in the query or, failing that, as the last
    /// word of `Authorization`.
    pub(super) fn check(
        &self,
        headers: &HeaderMap,
        query: &Query,
        now: i64,
    ) -> Result<(), Failure> {
        let in_header =
            || headers.get(AUTHORIZATION)?.to_str().ok()?.split_whitespace().next_back();
        let token = query.get("token").or_else(in_header);
        token.and_then(|token| self.holder(token, now)).ok_or(Failure::Unauthorized)
    }
}

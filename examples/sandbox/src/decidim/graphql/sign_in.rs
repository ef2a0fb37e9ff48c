//! API credentials for a token, and a token taken back.

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, StatusCode};
use serde_json::{Value, json};

use super::asked::content_type;
use crate::decidim::world::{Kind, World};
use crate::headers;
use crate::reply::Reply;
use crate::tokens::Tokens;

/// The administrator that the credentials stand for.
const MACHINE: u64 = 1;

/// Key and secret, from JSON or a form.
fn credentials(request: &Request<Bytes>) -> Option<(String, String)> {
    if content_type(request.headers()) == "application/json" {
        let body: Value = serde_json::from_slice(request.body()).ok()?;
        let user = body.get("api_user")?;
        let text = |name: &str| user.get(name)?.as_str().map(str::to_owned);
        return Some((text("key")?, text("secret")?));
    }
    let value = |wanted: &str| {
        let mut pairs = url::form_urlencoded::parse(request.body());
        pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    Some((value("api_user[key]")?, value("api_user[secret]")?))
}

/// Answers `POST /api/sign_in`; `now` in seconds.
pub(super) fn sign_in(
    tokens: &mut Tokens<u64>,
    world: &World,
    request: &Request<Bytes>,
    now: i64,
) -> Reply {
    let site = &world.site;
    let given = credentials(request);
    let is_known =
        given.is_some_and(|(key, secret)| key == site.client_id && secret == site.client_secret);
    let user = world.get(Kind::User, MACHINE).filter(|_| is_known);
    let Some(user) = user else {
        let body = json!({
            "id": null, "name": null, "nickname": null, "jwt_token": null, "avatar": null,
        });
        return Reply::json(StatusCode::UNAUTHORIZED, &body);
    };
    let token = tokens.issue(user.id, now, site.token_lifetime);
    let body = json!({
        "id": user.id, "name": user.get("name"), "nickname": user.get("nickname"),
        "jwt_token": token, "avatar": null,
    });
    let reply = Reply::json(StatusCode::OK, &body);
    match HeaderValue::from_str(&format!("Bearer {token}")) {
        Ok(value) => reply.with_header(AUTHORIZATION, value),
        Err(_) => reply,
    }
}

pub(super) fn sign_out(tokens: &mut Tokens<u64>, request: &Request<Bytes>) -> Reply {
    if let Some(token) = headers::authorization(request.headers(), "bearer") {
        tokens.revoke(token);
    }
    Reply::empty(StatusCode::OK)
}

//! API credentials for a token, and a token taken back.

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use serde_json::{Value, json};

use super::request::content_type;
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
    // The credentials are those of one organization.
    let machine = world.get(Kind::User, MACHINE);
    let given = credentials(request).filter(|(key, _)| machine.is_some() && *key == site.client_id);
    let is_right = given.as_ref().is_some_and(|(_, secret)| *secret == site.client_secret);
    let Some(user) = machine.filter(|_| is_right) else {
        return refused(request.headers(), given.is_some());
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

/// What the library for signing in answers by itself to who accepts JSON. For all others it calls the
/// platform's own refusal and puts a status of its own in the place of that one's 401.
fn refused(headers: &HeaderMap, is_known: bool) -> Reply {
    if !accepts_json_first(headers) {
        let body = json!({
            "id": null, "name": null, "nickname": null, "jwt_token": null, "avatar": null,
        });
        return Reply::json(StatusCode::FORBIDDEN, &body);
    }
    let message = if is_known {
        "Invalid Key, Secret or password."
    } else {
        "You need to sign in or sign up before continuing."
    };
    Reply::json(StatusCode::UNAUTHORIZED, &json!({"error": message}))
}

/// Whether the framework takes a request for one of JSON: not if it accepts anything, too, as browsers do.
fn accepts_json_first(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|accepted| accepted.to_str().ok());
    let accepted = accepted.unwrap_or_default();
    !accepted.contains("*/*") && accepted.trim_start().starts_with("application/json")
}

pub(super) fn sign_out(tokens: &mut Tokens<u64>, request: &Request<Bytes>) -> Reply {
    if let Some(token) = headers::authorization(request.headers(), "bearer") {
        tokens.revoke(token);
    }
    Reply::empty(StatusCode::OK)
}

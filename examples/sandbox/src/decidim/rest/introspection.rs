//! `POST /oauth/introspect`: what a token is worth.

use http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::failure::{Answer, Failure};
use super::stored::Grant;
use super::token::{authenticated, credentials, given};
use crate::decidim::world::Kind;
use crate::reply::Reply;

/// Answers `POST /oauth/introspect`: for a client, or else for who has a token.
pub(super) fn introspect(call: &Call<'_>) -> Answer {
    let token = given(call, "token").unwrap_or_default();
    let grant = call.rest.grants.find(&token);
    if credentials(call).is_some() {
        let client = authenticated(call)?;
        return Ok(match grant.filter(|grant| grant.client == client) {
            Some(grant) => described(call, grant),
            None => inactive(),
        });
    }
    // Here the library itself reads the token, in every release.
    let bearer = call.bearer.clone();
    let bearer = bearer
        .or_else(|| given(call, "access_token"))
        .or_else(|| given(call, "bearer_token"))
        .and_then(|bearer| call.rest.grants.find(&bearer));
    let own = bearer.ok_or(Failure::Native {
        status: StatusCode::BAD_REQUEST,
        error: "invalid_request",
        description: "Request need to be authorized. Required parameter for authorizing request is missing \
                      or invalid.",
        state: None,
    })?;
    // A bearer may ask about other tokens of its client only.
    let is_good = own.token != token && !own.is_stale(call.seconds());
    let grant = grant.filter(|grant| is_good && grant.client == own.client);
    let grant = grant.ok_or_else(|| invalid_token(own, call.seconds()))?;
    Ok(described(call, grant))
}

/// What is said of the token that came with the request, not of the one that was asked about.
fn invalid_token(bearer: &Grant, now: i64) -> Failure {
    let description = if bearer.revoked {
        "The access token was revoked"
    } else if bearer.is_stale(now) {
        "The access token expired"
    } else {
        "The access token is invalid"
    };
    Failure::Native {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_token",
        description,
        state: Some("unauthorized"),
    }
}

fn inactive() -> Reply {
    Reply::json(StatusCode::OK, &json!({"active": false}))
}

fn described(call: &Call<'_>, grant: &Grant) -> Reply {
    if grant.is_stale(call.seconds()) {
        return inactive();
    }
    let user = grant.user.and_then(|id| call.world.get(Kind::User, id));
    let is_barred = user.is_some_and(|user| user.flag("blocked") || user.flag("locked"));
    let client = call.settings().clients.get(grant.client);
    let mut body = json!({
        "active": !is_barred,
        "scope": grant.scopes.join(" "),
        "client_id": client.map(|client| client.uid.as_str()),
        "token_type": "Bearer",
        "exp": grant.end(),
        "iat": grant.created,
        "sub": grant.row,
        // The client's organization, at whichever host.
        "aud": format!("https://{}", call.rest.clients_host),
    });
    if let (Some(user), Some(body)) = (user, body.as_object_mut()) {
        let mut attributes = json!({
            "email": user.get("email"),
            "name": user.get("name"),
            "locale": user.get("locale"),
            "created_at": Call::moment(user.created_at),
            "updated_at": Call::moment(user.updated_at),
        });
        // Blank keys are left out.
        if let (Some(url), Some(attributes)) =
            (user.text("personal_url"), attributes.as_object_mut())
        {
            attributes.insert("personal_url".to_owned(), Value::from(url));
        }
        let resource = json!({
            "id": user.id.to_string(),
            "type": "user",
            "attributes": attributes,
            "relationships": {},
            "meta": {"blocked": user.flag("blocked"), "locked": user.flag("locked")},
        });
        body.insert("resource".to_owned(), resource);
    }
    Reply::json(StatusCode::OK, &body)
}

//! What a token is worth, told to its client.

use http::StatusCode;
use serde_json::{Value, json};

use super::failure::{Answer, Failure};
use super::params::text_of;
use super::stored::Grant;
use super::token::authenticated;
use super::visit::Visit;
use crate::decidim::world::Kind;
use crate::reply::Reply;

/// Answers `POST /oauth/introspect`.
pub(super) fn introspect(visit: &Visit<'_>) -> Answer {
    let token = text_of(visit.body.get("token")).unwrap_or_default();
    let now = visit.seconds();
    let grant = visit.rest.grants.find(&token);
    if let Some(bearer) = &visit.bearer {
        let own = visit.rest.grants.find(bearer).filter(|grant| !grant.is_stale(now));
        let own = own.ok_or_else(invalid_token)?;
        // A bearer may ask about other tokens of its client only.
        let grant = grant.filter(|grant| grant.client == own.client && *bearer != token);
        return Ok(told(visit, grant.ok_or_else(invalid_token)?));
    }
    let has_credentials = visit.basic.is_some() || visit.body.get("client_id").is_some();
    if !has_credentials {
        return Err(Failure::Native {
            status: StatusCode::BAD_REQUEST,
            error: "invalid_request",
            description: "Client credentials are missing from the request.",
            state: None,
        });
    }
    let client = authenticated(visit)?;
    Ok(match grant.filter(|grant| grant.client == client) {
        Some(grant) => told(visit, grant),
        None => inactive(),
    })
}

fn invalid_token() -> Failure {
    Failure::Native {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_token",
        description: "The access token expired",
        state: Some("unauthorized"),
    }
}

fn inactive() -> Reply {
    Reply::json(StatusCode::OK, &json!({"active": false}))
}

fn told(visit: &Visit<'_>, grant: &Grant) -> Reply {
    if grant.is_stale(visit.seconds()) {
        return inactive();
    }
    let user = grant.user.and_then(|id| visit.world.get(Kind::User, id));
    let is_barred = user.is_some_and(|user| user.flag("blocked") || user.flag("locked"));
    let client = visit.settings().clients.get(grant.client);
    let mut body = json!({
        "active": !is_barred,
        "scope": grant.scopes.join(" "),
        "client_id": client.map(|client| client.uid.as_str()),
        "token_type": "Bearer",
        "exp": grant.end(),
        "iat": grant.created,
        "sub": grant.row,
        "aud": visit.site(),
    });
    if let (Some(user), Some(body)) = (user, body.as_object_mut()) {
        let mut attributes = json!({
            "email": user.get("email"),
            "name": user.get("name"),
            "locale": user.get("locale"),
            "created_at": Visit::moment(user.created_at),
            "updated_at": Visit::moment(user.updated_at),
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

//! Credentials in, tokens out.

use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::call::Call;
use super::client::ApiClient;
use super::failure::{Answer, Failure};
use super::params::{is_true, text_of};
use super::stored::Grant;
use crate::decidim::world::{Fields, Kind};
use crate::reply::Reply;

/// The shortest client id that is looked up at all.
const SHORTEST_CLIENT_ID: usize = 8;

/// Answers `POST /oauth/token`.
pub(super) fn create(call: &mut Call<'_>) -> Answer {
    match given(call, "grant_type").as_deref() {
        Some("client_credentials") => {
            let client = authenticated(call)?;
            grant(call, client, None)
        }
        Some("password") => {
            // The participant is found, or made, before the secret is looked at.
            let user = participant(call)?;
            let client = authenticated(call)?;
            grant(call, client, Some(user))
        }
        Some(other) if call.version().maps_token_errors() => {
            Err(Failure::BadRequest(format!("Unsupported grant type {other}")))
        }
        _ => Err(Failure::ServerError),
    }
}

/// Answers `POST /oauth/revoke`, which tells nobody whether there was such a token.
pub(super) fn revoke(call: &mut Call<'_>) -> Answer {
    let client = authenticated(call)?;
    let token = given(call, "token").unwrap_or_default();
    call.rest.grants.revoke(&token, client);
    Ok(Reply::json(StatusCode::OK, &json!({})))
}

fn given(call: &Call<'_>, name: &str) -> Option<String> {
    text_of(call.body.get(name)).or_else(|| call.params.filled(name).map(str::to_owned))
}

fn required(call: &Call<'_>, name: &'static str) -> Result<String, Failure> {
    given(call, name).ok_or(Failure::MissingParameter(name))
}

/// The place of the client whose id and secret were sent.
pub(super) fn authenticated(call: &Call<'_>) -> Result<usize, Failure> {
    let sent = given(call, "client_id").zip(given(call, "client_secret"));
    let (id, secret) = sent.or_else(|| call.basic.clone()).ok_or_else(Failure::invalid_client)?;
    let mut clients = call.settings().clients.iter();
    clients
        .position(|client| client.uid == id && client.secret == secret)
        .ok_or_else(Failure::invalid_client)
}

fn scopes(call: &Call<'_>) -> Vec<String> {
    let scopes = given(call, "scope").unwrap_or_else(|| "public".to_owned());
    scopes.split_whitespace().map(str::to_owned).collect()
}

fn grant(call: &mut Call<'_>, client: usize, user: Option<u64>) -> Answer {
    let scopes = scopes(call);
    let knows = |scope: &str| call.version().knows_scope(scope);
    let client_may = |scope: &String| {
        call.settings().clients.get(client).is_some_and(|client| client.may(scope))
    };
    let may = |scope: &String| knows(scope) && client_may(scope);
    if !scopes.iter().all(may) {
        return Err(Failure::Native {
            status: StatusCode::BAD_REQUEST,
            error: "invalid_scope",
            description: "The requested scope is invalid, unknown, or malformed.",
            state: None,
        });
    }
    let lifetime = call.world.site.token_lifetime.as_secs();
    let grant = Grant {
        row: 0,
        token: random_text(call, 43),
        client,
        user,
        scopes,
        created: call.seconds(),
        lifetime: i64::try_from(lifetime).unwrap_or(i64::MAX),
        revoked: false,
    };
    let grant = call.rest.grants.add(grant);
    let body = json!({
        "access_token": grant.token,
        "token_type": "Bearer",
        "expires_in": grant.lifetime,
        "scope": grant.scopes.join(" "),
        "created_at": grant.created,
    });
    let reply = Reply::json(StatusCode::OK, &body);
    Ok(reply.with_header(CACHE_CONTROL, HeaderValue::from_static("no-store")))
}

/// A text as random as a secret.
pub(super) fn random_text(call: &mut Call<'_>, length: usize) -> String {
    (0..length).map(|_| call.rest.rng.alphanumeric()).collect()
}

/// The participant whom a password grant is for.
fn participant(call: &mut Call<'_>) -> Result<u64, Failure> {
    let auth_type = required(call, "auth_type")?;
    let client_id = required(call, "client_id")?;
    if scopes(call).iter().any(|scope| scope == "system") {
        return Err(Failure::bad_request("can not request system scope with ROPC flow"));
    }
    if client_id.len() < SHORTEST_CLIENT_ID {
        return Err(Failure::bad_request("Invalid Api Client, check client_id credentials"));
    }
    let known = call.settings().clients.iter().find(|client| client.uid == client_id).cloned();
    let client =
        known.ok_or_else(|| Failure::bad_request("Invalid Api Client, check credentials"))?;
    match auth_type.as_str() {
        "login" => login(call, &client),
        "impersonate" => impersonate(call, &client),
        _ => Err(Failure::Unauthorized),
    }
}

fn login(call: &Call<'_>, client: &ApiClient) -> Result<u64, Failure> {
    let (username, password) = (required(call, "username")?, required(call, "password")?);
    if !client.can("oauth.login") {
        return Err(Failure::Forbidden);
    }
    let Some(user) = by_nickname(call, &username) else {
        // The older module asks nobody for a password.
        return Err(if call.version().maps_token_errors() {
            Failure::bad_request("User not found")
        } else {
            Failure::ServerError
        });
    };
    if password == call.settings().password {
        Ok(user)
    } else {
        Err(Failure::bad_request("User not found"))
    }
}

fn impersonate(call: &mut Call<'_>, client: &ApiClient) -> Result<u64, Failure> {
    if !client.can("oauth.impersonate") {
        return Err(Failure::bad_request("You are not authorized to perform this action"));
    }
    let (id, username) = (given(call, "id"), given(call, "username"));
    if id.is_none() && username.is_none() {
        return Err(Failure::bad_request("Username params required"));
    }
    let found = match (&id, &username) {
        (Some(id), _) => id.parse().ok().filter(|id| call.world.get(Kind::User, *id).is_some()),
        (None, Some(username)) => by_nickname(call, username),
        (None, None) => None,
    };
    let user = match found {
        Some(user) => user,
        None => register(call, id.is_some(), username)?,
    };
    // In the documents since ever; released servers let only other names pass.
    if let Some(extra) = call.body.get("extra").and_then(Value::as_object).cloned()
        && call.version().permits_extra()
    {
        call.world.change(Kind::User, user, |user| {
            let data = user.fields.entry("extended_data").or_insert_with(|| json!({}));
            if let Some(data) = data.as_object_mut() {
                data.extend(extra);
            }
        });
    }
    Ok(user)
}

fn by_nickname(call: &Call<'_>, nickname: &str) -> Option<u64> {
    let mut users = call.world.rows(Kind::User);
    let is_it = |user: &str| !user.is_empty() && user == nickname;
    users.find(|user| user.text("nickname").is_some_and(is_it)).map(|user| user.id)
}

fn register(call: &mut Call<'_>, by_id: bool, username: Option<String>) -> Result<u64, Failure> {
    let meta = call.body.get("meta").cloned().unwrap_or(Value::Null);
    if !is_true(meta.get("register_on_missing")) {
        let message = "User not found. To create one, user meta.register_on_missing";
        return Err(Failure::bad_request(message));
    }
    if by_id {
        return Err(Failure::bad_request("Param .id forbidden. Check your impersonation payload"));
    }
    let Some(nickname) = username else {
        let message = "Param .username required. Check your impersonation payload";
        return Err(Failure::bad_request(message));
    };
    if nickname.chars().any(|letter| !(letter.is_alphanumeric() || "_-".contains(letter))) {
        return Err(Failure::bad_request("Nickname is invalid"));
    }
    let email = text_of(meta.get("email")).unwrap_or_else(|| format!("{nickname}@example.org"));
    if !email.contains('@') {
        return Err(Failure::bad_request("Email is invalid"));
    }
    if call.world.rows(Kind::User).any(|user| user.text("email") == Some(&email)) {
        return Err(Failure::bad_request("Email has already been taken"));
    }
    let now = call.now;
    let agreed = is_true(meta.get("accept_tos_on_register")).then_some(now);
    let confirmed = is_true(meta.get("skip_confirmation_on_register")).then_some(now);
    let fields = json!({
        "name": text_of(meta.get("name")).unwrap_or_else(|| titleized(&nickname)),
        "nickname": nickname,
        "email": email,
        "admin": false,
        "is_group": false,
        "deleted": false,
        "blocked": false,
        "verified": false,
        "officialized": false,
        "locale": call.world.main_locale(),
        "about": null,
        "personal_url": null,
        "direct_messages_enabled": true,
        "followers_count": 0,
        "following_count": 0,
        "avatar_url": "/assets/avatars/0.png",
        "member_ids": [],
        "extended_data": {},
        "accepted_tos_at": agreed,
        "confirmed_at": confirmed,
    });
    let fields = fields.as_object().cloned().unwrap_or_else(Fields::new);
    Ok(call.world.add(Kind::User, None, now, fields))
}

/// `ada_example` to `Ada Example`.
fn titleized(nickname: &str) -> String {
    let words = nickname.split(['_', '-']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    });
    words.collect::<Vec<String>>().join(" ")
}

//! Credentials in, tokens out.

use http::header::{CACHE_CONTROL, PRAGMA};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::call::Call;
use super::client::ApiClient;
use super::failure::{Answer, Failure};
use super::params::text_of;
use super::registration::register;
use super::stored::Grant;
use crate::decidim::world::Kind;
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
        // The message of an exception without one is its class.
        Some(_) if call.version().maps_token_errors() => {
            Err(Failure::bad_request("Doorkeeper::Errors::InvalidTokenStrategy"))
        }
        _ => Err(Failure::ServerError),
    }
}

/// Answers `POST /oauth/revoke`, which tells nobody whether there was such a token, unless it is another client's.
pub(super) fn revoke(call: &mut Call<'_>) -> Answer {
    let refused = || Failure::Refused {
        error: "unauthorized_client",
        description: "You are not authorized to revoke this token",
    };
    let client = authenticated(call).map_err(|_| refused())?;
    let token = given(call, "token").unwrap_or_default();
    if call.rest.grants.find(&token).is_some_and(|grant| grant.client != client) {
        return Err(refused());
    }
    call.rest.grants.revoke(&token);
    Ok(Reply::json(StatusCode::OK, &json!({})))
}

pub(super) fn given(call: &Call<'_>, name: &str) -> Option<String> {
    text_of(call.body.get(name)).or_else(|| call.params.filled(name).map(str::to_owned))
}

fn required(call: &Call<'_>, name: &'static str) -> Result<String, Failure> {
    given(call, name).ok_or(Failure::MissingParameter(name))
}

/// The id and the secret that came with a request: those of a basic authorization go first.
pub(super) fn credentials(call: &Call<'_>) -> Option<(String, String)> {
    let basic = call.basic.clone().filter(|(id, _)| !id.is_empty());
    basic.or_else(|| {
        let secret = given(call, "client_secret").unwrap_or_default();
        Some((given(call, "client_id")?, secret))
    })
}

/// The place of the client whose id and secret were sent. Which organization it belongs to does not matter.
pub(super) fn authenticated(call: &Call<'_>) -> Result<usize, Failure> {
    let (id, secret) = credentials(call).ok_or_else(Failure::invalid_client)?;
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
    Ok(reply
        .with_header(CACHE_CONTROL, HeaderValue::from_static("no-store"))
        .with_header(PRAGMA, HeaderValue::from_static("no-cache")))
}

/// A text as random as a secret.
pub(super) fn random_text(call: &mut Call<'_>, length: usize) -> String {
    (0..length).map(|_| call.rest.rng.alphanumeric()).collect()
}

/// The participant whom a password grant is for.
fn participant(call: &mut Call<'_>) -> Result<u64, Failure> {
    if given(call, "scope").unwrap_or_default().contains("system") {
        return Err(Failure::bad_request("can not request system scope with ROPC flow"));
    }
    if !call.version().looks_for_the_client_first() {
        required(call, "auth_type")?;
    }
    let client = client_of_host(call)?;
    match required(call, "auth_type")?.as_str() {
        "login" => login(call, &client),
        "impersonate" => impersonate(call, &client),
        _ => Err(Failure::Unauthorized),
    }
}

/// The client that is named, if it belongs to the organization of the host.
fn client_of_host(call: &Call<'_>) -> Result<ApiClient, Failure> {
    let client_id = required(call, "client_id")?;
    if client_id.len() < SHORTEST_CLIENT_ID {
        return Err(Failure::bad_request("Invalid Api Client, check client_id credentials"));
    }
    let known = call.settings().clients.iter().find(|client| client.uid == client_id).cloned();
    let is_at_home = call.world.settings.host == call.rest.clients_host;
    let own = known.filter(|_| is_at_home);
    own.ok_or_else(|| Failure::bad_request("Invalid Api Client, check credentials"))
}

/// A wrong password is counted nowhere.
fn login(call: &Call<'_>, client: &ApiClient) -> Result<u64, Failure> {
    if !client.can("oauth.login") {
        return Err(Failure::Forbidden);
    }
    let not_found = || Failure::bad_request("User not found");
    let user = by_nickname(call, &required(call, "username")?);
    if user.is_none() && call.version().maps_token_errors() {
        return Err(not_found());
    }
    let password = required(call, "password")?;
    // The older module asks nobody for a password.
    let user = user.ok_or(Failure::ServerError)?;
    if password == call.settings().password { Ok(user) } else { Err(not_found()) }
}

fn impersonate(call: &mut Call<'_>, client: &ApiClient) -> Result<u64, Failure> {
    if !client.can("oauth.impersonate") {
        return Err(Failure::bad_request("You are not authorized to access this page."));
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

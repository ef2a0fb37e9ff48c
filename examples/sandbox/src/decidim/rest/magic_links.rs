//! Links that sign a participant in.

use http::header::{LOCATION, SET_COOKIE};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::access::check_standing;
use super::call::Call;
use super::caller::Caller;
use super::failure::{Answer, Failure};
use super::links::link;
use super::stored::MagicLink;
use super::token::random_text;
use crate::decidim::world::Kind;
use crate::reply::Reply;

/// How long a link is good, in milliseconds.
const LIFETIME: i64 = 5 * 60 * 1000;

pub(super) fn create(call: &mut Call<'_>, caller: &Caller) -> Answer {
    let redirect = call.body.get("data").and_then(|data| data.get("redirect_url"));
    let redirect = redirect.and_then(Value::as_str).map(str::to_owned);
    // Described before, and ignored until 0.2.11.
    let redirect = redirect.filter(|_| call.version().redirects_magic_links());
    if let Some(address) = &redirect {
        check_redirect(call, address)?;
    }
    let token = format!("{}=", random_text(call, 31));
    let links = &mut call.rest.links;
    links.last += 1;
    let made = MagicLink {
        id: links.last,
        token: token.clone(),
        end: call.now.saturating_add(LIFETIME),
        redirect: redirect.clone(),
    };
    let id = made.id;
    links.by_user.insert(caller.user.unwrap_or_default(), made);
    let mut attributes = json!({"token": token, "label": "My label"});
    if let (true, Some(attributes)) =
        (call.version().redirects_magic_links(), attributes.as_object_mut())
    {
        attributes.insert("redirect_url".to_owned(), json!(redirect));
    }
    let all = call.address("/me/magic_links");
    let own = format!("{all}/{token}");
    let body = json!({"data": {
        "id": id.to_string(),
        "type": "magic_link",
        "attributes": attributes,
        "links": {
            "self": link(all, "Generates a magic link", "POST", json!({
                "action_enctype": "application/x-www-form-urlencoded",
            })),
            "sign_in": link(own, "Sign in with magic link", "GET", json!({})),
        },
    }});
    Ok(Reply::json(StatusCode::CREATED, &body))
}

fn check_redirect(call: &Call<'_>, address: &str) -> Result<(), Failure> {
    let target = url::Url::parse(address).ok();
    let is_secure = target.as_ref().is_some_and(|target| target.scheme() == "https");
    let host = target.as_ref().and_then(url::Url::host_str);
    let message = if !is_secure {
        "must be a https address"
    } else if host != Some(call.world.settings.host.as_str()) {
        "host is not allowed"
    } else {
        return Ok(());
    };
    Err(Failure::Invalid(json!([{"attribute": "redirect_url", "message": message}])))
}

/// Signs in, as often as one likes until the link expires.
pub(super) fn redeem(call: &mut Call<'_>, token: &str) -> Answer {
    let wanted = token.replace("%3D", "=").replace("%3d", "=");
    let found = call.rest.links.by_user.iter().find(|(_, link)| link.token == wanted);
    let Some((user, magic_link)) = found.map(|(user, link)| (*user, link.clone())) else {
        return Err(Failure::bad_request("Token not found"));
    };
    if magic_link.end <= call.now {
        return Err(Failure::bad_request("Invalid Token"));
    }
    let user = call.world.get(Kind::User, user).ok_or(Failure::RecordNotFound)?;
    check_standing(user)?;
    let target = magic_link.redirect.unwrap_or_else(|| format!("{}/", call.site()));
    let session = random_text(call, 32);
    let cookie = format!("_session_id={session}; path=/; HttpOnly; SameSite=Lax");
    let page =
        format!("<html><body>You are being <a href=\"{target}\">redirected</a>.</body></html>");
    let reply = Reply::text(StatusCode::FOUND, "text/html; charset=utf-8", page);
    let with = |reply: Reply, name, value: &str| match HeaderValue::from_str(value) {
        Ok(value) => reply.with_header(name, value),
        Err(_) => reply,
    };
    Ok(with(with(reply, LOCATION, &target), SET_COOKIE, &cookie))
}

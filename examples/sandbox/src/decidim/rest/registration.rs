//! Users that an impersonation makes.

use serde_json::{Value, json};

use super::call::Call;
use super::failure::Failure;
use super::params::{is_true, text_of};
use crate::decidim::world::{Fields, Kind};

/// The longest nickname.
const LONGEST: usize = 20;

/// What a name may not have.
const NOT_IN_NAMES: &str = "<>?%&^*#@()[]=+:;\"{}\\|";

/// Makes the user whom nobody is; `by_id` says whether a number was asked for.
pub(super) fn register(
    call: &mut Call<'_>,
    by_id: bool,
    username: Option<String>,
) -> Result<u64, Failure> {
    let meta = call.body.get("meta").cloned().unwrap_or(Value::Null);
    if !is_true(meta.get("register_on_missing")) {
        let message = "User not found. To create one, user meta.register_on_missing";
        return Err(Failure::bad_request(message));
    }
    let Some(nickname) = username else {
        let message = "Param .username required. Check your impersonation payload";
        return Err(Failure::bad_request(message));
    };
    if by_id {
        return Err(Failure::bad_request("Param .id forbidden. Check your impersonation payload"));
    }
    let email = text_of(meta.get("email")).unwrap_or_else(|| format!("{nickname}@example.org"));
    let name = text_of(meta.get("name")).unwrap_or_else(|| titleized(&nickname));
    let problems = problems(call, &nickname, &email, &name);
    if !problems.is_empty() {
        // As Ruby shows a list of texts.
        return Err(Failure::BadRequest(format!("{problems:?}")));
    }
    let now = call.now;
    let agreed = is_true(meta.get("accept_tos_on_register")).then_some(now);
    let confirmed = is_true(meta.get("skip_confirmation_on_register")).then_some(now);
    let fields = json!({
        "name": name,
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

/// What the platform has against a new user, in the order of its checks. It checks two things twice.
fn problems(call: &Call<'_>, nickname: &str, email: &str, name: &str) -> Vec<&'static str> {
    let too_long = nickname.chars().count() > LONGEST;
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    let is_taken = call.world.rows(Kind::User).any(|user| user.text("email") == Some(email));
    [
        (too_long, TOO_LONG),
        (name.contains(|letter: char| NOT_IN_NAMES.contains(letter)), "Name is invalid"),
        (is_taken, TAKEN),
        (!is_address(email), "Email is invalid"),
        (!nickname.chars().all(is_letter), "Nickname is invalid"),
        (too_long, TOO_LONG),
        (is_taken, TAKEN),
    ]
    .into_iter()
    .filter_map(|(is_so, problem)| is_so.then_some(problem))
    .collect()
}

const TOO_LONG: &str = "Nickname is too long (maximum is 20 characters)";
const TAKEN: &str = "Email has already been taken";

/// One `@` with something before and behind it, and no white space.
fn is_address(email: &str) -> bool {
    let parts = email.split_once('@');
    parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !email.contains(char::is_whitespace)
}

/// `ada_example` to `Ada Example`.
fn titleized(nickname: &str) -> String {
    let words = nickname.split(['_', '-']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    });
    words.collect::<Vec<String>>().join(" ")
}

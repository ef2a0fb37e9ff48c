//! The one language of a form's texts and messages.

use serde_json::{Value, json};

use crate::decidim::rest::call::Call;
use crate::decidim::rest::caller::Caller;
use crate::decidim::rest::failure::Failure;
use crate::decidim::world::Kind;

/// The language that is asked for and the one that is given, in small letters.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) locale: String,
    requested: String,
}

impl Chosen {
    /// By the parameter, else by the participant, else by the organization.
    pub(super) fn of(call: &Call<'_>, caller: &Caller) -> Result<Self, Failure> {
        let small = |text: &str| text.replace('_', "-").to_lowercase();
        let known: Vec<String> = call.world.site.locales.iter().map(|it| small(it)).collect();
        if let Some(asked) = call.params.filled("locale").map(small) {
            if !known.contains(&asked) {
                return Err(Failure::bad_request("invalid_locale"));
            }
            return Ok(Self { locale: asked.clone(), requested: asked });
        }
        let user = caller.user.and_then(|id| call.world.get(Kind::User, id));
        let own = user.and_then(|user| user.text("locale")).map(small);
        let own = own.filter(|own| known.contains(own));
        let locale = own.unwrap_or_else(|| small(call.world.main_locale()));
        Ok(Self { requested: locale.clone(), locale })
    }

    pub(super) fn meta(&self) -> Value {
        json!({"locale": self.locale, "requested_locale": self.requested, "fallback_from": null})
    }

    /// The text in this language, else in the first that it has; null for none.
    pub(super) fn text(&self, text: &Value) -> Value {
        let Some(texts) = text.as_object() else { return Value::Null };
        let own = texts.get(&self.locale).filter(|own| !own.is_null());
        let any = || texts.values().find(|text| !text.is_null());
        own.or_else(any).cloned().unwrap_or_default()
    }
}

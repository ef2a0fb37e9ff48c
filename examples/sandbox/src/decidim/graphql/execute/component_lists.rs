//! The components of a space.

use serde_json::{Value, json};

use super::Run;
use super::failure::{Failure, Stop};
use super::item::Item;
use super::modules::Module;
use super::order;
use super::sql::matches;
use crate::decidim::snake_case::snake_case;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record};

impl Run<'_> {
    pub(super) fn components(&self, space: &Record, arguments: &Value) -> Result<Item, Stop> {
        let filter = order::filter(arguments);
        let main = self.world.main_locale();
        let locale = self.locale_in(filter)?.unwrap_or(main);
        let order_locale = match arguments.get("order") {
            Some(order) => self.locale_in(order)?.unwrap_or(main),
            None => main,
        };
        let mut rows = Vec::new();
        for component in self.world.owned((space.kind, space.id), Kind::Component) {
            let published = component.number("published_at");
            let is_wanted = order::is_within(filter, "published", published)?
                && (published.is_some() || self.lists_unpublished())
                && self.is_component_wanted(&component, filter, locale);
            match self.module_of(&component) {
                Module::There if is_wanted => rows.push(component),
                // `unscoped` drops the condition on modules with the order.
                Module::Removed if is_wanted => return Err(Stop::Crash),
                _ => {}
            }
        }
        order::sort(
            &mut rows,
            arguments,
            |row| row.id,
            |component, key| match key {
                "id" => component.id.into(),
                "name" => json!(component.text_in("name", order_locale)),
                "type" => component.get("manifest_name").clone(),
                _ => component.get(key).clone(),
            },
        )?;
        Ok(self.seen_all(rows))
    }

    /// Whether the query itself takes unpublished components: to 0.29 for nobody, in 0.30 and 0.31 for
    /// everybody, so that their type has to hide them, and then for administrators.
    fn lists_unpublished(&self) -> bool {
        match self.version {
            version if version < Version::V0_30 => false,
            version if version < Version::V0_32 => true,
            _ => self.is_admin(),
        }
    }

    fn is_component_wanted(&self, component: &Record, filter: &Value, locale: &str) -> bool {
        let text = |name: &str| filter.get(name).and_then(Value::as_str);
        let manifest = component.text("manifest_name");
        let setting = |name: &str| component.get("settings").get(name).and_then(Value::as_bool);
        let flag = |name: &str| filter.get(name).and_then(Value::as_bool);
        let is_type = text("type").is_none_or(|wanted| {
            let is_new = self.version >= Version::V0_31;
            let wanted = if is_new { snake_case(wanted) } else { wanted.to_lowercase() };
            manifest == Some(wanted.as_str())
        });
        is_type
            && text("name").is_none_or(|wanted| {
                component.text_in("name", locale).is_some_and(|own| matches(own, wanted))
            })
            && flag("withGeolocationEnabled").is_none_or(|wanted| {
                setting("geocoding_enabled") == Some(wanted) || manifest == Some("meetings")
            })
            && flag("withCommentsEnabled")
                .is_none_or(|wanted| setting("comments_enabled") == Some(wanted))
    }

    /// The language that a filter or an order is about. One that the site does not have fails the field.
    fn locale_in<'a>(&self, members: &'a Value) -> Result<Option<&'a str>, Stop> {
        let Some(locale) = members.get("locale").and_then(Value::as_str) else { return Ok(None) };
        if self.world.site.locales.iter().any(|known| known == locale) {
            return Ok(Some(locale));
        }
        let message = format!("{locale} locale is not used in the organization");
        Err(Failure::plain(message).into())
    }
}

//! The settings of a component.

use serde_json::Value;

use crate::decidim::world::Record;

/// The largest weight of a vote where votes have weights.
pub(super) const HEAVIEST: i64 = 3;

/// A setting of a component.
pub(super) fn setting<'c>(component: &'c Record, name: &str) -> Option<&'c Value> {
    component.get("settings").get(name)
}

/// Whether a setting is on; `usual` where it is not set.
pub(super) fn is_on(component: &Record, name: &str, usual: bool) -> bool {
    setting(component, name).and_then(Value::as_bool).unwrap_or(usual)
}

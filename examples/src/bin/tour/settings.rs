//! Which real platforms the environment names.

use std::env;

/// The values of these settings if all are there, `None` if none is.
///
/// # Errors
/// Which ones are missing, where only some are there.
pub(crate) fn all_of<const N: usize>(names: [&str; N]) -> Result<Option<[String; N]>, String> {
    let values = names.map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
    let missing: Vec<_> = names
        .iter()
        .zip(&values)
        .filter(|(_, value)| value.is_none())
        .map(|(name, _)| *name)
        .collect();
    if missing.len() == N {
        return Ok(None);
    }
    if missing.is_empty() {
        return Ok(Some(values.map(Option::unwrap_or_default)));
    }
    Err(format!("{} must be set too", missing.join(" and ")))
}

//! Settings of a program: addresses and secrets by name, from the environment or from elsewhere.

use std::collections::BTreeMap;
use std::env;
use std::fmt;

use crate::program::Failure;

/// Settings by name. `Debug` shows the names alone, since values may be secrets.
#[derive(Clone, Default)]
pub struct Settings {
    /// None for those of the environment.
    values: Option<BTreeMap<String, String>>,
}

impl Settings {
    /// Those of the environment.
    pub fn environment() -> Self {
        Self::default()
    }

    /// These, and none of the environment.
    pub fn of(values: BTreeMap<String, String>) -> Self {
        Self { values: Some(values) }
    }

    /// None at all.
    pub fn none() -> Self {
        Self::of(BTreeMap::new())
    }

    /// The value of a name. None where it is not set, or empty.
    pub fn get(&self, name: &str) -> Option<String> {
        let value = match &self.values {
            Some(values) => values.get(name).cloned(),
            None => env::var(name).ok(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// Whether one of these names is set.
    pub fn sets(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.get(name).is_some())
    }

    /// The values of all of these names, or of none of them; the first may come from a flag.
    ///
    /// # Errors
    /// Some of them are set, and others are not.
    pub fn all<const N: usize>(
        &self,
        names: [&str; N],
        first: Option<&str>,
    ) -> Result<Option<[String; N]>, Failure> {
        let mut first = first.map(str::to_owned).filter(|value| !value.is_empty());
        let values = names.map(|name| first.take().or_else(|| self.get(name)));
        let missing: Vec<_> = names
            .iter()
            .zip(&values)
            .filter(|(_, value)| value.is_none())
            .map(|it| *it.0)
            .collect();
        if missing.is_empty() {
            return Ok(Some(values.map(Option::unwrap_or_default)));
        }
        if missing.len() < N {
            return Err(Failure::Usage(format!("{} must be set too", missing.join(" and "))));
        }
        Ok(None)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.values {
            Some(values) => f.debug_set().entries(values.keys()).finish(),
            None => f.write_str("the environment"),
        }
    }
}

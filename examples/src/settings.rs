//! Settings of a program: addresses and secrets by name, from the environment or from elsewhere.

use std::collections::BTreeMap;
use std::env::{self, VarError};
use std::ffi::OsStr;
use std::fmt;

use clap::error::ErrorKind;
use clap::{Arg, Parser};

use crate::program::Failure;

/// Settings by name. `Debug` shows only the names, since values may be secrets.
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
    ///
    /// # Errors
    /// It is not Unicode.
    pub fn get(&self, name: &str) -> Result<Option<String>, Failure> {
        let value = match &self.values {
            Some(values) => values.get(name).cloned(),
            None => match env::var(name) {
                Ok(value) => Some(value),
                Err(VarError::NotPresent) => None,
                Err(VarError::NotUnicode(_)) => return Err(Failure::Usage(not_unicode(name))),
            },
        };
        Ok(value.filter(|value| !value.is_empty()))
    }

    /// Whether one of these names is set, to whatever.
    pub fn sets(&self, names: &[&str]) -> bool {
        names.iter().any(|name| !matches!(self.get(name), Ok(None)))
    }

    /// The values of all of these names, or of none of them; the first may come from a flag.
    ///
    /// # Errors
    /// Some of them are set, and others are not; or one is not Unicode.
    pub fn all<const N: usize>(
        &self,
        names: [&str; N],
        first: Option<&str>,
    ) -> Result<Option<[String; N]>, Failure> {
        let mut first = first.map(str::to_owned).filter(|value| !value.is_empty());
        let mut values = names.map(|_| None);
        for (value, name) in values.iter_mut().zip(names) {
            *value = match first.take() {
                Some(first) => Some(first),
                None => self.get(name)?,
            };
        }
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

/// The arguments of a program. A variable of the environment that stands for one of them and is not
/// Unicode is named, and ends the program as wrong arguments do.
pub fn arguments<A: Parser>() -> A {
    let mut command = A::command();
    let not_text = |name: &&OsStr| env::var_os(name).is_some_and(|value| value.to_str().is_none());
    let name = command.get_arguments().filter_map(Arg::get_env).find(not_text);
    if let Some(message) = name.map(|name| not_unicode(&name.to_string_lossy())) {
        command.error(ErrorKind::InvalidUtf8, message).exit();
    }
    A::parse()
}

/// The value itself may be a secret.
fn not_unicode(name: &str) -> String {
    format!("the environment variable {name} is not Unicode text (UTF-8)")
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.values {
            Some(values) => f.debug_set().entries(values.keys()).finish(),
            None => f.write_str("the environment"),
        }
    }
}

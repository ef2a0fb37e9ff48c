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
    /// What is wrong if no address is among them. None where the sandbox is then read.
    without_address: Option<String>,
}

impl Settings {
    /// Those of the environment.
    pub fn environment() -> Self {
        Self::default()
    }

    /// These, and none of the environment.
    pub fn of(values: BTreeMap<String, String>) -> Self {
        Self { values: Some(values), without_address: None }
    }

    /// The same, which need an address: without one, reading fails with this message. The default is to read
    /// the embedded sandbox.
    #[must_use]
    pub fn need_address(mut self, message: String) -> Self {
        self.without_address = Some(message);
        self
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
        Ok(self.written(name)?.filter(|value| !value.is_empty()))
    }

    /// The value of a name, also an empty one.
    fn written(&self, name: &str) -> Result<Option<String>, Failure> {
        match &self.values {
            Some(values) => Ok(values.get(name).cloned()),
            None => match env::var(name) {
                Ok(value) => Ok(Some(value)),
                Err(VarError::NotPresent) => Ok(None),
                Err(VarError::NotUnicode(_)) => Err(Failure::Usage(not_unicode(name))),
            },
        }
    }

    /// The address of a platform: that of the flag `--url`, else the one of this name. None where neither is
    /// given.
    ///
    /// # Errors
    /// It is empty, or not Unicode; or there is none, and these settings [need one](Self::need_address).
    pub fn address(&self, name: &str, flag: Option<&str>) -> Result<Option<String>, Failure> {
        let (address, place) = match (flag, &self.values) {
            (Some(flag), _) => (Some(flag.to_owned()), "--url".to_owned()),
            (None, Some(_)) => (self.written(name)?, "the url in the profile".to_owned()),
            (None, None) => (self.written(name)?, format!("the environment variable {name}")),
        };
        match (address, &self.without_address) {
            (Some(address), _) if address.trim().is_empty() => {
                let why =
                    format!("{place} is empty: give it the address of a platform, or remove it");
                Err(Failure::Usage(why))
            }
            (None, Some(message)) => Err(Failure::Input(message.clone())),
            (address, _) => Ok(address),
        }
    }

    /// Whether a name is set, also to an empty text or to what is not Unicode.
    pub fn has(&self, name: &str) -> bool {
        !matches!(self.written(name), Ok(None))
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

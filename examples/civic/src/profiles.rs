//! `civic.toml`: platforms by name, so that nobody sets ten variables for each run.
//!
//! ```toml
//! [ghent.govocal]
//! url = "https://participate.example.org"
//! client_id_from = "GHENT_ID"          # the name of an environment variable
//! client_secret_from = "GHENT_SECRET"
//!
//! [ghent.decidim]
//! url = "https://decidim.example.org"
//! ```
//!
//! A secret never stands in the file, only the name of the variable that holds it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use civic_examples::program::Failure;
use civic_examples::settings::Settings;
use toml::{Table, Value};

/// Where settings come from.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Profile {
    /// Reads the platforms of this profile in the file of profiles, not those of the environment.
    #[arg(long, global = true, value_name = "NAME")]
    profile: Option<String>,
    /// The file of profiles.
    #[arg(long, global = true, value_name = "FILE", default_value = "civic.toml")]
    config: PathBuf,
}

/// What a profile may say of a platform: the key in the file, and the setting that it stands for.
const KEYS: [(&str, &[(&str, &str)]); 3] = [
    (
        "govocal",
        &[
            ("url", "GOVOCAL_URL"),
            ("client_id_from", "GOVOCAL_CLIENT_ID"),
            ("client_secret_from", "GOVOCAL_CLIENT_SECRET"),
        ],
    ),
    (
        "decidim",
        &[
            ("url", "DECIDIM_URL"),
            ("scopes", "DECIDIM_SCOPES"),
            ("api_key_from", "DECIDIM_API_KEY"),
            ("api_secret_from", "DECIDIM_API_SECRET"),
            ("client_id_from", "DECIDIM_CLIENT_ID"),
            ("client_secret_from", "DECIDIM_CLIENT_SECRET"),
        ],
    ),
    ("petitions", &[("url", "PETITIONS_URL"), ("api_key_from", "PETITIONS_API_KEY")]),
];

impl Profile {
    /// The file of profiles.
    pub(crate) fn file(&self) -> &Path {
        &self.config
    }

    /// Its name, if one is named.
    pub(crate) fn name(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// None, in this file.
    #[cfg(test)]
    pub(crate) fn of_file(path: &str) -> Self {
        Self { profile: None, config: path.into() }
    }

    /// The settings of the profile for these platforms; those of the environment where none is named.
    pub(crate) fn settings(&self, platforms: &[&str]) -> Result<Settings, Failure> {
        match &self.profile {
            Some(name) => Profiles::read(&self.config)?.settings(name, platforms),
            None => Ok(Settings::environment()),
        }
    }
}

/// The profiles of a file.
pub(crate) struct Profiles {
    path: PathBuf,
    profiles: Table,
}

impl Profiles {
    /// Reads the file.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let refused = |error: &dyn std::fmt::Display| {
            Failure::Input(format!("cannot read the profiles in {}: {error}", path.display()))
        };
        let text = fs::read_to_string(path).map_err(|error| refused(&error))?;
        // Only the message: the text beside it may be a secret that does not belong there.
        let profiles = text.parse::<Table>().map_err(|error| refused(&error.message()))?;
        Ok(Self { path: path.to_owned(), profiles })
    }

    /// The settings of a profile for these platforms. Only the variables that these need must be set. A platform
    /// without an address is not read, and the error says where the address belongs.
    pub(crate) fn settings(&self, name: &str, platforms: &[&str]) -> Result<Settings, Failure> {
        let sections: Vec<&str> = platforms.iter().map(|it| section(it)).collect();
        let usage = |why: String| Failure::Input(format!("{}: {why}", self.path.display()));
        let Some(Value::Table(profile)) = self.profiles.get(name) else {
            let known: Vec<_> = self.profiles.keys().map(String::as_str).collect();
            return Err(usage(format!("no profile {name:?}; there are: {}", known.join(", "))));
        };
        let mut settings = BTreeMap::new();
        for (platform, says) in profile {
            let keys = KEYS.iter().find(|(known, _)| known == platform);
            let (Some((_, keys)), Value::Table(says)) = (keys, says) else {
                let known: Vec<_> = KEYS.iter().map(|(known, _)| *known).collect();
                let why = format!("no platform {platform:?} in {name}: {}", known.join(", "));
                return Err(usage(why));
            };
            for (key, value) in says {
                let at = format!("{name}.{platform}.{key}");
                let Some((key, setting)) = keys.iter().find(|(known, _)| known == key) else {
                    return Err(usage(unknown(&at, keys)));
                };
                let Value::String(value) = value else {
                    return Err(usage(format!("{at} must be a text")));
                };
                if !sections.contains(&platform.as_str()) {
                    continue;
                }
                let value = if key.ends_with("_from") {
                    Settings::environment().get(value)?.ok_or_else(|| {
                        // Somebody may have written the secret itself there.
                        usage(format!("{at} names a variable of the environment which is not set"))
                    })?
                } else {
                    value.clone()
                };
                settings.insert((*setting).to_owned(), value);
            }
        }
        let has_address =
            |section: &&&str| profile.get(**section).is_some_and(|says| says.get("url").is_some());
        let settings = Settings::of(settings);
        Ok(match sections.iter().find(|section| !has_address(section)) {
            None => settings,
            Some(section) => settings.need_address(format!(
                "{}: the profile {name} has no address for {}; write this into the file: \
                 [{name}.{section}] and below it url = \"https://...\"",
                self.path.display(),
                spoken(section)
            )),
        })
    }
}

/// The address of a platform in these settings, if the flag `--url` does not name one.
pub(crate) fn address(
    platform: &str,
    settings: &Settings,
    flag: Option<&str>,
) -> Result<Option<String>, Failure> {
    let setting = match section(platform) {
        "govocal" => "GOVOCAL_URL",
        "decidim" => "DECIDIM_URL",
        _ => "PETITIONS_URL",
    };
    settings.address(setting, flag)
}

/// The platform's name in the file: the three APIs of Decidim are one site.
fn section(platform: &str) -> &str {
    if platform.starts_with("decidim") { "decidim" } else { platform }
}

/// The same for people.
fn spoken(section: &str) -> &str {
    match section {
        "govocal" => "Go Vocal",
        "decidim" => "Decidim",
        "petitions" => "petitions.eu",
        other => other,
    }
}

fn unknown(at: &str, keys: &[(&str, &str)]) -> String {
    let known = keys.iter().map(|(key, _)| *key);
    let (_, key) = at.rsplit_once('.').unwrap_or_default();
    let instead = format!("{key}_from");
    if known.clone().any(|known| known == instead) {
        return format!(
            "{at}: a secret does not belong in this file; write {instead} = \"NAME\" with the name of \
             the environment variable that holds it"
        );
    }
    format!("{at} is not known; there are: {}", known.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Result<Settings, String> {
        let profiles = Profiles { path: "civic.toml".into(), profiles: text.parse().unwrap() };
        profiles.settings("ghent", &["govocal", "decidim-rest"]).map_err(|error| error.to_string())
    }

    #[test]
    fn secrets_come_from_the_variables_that_are_named() {
        // A variable that every test has.
        let text = "[ghent.govocal]\nurl = \"https://x\"\nclient_secret_from = \"PATH\"";
        let settings = settings(text).unwrap();
        assert_eq!(settings.get("GOVOCAL_URL").unwrap().as_deref(), Some("https://x"));
        assert_eq!(settings.get("GOVOCAL_CLIENT_SECRET").unwrap(), std::env::var("PATH").ok());
        assert_eq!(settings.get("PATH").unwrap(), None);
        let shown = format!("{settings:?}");
        assert!(shown.contains("GOVOCAL_CLIENT_SECRET") && !shown.contains("bin"), "{shown}");
    }

    #[test]
    fn what_is_wrong_is_named_and_no_secret_is_shown() {
        for (text, told) in [
            ("[bruges.govocal]", "no profile \"ghent\"; there are: bruges"),
            ("[ghent.facebook]", "no platform \"facebook\" in ghent"),
            ("ghent = 1", "no profile \"ghent\""),
            ("[ghent]\ngovocal = 1", "no platform \"govocal\""),
            ("[ghent.govocal]\nurl = 1", "ghent.govocal.url must be a text"),
            ("[ghent.govocal]\nadress = \"x\"", "ghent.govocal.adress is not known"),
            ("[ghent.govocal]\nclient_secret = \"s3cr3t\"", "write client_secret_from"),
            ("[ghent.decidim]\napi_key_from = \"s3cr3t\"", "api_key_from names a variable of"),
        ] {
            let error = settings(text).unwrap_err();
            assert!(error.contains(told) && !error.contains("s3cr3t"), "{error}");
        }
    }
}

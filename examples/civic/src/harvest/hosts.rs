//! Which platforms are read: a line for each in a file.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use civic_examples::cassette;
use civic_examples::platforms::SETTINGS;
use civic_examples::program::Failure;
use civic_examples::settings::Settings;

use crate::lists::{Named, PLATFORMS};
use crate::profiles::{self, Profile, Profiles};

/// A platform that is read.
#[derive(Debug)]
pub(crate) struct Host {
    /// Which kind: `decidim`, ...
    pub(crate) platform: String,
    /// Its name in the dataset: the host of its address.
    pub(crate) name: String,
    /// Its address. None for the embedded sandbox.
    pub(crate) url: Option<String>,
    pub(crate) settings: Settings,
}

/// The kinds that nobody reads without secrets.
const NEED_SECRETS: [&str; 3] = ["govocal", "decidim-rest", "petitions"];

/// The platforms of a file. Each line names the kind and the address, and a profile where secrets are needed:
///
/// ```text
/// # kind    address                           profile
/// decidim   https://decidim.example.org
/// govocal   https://participate.example.org   ghent
/// ```
#[derive(Debug)]
pub(crate) struct Hosts(pub(crate) Vec<Arc<Host>>);

impl Hosts {
    /// The hosts of a file. Lines that name no profile have this one, if it is one. Profiles are in another
    /// file, which is read only if one is named.
    pub(crate) fn read(path: &Path, profile: &Profile) -> Result<Self, Failure> {
        let bytes = fs::read_to_string(path).map_err(|error| {
            Failure::Input(format!("cannot read the hosts in {}: {error}", path.display()))
        })?;
        // Some editors begin a file with a mark.
        let text = bytes.trim_start_matches('\u{feff}');
        let mut known = None;
        let mut hosts: Vec<Arc<Host>> = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let refused = |why: &dyn std::fmt::Display| {
                Failure::Input(format!("{}, line {number}: {why}", path.display()))
            };
            let words: Vec<&str> =
                line.split('#').next().unwrap_or_default().split_whitespace().collect();
            let (platform, url, named) = match words.as_slice() {
                [] => continue,
                [platform, url] => (*platform, *url, profile.name()),
                [platform, url, named] => (*platform, *url, Some(*named)),
                _ => return Err(refused(&"a line names a kind, an address and perhaps a profile")),
            };
            if !PLATFORMS.contains(&platform) {
                let kinds = PLATFORMS.join(", ");
                return Err(refused(&format!("there is no kind {platform:?}; there are: {kinds}")));
            }
            let host = name(url).ok_or_else(|| {
                // It may hold a password, so it is not shown.
                refused(&"an address must look like https://decidim.example.org")
            })?;
            let settings = match named {
                None if NEED_SECRETS.contains(&platform) && !cassette::is_replayed()? => {
                    let why = format!("{platform} needs secrets: name a profile after the address");
                    return Err(refused(&why));
                }
                // Those of the environment are one platform's, and not for strangers.
                None => Settings::none(),
                Some(name) => {
                    if known.is_none() {
                        known = Some(Profiles::read(profile.file())?);
                    }
                    let known = known.as_ref().map(|known| known.settings(name, &[platform]));
                    known.transpose()?.unwrap_or_default()
                }
            };
            if hosts.iter().any(|it| it.platform == platform && it.name == host) {
                return Err(refused(&format!("{host} is named twice")));
            }
            let (platform, url) = (platform.to_owned(), Some(url.to_owned()));
            hosts.push(Arc::new(Host { platform, name: host, url, settings }));
        }
        Ok(Self(hosts))
    }

    /// The platforms of the profile that have one of the lists; without a profile the embedded sandboxes.
    pub(crate) fn without_file(lists: &[Named], profile: &Profile) -> Result<Self, Failure> {
        if profile.name().is_none() {
            let environment = Settings::environment();
            return match SETTINGS.into_iter().find(|name| environment.has(name)) {
                None => Ok(Self::sandbox(lists)),
                Some(name) => Err(Failure::Usage(format!(
                    "the environment names a platform ({name}), which harvest does not read: name platforms \
                     with --hosts or --profile"
                ))),
            };
        }
        let has_list = |platform: &&str| lists.iter().any(|list| list.platform() == *platform);
        let mut hosts = Vec::new();
        for platform in PLATFORMS.into_iter().filter(has_list) {
            let settings = profile.settings(&[platform])?;
            let url = profiles::address(platform, &settings, None)?;
            let name = url.as_deref().and_then(name).ok_or_else(|| {
                let why = "an address must look like https://decidim.example.org";
                Failure::Input(format!("{}: {why}", profile.file().display()))
            })?;
            hosts.push(Arc::new(Host { platform: platform.to_owned(), name, url, settings }));
        }
        Ok(Self(hosts))
    }

    /// The embedded sandbox of each platform that has one of the lists.
    fn sandbox(lists: &[Named]) -> Self {
        let has_list = |platform: &&str| lists.iter().any(|list| list.platform() == *platform);
        let host = |platform: &str| Host {
            platform: platform.to_owned(),
            name: "sandbox".to_owned(),
            url: None,
            settings: Settings::none(),
        };
        Self(PLATFORMS.into_iter().filter(has_list).map(|kind| Arc::new(host(kind))).collect())
    }
}

/// The host of an address, with its port where it has one, and its path where it has one.
fn name(url: &str) -> Option<String> {
    let (_, rest) =
        url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let rest = rest.trim_end_matches('/');
    (!rest.is_empty() && !rest.contains(['?', '#', '@'])).then(|| rest.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Hosts, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hosts");
        fs::write(&path, text).unwrap();
        Hosts::read(&path, &Profile::of_file("no-such-file")).map_err(|error| error.to_string())
    }

    #[test]
    fn each_line_is_a_host() {
        let text = "\u{feff}# all\ndecidim https://a.example.org/  # one\n\ndecidim http://b:80\n";
        let hosts = read(text).unwrap().0;
        let named: Vec<_> = hosts.iter().map(|it| (&*it.platform, &*it.name)).collect();
        assert_eq!(named, [("decidim", "a.example.org"), ("decidim", "b:80")]);
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (text, told) in [
            ("decidim", "line 1: a line names a kind"),
            ("\nwiki https://x", "line 2: there is no kind \"wiki\""),
            ("decidim x", "line 1: an address must look like"),
            ("decidim https://u:s3cr3t@x", "must look like"),
            ("decidim https://x?key=s3cr3t", "must look like"),
            ("petitions https://x", "line 1: petitions needs secrets: name a profile"),
            ("decidim https://x\ndecidim https://X/", "line 2: x is named twice"),
            ("decidim https://x p", "cannot read the profiles in no-such-file"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(told) && !error.contains("s3cr3t"), "{error}");
        }
    }
}

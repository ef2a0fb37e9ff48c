//! Many sites, each with its own credentials.

use std::collections::BTreeMap;

use civic_core::Error;

use super::auth::Machine;
use super::client::Client;

/// The clients of several sites, by host. A host that is not among them gets no credentials: it is
/// refused before anything is sent.
///
/// ```
/// use decidim_client::rest::{Client, Sites};
///
/// # fn main() -> Result<(), decidim_client::Error> {
/// let mut sites = Sites::new();
/// for host in ["lyon.example.org", "quito.example.org"] {
///     let client = Client::builder(format!("https://{host}")).credentials("client-id", "s3cr3t");
///     sites.add(client.build()?)?;
/// }
/// assert!(sites.of("https://lyon.example.org/processes/1").is_ok());
/// assert!(sites.of("elsewhere.example.org").is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sites {
    clients: BTreeMap<String, Client<Machine>>,
}

impl Sites {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a site's client.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::rest::{Client, Sites};
    ///
    /// let mut sites = Sites::new();
    /// let lyon = Client::builder("https://lyon.example.org").credentials("client-id", "secret").build()?;
    /// sites.add(lyon)?;
    /// assert_eq!(sites.hosts().collect::<Vec<_>>(), ["lyon.example.org"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) where there is one of this host.
    pub fn add(&mut self, client: Client<Machine>) -> Result<(), Error> {
        let host = host_of(client.base_url());
        if self.clients.contains_key(&host) {
            return Err(Error::invalid_input(format!("there is a client for {host} already")));
        }
        self.clients.insert(host, client);
        Ok(())
    }

    /// The client for this host, or for the host of this address. The scheme does not count, the
    /// port does.
    ///
    /// ```
    /// use decidim_client::rest::{Client, Sites};
    ///
    /// async fn proposals_behind(sites: &Sites, address: &str) -> Result<(), decidim_client::Error> {
    ///     // Credentials go only to their own host.
    ///     let site: &Client = sites.of(address)?;
    ///     let proposals = site.proposals().list().stream();
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput) for a host that is not among them.
    pub fn of(&self, host_or_url: &str) -> Result<&Client<Machine>, Error> {
        let host = host_of(host_or_url);
        self.clients.get(&host).ok_or_else(|| {
            Error::invalid_input(format!("there are no credentials for the host {host:?}"))
        })
    }

    /// The hosts, in order.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.clients.keys().map(String::as_str)
    }

    /// All clients, by host.
    ///
    /// ```
    /// use decidim_client::rest::Sites;
    ///
    /// async fn versions(sites: &Sites) {
    ///     for (host, site) in sites.iter() {
    ///         println!("{host}: {:?}", site.version().await.map(|version| version.to_string()));
    ///     }
    /// }
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Client<Machine>)> {
        self.clients.iter().map(|(host, client)| (host.as_str(), client))
    }
}

/// Host and port, without what stands before a `@`, which is not part of it.
fn host_of(text: &str) -> String {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let bare = host.strip_suffix(":443").or(host.strip_suffix(":80")).unwrap_or(&host);
    bare.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_in_whatever_form_and_never_mistaken() {
        for text in [
            "a.example.org",
            "https://A.example.org",
            "https://a.example.org:443/x?y",
            "https://me@a.example.org#z",
        ] {
            assert_eq!(host_of(text), "a.example.org", "{text}");
        }
        for text in [
            "https://a.example.org:8443",
            "a.example.org.evil.example.org",
            "https://a.example.org@evil.example.org/",
            "https://evil.example.org/a.example.org",
        ] {
            assert_ne!(host_of(text), "a.example.org", "{text}");
        }
    }
}

//! The platform that a program reads: the one that the environment names, or the embedded sandbox.
//!
//! | platform | address | secrets, by the environment alone |
//! |---|---|---|
//! | Go Vocal | `GOVOCAL_URL` | `GOVOCAL_CLIENT_ID`, `GOVOCAL_CLIENT_SECRET` |
//! | Decidim, GraphQL | `DECIDIM_URL` | `DECIDIM_API_KEY` and `DECIDIM_API_SECRET`, or none |
//! | Decidim, open data | `DECIDIM_URL` | none |
//! | Decidim, REST | `DECIDIM_URL`, and `DECIDIM_SCOPES` for a token of fewer scopes | `DECIDIM_CLIENT_ID`, `DECIDIM_CLIENT_SECRET` |
//! | petitions.eu | `PETITIONS_URL` | `PETITIONS_API_KEY` |
//!
//! The address may be a flag of the program; a secret may not, since everybody on a machine can
//! see the flags of its programs.

use civic_core::http::{HttpConfig, RateLimit};
use civic_sandbox::{Decidim, GoVocal, Petitions, Server};
use decidim_client::rest::Scope;
use decidim_client::{graphql, open_data, rest};

use crate::program::{Failure, say};
use crate::settings::Settings;
use crate::stable_address::StableAddress;

/// The names of all settings above.
pub const SETTINGS: [&str; 11] = [
    "GOVOCAL_URL",
    "GOVOCAL_CLIENT_ID",
    "GOVOCAL_CLIENT_SECRET",
    "DECIDIM_URL",
    "DECIDIM_API_KEY",
    "DECIDIM_API_SECRET",
    "DECIDIM_CLIENT_ID",
    "DECIDIM_CLIENT_SECRET",
    "DECIDIM_SCOPES",
    "PETITIONS_URL",
    "PETITIONS_API_KEY",
];

/// Shown to the platforms' administrators.
const PROGRAM: &str = concat!("civic-examples/", env!("CARGO_PKG_VERSION"));

/// The sandboxes' addresses, whatever their ports.
const GOVOCAL: &str = "http://govocal.sandbox.example";
const DECIDIM: &str = "http://decidim.sandbox.example";
const PETITIONS: &str = "http://petitions.sandbox.example";

/// A client, and the sandbox behind it unless it reads a real platform.
#[derive(Debug)]
pub struct Platform<C> {
    /// Reads the platform.
    pub client: C,
    /// The platform's address; the sandbox's, whatever its port.
    pub address: String,
    /// The languages of the sandbox, the first before the others. Nobody knows a real platform's.
    pub languages: Option<Vec<String>>,
    /// Stops when it is dropped.
    sandbox: Option<Server>,
}

impl<C> Platform<C> {
    /// Whether this is the sandbox, where nothing that a program does matters to anybody.
    pub fn is_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }

    fn real(client: C, address: String) -> Self {
        Self { client, address, languages: None, sandbox: None }
    }

    fn sandbox(client: C, address: &str, languages: &[String], server: Server) -> Self {
        say(&format!("reading the embedded sandbox at {}", server.url()));
        let (address, languages) = (address.to_owned(), Some(languages.to_vec()));
        Self { client, address, languages, sandbox: Some(server) }
    }
}

/// A Go Vocal platform, read in this locale.
pub async fn govocal(
    settings: &Settings,
    url: Option<&str>,
    locale: Option<&str>,
) -> Result<Platform<govocal_client::Client>, Failure> {
    use govocal_client::Client;
    let names = ["GOVOCAL_URL", "GOVOCAL_CLIENT_ID", "GOVOCAL_CLIENT_SECRET"];
    let build = |builder: govocal_client::ClientBuilder| {
        locale.into_iter().fold(builder, govocal_client::ClientBuilder::locale).build()
    };
    if let Some([url, id, secret]) = settings.all(names, url)? {
        let client = Client::builder(&url).credentials(id, secret).integration(PROGRAM);
        return Ok(Platform::real(build(client)?, url));
    }
    let platform = GoVocal::builder().seed(2026).ideas(240).no_rate_limit().build();
    let server = Server::start(platform.clone()).await?;
    let client = Client::builder(GOVOCAL)
        .credentials(platform.client_id(), platform.client_secret())
        .http(to(&server)?);
    Ok(Platform::sandbox(build(client)?, GOVOCAL, platform.locales(), server))
}

/// A Decidim site's GraphQL API.
pub async fn decidim(
    settings: &Settings,
    url: Option<&str>,
) -> Result<Platform<graphql::Client>, Failure> {
    use graphql::Client;
    let credentials = settings.all(["DECIDIM_API_KEY", "DECIDIM_API_SECRET"], None)?;
    if let Some([url]) = settings.all(["DECIDIM_URL"], url)? {
        let client = Client::builder(&url).http(HttpConfig::new().user_agent(PROGRAM));
        let client = match credentials {
            Some([key, secret]) => client.credentials(key, secret),
            None => client,
        };
        return Ok(Platform::real(client.build()?, url));
    }
    if credentials.is_some() {
        return Err(Failure::Usage("DECIDIM_URL must be set too".to_owned()));
    }
    let platform = Decidim::builder().seed(2026).no_rate_limit().build();
    let server = Server::start(platform.clone()).await?;
    let client = Client::builder(DECIDIM).http(to(&server)?).build()?;
    Ok(Platform::sandbox(client, DECIDIM, platform.locales(), server))
}

/// A Decidim site's public tables, which need no secrets.
pub async fn decidim_open_data(
    settings: &Settings,
    url: Option<&str>,
) -> Result<Platform<open_data::Client>, Failure> {
    use open_data::Client;
    if let Some([url]) = settings.all(["DECIDIM_URL"], url)? {
        let client = Client::builder(&url).http(HttpConfig::new().user_agent(PROGRAM));
        return Ok(Platform::real(client.build()?, url));
    }
    let platform = Decidim::builder().seed(2026).no_rate_limit().build();
    let server = Server::start(platform.clone()).await?;
    let client = Client::builder(DECIDIM).http(to(&server)?).build()?;
    Ok(Platform::sandbox(client, DECIDIM, platform.locales(), server))
}

/// A Decidim site's REST API, read in these locales; none of them means all. The program needs
/// these scopes.
pub async fn decidim_rest(
    settings: &Settings,
    url: Option<&str>,
    locales: &[String],
    scopes: &[Scope],
) -> Result<Platform<rest::Client>, Failure> {
    use rest::Client;
    // A site refuses a token for more than the client was given.
    let scopes: Vec<Scope> = match settings.get("DECIDIM_SCOPES")? {
        Some(fewer) => fewer.split_whitespace().map(Scope::from).collect(),
        None => scopes.to_vec(),
    };
    let names = ["DECIDIM_URL", "DECIDIM_CLIENT_ID", "DECIDIM_CLIENT_SECRET"];
    if let Some([url, id, secret]) = settings.all(names, url)? {
        let client = Client::builder(&url).credentials(id, secret).scopes(scopes);
        let client = client.locales(locales).http(HttpConfig::new().user_agent(PROGRAM));
        return Ok(Platform::real(client.build()?, url));
    }
    let platform = Decidim::builder().seed(2026).no_rate_limit().build();
    let server = Server::start(platform.clone()).await?;
    let client = Client::builder(DECIDIM)
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(scopes)
        .locales(locales)
        .http(to(&server)?)
        .build()?;
    Ok(Platform::sandbox(client, DECIDIM, platform.locales(), server))
}

/// A petitions server, read in this language.
pub async fn petitions(
    settings: &Settings,
    url: Option<&str>,
    read_in: Option<&str>,
) -> Result<Platform<petitions_client::Client>, Failure> {
    use petitions_client::{Client, language};
    let build = |builder: petitions_client::ClientBuilder| {
        // The environment's may be empty.
        let read_in = read_in.filter(|it| !it.is_empty());
        read_in.into_iter().fold(builder, petitions_client::ClientBuilder::language).build()
    };
    if let Some([url, key]) = settings.all(["PETITIONS_URL", "PETITIONS_API_KEY"], url)? {
        let client = Client::builder(&url).api_key(key).http(HttpConfig::new().user_agent(PROGRAM));
        return Ok(Platform::real(build(client)?, url));
    }
    let platform =
        Petitions::builder().seed(2026).petitions(12).signatures(400).no_rate_limit().build();
    let server = Server::start(platform).await?;
    let client = Client::builder(PETITIONS).api_key(Petitions::FULL_KEY);
    let languages = [language::DUTCH, language::ENGLISH, language::GERMAN].map(str::to_owned);
    let client = build(client.http(to(&server)?))?;
    Ok(Platform::sandbox(client, PETITIONS, &languages, server))
}

/// The sandbox belongs to this program alone, so there is nobody to be polite to.
fn to(sandbox: &Server) -> Result<HttpConfig, Failure> {
    let transport = StableAddress::of(sandbox.address())?;
    Ok(HttpConfig::new().user_agent(PROGRAM).rate_limit(RateLimit::off()).transport(transport))
}

//! The platform that a program reads: the one that the environment names, or the embedded sandbox.
//!
//! | platform | address | secrets, only by the environment |
//! |---|---|---|
//! | Go Vocal | `GOVOCAL_URL` | `GOVOCAL_CLIENT_ID`, `GOVOCAL_CLIENT_SECRET` |
//! | Decidim, GraphQL | `DECIDIM_URL` | `DECIDIM_API_KEY` and `DECIDIM_API_SECRET`, or none |
//! | Decidim, open data | `DECIDIM_URL` | none |
//! | Decidim, REST | `DECIDIM_URL`, and `DECIDIM_SCOPES` for a token of fewer scopes | `DECIDIM_CLIENT_ID`, `DECIDIM_CLIENT_SECRET` |
//! | petitions.eu | `PETITIONS_URL` | `PETITIONS_API_KEY` |
//!
//! The address may be a flag of the program; a secret may not, since everybody on a machine can
//! see the flags of its programs.

use std::sync::atomic::{AtomicBool, Ordering};

use civic_core::http::transport::ReqwestTransport;
use civic_core::http::{HttpConfig, RateLimit};
use civic_sandbox::{Decidim, GoVocal, Petitions, Platform as Served, RestVersion, Server};
use decidim_client::rest::Scope;
use decidim_client::{graphql, open_data, rest};

use crate::cassette;
use crate::program::{Failure, say, warn};
use crate::sandbox::Sandbox;
use crate::settings::Settings;

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

/// Stands for a secret, and for the UUID that a client id may be.
const STAND_IN: &str = "00000000-0000-4000-8000-000000000000";

/// The address of Go Vocal's sandbox, whatever its port.
pub const GOVOCAL: &str = "http://govocal.sandbox.example";
/// The same of Decidim.
pub const DECIDIM: &str = "http://decidim.sandbox.example";
/// The same of petitions.eu.
pub const PETITIONS: &str = "http://petitions.sandbox.example";

/// A client, and the sandbox behind it unless it reads a real platform.
#[derive(Debug)]
pub struct Platform<C> {
    /// Reads the platform.
    pub client: C,
    /// The platform's address; the sandbox's, whatever its port.
    pub address: String,
    /// The languages of the sandbox, the first before the others. Nobody knows a real platform's.
    pub languages: Option<Vec<String>>,
    is_sandbox: bool,
    /// Stops when it is dropped. There is none where its answers are replayed.
    _server: Option<Server>,
}

/// Whether this program has said that it reads a sandbox.
static IS_TOLD: AtomicBool = AtomicBool::new(false);

impl<C> Platform<C> {
    /// Whether this is the sandbox, where nothing that a program does matters to anybody.
    pub fn is_sandbox(&self) -> bool {
        self.is_sandbox
    }

    fn real(client: C, address: String) -> Self {
        Self { client, address, languages: None, is_sandbox: false, _server: None }
    }

    fn sandbox<P: Served + Clone>(client: C, sandbox: Sandbox<P>, languages: &[String]) -> Self {
        if sandbox.running().is_some() {
            let told = format!("reading {}: its rows are made up", sandbox.place());
            // Once also to who wants quiet: nobody may take these rows for those of a platform.
            if IS_TOLD.swap(true, Ordering::Relaxed) { say(&told) } else { warn(&told) }
        }
        let (address, languages) = (sandbox.address().to_owned(), Some(languages.to_vec()));
        Self { client, address, languages, is_sandbox: true, _server: sandbox.into_server() }
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
    if let Some([url, id, secret]) = real(settings, names, url, GOVOCAL)? {
        let client = Client::builder(&url).credentials(id, secret).integration(PROGRAM);
        let client = client.http(http()?);
        return Ok(Platform::real(build(client)?, url));
    }
    let platform = GoVocal::builder().seed(2026).ideas(240).no_rate_limit().build();
    let (sandbox, http) = started(GOVOCAL, platform.clone()).await?;
    let client = Client::builder(GOVOCAL)
        .credentials(platform.client_id(), platform.client_secret())
        .http(http);
    Ok(Platform::sandbox(build(client)?, sandbox, platform.locales()))
}

/// A Decidim site's GraphQL API.
pub async fn decidim(
    settings: &Settings,
    url: Option<&str>,
) -> Result<Platform<graphql::Client>, Failure> {
    use graphql::Client;
    let credentials = settings.all(["DECIDIM_API_KEY", "DECIDIM_API_SECRET"], None)?;
    if let Some([url]) = real(settings, ["DECIDIM_URL"], url, DECIDIM)? {
        let client = Client::builder(&url).http(http()?.user_agent(PROGRAM));
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
    let (sandbox, http) = started(DECIDIM, platform.clone()).await?;
    let client = Client::builder(DECIDIM).http(http).build()?;
    Ok(Platform::sandbox(client, sandbox, platform.locales()))
}

/// A Decidim site's public tables, which need no secrets.
pub async fn decidim_open_data(
    settings: &Settings,
    url: Option<&str>,
) -> Result<Platform<open_data::Client>, Failure> {
    use open_data::Client;
    if let Some([url]) = real(settings, ["DECIDIM_URL"], url, DECIDIM)? {
        let client = Client::builder(&url).http(http()?.user_agent(PROGRAM));
        return Ok(Platform::real(client.build()?, url));
    }
    let platform = Decidim::builder().seed(2026).no_rate_limit().build();
    let (sandbox, http) = started(DECIDIM, platform.clone()).await?;
    let client = Client::builder(DECIDIM).http(http).build()?;
    Ok(Platform::sandbox(client, sandbox, platform.locales()))
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
    if let Some([url, id, secret]) = real(settings, names, url, DECIDIM)? {
        let client = Client::builder(&url).credentials(id, secret).scopes(scopes);
        let client = client.locales(locales).http(http()?.user_agent(PROGRAM));
        return Ok(Platform::real(client.build()?, url));
    }
    let platform =
        Decidim::builder().seed(2026).rest_version(RestVersion::V0_3).no_rate_limit().build();
    let (sandbox, http) = started(DECIDIM, platform.clone()).await?;
    let client = Client::builder(DECIDIM)
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes(scopes)
        .locales(locales)
        .http(http)
        .build()?;
    Ok(Platform::sandbox(client, sandbox, platform.locales()))
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
    let names = ["PETITIONS_URL", "PETITIONS_API_KEY"];
    if let Some([url, key]) = real(settings, names, url, PETITIONS)? {
        let client = Client::builder(&url).api_key(key).http(http()?.user_agent(PROGRAM));
        return Ok(Platform::real(build(client)?, url));
    }
    let platform =
        Petitions::builder().seed(2026).petitions(12).signatures(400).no_rate_limit().build();
    let (sandbox, http) = started(PETITIONS, platform).await?;
    let client = Client::builder(PETITIONS).api_key(Petitions::FULL_KEY);
    let languages = [language::DUTCH, language::ENGLISH, language::GERMAN].map(str::to_owned);
    let client = build(client.http(http))?;
    Ok(Platform::sandbox(client, sandbox, &languages))
}

/// The address and the secrets of a real platform, by the names of their settings. A cassette is replayed
/// without any secret.
fn real<const N: usize>(
    settings: &Settings,
    names: [&str; N],
    url: Option<&str>,
    sandbox: &str,
) -> Result<Option<[String; N]>, Failure> {
    let name = names.first().copied().unwrap_or_default();
    if !cassette::is_replayed()? {
        let address = settings.address(name, url)?;
        return settings.all(names, address.as_deref());
    }
    let told = match url {
        Some(_) => settings.address(name, url)?,
        None => settings.get(name)?,
    };
    let address = cassette::address(told, sandbox)?;
    Ok(address.map(|address| {
        let mut values = names.map(|_| STAND_IN.to_owned());
        if let Some(first) = values.first_mut() {
            *first = address;
        }
        values
    }))
}

/// HTTP settings for a real platform. What the program records or replays, they do too.
///
/// # Errors
/// The file of a cassette cannot be written or read.
pub fn http() -> Result<HttpConfig, Failure> {
    Ok(cassette::http(ReqwestTransport::new)?)
}

/// The sandbox, which belongs only to this program, so there is no rate limit to keep.
async fn started<P: Served + Clone>(
    address: &'static str,
    platform: P,
) -> Result<(Sandbox<P>, HttpConfig), Failure> {
    let sandbox = Sandbox::start(address, platform).await?;
    let http = sandbox.http().user_agent(PROGRAM).rate_limit(RateLimit::off());
    Ok((sandbox, http))
}

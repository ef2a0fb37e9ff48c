//! The client of one site's open data.

use civic_core::http::platform::{Address, Platform};
use civic_core::http::{CallOptions, Download, HttpConfig, RateRule};
use civic_core::{Error, ErrorKind};

use super::archive::Archive;
use super::cells::Cells;
use super::files::Files;
use super::page::TableList;
use super::paths::DOWNLOAD;
use super::refusal::Refusal;
use super::rows::{
    CommentRow, DebateRow, InitiativeRow, MeetingRow, PostRow, ProjectRow, ProposalRow, ResultRow,
    SpaceRow, UserRow,
};
use super::table::Table;

/// The largest archive that is held in memory, unless a builder says otherwise.
const ARCHIVE_LIMIT: u64 = 512 * 1024 * 1024;

/// A site's open data. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    files: Files,
    archive_limit: u64,
}

#[derive(Debug)]
struct OpenData;

/// Decidim's default for each address.
const RULES: [RateRule; 1] = [RateRule::new(100, std::time::Duration::from_secs(60))];

impl Platform for OpenData {
    fn user_agent(&self) -> &'static str {
        concat!("decidim-client/", env!("CARGO_PKG_VERSION"))
    }

    fn rate_rules(&self) -> &[RateRule] {
        &RULES
    }
}

impl Client {
    /// Begins a client for the site at this address, as `https://decidim.example.org`.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            base_url: Address::from(base_url.into()),
            http: HttpConfig::new(),
            archive_limit: ARCHIVE_LIMIT,
        }
    }

    /// The same client with this deadline, retry policy and headers for each of its calls. It shares
    /// everything else with this one. A deadline covers a table or an archive to its last byte.
    ///
    /// A [`Table`] takes the three by methods of its own; this is for the page and the archive.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// use std::time::Duration;
    /// use decidim_client::http::CallOptions;
    ///
    /// let hurried = site.with_options(CallOptions::new().deadline(Duration::from_secs(600)));
    /// let archive = hurried.archive().await?;
    /// let proposals = site.proposals().deadline(Duration::from_secs(600)).stream();
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { files: self.files.with_options(options), ..self.clone() }
    }

    /// The tables that the site's page lists.
    ///
    /// # Errors
    /// [`Decode`](civic_core::ErrorKind::Decode) also for a page that offers nothing to download,
    /// such as a notice of maintenance: every site's page offers the archive at least.
    pub async fn tables(&self) -> Result<TableList, Error> {
        let response = self.files.page().await?;
        let list = TableList::read(&String::from_utf8_lossy(response.body()));
        if list == TableList::default() {
            return Err(response.blame(Error::decode("a page that offers no open data", "")));
        }
        Ok(list)
    }

    /// A table by its name, as `surveys`, row by row as cells.
    pub fn table(&self, name: impl Into<String>) -> Table<Cells> {
        Table::new(self.files.clone(), name.into())
    }

    /// Proposals.
    pub fn proposals(&self) -> Table<ProposalRow> {
        self.table("proposals").typed()
    }

    /// The comments on something, by the name of its table: `proposal_comments`,
    /// `meeting_comments`, `result_comments`; since 0.30 `debate_comments` and `post_comments`.
    pub fn comments(&self, table: impl Into<String>) -> Table<CommentRow> {
        self.table(table).typed()
    }

    /// Projects of participatory budgets.
    pub fn projects(&self) -> Table<ProjectRow> {
        self.table("projects").typed()
    }

    /// Results.
    pub fn results(&self) -> Table<ResultRow> {
        self.table("results").typed()
    }

    /// Meetings.
    pub fn meetings(&self) -> Table<MeetingRow> {
        self.table("meetings").typed()
    }

    /// Debates.
    pub fn debates(&self) -> Table<DebateRow> {
        self.table("debates").typed()
    }

    /// Blog posts.
    pub fn posts(&self) -> Table<PostRow> {
        self.table("posts").typed()
    }

    /// Participatory processes. Since 0.30.
    pub fn participatory_processes(&self) -> Table<SpaceRow> {
        self.table("participatory_processes").typed()
    }

    /// Assemblies. Since 0.30.
    pub fn assemblies(&self) -> Table<SpaceRow> {
        self.table("assemblies").typed()
    }

    /// Conferences. Since 0.30.
    pub fn conferences(&self) -> Table<SpaceRow> {
        self.table("conferences").typed()
    }

    /// Initiatives. Since 0.30.
    pub fn initiatives(&self) -> Table<InitiativeRow> {
        self.table("initiatives").typed()
    }

    /// Participants. Since 0.30. Personal data.
    pub fn users(&self) -> Table<UserRow> {
        self.table("users").typed()
    }

    /// All tables in one file, which sites of all versions have. It is held in memory, packed; a
    /// larger one than [`archive_limit`](ClientBuilder::archive_limit) is an error. To keep it on
    /// disk instead, take [`archive_download`](Self::archive_download) and open the file with
    /// [`Archive::open`].
    ///
    /// # Errors
    /// [`BodyTooLarge`](civic_core::ErrorKind::BodyTooLarge) beyond the limit;
    /// [`Decode`](civic_core::ErrorKind::Decode) for what is no whole archive;
    /// [`Redirect`](civic_core::ErrorKind::Redirect) where an older site (to 0.29) keeps it on
    /// another host, which the error names.
    pub async fn archive(&self) -> Result<Archive<std::io::Cursor<Vec<u8>>>, Error> {
        let mut download = self.archive_download().await?;
        let mut bytes = Vec::new();
        while let Some(piece) = download.piece().await? {
            if bytes.len() as u64 + piece.len() as u64 > self.archive_limit {
                let limit = self.archive_limit;
                let message = format!("the archive has more than {limit} bytes");
                let error = Error::new(ErrorKind::BodyTooLarge, message);
                return Err(download.head().blame(error));
            }
            bytes.extend_from_slice(&piece);
        }
        let archive = Archive::open(std::io::Cursor::new(bytes));
        archive.map_err(|error| Refusal::explain(download.head().blame(error)))
    }

    /// The archive's bytes as they come.
    pub async fn archive_download(&self) -> Result<Download, Error> {
        self.files.open(DOWNLOAD, "application/zip, */*").await
    }
}

/// Settings of a [`Client`]. Only the address is needed.
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    base_url: Address,
    http: HttpConfig,
    archive_limit: u64,
}

impl ClientBuilder {
    /// Transport, timeouts, retries and rate limit. A table takes as long as it takes: of the
    /// timeouts only that for silence holds for its body, and no limit on its size.
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    /// The largest archive that [`Client::archive`] holds in memory, in bytes. Default 512 MiB.
    pub fn archive_limit(mut self, bytes: u64) -> Self {
        self.archive_limit = bytes;
        self
    }

    /// The client. Sends nothing yet.
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): an invalid address, or a build
    /// that cannot reach it.
    pub fn build(self) -> Result<Client, Error> {
        let http = self.http.build(self.base_url, OpenData)?;
        Ok(Client { files: Files::new(http), archive_limit: self.archive_limit })
    }
}

//! The client of one site's open data.

use std::io::Cursor;

use civic_core::http::platform::{Address, Platform, RateRule};
use civic_core::http::{Call, Download, HttpConfig};
use civic_core::{Error, ErrorKind};

use super::archive::Archive;
use super::cells::Cells;
use super::files::Files;
use super::page::TableList;
use super::paths::DOWNLOAD;
use super::rows::{
    CommentRow, DebateRow, InitiativeRow, MeetingRow, PostRow, ProjectRow, ProposalRow, ResultRow,
    SpaceRow, UserRow,
};
use super::table::Table;
use crate::wrong_host::or_wrong_host;

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
    /// Begins a client for the site at this address, such as `https://decidim.example.org`.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::open_data::Client;
    ///
    /// let site = Client::builder("https://decidim.example.org").build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            base_url: Address::from(base_url.into()),
            http: HttpConfig::new(),
            archive_limit: ARCHIVE_LIMIT,
        }
    }

    /// The tables that the site's page lists.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// for table in site.tables().await?.names {
    ///     println!("{table}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Decode`](civic_core::ErrorKind::Decode) also for a page that offers nothing to download,
    /// such as a notice of maintenance: every site's page offers the archive at least.
    #[doc(alias = "list")]
    pub fn tables(&self) -> Call<TableList> {
        let files = self.files.clone();
        Call::new(move |options| {
            let files = files.clone().with_options(options);
            async move {
                let response = files.page().await?;
                let list = TableList::read(&String::from_utf8_lossy(response.body()));
                if list == TableList::default() {
                    let error = Error::decode("a page that offers no open data", "");
                    let likely = "the site is under maintenance";
                    return Err(or_wrong_host(response.blame(error), likely, files.host()));
                }
                Ok(list)
            }
        })
    }

    /// A table by its name, such as `surveys`, row by row as cells. It may be
    /// [old](super#how-old-a-table-is).
    ///
    /// Where a plugin has a second table of this name, the site gives only one of the two here. The archive
    /// has both: see [`Archive::tables`].
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut surveys = site.table("surveys").stream();
    /// while let Some(cells) = surveys.try_next().await? {
    ///     println!("{cells:?}");
    /// }
    /// println!("{}", surveys.report());
    /// # Ok(())
    /// # }
    /// ```
    pub fn table(&self, name: impl Into<String>) -> Table<Cells> {
        Table::new(self.files.clone(), name.into())
    }

    /// Proposals, as they were when the site first wrote [this table](super#how-old-a-table-is).
    ///
    /// Where a plugin has a table of the same name, this is only one of the two. The archive has both: see
    /// [`Archive::tables`].
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut proposals = site.proposals().stream();
    /// while let Some(proposal) = proposals.try_next().await? {
    ///     println!("{:?} {:?}", proposal.title.text(["ca", "es"]), proposal.votes);
    /// }
    /// let report = proposals.report();
    /// println!("{report}: {:?}", report.malformed_cells_by_column);
    /// # Ok(())
    /// # }
    /// ```
    pub fn proposals(&self) -> Table<ProposalRow> {
        self.table("proposals").typed()
    }

    /// The comments on something, by the name of its table: `proposal_comments`,
    /// `meeting_comments`, `result_comments`; since 0.30 `debate_comments` and `post_comments`.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut comments = site.comments("proposal_comments").stream();
    /// while let Some(comment) = comments.try_next().await? {
    ///     println!("{:?} on {:?}", comment.alignment, comment.root_commentable_url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn comments(&self, table: impl Into<String>) -> Table<CommentRow> {
        self.table(table).typed()
    }

    /// Projects of participatory budgets.
    pub fn projects(&self) -> Table<ProjectRow> {
        self.table("projects").typed()
    }

    /// Results.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut results = site.results().stream();
    /// while let Some(result) = results.try_next().await? {
    ///     println!("{:?}", result.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn results(&self) -> Table<ResultRow> {
        self.table("results").typed()
    }

    /// Meetings.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut meetings = site.meetings().stream();
    /// while let Some(meeting) = meetings.try_next().await? {
    ///     println!("{:?}", meeting.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
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

    /// All tables in one ZIP file, which sites of all versions have. It is held in memory, compressed; a
    /// larger one than [`archive_limit`](ClientBuilder::archive_limit) is an error. To keep it on
    /// disk instead, take [`archive_download`](Self::archive_download) and open the file with
    /// [`Archive::open`].
    ///
    /// ```no_run
    /// # use decidim_client::open_data::rows::ProposalRow;
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
    /// let mut archive = site.archive().await?;
    /// for proposal in archive.table::<ProposalRow>("proposals")? {
    ///     println!("{:?}", proposal?.title.text(["ca", "es"]));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`BodyTooLarge`](civic_core::ErrorKind::BodyTooLarge) beyond the limit;
    /// [`Decode`](civic_core::ErrorKind::Decode) for a file that is not an archive, or only part of one;
    /// [`Redirect`](civic_core::ErrorKind::Redirect) where an older site (to 0.29) keeps it on
    /// another host, which the error names.
    #[doc(alias = "zip")]
    pub fn archive(&self) -> Call<Archive<Cursor<Vec<u8>>>> {
        let (files, limit) = (self.files.clone(), self.archive_limit);
        Call::new(move |options| held(files.clone().with_options(options), limit))
    }

    /// The archive's bytes as they come. A deadline covers them to the last one.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::open_data::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut download = site.archive_download().await?;
    /// let mut file = std::fs::File::create_new("open-data.zip")?;
    /// while let Some(piece) = download.piece().await? {
    ///     std::io::Write::write_all(&mut file, &piece)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn archive_download(&self) -> Call<Download> {
        let files = self.files.clone();
        Call::new(move |options| download(files.clone().with_options(options)))
    }
}

async fn download(files: Files) -> Result<Download, Error> {
    files.open(DOWNLOAD, "application/zip, */*").await
}

/// The archive, in memory, of at most so many bytes.
async fn held(files: Files, limit: u64) -> Result<Archive<Cursor<Vec<u8>>>, Error> {
    let mut download = download(files.clone()).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = download.piece().await? {
        if bytes.len() as u64 + piece.len() as u64 > limit {
            let message = format!("the archive has more than {limit} bytes");
            let error = Error::new(ErrorKind::BodyTooLarge, message);
            return Err(download.head().blame(error));
        }
        bytes.extend_from_slice(&piece);
    }
    // A web page, or XML.
    let is_markup = bytes.trim_ascii_start().starts_with(b"<");
    let archive = Archive::open(Cursor::new(bytes));
    archive.map_err(|error| {
        let error = files.explain(download.head().blame(error), DOWNLOAD);
        match error.hint().map(str::to_owned) {
            Some(hint) if is_markup => or_wrong_host(error, &hint, files.host()),
            _ => error,
        }
    })
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
    /// Transport, timeouts, retries and rate limit. There is no limit on how long the body of a table
    /// takes, nor on its size: of the timeouts only [`stall`](civic_core::http::Timeouts::stall) holds.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use std::time::Duration;
    /// use decidim_client::http::{HttpConfig, Timeouts};
    /// use decidim_client::open_data::Client;
    ///
    /// let patient = HttpConfig::new().timeouts(Timeouts::default().stall(Duration::from_secs(60)));
    /// let site = Client::builder("https://decidim.example.org").http(patient).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    /// The largest archive that [`Client::archive`] holds in memory, in bytes. Default 512 MiB.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::open_data::Client;
    ///
    /// let megabyte = 1024 * 1024;
    /// let site = Client::builder("https://decidim.example.org").archive_limit(64 * megabyte).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn archive_limit(mut self, bytes: u64) -> Self {
        self.archive_limit = bytes;
        self
    }

    /// The client. Sends nothing yet.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), decidim_client::Error> {
    /// use decidim_client::open_data::Client;
    ///
    /// let site = Client::builder("https://decidim.example.org").build()?;
    /// let proposals = site.proposals().stream();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](civic_core::ErrorKind::InvalidInput): an invalid address, or a build
    /// that cannot reach it.
    pub fn build(self) -> Result<Client, Error> {
        let http = self.http.build(self.base_url, OpenData)?;
        Ok(Client { files: Files::new(http), archive_limit: self.archive_limit })
    }
}

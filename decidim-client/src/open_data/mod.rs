//! The public tables that a site publishes as CSV at `/open-data`.
//!
//! They need no token, hold all published content of the site, and are written anew about once a
//! day. Each row comes as it is read: memory holds a row, however large the table.
//!
//! ```no_run
//! use decidim_client::open_data::Client;
//! use futures::TryStreamExt;
//!
//! # async fn example() -> Result<(), decidim_client::Error> {
//! let site = Client::builder("https://decidim.example.org").build()?;
//! let mut proposals = site.proposals().stream();
//! while let Some(proposal) = proposals.try_next().await? {
//!     println!("{:?} {:?}", proposal.id, proposal.title.get("en"));
//! }
//! println!("{}", proposals.report());          // complete: 11 953 rows of proposals, ..
//! # Ok(())
//! # }
//! ```
//!
//! Tables that have no type of their own, and those of plugins, are read as [`Cells`]:
//!
//! ```no_run
//! # use futures::TryStreamExt;
//! # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
//! let mut pages = site.table("pages").stream();
//! while let Some(cells) = pages.try_next().await? {
//!     println!("{:?} {:?}", cells.get("id")?, cells.multiloc("title")?.get("ca"));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **Types.** No column is sure: sites, versions and plugins differ, and a column of another
//! component is empty. So every field of a typed row may be absent, and what does not parse, or is
//! of a column that the type does not know, is in `extra` as text; the report counts what did not
//! parse. No table fails for a column. [`rows`] says for each column which versions have it.
//!
//! **Nothing is lost in silence.** A row that is none is in the [`TableReport`], and the table not
//! called complete; so is one whose download broke off or whose file ends within a row or
//! the header.
//!
//! **Not every table is there.** Where one is not written yet, or unknown, the site leads back to
//! its page instead; [`Refusal::of`] tells. Sites before 0.30 have only the whole archive:
//! [`Client::archive`]. Redirects are followed to the same address under a locale (0.32 on) and to
//! where the site itself stores the file (to 0.29), never to another host.
//!
//! Authors' names and ids are in the tables: treat them as personal data.

mod archive;
mod cells;
mod client;
mod fields;
mod files;
mod locale;
mod page;
mod paths;
mod reader;
mod redirect;
mod refusal;
mod report;
pub mod rows;
mod table;
mod time;

pub use archive::{Archive, ArchiveRows};
pub use cells::Cells;
pub use client::{Client, ClientBuilder};
pub use fields::{Fields, Row};
pub use page::TableList;
pub use refusal::Refusal;
pub use report::{BadRow, TableCompleteness, TableReport};
pub use table::{Rows, Table};
pub use time::TableTime;

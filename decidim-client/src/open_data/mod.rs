//! The public tables that a site publishes as CSV at `/open-data`.
//!
//! They need no token, and hold all published content of the site as it was when the file was written. Each
//! row comes as it is read: memory holds a row, and 16 bytes for each of the first 65 536, however large the
//! table.
//!
//! ```no_run
//! use decidim_client::open_data::Client;
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
//! # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
//! let mut pages = site.table("pages").stream();
//! while let Some(cells) = pages.try_next().await? {
//!     println!("{:?} {:?}", cells.get("id")?, cells.multiloc("title")?.get("ca"));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **Types.** Columns differ by site, version and plugin, and a column that belongs to another component
//! is empty. So every field of a typed row may be absent. A cell that does not parse, or that is in a column
//! which the type does not know, is in `extra` as text; the report counts the cells that did not parse. No
//! table fails because of a column. [`rows`] says for each column which versions have it.
//!
//! **Nothing is lost in silence.** A row that cannot be read is in the [`TableReport`], and the table is
//! not called complete. A row that is the same as an earlier one is given once, and the report
//! [counts](TableReport::repeated) the others: sites of 0.30 before 0.30.5 write each space many times. Not
//! complete, either, is a table whose download broke off, or whose file ends within a row or the
//! header.
//!
//! **Not every table is there.** Where a table is not written yet, or unknown, the site redirects to its
//! open-data page instead: see [`Refusal::of`]. The site goes on doing so if it fails to write the table. Sites before 0.30 have only the archive with all tables:
//! [`Client::archive`]. Redirects are followed to the same address under a locale (0.32 on) and to where
//! the site itself stores the file (to 0.29), never to another host.
//!
//! # How old a table is
//!
//! A task of the site writes the archive anew, every day where the operators set it up so. It does not write the
//! tables on their own: such a file is written when somebody first asks for it, and then stays as it is, for months
//! if nobody removes it (Decidim issue 17304; so up to 0.32 at least). **Neither the answer nor the table says how old
//! it is.**
//!
//! For what the site holds today, read the [archive](Client::archive), which has the same tables for the same row
//! types, and look at the time at which it was written:
//!
//! ```no_run
//! use decidim_client::open_data::rows::ProposalRow;
//!
//! # async fn example(site: decidim_client::open_data::Client) -> Result<(), decidim_client::Error> {
//! let mut archive = site.archive().await?;
//! let mut proposals = archive.table::<ProposalRow>("proposals")?;
//! for proposal in proposals.by_ref() {
//!     println!("{:?}", proposal?.title.text(["ca", "es"]));
//! }
//! println!("written at {:?}", proposals.report().last_modified);
//! # Ok(())
//! # }
//! ```
//!
//! That time matters: one record that the site cannot write stops the whole task, and the archive stays as it was
//! (issue 17574). Since 0.30 sites keep older archives beside the new one, and need not send the newest.
//!
//! **A copy** of a table is replaced as a whole, by [`Table::sync`]. It is as old as the table.
//!
//! Authors' names and ids are in the tables: treat them as personal data.

pub mod archive;
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
pub mod report;
pub mod rows;
mod sync;
mod table;
mod time;

pub use cells::Cells;
pub use client::{Client, ClientBuilder};
pub use fields::{Fields, Row};
pub use page::TableList;
pub use refusal::Refusal;
#[doc(inline)]
pub use report::TableReport;
pub use table::{Rows, Table};
pub use time::TableTime;

//! The public tables that a site publishes as CSV at `/open-data`.
//!
//! They need no token, hold all published content of the site, and are written anew about once a
//! day. Each row comes as it is read: memory holds a row, however large the table.
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
//! not called complete. Nor is a table whose download broke off, or whose file ends within a row or the
//! header.
//!
//! **Not every table is there.** Where a table is not written yet, or unknown, the site redirects to its
//! open-data page instead: see [`Refusal::of`]. Sites before 0.30 have only the archive with all tables:
//! [`Client::archive`]. Redirects are followed to the same address under a locale (0.32 on) and to where
//! the site itself stores the file (to 0.29), never to another host.
//!
//! **A copy** of a table is replaced as a whole, by [`Table::sync`].
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

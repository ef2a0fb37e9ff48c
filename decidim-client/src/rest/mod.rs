//! The REST API of the module `decidim-rest-full`, versions 0.2 and 0.3.
//!
//! A [`Client`] asks in the program's own name; [`Client::impersonate`] and [`Client::login`] make
//! a [`UserClient`], which asks in a participant's and alone has drafts, votes and what is theirs.
//!
//! | what | where | scope |
//! |---|---|---|
//! | spaces and components | [`spaces()`](Client::spaces), [`components()`](Client::components), [`proposal_components()`](Client::proposal_components), [`blog_components()`](Client::blog_components) | `public` |
//! | proposals, blog posts | [`proposals()`](Client::proposals), [`blogs()`](Client::blogs) | `proposals`, `blogs` |
//! | drafts and votes of a participant | [`draft_proposals()`](Client::draft_proposals), [`vote()`](Client::vote) | `proposals` |
//! | a participant's data and sign-in links | [`extended_data()`](Client::extended_data), [`magic_link()`](Client::magic_link) | `oauth` |
//! | participants | [`users()`](Client::users) | `oauth` |
//! | organisations | [`organizations()`](Client::organizations) | `system` |
//! | the server itself | [`introspect()`](Client::introspect), [`health()`](Client::health), [`job()`](Client::job) | none |
//!
//! ```no_run
//! use decidim_client::rest::resources::DraftChange;
//! use decidim_client::rest::{Client, Scope};
//!
//! # async fn example(id: &str, secret: &str) -> Result<(), decidim_client::Error> {
//! let site = Client::builder("https://decidim.example.org")
//!     .credentials(id, secret)
//!     .scopes([Scope::Public, Scope::Proposals])
//!     .build()?;
//!
//! let ana = site.impersonate("ana_ruiz").build()?;
//! let drafts = ana.draft_proposals();
//! let draft = drafts.create(12).await?;
//! let change = DraftChange::new().title("Benches by the river").body("One every hundred metres.");
//! drafts.update(&draft.id, &change).await?;
//! let proposal = drafts.publish(&draft.id).await?;
//! ana.vote(&proposal.id, 1).await?;
//! # Ok(())
//! # }
//! ```
//!
//! **Tokens.** One for each client, shared by its clones, asked for when it is first needed and
//! replaced ahead of its end. What the server refuses for the token's age is asked again once with
//! a new one; what it refuses for lack of a scope or permission is an error that names it. Releases
//! before 0.2.10 do not tell the two apart: there a token of more than five seconds is replaced
//! once on such a refusal. [`Client::forget_token`] drops one by hand.
//!
//! **Versions.** When not told, the first token request finds out which version the host has. A
//! server that is upgraded while a client lives, or goes back, is followed: what it does not have
//! is sent to the other version in the same call, writes too, for nothing was done.
//! Writes are done when the call returns, in 0.3 too; [`Write::enqueue`] leaves them to a [`Job`].
//!
//! **Records.** Every member of a record but its id may be absent. What comes in another form than
//! its field has is kept in `extra`, and a record that is serialised gives back what came.
//!
//! **Tenants.** The host chooses the organisation. A secondary host leads elsewhere with a redirect
//! that no client may follow with a write: [`ServerError::PrimaryHost`] names the host to use.
//! [`Sites`] keeps the clients of many hosts apart.
//!
//! **Errors.** [`ServerError::of`] reads what the server said.

mod actor;
mod auth;
mod builder;
mod call;
mod client;
mod condition;
mod extended_data;
mod filter;
mod get;
mod id;
mod impersonation;
mod introspection;
mod job;
mod kept;
mod list;
mod page_count;
mod person;
mod place;
mod platform;
mod record;
mod resource;
pub mod resources;
mod scope;
mod server_error;
mod session;
mod site;
mod sites;
mod version;
mod wire;
mod write;

pub use actor::{Actor, Machine, User};
pub use builder::ClientBuilder;
pub use client::{Client, UserClient};
pub use extended_data::{ExtendedData, Stored};
pub use filter::{IdFilter, TextFilter, WeightFilter};
pub use get::Get;
pub use id::Id;
pub use impersonation::Impersonation;
pub use introspection::{Introspection, TokenUser};
pub use job::{Job, JobState, JobStatus};
pub use list::List;
pub use record::{Link, Links, Record, Reference, ToMany, ToOne};
pub use resource::{Placed, Resource};
pub use scope::{Scope, Scopes};
pub use server_error::{ErrorBody, JobFailure, Problem, ServerError};
pub use sites::Sites;
pub use version::ApiVersion;
pub use write::{Submitted, Write};

//! The REST API of the module `decidim-rest-full`, versions 0.2 and 0.3.
//!
//! A [`Client`] acts for the program itself. [`Client::impersonate`] and [`Client::login`] make a
//! [`UserClient`], which acts for a participant: only that one has drafts, votes and a participant's own
//! data.
//!
//! | what | where | scope |
//! |---|---|---|
//! | spaces and components | [`spaces()`](Client::spaces), [`components()`](Client::components), [`proposal_components()`](Client::proposal_components), [`blog_components()`](Client::blog_components) | `public` |
//! | proposals, blog posts | [`proposals()`](Client::proposals), [`blogs()`](Client::blogs) | `proposals`, `blogs` |
//! | questionnaires, their questions and answers | [`questionnaires()`](Client::questionnaires), [`questions()`](Client::questions), [`answer_options()`](Client::answer_options), [`answers()`](Client::answers), [`questionnaire_responses()`](Client::questionnaire_responses) | `surveys` |
//! | drafts and votes of a participant | [`draft_proposals()`](Client::draft_proposals), [`vote()`](Client::vote), [`unvote()`](Client::unvote) | `proposals` |
//! | votes of everybody | [`proposal_votes()`](Client::proposal_votes) | `proposals` |
//! | files | [`attachments()`](Client::attachments) | `attachments` |
//! | roles | [`roles()`](Client::roles) | `roles` |
//! | a participant's data and sign-in links | [`extended_data()`](Client::extended_data), [`magic_link()`](Client::magic_link) | `oauth` |
//! | participants | [`users()`](Client::users) | `oauth` |
//! | meetings (unreleased) | [`meetings()`](Client::meetings) | `meetings` |
//! | webhooks (unreleased) | [`webhook_registrations()`](Client::webhook_registrations), [`webhook_example()`](Client::webhook_example) | `webhooks` |
//! | organisations | [`organizations()`](Client::organizations) | `system` |
//! | what a site sends by itself | [`webhooks`] | none |
//! | the server itself | [`introspect()`](Client::introspect), [`health()`](Client::health), [`job()`](Client::job), [`jobs()`](Client::jobs) | none |
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
//! replaced before it ends. A request that is refused because its token is too old is sent once more with
//! a new one; a request that lacks a scope or a permission fails with an error that names it. Releases
//! before 0.2.10 answer the same in both cases: there a token of more than five seconds is replaced once.
//! [`Client::forget_token`] drops one by hand.
//!
//! **Versions.** Where the builder does not say which version the host has, the first token request finds
//! it out. A server may be upgraded, or go back, while a client lives: a path that it does not have any
//! more is asked for in the other version within the same call. Writes too, because nothing was done.
//! Writes are done when the call returns, in 0.3 too; [`Write::enqueue`] leaves them to a [job](jobs::Job).
//!
//! **Releases.** What came with a later release than a site has is
//! [`Unsupported`](crate::ErrorKind::Unsupported), mostly before anything is sent:
//!
//! | since | what |
//! |---|---|
//! | 0.2.10 | conferences and initiatives among the [`spaces()`](Client::spaces); [`spaces().list().slug(..)`](List::slug), for which the client must know the [release](ClientBuilder::release); [`roles()`](Client::roles) |
//! | 0.2.11 | [`spaces().list_by_manifest(..)`](Endpoint::list_by_manifest); the address of [`magic_link_to()`](Client::magic_link_to), which older releases ignore |
//! | 0.3 | [`proposal_votes()`](Client::proposal_votes), [`unvote()`](Client::unvote), [`jobs()`](Client::jobs) |
//! | 0.3 | [`questionnaires()`](Client::questionnaires), [`questions()`](Client::questions), [`answer_options()`](Client::answer_options), [`answers()`](Client::answers), [`submission_request()`](Client::submission_request), [`questionnaire_responses()`](Client::questionnaire_responses) |
//! | 0.3 | [`attachments()`](Client::attachments), and writes of [`blogs()`](Client::blogs). Up to 0.3.4 those writes and the creation of an attachment fail by mistakes of the releases |
//! | unreleased: only with `.release("unreleased")` | [`webhook_registrations()`](Client::webhook_registrations), [`webhook_example()`](Client::webhook_example), [`meetings()`](Client::meetings); [extended data](extended_data) of components, spaces, proposals and meetings, and the filters [`extended_data_cont`](List::extended_data_cont) and [`extended_data_entry`](List::extended_data_entry) on their lists |
//!
//! One thing is gone: [`health()`](Client::health) ends with 0.2.9.
//!
//! **Unchanged records.** [`Get::if_changed_since`] reads a record only if the server takes it for
//! changed.
//!
//! **Records.** Every member of a record but its id may be absent. A member whose form does not fit its
//! field is kept in `extra`, and a record that is serialised gives back what the server sent.
//!
//! **Tenants.** One server may have many organisations, and the host chooses whose content is read and
//! written. **A machine's credentials are not bound to their organisation**: they give a token at each host of
//! the same server, and with a wrong host you read, and write, the content of another organisation, without
//! any error. [`Introspection::aud`](auth::Introspection::aud) tells which organisation the credentials belong
//! to; the docs of [`ClientBuilder::credentials`] show how to compare. Participants are looked for in the
//! host's organisation only, with a client of that organisation. A secondary host redirects to the primary one,
//! which no client may follow with a write: [`ServerError::PrimaryHost`] names the host to use. [`Sites`]
//! holds the clients of many hosts.
//!
//! **Errors.** [`ServerError::of`] reads what the server said. Every call takes a deadline, a retry policy
//! and headers of its own; the deadline includes the waits for a token and for the API's version.

#![allow(private_interfaces, reason = "what sealed traits tell this crate is not for callers")]

mod api_request;
pub mod auth;
mod builder;
mod client;
pub mod conditional;
mod database_json;
mod endpoint;
pub mod extended_data;
pub mod filters;
mod get;
mod id;
pub mod jobs;
mod lenient_decode;
mod list;
mod page_count;
mod platform;
mod predicate;
pub mod record;
mod record_data;
mod required_release;
mod resource;
pub mod resources;
pub mod server_error;
mod session;
mod site;
mod sites;
mod space_filters;
mod sync;
mod version;
mod version_detection;
pub mod webhooks;
mod wire;
mod write;

#[doc(inline)]
pub use auth::Scope;
pub use builder::ClientBuilder;
pub use client::{Client, UserClient};
pub use endpoint::Endpoint;
pub use get::Get;
pub use id::Id;
pub use list::List;
#[doc(inline)]
pub use server_error::ServerError;
pub use sites::Sites;
pub use version::ApiVersion;
pub use write::Write;

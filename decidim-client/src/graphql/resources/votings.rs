//! Votings: what elections were held in.

use civic_core::jiff::Timestamp;

use super::Scope;
use super::space_model::space;
use crate::graphql::client::Client;
use crate::graphql::lists::Records;
use crate::graphql::records::operation::Operation;

const ALL: Operation = Operation::new("Votings", include_str!("../../../graphql/votings.graphql"));

space! {
    /// A voting. Its elections are in its components. Up to 0.28.
    pub struct Voting ("votings", ALL) {
        /// When it begins.
        pub start_time: Option<Timestamp>,
        /// When it ends.
        pub end_time: Option<Timestamp>,
        /// The scope.
        pub scope: Option<Scope>,
    }
}

impl Client {
    /// The votings of the site. From 0.24 to 0.28.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut votings = site.votings().list().stream();
    /// while let Some(voting) = votings.try_next().await? {
    ///     println!("{:?} {:?}", voting.title.text("ca"), voting.start_time);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn votings(&self) -> Records<Voting> {
        Records::new(self)
    }
}

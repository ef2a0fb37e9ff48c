//! Making, changing and closing debates.

use super::input::Input;
use super::write::Write;
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::records::operation::Operation;
use crate::graphql::resources::Debate;

const CREATE: Operation =
    Operation::new("CreateDebate", include_str!("../../../graphql/debates.graphql"));
const UPDATE: Operation =
    Operation::new("UpdateDebate", include_str!("../../../graphql/debates.graphql"));
const CLOSE: Operation =
    Operation::new("CloseDebate", include_str!("../../../graphql/debates.graphql"));

/// What participants say of a debate that they open or change. The texts are in the language of
/// the [`Write`].
#[derive(Clone, Debug)]
#[must_use]
pub struct DebateAttributes(Input);

impl DebateAttributes {
    /// A title and a description: HTML, as far as the component takes it. Neither may be blank.
    ///
    /// ```
    /// use decidim_client::graphql::writes::DebateAttributes;
    ///
    /// let debate = DebateAttributes::new("Where to plant", "<p>Which streets first?</p>");
    /// ```
    pub fn new(title: impl Into<String>, description: impl Into<String>) -> Self {
        let mut input = Input::default();
        input.text("title", title.into());
        input.text("description", description.into());
        Self(input)
    }

    /// Its taxonomies, by their ids.
    ///
    /// ```
    /// use decidim_client::graphql::Id;
    /// use decidim_client::graphql::writes::DebateAttributes;
    ///
    /// let debate = DebateAttributes::new("Where to plant", "<p>Which streets first?</p>");
    /// let debate = debate.taxonomies([Id::new(12), Id::new(15)]);
    /// ```
    pub fn taxonomies(mut self, ids: impl IntoIterator<Item = Id>) -> Self {
        self.0.ids("taxonomies", ids);
        self
    }
}

/// Writes.
impl Contents<Debate> {
    /// Opens a debate. Since 0.32.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::DebateAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let debate = DebateAttributes::new("Where to plant", "<p>Which streets first?</p>");
    /// let debate = site.debates(41).create(debate).locale("en").await?;
    /// println!("{:?}", debate.url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(&self, attributes: DebateAttributes) -> Write<Debate> {
        let path = &["component", "createDebate"];
        self.write(CREATE, path, attributes.0).localized()
    }

    /// Changes a debate of the caller's own. Title and description are replaced; what is not set is
    /// not sent. Since 0.32.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::writes::DebateAttributes;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let longer = DebateAttributes::new("Where to plant", "<p>Which streets first, and which trees?</p>");
    /// let debate = site.debates(41).update(9, longer).locale("en").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update(&self, id: impl Into<Id>, attributes: DebateAttributes) -> Write<Debate> {
        self.of_one(id.into(), UPDATE, &["component", "debate", "update"], attributes.0)
    }

    /// Closes a debate of the caller's own with these conclusions: HTML, and not blank. Since
    /// 0.32.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let debate = site.debates(41).close(9, "<p>The streets by the schools first.</p>").await?;
    /// println!("closed at {:?}", debate.closed_at);
    /// # Ok(())
    /// # }
    /// ```
    pub fn close(&self, id: impl Into<Id>, conclusions: impl Into<String>) -> Write<Debate> {
        let mut input = Input::default();
        input.text("conclusions", conclusions.into());
        self.of_one(id.into(), CLOSE, &["component", "debate", "close"], input)
    }

    fn of_one(
        &self,
        id: Id,
        operation: Operation,
        path: &'static [&'static str],
        input: Input,
    ) -> Write<Debate> {
        self.write_one(id, operation, path, input).localized()
    }
}

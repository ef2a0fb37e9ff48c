//! Components: the parts of a space, each holding records of one kind.

use civic_core::jiff::Timestamp;
use civic_core::{DateRange, Multiloc, open_enum};
use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::{SpaceKind, SpaceSummary};
use crate::graphql::client::Client;
use crate::graphql::get::Get;
use crate::graphql::id::Id;
use crate::graphql::lists::fallback::Fallback;
use crate::graphql::lists::unpaged_list::UnpagedQuery;
use crate::graphql::lists::{Listed, RecordList};
use crate::graphql::members::Sort;
use crate::graphql::records::operation::{Asked, Form, Operation};
use crate::graphql::text::Translated;

const ALL: Operation =
    Operation::new("Components", include_str!("../../../graphql/components.graphql"));
const ONE: Operation =
    Operation::new("ComponentById", include_str!("../../../graphql/components.graphql"));

open_enum! {
    /// What a component holds. Plugins add kinds of their own.
    pub enum ComponentKind {
        /// Results of accountability.
        Accountability = "Accountability",
        /// Posts.
        Blogs = "Blogs",
        /// Budgets with projects.
        Budgets = "Budgets",
        /// Collaborative texts; since 0.31.
        CollaborativeTexts = "CollaborativeTexts",
        /// Debates.
        Debates = "Debates",
        /// Elections; up to 0.28. Later ones are of the kind `Component`, as those of any module without
        /// a kind of its own.
        Elections = "Elections",
        /// Meetings.
        Meetings = "Meetings",
        /// A page.
        Pages = "Pages",
        /// Proposals.
        Proposals = "Proposals",
        /// Sortitions; up to 0.31.
        Sortitions = "Sortitions",
        /// A survey.
        Surveys = "Surveys",
    }
}

/// What sites call the kinds that this client knows.
pub(in crate::graphql) fn manifests() -> Vec<String> {
    ComponentKind::KNOWN.iter().map(|kind| manifest_of(kind)).collect()
}

/// What sites call a kind of component in their database. All versions take it as a filter: up to 0.30 they
/// write what they get in small letters (`downcase`), later with underscores too (`underscore`).
pub(in crate::graphql) fn manifest_of(kind: &str) -> String {
    let letters: Vec<char> = kind.chars().collect();
    let mut manifest = String::with_capacity(kind.len() + 4);
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let begins_word = before.is_some_and(|before| {
            before.is_lowercase()
                || before.is_numeric()
                || (before.is_uppercase() && after.is_some_and(|after| after.is_lowercase()))
        });
        if letter.is_uppercase() && begins_word {
            manifest.push('_');
        }
        manifest.extend(letter.to_lowercase());
    }
    manifest
}

/// A component of a space.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Component {
    /// What it holds. A kind that this version does not know keeps its name.
    #[serde(rename = "__typename")]
    pub kind: ComponentKind,
    /// The id, unique in the site.
    pub id: Id,
    /// What it is called.
    #[serde(default, with = "Translated")]
    pub name: Multiloc,
    /// Its place among the space's components.
    pub weight: Option<i64>,
    /// Its page. Since 0.31.
    pub url: Option<String>,
    /// Whether the space's menu shows it. Since 0.31.
    pub visible: Option<bool>,
    /// When it was created. Since 0.32.
    pub created_at: Option<Timestamp>,
    /// When it was last changed. Since 0.32.
    pub updated_at: Option<Timestamp>,
    /// When it was published. Since 0.32.
    pub published_at: Option<Timestamp>,
    /// The space that it is in.
    pub participatory_space: Option<SpaceSummary>,
}

impl Client {
    /// The components of a space.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Client, resources::{ComponentKind, SpaceKind}};
    /// # async fn example(site: Client) -> Result<(), decidim_client::Error> {
    /// let components = site.components(SpaceKind::Assembly, 4).list();
    /// let mut proposals = components.kind(ComponentKind::Proposals).stream();
    /// while let Some(component) = proposals.try_next().await? {
    ///     println!("{} {:?}", component.id, component.name.text("en"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn components(&self, kind: SpaceKind, space: impl Into<Id>) -> SpaceComponents {
        SpaceComponents { client: self.clone(), kind, space: space.into() }
    }
}

/// The components of the whole site ([`Client::all_components`]).
impl Listed<Component> {
    /// The component with this id.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let component = site.all_components().get(39).await?;
    /// println!("{} {:?}", component.kind, component.name.text("ca"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, id: impl Into<Id>) -> Get<Component> {
        let id = id.into();
        Get::new(self.client(), move |client| async move {
            let mut variables = Map::new();
            variables.insert("id".to_owned(), id.to_string().into());
            let asked = Asked { variables, essential: &["component", "id"], ..Asked::default() };
            let answer = ONE.run(&client, Form::Whole, asked).await?;
            answer.record_at(&["component"], "component", id)
        })
    }
}

/// The components of a space. [`list`](Self::list) begins their list.
#[derive(Clone, Debug)]
pub struct SpaceComponents {
    client: Client,
    kind: SpaceKind,
    space: Id,
}

impl SpaceComponents {
    /// All of them, narrowed and sorted by the methods of the list that this begins.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Sort, resources::SpaceKind};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut components = site.components(SpaceKind::Assembly, 4).list().by_weight(Sort::Asc).stream();
    /// while let Some(component) = components.try_next().await? {
    ///     println!("{} {:?}", component.kind, component.name.text("ca"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> RecordList<Component> {
        let (field, path) = (self.kind.field(), path_of(self.kind));
        let mut variables = Map::new();
        variables.insert("space".to_owned(), self.space.to_string().into());
        let question = UnpagedQuery {
            form: Form::Instead { of: "participatoryProcess", field },
            fallback: Fallback::ComponentsByKind(manifests),
            ..UnpagedQuery::new(&self.client, ALL, variables, path, "components")
        };
        let rows = question.rows(|component: &Component| component.id.key());
        RecordList::new(rows, format!("components of {field} {}", self.space))
    }
}

/// Filters and orders.
impl RecordList<Component> {
    /// Only components of this kind.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::{ComponentKind, SpaceKind};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let components = site.components(SpaceKind::Assembly, 4).list();
    /// let proposals = components.clone().kind(ComponentKind::Proposals).stream();
    /// // A plugin's kind.
    /// let challenges = components.kind("Challenges").stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn kind(self, kind: impl Into<ComponentKind>) -> Self {
        self.filter("type", manifest_of(kind.into().as_str()))
    }

    /// Only components with this in their name, in the language of
    /// [`ClientBuilder::locale`](crate::graphql::ClientBuilder::locale), or else in the site's own. The
    /// site refuses a language that it does not have.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let budgets = site.components(SpaceKind::ParticipatoryProcess, 2).list().named("budget").stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn named(self, text: impl Into<String>) -> Self {
        let locale = self.client().chosen_locale().map(str::to_owned);
        self.filter("name", text.into()).filter("locale", locale)
    }

    /// Only components that are set, or not set, to give things a place on the map. Those of meetings
    /// always come, and those without the setting never.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let on_a_map = site.components(SpaceKind::Assembly, 4).list().with_geolocation(true).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_geolocation(self, enabled: bool) -> Self {
        self.filter("withGeolocationEnabled", enabled)
    }

    /// Only components that are set, or not set, to take comments. Those without the setting never come.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let discussed = site.components(SpaceKind::Assembly, 4).list().with_comments(true).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_comments(self, enabled: bool) -> Self {
        self.filter("withCommentsEnabled", enabled)
    }

    /// Only components published in this range of days, UTC.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::resources::SpaceKind;
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// use decidim_client::{DateRange, jiff::civil::date};
    ///
    /// let since_march = DateRange::since(date(2026, 3, 1));
    /// let new = site.components(SpaceKind::Assembly, 4).list().published_at(since_march).stream();
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("since", "from", "to"))]
    pub fn published_at(self, range: DateRange) -> Self {
        self.dates("published", range)
    }

    /// Sorts by their place in the space.
    pub fn by_weight(self, sort: Sort) -> Self {
        self.sorted("weight", sort)
    }

    /// Sorts by id.
    pub fn by_id(self, sort: Sort) -> Self {
        self.sorted("id", sort)
    }

    /// Sorts by kind.
    pub fn by_kind(self, sort: Sort) -> Self {
        self.sorted("type", sort)
    }

    /// Sorts by name, in the language of
    /// [`ClientBuilder::locale`](crate::graphql::ClientBuilder::locale), or else in the site's own.
    ///
    /// ```no_run
    /// # use decidim_client::graphql::{Sort, resources::SpaceKind};
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let by_name = site.components(SpaceKind::Assembly, 4).list().by_name(Sort::Asc).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_name(self, sort: Sort) -> Self {
        let locale = self.client().chosen_locale().map(str::to_owned);
        self.sorted("name", sort).order("locale", locale)
    }
}

/// Where the components of a kind of space are in the answer.
fn path_of(kind: SpaceKind) -> &'static [&'static str] {
    match kind {
        SpaceKind::ParticipatoryProcess => &["participatoryProcess", "components"],
        SpaceKind::Assembly => &["assembly", "components"],
        SpaceKind::Conference => &["conference", "components"],
        SpaceKind::Initiative => &["initiative", "components"],
        SpaceKind::Consultation => &["consultation", "components"],
        SpaceKind::Voting => &["voting", "components"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `underscore` of `ActiveSupport`.
    #[test]
    fn a_kind_is_asked_for_by_its_manifests_name() {
        for (kind, manifest) in [
            ("Proposals", "proposals"),
            ("CollaborativeTexts", "collaborative_texts"),
            ("collaborative_texts", "collaborative_texts"),
            ("AwesomeMap", "awesome_map"),
            ("HTMLBlocks", "html_blocks"),
        ] {
            assert_eq!(manifest_of(kind), manifest);
        }
    }
}

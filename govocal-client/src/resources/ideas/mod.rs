//! Ideas: what participants post, survey answers and proposals included.

mod write;

use civic_core::geo::WktPoint;
use civic_core::jiff::Timestamp;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::open_enum;
use civic_core::{Extra, Html};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::write::{IdeaChange, NewIdea};

use super::ImageVersions;
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::listing::all_of::all_of;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Ideas: what participants post, survey answers and proposals included.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut ideas = city.ideas().list().stream();
    /// while let Some(idea) = ideas.try_next().await? {
    ///     println!("{} {}", idea.id, idea.title.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn ideas(&self) -> Endpoint<Idea> {
        self.endpoint()
    }
}

/// An idea. Texts are in the locale asked for, or in another where there is no translation. A
/// translation that was saved blank comes as an empty text, although another language has one.
///
/// Drafts and survey answers are listed too: check [`publication_status`](Self::publication_status)
/// and [`kind`](Self::kind) before publishing anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Idea {
    /// Its id.
    pub id: Uuid,
    /// Title. Empty for most survey answers.
    pub title: Option<String>,
    /// Text, written by a participant.
    pub body: Option<Html>,
    /// Who posted it. `None` for anonymous and removed authors, and for ideas posted by API.
    pub author_id: Option<Uuid>,
    /// Reactions "up".
    pub likes_count: i64,
    /// Reactions "down".
    pub dislikes_count: i64,
    /// Comments.
    pub comments_count: i64,
    /// When it was published. `None` for drafts.
    pub published_at: Option<Timestamp>,
    /// When it was submitted. Absent before 2024.
    pub submitted_at: Option<Timestamp>,
    /// Draft, submitted or published.
    pub publication_status: Option<IdeaPublicationStatus>,
    /// Its project.
    pub project_id: Option<Uuid>,
    /// The project's title.
    pub project_title: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed. What it shows of other records does not
    /// count: `project_title`, `creation_phase_title`, `survey_title`, `images` and the words of `status`.
    /// On the newest servers, changed answers to a survey probably do not count, either.
    pub updated_at: Timestamp,
    /// Where it is, as well-known text.
    pub location_point: Option<WktPoint>,
    /// Where it is, in words. Not localised.
    pub location_description: Option<String>,
    /// The last part of its web address.
    pub slug: Option<String>,
    /// What it costs, by the platform's managers; in the platform's currency.
    pub budget: Option<i64>,
    /// Baskets that it is in.
    pub baskets_count: i64,
    /// Votes; an amount of money in budgeting phases.
    pub votes_count: i64,
    /// Official feedback posts.
    pub official_feedbacks_count: i64,
    /// The manager whom it is assigned to.
    pub assignee_id: Option<Uuid>,
    /// When it was first assigned. It stays when it is assigned to somebody else, or to nobody.
    pub assigned_at: Option<Timestamp>,
    /// What it costs, by its author; in the platform's currency.
    pub proposed_budget: Option<i64>,
    /// The phase that it was made in. Set for survey answers and proposals.
    pub creation_phase_id: Option<Uuid>,
    /// That phase's title. Absent before 2025.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_phase_title: Option<String>,
    /// That phase's survey title. Absent before 2025.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey_title: Option<String>,
    /// Its images. The addresses may be short-lived.
    #[serde(default)]
    pub images: Vec<ImageVersions>,
    /// Its web address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// The label of its status, in the locale asked for: not a code, and not the same in two
    /// locales.
    pub status: Option<String>,
    /// Answers to the platform's own questions, by question code.
    #[cfg_attr(feature = "schema", schemars(extend("x-civic" = "json")))]
    pub custom_field_values: Option<Extra>,
    /// Idea, survey answer or proposal.
    #[serde(rename = "type")]
    pub kind: Option<IdeaType>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    shown as govocal_client::resources::ideas::IdeaPublicationStatus;

    /// Whether an idea is public.
    pub enum IdeaPublicationStatus {
        /// Not finished; only its author sees it.
        Draft = "draft",
        /// Handed in and waiting for review.
        Submitted = "submitted",
        /// Public.
        Published = "published",
    }
}

open_enum! {
    shown as govocal_client::resources::ideas::IdeaType;

    /// What an idea is.
    pub enum IdeaType {
        /// An idea of an ideation or voting phase.
        Idea = "idea",
        /// An answer to a survey.
        Survey = "survey",
        /// A proposal. Since 2025.
        Proposal = "proposal",
    }
}

impl Resource for Idea {
    const PATH: &'static str = "ideas";
    const ROWS: &'static str = "ideas";
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for Idea {
    const ROW: &'static str = "idea";
}

impl LogsDeletions for Idea {}

impl Dated for Idea {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for Idea {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("title", self.title.as_deref()),
            ("body", self.body.as_ref().map(Html::raw)),
            ("project_title", self.project_title.as_deref()),
            ("status", self.status.as_deref()),
            ("creation_phase_title", self.creation_phase_title.as_deref()),
            ("survey_title", self.survey_title.as_deref()),
        ]
    }
}

impl List<Idea> {
    /// Only ideas of this author.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let ideas = city.ideas().list().author_id(id).stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn author_id(self, id: Uuid) -> Self {
        self.filter("author_id", id, move |idea| Some(idea.author_id == Some(id)))
    }

    /// Only ideas of this project.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let ideas = city.ideas().list().project_id(id).stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn project_id(self, id: Uuid) -> Self {
        self.filter("project_id", id, move |idea| Some(idea.project_id == Some(id)))
    }

    /// Only ideas that have all these topics. Newer platforms take input topics, and count an
    /// idea of a sub-topic for its parent too.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let ideas = city.ideas().list().topic_ids([id]).stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn topic_ids(self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        self.set(all_of("topic_ids", ids))
    }

    /// Only ideas of this type. Servers know `idea` and `survey`, and ignore any other.
    ///
    /// ```no_run
    /// use govocal_client::resources::ideas::IdeaType;
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let answers = city.ideas().list().of_type(IdeaType::Survey).stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn of_type(self, kind: IdeaType) -> Self {
        let wanted = kind.clone();
        self.filter("type", kind, move |idea| idea.kind.as_ref().map(|kind| *kind == wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn wire() -> Value {
        json!({
            "id": "3f0c2b52-7a41-4f1e-9d55-2f60a1a0c001",
            "title": "Benches by the canal",
            "body": "<p>Six of them.</p>",
            "author_id": null,
            "likes_count": 4,
            "dislikes_count": 1,
            "comments_count": 2,
            "published_at": "2026-02-03T10:11:12.345Z",
            "submitted_at": "2026-02-03T10:11:12.345Z",
            "publication_status": "published",
            "project_id": "3f0c2b52-7a41-4f1e-9d55-2f60a1a0c002",
            "project_title": "The canal",
            "created_at": "2026-02-03T10:11:12.345Z",
            "updated_at": "2026-02-04T10:11:12.345Z",
            "location_point": "POINT (5.1 52.2)",
            "location_description": "North bank",
            "slug": "benches-by-the-canal",
            "budget": null,
            "baskets_count": 0,
            "votes_count": 0,
            "official_feedbacks_count": 0,
            "assignee_id": null,
            "assigned_at": null,
            "proposed_budget": 900,
            "creation_phase_id": null,
            "images": [{"small": "https://img.example.org/s.jpg", "fb": null}],
            "status": "Proposed",
            "custom_field_values": {"how_many": 6},
            "type": "idea"
        })
    }

    #[test]
    fn an_idea_is_read_whole() {
        let idea: Idea = serde_json::from_value(wire()).unwrap();
        assert!(idea.extra.is_empty());
        assert_eq!(idea.kind, Some(IdeaType::Idea));
        assert_eq!(idea.publication_status, Some(IdeaPublicationStatus::Published));
        assert_eq!(idea.location_point.unwrap().as_str(), "POINT (5.1 52.2)");
        assert_eq!(idea.custom_field_values.unwrap()["how_many"], 6);
    }

    #[test]
    fn unknown_fields_and_values_survive() {
        let mut wire = wire();
        wire["type"] = "riddle".into();
        wire["sentiment"] = "hopeful".into();
        let idea: Idea = serde_json::from_value(wire).unwrap();
        assert_eq!(idea.kind, Some(IdeaType::from("riddle")));
        let back = serde_json::to_value(&idea).unwrap();
        assert_eq!((&back["type"], &back["sentiment"]), (&"riddle".into(), &"hopeful".into()));
    }
}

//! Projects: what a platform asks its participants about.

use civic_core::geo::GeoJson;
use civic_core::jiff::Timestamp;
use civic_core::list::query::Filter;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::open_enum;
use civic_core::{Extra, Html};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ImageVersions;
use super::phases::{ParticipationMethod, Phase, ReactingMethod};
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::listing::all_of::all_of;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Projects, drafts and those hidden from the public included.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let mut projects = city.projects().list().stream();
    /// while let Some(project) = projects.try_next().await? {
    ///     println!("{} {:?}", project.title.unwrap_or_default(), project.publication_status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn projects(&self) -> Endpoint<Project> {
        self.endpoint()
    }
}

impl Endpoint<Project> {
    /// Phases of one project; none where there is no such project.
    ///
    /// Servers before July 2026 list the phases of all projects here. The others are then dropped,
    /// and the reading's report says that `project_id` was ignored.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let mut phases = city.projects().phases(id).stream();
    /// while let Some(phase) = phases.try_next().await? {
    ///     println!("{:?} to {:?}", phase.start_at, phase.end_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn phases(&self, project_id: Uuid) -> List<Phase> {
        let of_project = move |phase: &Phase| Some(phase.project_id == Some(project_id));
        List::new(self.client().clone(), format!("projects/{project_id}/phases"))
            .set(Filter::in_the_path("project_id").shown(of_project))
    }
}

/// A project. Texts are in the locale asked for, or in another where there is no translation. A
/// translation that was saved blank comes as an empty text, although another language has one.
///
/// Drafts and projects for managers or groups only are listed too: mind
/// [`publication_status`](Self::publication_status) and [`visible_to`](Self::visible_to) before
/// publishing anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Project {
    /// Its id.
    pub id: Uuid,
    /// Title.
    pub title: Option<String>,
    /// Text.
    pub description_html: Option<Html>,
    /// Short text without markup.
    pub description_preview: Option<String>,
    /// The last part of its web address.
    pub slug: Option<String>,
    /// Its folder. `None` for projects in no folder.
    pub folder_id: Option<Uuid>,
    /// Its web address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// Who can see it.
    pub visible_to: Option<ProjectVisibility>,
    /// Its images. The addresses may be short-lived.
    #[serde(default)]
    pub images: Vec<ImageVersions>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed. `images` and `map_center_geojson` do
    /// not count.
    pub updated_at: Timestamp,
    /// Ideas in it. Not told by some platforms since 2025.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ideas_count: Option<i64>,
    /// Comments on its ideas.
    pub comments_count: i64,
    /// The middle of its map.
    pub map_center_geojson: Option<GeoJson>,
    /// Draft, published or archived.
    pub publication_status: ProjectPublicationStatus,
    /// Whether it has phases. Until 2024; all have them since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_type: Option<ProcessType>,
    /// What participants can do, where it has no phases. Until 2024, see
    /// [`Phase`] since; so are all fields below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participation_method: Option<ParticipationMethod>,
    /// Whether participants can post. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posting_enabled: Option<bool>,
    /// Whether ideas can be commented on. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commenting_enabled: Option<bool>,
    /// Whether ideas can be reacted to. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reacting_enabled: Option<bool>,
    /// Whether a participant's likes are limited. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reacting_like_method: Option<ReactingMethod>,
    /// Likes per participant, where they are limited. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reacting_like_limited_max: Option<i64>,
    /// Whether ideas can be disliked. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reacting_dislike_enabled: Option<bool>,
    /// Whether a participant's dislikes are limited. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reacting_dislike_method: Option<ReactingMethod>,
    /// Dislikes per participant, where they are limited. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reacting_dislike_limited_max: Option<i64>,
    /// The most that a basket may hold: votes, or money in budgeting. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voting_max_total: Option<i64>,
    /// The least that a basket must hold: votes, or money in budgeting. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voting_min_total: Option<i64>,
    /// Baskets handed in. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baskets_count: Option<i64>,
    /// Votes; an amount of money in budgeting. Until 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes_count: Option<i64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    shown as govocal_client::resources::projects::ProjectPublicationStatus;

    /// Whether a project or folder is public.
    pub enum ProjectPublicationStatus {
        /// Not yet public.
        Draft = "draft",
        /// Public.
        Published = "published",
        /// Public, and over.
        Archived = "archived",
    }
}

open_enum! {
    shown as govocal_client::resources::projects::ProjectVisibility;

    /// Who can see a project.
    pub enum ProjectVisibility {
        /// All.
        Public = "public",
        /// Members of certain groups.
        Groups = "groups",
        /// The platform's managers.
        Admins = "admins",
    }
}

open_enum! {
    shown as govocal_client::resources::projects::ProcessType;

    /// Whether a project has phases. Until 2024.
    pub enum ProcessType {
        /// It has phases.
        Timeline = "timeline",
        /// It has none.
        Continuous = "continuous",
    }
}

// No `NOT_EVERYWHERE`: this list also answers 404 where the folder asked for is unknown.
impl Resource for Project {
    const PATH: &'static str = "projects";
    const ROWS: &'static str = "projects";
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for Project {
    const ROW: &'static str = "project";
}

impl LogsDeletions for Project {}

impl Dated for Project {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for Project {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("title", self.title.as_deref()),
            ("description_html", self.description_html.as_ref().map(Html::raw)),
            ("description_preview", self.description_preview.as_deref()),
        ]
    }
}

impl List<Project> {
    /// Only projects in this folder. The stream fails with
    /// [`NotFound`](civic_core::ErrorKind::NotFound) where there is no such folder.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let projects = city.projects().list().folder_id(id).stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn folder_id(self, id: Uuid) -> Self {
        let in_folder = move |project: &Project| Some(project.folder_id == Some(id));
        self.set(Filter::one("folder_id", id).shown(in_folder).alone())
    }

    /// Only projects in this state. Servers refuse values that they do not know.
    ///
    /// ```no_run
    /// use govocal_client::resources::projects::ProjectPublicationStatus;
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let public = city.projects().list().publication_status(ProjectPublicationStatus::Published);
    /// let projects = public.stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn publication_status(self, status: ProjectPublicationStatus) -> Self {
        let filter = Filter::one("publication_status", &status);
        let passes = move |project: &Project| Some(project.publication_status == status);
        self.set(filter.shown(passes).alone())
    }

    /// Only projects that have all these topics. Newer platforms take global topics.
    pub fn topic_ids(self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        self.set(all_of("topic_ids", ids).alone())
    }

    /// Only projects that have all these areas, and those for the whole platform.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let projects = city.projects().list().area_ids([id]).stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn area_ids(self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        self.set(all_of("area_ids", ids).alone())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn decode(more: Value) -> Project {
        let mut body = json!({
            "id": "9b2e7f10-4cd1-4d58-b1de-0a6f3c0e5d01",
            "title": "Nieuw park",
            "description_html": "<p>Waar komt het park?</p>",
            "description_preview": "Waar komt het park?",
            "slug": "nieuw-park",
            "folder_id": null,
            "href": "https://demo.example.org/projects/nieuw-park",
            "visible_to": "groups",
            "images": [{"small": "https://demo.example.org/s.png"}],
            "created_at": "2023-01-05T10:11:12.131Z",
            "updated_at": "2023-02-06T11:12:13.141Z",
            "comments_count": 31,
            "map_center_geojson": {"type": "Point", "coordinates": [4.25, 50.75]},
            "publication_status": "archived",
        });
        let Value::Object(more) = more else { panic!("not an object: {more}") };
        body.as_object_mut().unwrap().extend(more);
        let project: Project = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&project).unwrap(), body);
        project
    }

    #[test]
    fn every_era_decodes_and_goes_out_as_it_came() {
        let of_2023 = decode(json!({
            "process_type": "continuous",
            "participation_method": "ideation",
            "posting_enabled": true,
            "commenting_enabled": false,
            "reacting_enabled": true,
            "reacting_like_method": "limited",
            "reacting_like_limited_max": 7,
            "reacting_dislike_enabled": true,
            "reacting_dislike_method": "unlimited",
            "reacting_dislike_limited_max": 2,
            "voting_max_total": 9,
            "voting_min_total": 1,
            "baskets_count": 4,
            "votes_count": 17,
            "ideas_count": 8,
        }));
        assert!(of_2023.extra.is_empty(), "{:?}", of_2023.extra);
        assert_eq!(of_2023.process_type, Some(ProcessType::Continuous));
        let of_2024 = decode(json!({"ideas_count": 21}));
        assert!(of_2024.extra.is_empty());
        assert!(of_2024.map_center_geojson.is_some_and(|centre| centre.point().is_some()));
        assert_eq!(decode(json!({})).ideas_count, None);
    }

    #[test]
    fn what_is_newer_than_this_version_survives() {
        let project = decode(json!({"mood": [1], "visible_to": "neighbours"}));
        assert_eq!(project.extra["mood"], json!([1]));
        assert!(project.visible_to.is_some_and(|who| who == "neighbours"));
    }
}

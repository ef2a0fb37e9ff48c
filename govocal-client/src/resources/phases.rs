//! Phases: the stretches of time that a project consists of, each with its way to take part.

use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::Date;
use civic_core::list::query::days_around;
use civic_core::list::source::{Key, Position};
use civic_core::list::translations::Localized;
use civic_core::open_enum;
use civic_core::{DateOrDatetime, DateRange, Extra, Html};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::listing::List;
use crate::resource::{Dated, LogsDeletions, Readable, Resource};
use crate::sync_support::SyncSupport;

impl Client {
    /// Phases of all projects, those of drafts and hidden projects included.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let phases = city.phases().list().stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn phases(&self) -> Endpoint<Phase> {
        self.endpoint()
    }
}

/// A phase of a project. Texts are in the locale asked for, or in another where there is no
/// translation. A translation that was saved blank comes as an empty text, although another
/// language has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Phase {
    /// Its id.
    pub id: Uuid,
    /// Title.
    pub title: Option<String>,
    /// Text.
    pub description: Option<Html>,
    /// What participants can do in it.
    pub participation_method: ParticipationMethod,
    /// Its project.
    pub project_id: Option<Uuid>,
    /// The project's title.
    pub project_title: Option<String>,
    /// When it starts: a day, or an instant on some servers since April 2026. Servers between April and
    /// July 2026 may show neither this nor the end.
    pub start_at: Option<DateOrDatetime>,
    /// When it ends: a day, its last one; or an instant on some servers since April 2026, the
    /// first that is no longer part of it. `None` for a last phase without end.
    pub end_at: Option<DateOrDatetime>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it, or something that belongs to it, was last changed. Another title of its project does not
    /// count.
    pub updated_at: Timestamp,
    /// Ideas in it.
    pub ideas_count: i64,
    /// Baskets handed in.
    pub baskets_count: i64,
    /// Votes; an amount of money in budgeting phases.
    pub votes_count: i64,
    /// Whether participants can post in it. Absent before 2024: ask
    /// [`submission_enabled()`](Self::submission_enabled()).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submission_enabled: Option<bool>,
    /// Whether participants can post in it. Absent since 2024: ask
    /// [`submission_enabled()`](Self::submission_enabled()).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posting_enabled: Option<bool>,
    /// Whether results are shown to all once it is over. Absent before 2024.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autoshare_results_enabled: Option<bool>,
    /// Whether ideas can be commented on.
    pub commenting_enabled: Option<bool>,
    /// Whether ideas can be reacted to.
    pub reacting_enabled: Option<bool>,
    /// Whether a participant's likes are limited.
    pub reacting_like_method: Option<ReactingMethod>,
    /// Likes per participant, where they are limited; meaningless otherwise.
    pub reacting_like_limited_max: Option<i64>,
    /// Whether ideas can be disliked.
    pub reacting_dislike_enabled: Option<bool>,
    /// Whether a participant's dislikes are limited.
    pub reacting_dislike_method: Option<ReactingMethod>,
    /// Dislikes per participant, where they are limited; meaningless otherwise.
    pub reacting_dislike_limited_max: Option<i64>,
    /// The most that a basket may hold: votes, or money in budgeting phases.
    pub voting_max_total: Option<i64>,
    /// The least that a basket must hold: votes, or money in budgeting phases.
    pub voting_min_total: Option<i64>,
    /// Whether it is part of the project's timeline. Absent before July 2026, when all were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement_type: Option<PlacementType>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Phase {
    /// Whether participants can post in it, whatever the platform's version.
    pub fn submission_enabled(&self) -> Option<bool> {
        self.submission_enabled.or(self.posting_enabled)
    }

    /// The days that it may start on: one, unless an instant stands for it, whose day depends on
    /// the platform's own zone.
    fn first_days(&self) -> Option<(Date, Date)> {
        Some(match self.start_at? {
            DateOrDatetime::Date(day) => (day, day),
            DateOrDatetime::Datetime(at) => days_around(at),
        })
    }

    /// The days that may be its last. A server that keeps the midnight after it may show that
    /// midnight's date.
    fn last_days(&self) -> Option<(Date, Date)> {
        let (first, last) = match self.end_at? {
            DateOrDatetime::Date(day) => (day, day),
            DateOrDatetime::Datetime(at) => days_around(at),
        };
        Some((first.yesterday().unwrap_or(first), last))
    }
}

open_enum! {
    shown as govocal_client::resources::phases::ParticipationMethod;

    /// What participants can do.
    pub enum ParticipationMethod {
        /// Post ideas and discuss them.
        Ideation = "ideation",
        /// Start proposals that need support. Since 2025.
        Proposals = "proposals",
        /// Read only.
        Information = "information",
        /// Answer a survey of the platform itself.
        NativeSurvey = "native_survey",
        /// Answer the platform's standing survey on life in the community. Since 2025.
        CommunityMonitorSurvey = "community_monitor_survey",
        /// Answer a survey embedded from elsewhere.
        Survey = "survey",
        /// Vote on ideas, or divide a budget among them.
        Voting = "voting",
        /// Divide a budget among ideas. A way of voting since 2023.
        Budgeting = "budgeting",
        /// Answer a quick poll.
        Poll = "poll",
        /// Sign up for causes.
        Volunteering = "volunteering",
        /// Comment on a document.
        DocumentAnnotation = "document_annotation",
        /// Agree or disagree with statements. Since 2025.
        CommonGround = "common_ground",
    }
}

open_enum! {
    shown as govocal_client::resources::phases::ReactingMethod;

    /// Whether reactions are limited per participant.
    pub enum ReactingMethod {
        /// As many as one likes.
        Unlimited = "unlimited",
        /// Up to a number.
        Limited = "limited",
    }
}

open_enum! {
    shown as govocal_client::resources::phases::PlacementType;

    /// Where a phase stands in its project.
    pub enum PlacementType {
        /// In the project's timeline.
        OnTimeline = "on_timeline",
        /// Beside it.
        Standalone = "standalone",
    }
}

impl Resource for Phase {
    const PATH: &'static str = "phases";
    const ROWS: &'static str = "phases";
    const SYNC: SyncSupport<Self> =
        SyncSupport::by_id(|row: &Self| row.id.into()).readable().dated().logs_deletions();

    fn key(&self) -> Key {
        self.id.into()
    }

    fn position(&self) -> Option<Position> {
        Some(self.created_at.into())
    }
}

impl Readable for Phase {
    const ROW: &'static str = "phase";
}

impl LogsDeletions for Phase {}

impl Dated for Phase {
    fn created_at(&self) -> Timestamp {
        self.created_at
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
}

impl Localized for Phase {
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        vec![
            ("title", self.title.as_deref()),
            ("description", self.description.as_ref().map(Html::raw)),
            ("project_title", self.project_title.as_deref()),
        ]
    }
}

impl List<Phase> {
    /// Only phases that start in this range of days.
    ///
    /// Servers since April 2026 may keep the start as an instant, the midnight of the platform's
    /// own zone, and compare that with days of UTC. So a day more is asked for on both sides, and
    /// rows are sorted out by the day that they show. Where a row shows an instant, its day is
    /// unknown: it is kept if it lies in the range in some zone. Where a row shows no start at all, it
    /// is kept as the server listed it.
    ///
    /// ```no_run
    /// use govocal_client::DateRange;
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let begin_in_march = city.phases().list().start_at(DateRange::month(2026, 3)?);
    /// let phases = begin_in_march.stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn start_at(self, range: DateRange) -> Self {
        self.dates("start_at", range, Phase::first_days, 1)
    }

    /// Only phases that end in this range of days; never those without an end.
    ///
    /// Read it as "around these days": servers differ in whether a phase ends on its last day or
    /// on the midnight after it, in UTC or in the platform's own zone. So a day more is asked for
    /// on both sides, and phases that end up to two days before or after the range may be listed too.
    ///
    /// ```no_run
    /// use govocal_client::{DateRange, jiff::civil::date};
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let still_open = city.phases().list().end_at(DateRange::since(date(2026, 3, 1)));
    /// let phases = still_open.stream().collect_proven().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn end_at(self, range: DateRange) -> Self {
        self.dates("end_at", range, Phase::last_days, 1)
    }

    /// Only phases in this position. Servers before July 2026 ignore it, and have all phases on the
    /// timeline; newer ones refuse values that they do not know.
    pub fn placement_type(self, placement: PlacementType) -> Self {
        let wanted = placement.clone();
        self.filter("placement_type", placement, move |phase| {
            Some(*phase.placement_type.as_ref().unwrap_or(&PlacementType::OnTimeline) == wanted)
        })
    }
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;
    use serde_json::{Value, json};
    use wiremock::matchers::{method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::client::client_of;

    fn body() -> Value {
        json!({
            "id": "7c1f4b1e-53d0-4a0e-9a55-0f4b0a2f6d01",
            "title": "Voorstellen",
            "description": "<p>Wat mist de wijk?</p>",
            "participation_method": "ideation",
            "project_id": "7c1f4b1e-53d0-4a0e-9a55-0f4b0a2f6d02",
            "project_title": "Oude haven",
            "start_at": "2024-03-01",
            "end_at": null,
            "created_at": "2024-02-11T08:15:30.123Z",
            "updated_at": "2024-04-12T09:16:31.456Z",
            "ideas_count": 12,
            "baskets_count": 0,
            "votes_count": 0,
            "commenting_enabled": true,
            "reacting_enabled": true,
            "reacting_like_method": "limited",
            "reacting_like_limited_max": 5,
            "reacting_dislike_enabled": false,
            "reacting_dislike_method": "unlimited",
            "reacting_dislike_limited_max": null,
            "voting_max_total": null,
            "voting_min_total": null,
        })
    }

    fn decode(change: &[(&str, Value)]) -> Phase {
        let mut body = body();
        for (name, value) in change {
            body[name] = value.clone();
        }
        let phase: Phase = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&phase).unwrap(), body);
        phase
    }

    #[test]
    fn every_era_decodes_and_goes_out_as_it_came() {
        let of_2023 = decode(&[("posting_enabled", json!(true))]);
        assert_eq!(of_2023.submission_enabled(), Some(true));
        let of_2024 = decode(&[
            ("submission_enabled", json!(false)),
            ("autoshare_results_enabled", json!(true)),
        ]);
        assert_eq!(of_2024.submission_enabled(), Some(false));
        let of_2026 = decode(&[
            ("submission_enabled", json!(true)),
            ("placement_type", json!("standalone")),
            ("start_at", json!("2026-05-01T22:00:00Z")),
            ("end_at", json!("2026-06-01T22:00:00Z")),
        ]);
        assert_eq!(of_2026.placement_type, Some(PlacementType::Standalone));
        for phase in [of_2023, of_2024, of_2026] {
            assert!(phase.extra.is_empty(), "{:?}", phase.extra);
        }
    }

    #[test]
    fn what_is_newer_than_this_version_survives() {
        let phase = decode(&[("mood", json!(3)), ("participation_method", json!("juggling"))]);
        assert_eq!(phase.extra["mood"], 3);
        assert_eq!(phase.participation_method, ParticipationMethod::from("juggling"));
    }

    #[test]
    fn a_day_is_a_day_and_an_instant_is_any_day_that_some_zone_gives_it() {
        let days = |first: &str, last: &str| Some((first.parse().unwrap(), last.parse().unwrap()));
        let start = |at| decode(&[("start_at", at)]).first_days();
        assert_eq!(start(json!("2026-05-01")), days("2026-05-01", "2026-05-01"));
        assert_eq!(start(json!("2026-04-30T22:00:00Z")), days("2026-04-30", "2026-05-01"));
        assert_eq!(start(json!("2026-05-01T05:00:00Z")), days("2026-04-30", "2026-05-01"));
        assert_eq!(start(json!(null)), None);
        let end = |at| decode(&[("end_at", at)]).last_days();
        assert_eq!(end(json!("2026-05-31")), days("2026-05-30", "2026-05-31"));
        assert_eq!(end(json!("2026-05-31T22:00:00Z")), days("2026-05-30", "2026-06-01"));
        assert_eq!(end(json!(null)), None);
    }

    #[tokio::test]
    async fn phases_of_other_projects_are_dropped_and_reported() {
        let server = MockServer::start().await;
        let token = ResponseTemplate::new(201).set_body_json(json!({"jwt": "opaque"}));
        let authenticate = Mock::given(method("POST")).and(path("/api/v2/authenticate"));
        authenticate.respond_with(token).mount(&server).await;
        let (ours, mut theirs) = (body(), body());
        theirs["id"] = json!(Uuid::from_u128(1));
        theirs["project_id"] = json!(Uuid::from_u128(2));
        let page = json!({
            "phases": [theirs, ours],
            "meta": {"current_page": 1, "total_pages": 1},
        });
        let project = decode(&[]).project_id.unwrap();
        let list =
            Mock::given(method("GET")).and(path(format!("/api/v2/projects/{project}/phases")));
        let page = ResponseTemplate::new(200).set_body_json(page);
        list.respond_with(page).mount(&server).await;

        let client = client_of(&server.uri());
        let mut phases = client.projects().phases(project).stream();
        let listed: Vec<Phase> = (&mut phases).try_collect().await.unwrap();
        assert_eq!(listed, [decode(&[])]);
        assert!(phases.report().to_string().contains("project_id"), "{}", phases.report());
    }
}

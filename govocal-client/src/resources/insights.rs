//! Figures on how a platform is used. Since 2025 or 2026.

use civic_core::http::platform::Sending;
use civic_core::http::{CallOptions, Request, Response};
use civic_core::jiff::civil::{Date, DateTime};
use civic_core::list::query::invalid_years;
use civic_core::open_enum;
use civic_core::{DateRange, Error, Extra};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::not_found;

const PATH: &str = "insights/visits";
const NOT_EVERYWHERE: &str = "visits came in 2025 or 2026";

impl Client {
    /// Figures on how the platform is used. Since 2025 or 2026.
    pub fn insights(&self) -> Insights {
        Insights { client: self.clone() }
    }
}

/// Figures on how a platform is used, as returned by [`Client::insights`].
#[derive(Clone, Debug)]
pub struct Insights {
    client: Client,
}

impl Insights {
    /// Visits and visitors over time, by month unless said otherwise.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let visits = city.insights().visits().await?;
    /// println!("{} visits in all", visits.iter().map(|month| month.visits).sum::<i64>());
    /// # Ok(())
    /// # }
    /// ```
    pub fn visits(&self) -> Visits {
        Visits {
            client: self.client.clone(),
            project_id: None,
            days: None,
            resolution: None,
            exclude_admins_and_moderators: false,
            options: CallOptions::new(),
            sending: Sending::default(),
        }
    }
}

/// A question for visits and visitors, sent when it is awaited. It returns all buckets at once,
/// the earliest first; those without visits are left out.
///
/// ```no_run
/// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
/// use govocal_client::DateRange;
/// use govocal_client::resources::insights::Resolution;
///
/// let january = DateRange::month(2026, 1)?;
/// for day in city.insights().visits().visited_at(january).resolution(Resolution::Day).await? {
///     println!("{:?} {}", day.starts_at(), day.visitors);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Unsupported`](civic_core::ErrorKind::Unsupported) where the platform has no such figures. A project
/// that does not exist is not an error: nobody visited it.
#[derive(Clone, Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Visits {
    client: Client,
    project_id: Option<Uuid>,
    days: Option<DateRange>,
    resolution: Option<Resolution>,
    exclude_admins_and_moderators: bool,
    options: CallOptions,
    sending: Sending<Vec<VisitBucket>>,
}

impl Visits {
    civic_core::call_options!(
        options,
        "govocal_client",
        "city: govocal_client::Client",
        "city.insights().visits()"
    );

    /// Only visits to this project. Where there is no such project there are no buckets, or, with
    /// [`Resolution::All`], one of zeros.
    ///
    /// ```no_run
    /// # use govocal_client::uuid::Uuid;
    /// # async fn example(city: govocal_client::Client, id: Uuid) -> Result<(), govocal_client::Error> {
    /// let visits = city.insights().visits().project_id(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn project_id(mut self, id: Uuid) -> Self {
        self.project_id = Some(id);
        self
    }

    /// Only visits on these days, in the platform's own time zone. Without, all; but by day only those
    /// of the last year, and by hour only those of the last week. Years outside 0001 to 9999 are refused
    /// before anything is sent.
    ///
    /// Buckets begin at midnights of UTC. So where the platform's clocks are ahead of UTC, there may be
    /// one bucket more, of the hours before the first day; where they are behind, one after the last.
    ///
    /// ```no_run
    /// use govocal_client::DateRange;
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let march = city.insights().visits().visited_at(DateRange::month(2026, 3)?).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn visited_at(mut self, range: DateRange) -> Self {
        self.days = Some(range);
        self
    }

    /// How long a bucket is. Default: a month. Servers refuse values that they do not know.
    ///
    /// ```no_run
    /// use govocal_client::resources::insights::Resolution;
    ///
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let years = city.insights().visits().resolution(Resolution::Year).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn resolution(mut self, resolution: Resolution) -> Self {
        self.resolution = Some(resolution);
        self
    }

    /// Whether to leave out visits of the platform's managers. Default: no. Since autumn 2026; older
    /// servers ignore it, and nothing in the answer shows that. It does not depend on the platform's own
    /// setting of that name.
    pub fn exclude_admins_and_moderators(mut self, exclude: bool) -> Self {
        self.exclude_admins_and_moderators = exclude;
        self
    }

    /// The buckets and the answer they came in.
    ///
    /// ```no_run
    /// # async fn example(city: govocal_client::Client) -> Result<(), govocal_client::Error> {
    /// let (months, answer) = city.insights().visits().with_response().await?;
    /// println!("{} months by {:?}", months.len(), answer.date());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn with_response(self) -> Result<(Vec<VisitBucket>, Response), Error> {
        if let Some(error) = self.days.and_then(|days| invalid_years("between", days)) {
            return Err(error);
        }
        if self.resolution.as_ref().is_some_and(|it| it.as_str().trim().is_empty()) {
            return Err(Error::invalid_input("the resolution is blank"));
        }
        let mut request = Request::get(format!("/api/v2/{PATH}"));
        for (name, value) in self.parameters() {
            request = request.query(name, value);
        }
        let why = Some(NOT_EVERYWHERE);
        let response = not_found::send(&self.client, request, self.options, PATH, why).await?;
        Ok((response.json_under("visits")?, response))
    }

    fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = Vec::new();
        let mut set = |name, value: Option<String>| parameters.extend(value.map(|v| (name, v)));
        set("project_id", self.project_id.map(|id| id.to_string()));
        if let Some(days) = self.days {
            // An open start is sent as a date: without one, servers begin a year or a week ago.
            let first = days.from().map_or("1970-01-01".to_owned(), |day| day.to_string());
            set("start_at", Some(first));
            set("end_at", days.last_day().map(|day| day.to_string()));
        }
        set("resolution", self.resolution.as_ref().map(ToString::to_string));
        let exclude = self.exclude_admins_and_moderators.then(|| "true".to_owned());
        set("exclude_admins_and_moderators", exclude);
        parameters
    }
}

civic_core::sent_when_polled!(Visits => Vec<VisitBucket>, |visits| async {
    visits.with_response().await.map(|(buckets, _)| buckets)
});

open_enum! {
    shown as govocal_client::resources::insights::Resolution;

    /// How long a bucket of visits is.
    pub enum Resolution {
        /// One bucket for all, also where there were no visits.
        All = "all",
        /// A year.
        Year = "year",
        /// A month.
        Month = "month",
        /// A day.
        Day = "day",
        /// An hour.
        Hour = "hour",
    }
}

/// The visits of a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct VisitBucket {
    /// Visits: sessions.
    pub visits: i64,
    /// Different visitors. Sums over buckets count who came back again.
    pub visitors: i64,
    /// Its first day as `YYYY-MM-DD`, by hour `YYYY-MM-DD HH:MM`. `None` for
    /// [`Resolution::All`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_group: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl VisitBucket {
    /// When it starts, in UTC. `None` where
    /// [`date_group`](Self::date_group) is absent or reads otherwise.
    pub fn starts_at(&self) -> Option<DateTime> {
        let text = self.date_group.as_deref()?;
        let day = Date::strptime("%Y-%m-%d", text).map(|day| day.at(0, 0, 0, 0));
        day.or_else(|_| DateTime::strptime("%Y-%m-%d %H:%M", text)).ok()
    }
}

#[cfg(test)]
mod tests {
    use civic_core::ErrorKind;
    use civic_core::jiff::civil::date;
    use serde_json::json;
    use wiremock::matchers::{method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::client::client_of;

    fn visits() -> Visits {
        visits_to("http://127.0.0.1:9")
    }

    fn visits_to(base: &str) -> Visits {
        let client = client_of(base);
        client.insights().visits()
    }

    #[test]
    fn the_last_day_is_sent_because_the_server_counts_it_in() {
        let january = visits().visited_at(DateRange::month(2026, 1).unwrap());
        let sent = [("start_at", "2026-01-01".to_owned()), ("end_at", "2026-01-31".to_owned())];
        assert_eq!(january.parameters(), sent);
    }

    #[test]
    fn an_open_start_is_said_aloud_and_no_range_is_not() {
        let sent = visits().visited_at(DateRange::until(date(2026, 1, 1))).parameters();
        let expected = [("start_at", "1970-01-01".to_owned()), ("end_at", "2025-12-31".to_owned())];
        assert_eq!(sent, expected);
        assert_eq!(visits().parameters(), []);
    }

    #[test]
    fn what_was_set_is_sent() {
        let project = Uuid::from_u128(2);
        let sent = visits()
            .project_id(project)
            .resolution(Resolution::Hour)
            .exclude_admins_and_moderators(true)
            .parameters();
        assert_eq!(
            sent,
            [
                ("project_id", project.to_string()),
                ("resolution", "hour".to_owned()),
                ("exclude_admins_and_moderators", "true".to_owned()),
            ]
        );
    }

    #[tokio::test]
    async fn years_that_four_digits_cannot_say_are_refused() {
        for range in [DateRange::since(date(0, 1, 1)), DateRange::until(date(-1, 1, 1))] {
            let error = visits().visited_at(range).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{range}");
        }
    }

    /// A platform that answers every question for visits in the same way.
    async fn platform(status: u16) -> MockServer {
        let server = MockServer::start().await;
        let token = ResponseTemplate::new(201).set_body_json(json!({"jwt": "opaque"}));
        let authenticate = Mock::given(method("POST")).and(path("/api/v2/authenticate"));
        authenticate.respond_with(token).mount(&server).await;
        let visits = Mock::given(method("GET")).and(path("/api/v2/insights/visits"));
        let answer = json!({"visits": [{"visits": 2, "visitors": 1, "date_group": "2026-01-01"}]});
        let answer = ResponseTemplate::new(status).set_body_json(answer);
        visits.respond_with(answer).mount(&server).await;
        server
    }

    const PROJECT: Uuid = Uuid::from_u128(3);

    #[tokio::test]
    async fn a_404_says_that_the_platform_has_no_visits() {
        let newer = platform(200).await;
        let buckets = visits_to(&newer.uri()).resolution(Resolution::Year).await.unwrap();
        assert_eq!(buckets[0].visitors, 1);

        let older = platform(404).await;
        for visits in [visits_to(&older.uri()), visits_to(&older.uri()).project_id(PROJECT)] {
            let error = visits.await.unwrap_err();
            let told = (error.kind(), error.hint());
            assert_eq!(told, (ErrorKind::Unsupported, Some(NOT_EVERYWHERE)));
        }
    }

    #[test]
    fn buckets_of_every_resolution_decode() {
        for (group, start) in [
            (json!({}), None),
            (json!({"date_group": "2026-03-01"}), Some(date(2026, 3, 1).at(0, 0, 0, 0))),
            (json!({"date_group": "2026-03-04 17:00"}), Some(date(2026, 3, 4).at(17, 0, 0, 0))),
            (json!({"date_group": "spring", "bounces": 3}), None),
        ] {
            let mut body = json!({"visits": 34, "visitors": 21});
            body.as_object_mut().unwrap().extend(group.as_object().unwrap().clone());
            let bucket: VisitBucket = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(bucket.starts_at(), start, "{body}");
            assert_eq!(serde_json::to_value(&bucket).unwrap(), body);
        }
    }
}

//! The jobs of this API client.

use civic_core::Extra;
use civic_core::jiff::Timestamp;
use civic_core::list::query::Filter;
use civic_core::list::source::Key;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::rest::auth::Actor;
use crate::rest::auth::scope::Needs;
use crate::rest::client::Client;
use crate::rest::endpoint::Endpoint;
use crate::rest::id::Id;
use crate::rest::jobs::JobStatus;
use crate::rest::lenient_decode::pick;
use crate::rest::list::List;
use crate::rest::record::Links;
use crate::rest::required_release::Since;
use crate::rest::resource::{Listed, Resource, sealed};
use crate::rest::version::Release;
use crate::rest::wire::is_default;

impl<A: Actor> Client<A> {
    /// The jobs that this API client began in the same name: a program's own, or the participant's.
    /// Latest first. Needs no scope. Since 0.3.
    ///
    /// What a job returned is not in the list: ask [`job`](Self::job) for it by its id.
    ///
    /// ```no_run
    /// # use decidim_client::rest::jobs::JobStatus;
    /// # use decidim_client::rest::resources::Proposal;
    /// # async fn example(ana: decidim_client::rest::UserClient) -> Result<(), decidim_client::Error> {
    /// let failed = ana.jobs().list().status(JobStatus::Failed).command_key("draft_proposals#publish");
    /// let mut failed = failed.stream();
    /// while let Some(job) = failed.try_next().await? {
    ///     let job = ana.job::<Proposal>(job.id.as_str()).await?;
    ///     println!("{:?}", job.state().extra.get("error_message"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Unsupported`](civic_core::ErrorKind::Unsupported) where the site has version 0.2, before anything
    /// is sent.
    pub fn jobs(&self) -> Endpoint<JobSummary, A> {
        Endpoint::new(self)
    }
}

/// A job, as the list of jobs shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct JobSummary {
    /// Its id, a UUID. Keep it secret: anybody who knows it can ask for the job and what it returned.
    #[serde(skip_serializing_if = "Id::is_missing")]
    pub id: Id,
    /// Its state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<JobStatus>,
    /// What it does, such as `draft_proposals#publish` or `blogs/posts#create`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command_key: Option<String>,
    /// When it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When its state last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Its links.
    #[serde(skip_serializing_if = "is_default")]
    pub links: Links,
    /// Fields that this version does not know, and those of another form.
    #[serde(flatten)]
    pub extra: Extra,
}

impl<'de> Deserialize<'de> for JobSummary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Extra::deserialize(deserializer)?;
        let id = match members.remove("id").unwrap_or_default() {
            Value::Null => Id::missing(),
            value => Id::deserialize(value).map_err(D::Error::custom)?,
        };
        Ok(Self {
            id,
            status: pick(&mut members, "status"),
            command_key: pick(&mut members, "command_key"),
            created_at: pick(&mut members, "created_at"),
            updated_at: pick(&mut members, "updated_at"),
            links: pick(&mut members, "links").unwrap_or_default(),
            extra: members,
        })
    }
}

impl sealed::Permitted for JobSummary {
    const NEEDS: Needs = Needs::NOTHING;
}

impl sealed::Identified for JobSummary {
    fn id(&self) -> &Id {
        &self.id
    }
}

/// `JobsController#index` (0.3.4) has a page size of 1 to 100, and tells no count.
impl Resource for JobSummary {
    const PATH: &'static str = "jobs";
    const RESOURCE_NAME: &'static str = "jobs";
    const TRANSLATED: bool = false;
    const LARGEST_PAGE: Option<u16> = Some(100);
    const IS_COUNTED: bool = false;
    const SINCE: Option<Since> = Some(Since::new(Release::V0_3_0, "jobs"));

    fn key(&self) -> Key {
        let all = self.id.is_missing().then(|| serde_json::to_string(self).ok()).flatten();
        Key::of([self.id.as_str()].into_iter().chain(all.as_deref()))
    }
}

impl Listed for JobSummary {}

impl<A: Actor> List<JobSummary, A> {
    /// In this state. Servers ignore a state that they do not know: the rows are dropped here, and the
    /// report says so.
    pub fn status(self, status: JobStatus) -> Self {
        let filter = Filter::one("status", &status).sent_as("filter[status]");
        self.set(filter.shown(move |job: &JobSummary| job.status.as_ref().map(|it| *it == status)))
    }

    /// That do this, such as `draft_proposals#publish`.
    pub fn command_key(self, key: impl Into<String>) -> Self {
        let key = key.into();
        let filter = Filter::one("command_key", &key).sent_as("filter[command_key]");
        self.set(
            filter.shown(move |job: &JobSummary| job.command_key.as_ref().map(|it| *it == key)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_job_with_odd_and_new_members_is_kept_whole() {
        let body = json!({"id": "0b4e", "status": "paused", "command_key": 7, "newer": [1],
            "links": {"self": {"href": "/x"}}});
        let job: JobSummary = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(job.status, Some(JobStatus::from("paused")));
        assert_eq!((&job.command_key, &job.extra["command_key"]), (&None, &json!(7)));
        assert_eq!(serde_json::to_value(&job).unwrap(), body);
    }
}

//! What belongs to records that can only be read with what contains them: projects with their budget,
//! milestones with their result and the like. It comes for all of them in one answer.

use civic_core::list::source::Key;
use serde::{Deserialize, Serialize};

use super::{AccountabilityResult, Author, Budget, CollaborativeText, Election, TraceVersion};
use crate::graphql::id::Id;
use crate::graphql::lists::Contents;
use crate::graphql::lists::Listed;
use crate::graphql::lists::unpaged_list::UnpagedQuery;
use crate::graphql::records::operation::{Form, Operation};
use crate::graphql::records::{Content, Row};
use crate::graphql::text::list;

const VERSIONS: Operation =
    Operation::new("ItemVersions", include_str!("../../../graphql/versions.graphql"));
const FOLLOWERS: Operation =
    Operation::new("ProjectFollowers", include_str!("../../../graphql/followers.graphql"));

/// How one record changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ItemVersions {
    /// The record's id.
    pub id: Id,
    /// Its versions.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub versions: Vec<TraceVersion<Option<Id>>>,
}

/// Who follows one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ItemFollowers {
    /// The record's id.
    pub id: Id,
    /// Who follows it.
    #[serde(default, deserialize_with = "list::deserialize")]
    pub followers: Vec<Author>,
}

impl Contents<Budget> {
    /// How each project of a budget changed. Since 0.31.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut projects = site.budgets(44).versions_of_projects(2).list().stream();
    /// while let Some(project) = projects.try_next().await? {
    ///     println!("project {}: {} versions", project.id, project.versions.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn versions_of_projects(&self, budget: impl Into<Id>) -> Listed<ItemVersions> {
        self.versions_of(budget.into(), &["component", "budget", "projects", "versions"])
    }

    /// Who follows each project of a budget. Since 0.31.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut projects = site.budgets(44).followers_of_projects(2).list().stream();
    /// while let Some(project) = projects.try_next().await? {
    ///     println!("project {}: {} followers", project.id, project.followers.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn followers_of_projects(&self, budget: impl Into<Id>) -> Listed<ItemFollowers> {
        let path = &["component", "budget", "projects", "followers"];
        self.items(budget.into(), FOLLOWERS, Form::Whole, path, |item: &ItemFollowers| {
            item.id.key()
        })
    }
}

impl Contents<AccountabilityResult> {
    /// How each milestone of a result changed. Since 0.31.
    ///
    /// ```no_run
    /// # async fn example(site: decidim_client::graphql::Client) -> Result<(), decidim_client::Error> {
    /// let mut milestones = site.results(47).versions_of_milestones(5).list().stream();
    /// while let Some(milestone) = milestones.try_next().await? {
    ///     println!("milestone {}: {} versions", milestone.id, milestone.versions.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn versions_of_milestones(&self, result: impl Into<Id>) -> Listed<ItemVersions> {
        self.versions_of(result.into(), &["component", "result", "milestones", "versions"])
    }
}

impl Contents<CollaborativeText> {
    /// How each version of a collaborative text changed. Since 0.31.
    pub fn versions_of_document_versions(&self, text: impl Into<Id>) -> Listed<ItemVersions> {
        let path = &["component", "collaborativeText", "documentVersions", "versions"];
        self.versions_of(text.into(), path)
    }

    /// How each suggestion to a collaborative text changed. Since 0.31.
    pub fn versions_of_suggestions(&self, text: impl Into<Id>) -> Listed<ItemVersions> {
        let form = Form::Instead { of: "documentVersions", field: "suggestions" };
        let path = &["component", "collaborativeText", "suggestions", "versions"];
        self.items(text.into(), VERSIONS, form, path, |item: &ItemVersions| item.id.key())
    }
}

impl Contents<Election> {
    /// How each question of an election changed. Up to 0.28.
    pub fn versions_of_questions(&self, election: impl Into<Id>) -> Listed<ItemVersions> {
        self.versions_of(election.into(), &["component", "election", "questions", "versions"])
    }

    /// How each trustee of an election changed. Up to 0.28.
    pub fn versions_of_trustees(&self, election: impl Into<Id>) -> Listed<ItemVersions> {
        let form = Form::Instead { of: "questions", field: "trustees" };
        let path = &["component", "election", "trustees", "versions"];
        self.items(election.into(), VERSIONS, form, path, |item: &ItemVersions| item.id.key())
    }
}

impl<T: Content> Contents<T> {
    fn versions_of(&self, id: Id, path: &'static [&'static str; 4]) -> Listed<ItemVersions> {
        self.items(id, VERSIONS, Form::Whole, path, |item: &ItemVersions| item.id.key())
    }

    /// The items of the record with this id, by where in the answer the things are that belong to
    /// them. Without those the items are of no use: where a site does not have them, that is an error.
    fn items<R: Row>(
        &self,
        id: Id,
        operation: Operation,
        form: Form<'static>,
        essential: &'static [&'static str; 4],
        key: fn(&R) -> Key,
    ) -> Listed<R> {
        let [items @ .., resource_name] = essential;
        let question = self.question(id, operation, items, resource_name);
        UnpagedQuery { form, essential, ..question }.rows(key).listed()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn every_field_is_read() {
        let path = ["component", "budget", "projects"];
        samples::read_every_field_at::<ItemVersions>(VERSIONS, &path);
        samples::read_every_field_at::<ItemFollowers>(FOLLOWERS, &path);
    }
}

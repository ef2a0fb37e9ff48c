//! Which rows hang on which: what goes with its parent, and what each project has.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::table::Row;

/// Rows that go with their parent: parent table, child table, the child's reference.
pub(super) const OWNED: &[(&str, &str, &str)] = &[
    ("projects", "phases", "project_id"),
    ("projects", "project_topics", "project_id"),
    ("projects", "events", "project_id"),
    ("projects", "ideas", "project_id"),
    ("projects", "topics", "project_id"),
    ("projects", "file_attachments", "attachable_id"),
    ("phases", "idea_phases", "phase_id"),
    ("phases", "file_attachments", "attachable_id"),
    ("phases", "volunteering_causes", "phase_id"),
    ("phases", "baskets", "phase_id"),
    ("topics", "project_topics", "topic_id"),
    ("topics", "idea_topics", "topic_id"),
    ("ideas", "idea_phases", "idea_id"),
    ("ideas", "idea_topics", "idea_id"),
    ("ideas", "comments", "idea_id"),
    ("ideas", "internal_comments", "idea_id"),
    ("ideas", "reactions", "reactable_id"),
    ("ideas", "basket_ideas", "idea_id"),
    ("ideas", "file_attachments", "attachable_id"),
    ("initiatives", "comments", "idea_id"),
    ("initiatives", "reactions", "reactable_id"),
    ("comments", "comments", "parent_id"),
    ("comments", "reactions", "reactable_id"),
    ("internal_comments", "internal_comments", "parent_id"),
    ("baskets", "basket_ideas", "basket_id"),
    ("events", "event_attendances", "event_id"),
    ("events", "file_attachments", "attachable_id"),
    ("email_campaigns", "email_campaign_deliveries", "email_campaign_id"),
    ("volunteering_causes", "volunteering_volunteers", "volunteering_cause_id"),
    ("users", "baskets", "user_id"),
    ("users", "event_attendances", "attendee_id"),
    ("users", "email_campaign_deliveries", "user_id"),
    ("users", "volunteering_volunteers", "user_id"),
];

/// References that become null when their user goes: table and field.
pub(super) const REFERENCES_TO_USERS: &[(&str, &str)] = &[
    ("ideas", "author_id"),
    ("ideas", "assignee_id"),
    ("initiatives", "author_id"),
    ("initiatives", "assignee_id"),
    ("comments", "author_id"),
    ("internal_comments", "author_id"),
    ("reactions", "user_id"),
    ("baskets", "user_id"),
    ("basket_ideas", "user_id"),
    ("files", "uploader_id"),
];

/// Phases and topics by project, looked up for every generated idea.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    phases: HashMap<Uuid, Vec<Uuid>>,
    topics: HashMap<Uuid, Vec<Uuid>>,
    all_phases: Vec<Uuid>,
    input_topics: Vec<Uuid>,
    global_topics: Vec<Uuid>,
}

impl Links {
    pub(super) fn of(phases: &[Arc<Row>], topics: &[Arc<Row>]) -> Self {
        let mut links = Self::default();
        for phase in phases {
            links.all_phases.push(phase.id);
            if let Some(project) = phase.uuid("project_id") {
                links.phases.entry(project).or_default().push(phase.id);
            }
        }
        for topic in topics {
            if topic.text("_kind") == Some("global") {
                links.global_topics.push(topic.id);
                continue;
            }
            links.input_topics.push(topic.id);
            if let Some(project) = topic.uuid("project_id") {
                links.topics.entry(project).or_default().push(topic.id);
            }
        }
        links
    }

    pub(super) fn phases_of(&self, project: Uuid) -> &[Uuid] {
        self.phases.get(&project).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn topics_of(&self, project: Uuid) -> &[Uuid] {
        self.topics.get(&project).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn all_phases(&self) -> &[Uuid] {
        &self.all_phases
    }

    pub(super) fn input_topics(&self) -> &[Uuid] {
        &self.input_topics
    }

    pub(super) fn global_topics(&self) -> &[Uuid] {
        &self.global_topics
    }
}

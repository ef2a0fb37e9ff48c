//! What each resource is called, where it is stored and how its lists behave.

use super::era::Era;
use super::table::{Order, Row};

/// A route's resource.
#[derive(Debug)]
pub(super) struct Resource {
    /// The path segment.
    pub(super) name: &'static str,
    /// The table that holds its rows; several resources may be views of one table.
    pub(super) table: &'static str,
    pub(super) list_key: &'static str,
    pub(super) item_key: &'static str,
    /// Whether `/{id}` exists.
    pub(super) single: bool,
    /// The type name in the deleted feed, where there is a feed.
    pub(super) deleted: Option<&'static str>,
    /// The feed looks for another name than the one the server logs: it is always empty.
    pub(super) deleted_is_empty: bool,
    /// The value of `_kind` that belongs to this view of its table.
    pub(super) kind: Option<&'static str>,
    pub(super) own_id: bool,
    pub(super) timestamps: bool,
    pub(super) order: Order,
    /// Fields answered as flat text in one language.
    pub(super) localised: &'static [&'static str],
    /// Localised fields that also come as a `.._multiloc` map.
    pub(super) maps: &'static [&'static str],
    /// Filters by id: parameter and stored field.
    pub(super) refs: &'static [(&'static str, &'static str)],
    /// Stored field and its name in this view.
    pub(super) renames: &'static [(&'static str, &'static str)],
    pub(super) since: Era,
    pub(super) until: Era,
}

impl Resource {
    const fn new(name: &'static str, list_key: &'static str, item_key: &'static str) -> Self {
        Self {
            name,
            table: name,
            list_key,
            item_key,
            single: true,
            deleted: None,
            deleted_is_empty: false,
            kind: None,
            own_id: true,
            timestamps: true,
            order: Order::CreatedDesc,
            localised: &[],
            maps: &[],
            refs: &[],
            renames: &[],
            since: Era::Y2023,
            until: Era::Y2026,
        }
    }

    const fn list_only(mut self) -> Self {
        self.single = false;
        self
    }

    const fn deleted(mut self, type_name: &'static str) -> Self {
        self.deleted = Some(type_name);
        self
    }

    const fn deleted_but_empty(mut self, type_name: &'static str) -> Self {
        self.deleted = Some(type_name);
        self.deleted_is_empty = true;
        self
    }

    const fn stored_in(mut self, table: &'static str, kind: Option<&'static str>) -> Self {
        self.table = table;
        self.kind = kind;
        self
    }

    const fn pair(mut self, order: Order, timestamps: bool) -> Self {
        self.single = false;
        self.own_id = false;
        self.order = order;
        self.timestamps = timestamps;
        self
    }

    const fn localised(mut self, fields: &'static [&'static str]) -> Self {
        self.localised = fields;
        self
    }

    const fn with_maps(mut self, fields: &'static [&'static str]) -> Self {
        self.localised = fields;
        self.maps = fields;
        self
    }

    const fn refs(mut self, refs: &'static [(&'static str, &'static str)]) -> Self {
        self.refs = refs;
        self
    }

    const fn renames(mut self, renames: &'static [(&'static str, &'static str)]) -> Self {
        self.renames = renames;
        self
    }

    const fn since(mut self, era: Era) -> Self {
        self.since = era;
        self
    }

    const fn until(mut self, era: Era) -> Self {
        self.until = era;
        self
    }

    pub(super) fn exists_in(&self, era: Era) -> bool {
        self.since <= era && era <= self.until
    }
}

impl Resource {
    /// Whether a row of the table belongs to this resource's lists.
    pub(super) fn shows(&self, row: &Row) -> bool {
        self.kind.is_none_or(|kind| row.text("_kind") == Some(kind))
    }

    /// Whether its list is put together from two tables.
    pub(super) fn is_merged(&self, era: Era) -> bool {
        self.name == "topics" && era == Era::Y2026
    }

    /// The name under which a wire field is stored.
    pub(super) fn stored_name<'a>(&self, wire: &'a str, era: Era) -> &'a str {
        if let Some((stored, _)) = self.renames.iter().find(|(_, name)| *name == wire) {
            return stored;
        }
        match (self.table, wire) {
            ("comments", "post_id") if era < Era::Y2026 => "idea_id",
            ("phases", "posting_enabled") => "submission_enabled",
            _ => wire,
        }
    }
}

/// The resource of a path segment in the given version.
pub(super) fn find(name: &str, era: Era) -> Option<&'static Resource> {
    RESOURCES.iter().find(|resource| resource.name == name && resource.exists_in(era))
}

/// All resources of a version.
pub(super) fn all(era: Era) -> impl Iterator<Item = &'static Resource> {
    RESOURCES.iter().filter(move |resource| resource.exists_in(era))
}

const TITLE_AND_DESCRIPTION: &[&str] = &["title", "description"];

static RESOURCES: &[Resource] = &[
    Resource::new("areas", "areas", "area").with_maps(TITLE_AND_DESCRIPTION).deleted("Area"),
    Resource::new("project_folders", "project_folders/folders", "project_folders/folder")
        .with_maps(&["title", "description", "description_preview"])
        .deleted_but_empty("ProjectFolder"),
    Resource::new("topics", "topics", "topic").localised(TITLE_AND_DESCRIPTION).deleted("Topic"),
    Resource::new("global_topics", "global_topics", "global_topic")
        .stored_in("topics", Some("global"))
        .localised(TITLE_AND_DESCRIPTION)
        .deleted("GlobalTopic")
        .since(Era::Y2026),
    Resource::new("input_topics", "input_topics", "input_topic")
        .stored_in("topics", Some("input"))
        .localised(TITLE_AND_DESCRIPTION)
        .deleted("InputTopic")
        .since(Era::Y2026),
    Resource::new("users", "users", "user").localised(&["bio"]).deleted("User"),
    Resource::new("projects", "projects", "project")
        .localised(&["title", "description_html", "description_preview"])
        .deleted("Project"),
    Resource::new("phases", "phases", "phase")
        .localised(&["title", "description", "project_title"])
        .deleted("Phase"),
    Resource::new("project_topics", "project_topics", "project_topic")
        .pair(Order::CreatedDesc, true)
        .refs(&[("project_id", "project_id"), ("topic_id", "topic_id")]),
    Resource::new("project_global_topics", "project_global_topics", "project_global_topic")
        .stored_in("project_topics", None)
        .pair(Order::CreatedDesc, true)
        .refs(&[("project_id", "project_id"), ("global_topic_id", "topic_id")])
        .renames(&[("topic_id", "global_topic_id")])
        .since(Era::Y2026),
    Resource::new("initiatives", "initiatives", "initiative")
        .with_maps(&["title", "body"])
        .deleted("Initiative")
        .until(Era::Y2024),
    Resource::new("ideas", "ideas", "idea")
        .localised(&[
            "title",
            "body",
            "project_title",
            "creation_phase_title",
            "survey_title",
            "status",
        ])
        .refs(&[("author_id", "author_id"), ("project_id", "project_id")])
        .deleted("Idea"),
    Resource::new("idea_phases", "idea_phases", "idea_phase")
        .pair(Order::HiddenId, true)
        .refs(&[("idea_id", "idea_id"), ("phase_id", "phase_id")]),
    Resource::new("idea_topics", "idea_topics", "idea_topic")
        .pair(Order::HiddenId, false)
        .refs(&[("idea_id", "idea_id"), ("topic_id", "topic_id")]),
    Resource::new("ideas_input_topics", "ideas_input_topics", "ideas_input_topic")
        .stored_in("idea_topics", None)
        .pair(Order::HiddenId, false)
        .refs(&[("idea_id", "idea_id"), ("input_topic_id", "topic_id")])
        .renames(&[("topic_id", "input_topic_id")])
        .since(Era::Y2026),
    Resource::new("comments", "comments", "comment").localised(&["body"]).deleted("Comment"),
    Resource::new("internal_comments", "internal_comments", "internal_comment")
        .refs(&[("idea_id", "idea_id")])
        .deleted_but_empty("InternalComment")
        .since(Era::Y2026),
    Resource::new("reactions", "reactions", "reaction").refs(&[("user_id", "user_id")]).list_only(),
    Resource::new("baskets", "baskets", "basket").deleted("Basket"),
    Resource::new("basket_ideas", "basket_ideas", "basket_idea")
        .refs(&[("idea_id", "idea_id"), ("basket_id", "basket_id")])
        .list_only()
        .deleted_but_empty("BasketIdea"),
    Resource::new("events", "events", "event")
        .with_maps(&["title", "description", "location"])
        .deleted("Event"),
    Resource::new("event_attendances", "event_attendances", "event_attendance")
        .deleted_but_empty("EventAttendance"),
    Resource::new("email_campaigns", "email_campaigns", "email_campaign")
        .stored_in("email_campaigns", Some("manual"))
        .with_maps(&["subject", "body"])
        .deleted_but_empty("EmailCampaign"),
    Resource::new(
        "email_campaign_deliveries",
        "email_campaign_deliveries",
        "email_campaign_delivery",
    )
    .deleted_but_empty("EmailCampaignDelivery"),
    Resource::new("volunteering_causes", "volunteering_causes", "volunteering_cause")
        .with_maps(TITLE_AND_DESCRIPTION)
        .deleted_but_empty("VolunteeringCause"),
    Resource::new("volunteering_volunteers", "volunteering_volunteers", "volunteering_volunteer")
        .deleted_but_empty("VolunteeringVolunteer"),
    Resource::new("files", "files", "file")
        .with_maps(&["description"])
        .deleted_but_empty("File")
        .since(Era::Y2026),
    Resource::new("file_attachments", "files/file_attachments", "files/file_attachment")
        .refs(&[("attachable_id", "attachable_id")])
        .since(Era::Y2026),
];

//! The lists of Go Vocal, and the feeds of what was deleted.

use govocal_client::Client;

use super::Line;
use super::Open::All;
use crate::rows::rows;

pub(super) const LISTS: &[Line<Client>] = &[
    ("areas", All(|city| rows(city.areas().list().stream()))),
    ("basket_ideas", All(|city| rows(city.basket_ideas().list().stream()))),
    ("baskets", All(|city| rows(city.baskets().list().stream()))),
    ("comments", All(|city| rows(city.comments().list().stream()))),
    (
        "email_campaign_deliveries",
        All(|city| rows(city.email_campaign_deliveries().list().stream())),
    ),
    ("email_campaigns", All(|city| rows(city.email_campaigns().list().stream()))),
    ("event_attendances", All(|city| rows(city.event_attendances().list().stream()))),
    ("events", All(|city| rows(city.events().list().stream()))),
    ("file_attachments", All(|city| rows(city.file_attachments().list().stream()))),
    ("files", All(|city| rows(city.files().list().stream()))),
    ("global_topics", All(|city| rows(city.global_topics().list().stream()))),
    ("idea_phases", All(|city| rows(city.idea_phases().list().stream()))),
    ("idea_topics", All(|city| rows(city.idea_topics().list().stream()))),
    ("ideas", All(|city| rows(city.ideas().list().stream()))),
    ("ideas_input_topics", All(|city| rows(city.ideas_input_topics().list().stream()))),
    ("initiatives", All(|city| rows(city.initiatives().list().stream()))),
    ("input_topics", All(|city| rows(city.input_topics().list().stream()))),
    ("internal_comments", All(|city| rows(city.internal_comments().list().stream()))),
    ("phases", All(|city| rows(city.phases().list().stream()))),
    ("project_folders", All(|city| rows(city.project_folders().list().stream()))),
    ("project_global_topics", All(|city| rows(city.project_global_topics().list().stream()))),
    ("project_topics", All(|city| rows(city.project_topics().list().stream()))),
    ("projects", All(|city| rows(city.projects().list().stream()))),
    ("reactions", All(|city| rows(city.reactions().list().stream()))),
    ("topics", All(|city| rows(city.topics().list().stream()))),
    ("users", All(|city| rows(city.users().list().stream()))),
    ("volunteering_causes", All(|city| rows(city.volunteering_causes().list().stream()))),
    ("volunteering_volunteers", All(|city| rows(city.volunteering_volunteers().list().stream()))),
    ("areas/deleted", All(|city| rows(city.areas().deleted().stream()))),
    ("basket_ideas/deleted", All(|city| rows(city.basket_ideas().deleted().stream()))),
    ("baskets/deleted", All(|city| rows(city.baskets().deleted().stream()))),
    ("comments/deleted", All(|city| rows(city.comments().deleted().stream()))),
    (
        "email_campaign_deliveries/deleted",
        All(|city| rows(city.email_campaign_deliveries().deleted().stream())),
    ),
    ("email_campaigns/deleted", All(|city| rows(city.email_campaigns().deleted().stream()))),
    ("events/deleted", All(|city| rows(city.events().deleted().stream()))),
    ("files/deleted", All(|city| rows(city.files().deleted().stream()))),
    ("global_topics/deleted", All(|city| rows(city.global_topics().deleted().stream()))),
    ("ideas/deleted", All(|city| rows(city.ideas().deleted().stream()))),
    ("initiatives/deleted", All(|city| rows(city.initiatives().deleted().stream()))),
    ("input_topics/deleted", All(|city| rows(city.input_topics().deleted().stream()))),
    ("internal_comments/deleted", All(|city| rows(city.internal_comments().deleted().stream()))),
    ("phases/deleted", All(|city| rows(city.phases().deleted().stream()))),
    ("project_folders/deleted", All(|city| rows(city.project_folders().deleted().stream()))),
    ("projects/deleted", All(|city| rows(city.projects().deleted().stream()))),
    ("topics/deleted", All(|city| rows(city.topics().deleted().stream()))),
    ("users/deleted", All(|city| rows(city.users().deleted().stream()))),
    (
        "volunteering_causes/deleted",
        All(|city| rows(city.volunteering_causes().deleted().stream())),
    ),
    (
        "volunteering_volunteers/deleted",
        All(|city| rows(city.volunteering_volunteers().deleted().stream())),
    ),
];

//! The lists of Go Vocal, and the feeds of what was deleted.

use govocal_client::Client;

use super::{Entry, feed, list};

pub(super) fn lists() -> Vec<Entry<Client>> {
    vec![
        list!("areas", |city| city.areas().list()),
        list!("basket_ideas", |city| city.basket_ideas().list()),
        list!("baskets", |city| city.baskets().list()),
        list!("comments", |city| city.comments().list()),
        list!("email_campaign_deliveries", |city| city.email_campaign_deliveries().list()),
        list!("email_campaigns", |city| city.email_campaigns().list()),
        list!("event_attendances", |city| city.event_attendances().list()),
        list!("events", |city| city.events().list()),
        list!("file_attachments", |city| city.file_attachments().list()),
        list!("files", |city| city.files().list()),
        list!("global_topics", |city| city.global_topics().list()),
        list!("idea_phases", |city| city.idea_phases().list()),
        list!("idea_topics", |city| city.idea_topics().list()),
        list!("ideas", |city| city.ideas().list()),
        list!("ideas_input_topics", |city| city.ideas_input_topics().list()),
        list!("initiatives", |city| city.initiatives().list()),
        list!("input_topics", |city| city.input_topics().list()),
        list!("internal_comments", |city| city.internal_comments().list()),
        list!("phases", |city| city.phases().list()),
        list!("project_folders", |city| city.project_folders().list()),
        list!("project_global_topics", |city| city.project_global_topics().list()),
        list!("project_topics", |city| city.project_topics().list()),
        list!("projects", |city| city.projects().list()),
        list!("reactions", |city| city.reactions().list()),
        list!("topics", |city| city.topics().list()),
        list!("users", |city| city.users().list()),
        list!("volunteering_causes", |city| city.volunteering_causes().list()),
        list!("volunteering_volunteers", |city| city.volunteering_volunteers().list()),
        feed!("areas/deleted", |city| city.areas().deleted()),
        feed!("basket_ideas/deleted", |city| city.basket_ideas().deleted()),
        feed!("baskets/deleted", |city| city.baskets().deleted()),
        feed!("comments/deleted", |city| city.comments().deleted()),
        feed!("email_campaign_deliveries/deleted", |city| city
            .email_campaign_deliveries()
            .deleted()),
        feed!("email_campaigns/deleted", |city| city.email_campaigns().deleted()),
        feed!("events/deleted", |city| city.events().deleted()),
        feed!("files/deleted", |city| city.files().deleted()),
        feed!("global_topics/deleted", |city| city.global_topics().deleted()),
        feed!("ideas/deleted", |city| city.ideas().deleted()),
        feed!("initiatives/deleted", |city| city.initiatives().deleted()),
        feed!("input_topics/deleted", |city| city.input_topics().deleted()),
        feed!("internal_comments/deleted", |city| city.internal_comments().deleted()),
        feed!("phases/deleted", |city| city.phases().deleted()),
        feed!("project_folders/deleted", |city| city.project_folders().deleted()),
        feed!("projects/deleted", |city| city.projects().deleted()),
        feed!("topics/deleted", |city| city.topics().deleted()),
        feed!("users/deleted", |city| city.users().deleted()),
        feed!("volunteering_causes/deleted", |city| city.volunteering_causes().deleted()),
        feed!("volunteering_volunteers/deleted", |city| city.volunteering_volunteers().deleted()),
    ]
}

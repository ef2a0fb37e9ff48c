//! What the queries of a site's records select is what their models hold.

use std::fmt::Debug;

use serde::Serialize;
use serde_json::json;

use super::samples;
use crate::graphql::records::Record;

fn is_faithful<T: Record + Serialize + Debug>() {
    samples::read_every_field_at::<T>(T::ALL, T::PATH);
    samples::read_next_to_nothing::<T>(T::ALL, T::PATH);
}

#[test]
fn records_hold_all_that_is_selected_and_need_nothing_but_an_id() {
    is_faithful::<super::Assembly>();
    is_faithful::<super::AssemblyType>();
    is_faithful::<super::Conference>();
    is_faithful::<super::Consultation>();
    is_faithful::<super::Initiative>();
    is_faithful::<super::InitiativeType>();
    is_faithful::<super::Moderation>();
    is_faithful::<super::ParticipatoryProcess>();
    is_faithful::<super::ParticipatoryProcessGroup>();
    is_faithful::<super::ParticipatoryProcessType>();
    is_faithful::<super::StaticPage>();
    is_faithful::<super::StaticPageTopic>();
    is_faithful::<super::Taxonomy>();
    is_faithful::<super::UserModeration>();
    is_faithful::<super::Voting>();
}

#[test]
fn records_without_an_id_of_their_own_hold_all_that_is_selected() {
    fn is_faithful<T: Record + Serialize + Debug>(least: serde_json::Value) {
        samples::read_every_field_at::<T>(T::ALL, T::PATH);
        serde_json::from_value::<T>(least).unwrap();
    }
    is_faithful::<super::Hashtag>(json!({"name": "trees"}));
    is_faithful::<super::Metric>(json!({"name": "users", "history": null}));
    is_faithful::<super::User>(json!({"__typename": "User", "id": "7", "groups": null}));
}

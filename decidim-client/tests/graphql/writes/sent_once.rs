//! A write is sent twice only if it certainly did not arrive.

use civic_core::Sent;
use decidim_client::ErrorKind;
use decidim_client::graphql::Id;
use serde_json::json;

use super::site::{Reply, Site, create, created};

#[test]
fn a_write_that_may_have_arrived_is_not_sent_again() {
    for reply in [Reply::Reset, Reply::ResetWithin, Reply::Stall] {
        let site = Site::answering([reply]);
        let error = site.run(create(&site)).unwrap_err();
        assert_ne!(error.was_sent(), Sent::No, "{error}");
        assert_eq!(site.bodies().len(), 1);
    }
    let broken = json!({"errors": [{"message": "Internal Server error"}], "data": {}});
    for status in [500, 502, 503] {
        let site = Site::answering([Reply::Status(status, broken.clone())]);
        let error = site.run(create(&site)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Server, "{error}");
        assert_eq!(site.bodies().len(), 1);
    }
}

#[test]
fn a_write_that_cannot_have_arrived_is_sent_again() {
    let site = Site::answering([Reply::Unreachable, created()]);
    assert_eq!(site.run(create(&site)).unwrap().id, Id::new(140));
    assert_eq!(site.bodies().len(), 2);
}

use super::{Visit, error, header, status};
use crate::decidim::Decidim;
use http::Method;
use serde_json::json;

#[test]
fn secondary_hosts_send_everything_away_and_unknown_ones_have_no_organization() {
    let visit = Visit::to(Decidim::builder().secondary_hosts(["old.example.org"]));
    for method in [Method::GET, Method::POST, Method::PUT] {
        let headers = [("host", "old.example.org:8080")];
        let reply = visit.raw(method, "/oauth/token?a=1", &headers, &json!({}));
        assert_eq!(status(&reply), 301);
        assert_eq!(header(&reply, "location"), Some("https://decidim.example.org/oauth/token?a=1"));
        assert!(reply.body_bytes().is_empty());
    }
    let strict = Decidim::builder().known_hosts_only(true).build();
    let ask = |host: &str| {
        let request = http::Request::post("/oauth/token").header("host", host);
        crate::platform::Platform::handle(&strict, request.body(bytes::Bytes::new()).unwrap())
    };
    let message = "Invalid Organization. Check requested host.".to_owned();
    assert_eq!(error(&ask("elsewhere.example.org")), (400, message));
    assert_eq!(status(&ask("decidim.example.org")), 500);
}

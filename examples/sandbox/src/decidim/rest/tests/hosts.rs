use super::{Visit, access_token, credentials, error, header, status};
use crate::decidim::{Decidim, RestVersion};
use http::Method;
use serde_json::{Value, json};

const MAIN: &str = "decidim.example.org";
const NEXT: &str = "next.example.org";

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

/// The module asks at which host it was called for what it shows, and Doorkeeper does not ask whose client it is:
/// `Client.authenticate(credentials)` (5.8.2), `Ability.from_doorkeeper_token`, `act_as` (v0.2.9, v0.3.4).
#[test]
fn a_machines_client_reads_every_organization_of_the_server() {
    for version in RestVersion::ALL {
        let builder = Decidim::builder().rest_version(version).neighbours([NEXT]);
        let visit = Visit::to(builder);
        let at = |host: &str, path: &str, token: &str| {
            let bearer = format!("Bearer {token}");
            let headers = [("host", host), ("authorization", bearer.as_str())];
            let path = format!("{}{path}", visit.prefix());
            visit.raw(Method::GET, &path, &headers, &Value::Null)
        };
        let rows = |host: &str, path: &str, token: &str| {
            let reply = at(host, path, token);
            assert_eq!(status(&reply), 200, "{version:?} {host}{path}");
            let rows = reply.body_json().unwrap()["data"].take();
            rows.as_array().unwrap().clone()
        };
        let body = credentials(json!({"grant_type": "client_credentials"}));
        let reply = visit.raw(Method::POST, "/oauth/token", &[("host", NEXT)], &body);
        let token = access_token(&reply);
        for path in ["/spaces/search", "/components/search"] {
            let next = rows(NEXT, path, &token);
            assert!(!next.is_empty(), "{version:?} {path}");
            let own = rows(MAIN, path, &token);
            assert!(next.iter().all(|row| own.iter().all(|own| own["id"] != row["id"])), "{path}");
            assert_eq!(rows(NEXT, path, &visit.machine), next);
        }
        let space = &rows(MAIN, "/spaces/search", &token)[0];
        let path = space["links"]["self"]["href"].as_str().unwrap();
        let path = path.split_once("/public/").unwrap().1;
        let path = format!("/spaces/{path}");
        assert_eq!(status(&at(MAIN, &path, &token)), 200);
        assert_eq!(status(&at(NEXT, &path, &token)), 404);
        // All hosts tell the same organizations.
        let organizations = rows(NEXT, "/organizations", &visit.machine);
        assert_eq!(organizations, rows(MAIN, "/organizations", &visit.machine));
        // What a token is worth says whose client it is.
        let body = credentials(json!({"token": token}));
        let told = visit.raw(Method::POST, "/oauth/introspect", &[("host", NEXT)], &body);
        assert_eq!(told.body_json().unwrap()["aud"], "https://decidim.example.org");
    }
}

/// `doorkeeper_config.rb` (v0.3.4), `engine.rb` (v0.2.9): the client is looked for in the host's organization.
#[test]
fn who_signs_in_or_impersonates_needs_a_client_of_the_hosts_organization() {
    for version in RestVersion::ALL {
        let visit = Visit::to(Decidim::builder().rest_version(version).neighbours([NEXT]));
        for auth_type in ["login", "impersonate"] {
            let body = credentials(json!({
                "grant_type": "password", "auth_type": auth_type, "username": "ada_tester", "password": "x",
            }));
            let reply = visit.raw(Method::POST, "/oauth/token", &[("host", NEXT)], &body);
            let message = "Invalid Api Client, check credentials".to_owned();
            assert_eq!(error(&reply), (400, message), "{version:?} {auth_type}");
        }
        // A participant's token is nobody's at another host.
        let bearer = format!("Bearer {}", visit.participant);
        let headers = [("host", NEXT), ("authorization", bearer.as_str())];
        let path = format!("{}/me/extended_data?object_path=.", visit.prefix());
        let reply = visit.raw(Method::GET, &path, &headers, &Value::Null);
        assert_eq!(error(&reply), (400, "User required".to_owned()), "{version:?}");
        // Only introspection looks for them everywhere: `User.find_by(id:)`.
        let body = credentials(json!({"token": visit.participant}));
        let told = visit.raw(Method::POST, "/oauth/introspect", &[("host", NEXT)], &body);
        let told = told.body_json().unwrap();
        assert_eq!(told["resource"]["attributes"]["email"], "ada_tester@example.org");
    }
}

#[test]
fn a_host_of_a_neighbour_is_a_known_one_and_has_its_own_jobs() {
    let builder = Decidim::builder().rest_version(RestVersion::V0_3).known_hosts_only(true);
    let platform = builder.neighbours([NEXT]).no_rate_limit().build();
    let send = |method: &str, host: &str, path: &str, token: &str, body: Value| {
        let request = http::Request::builder().method(method).uri(path).header("host", host);
        let request = request.header("authorization", format!("Bearer {token}"));
        let body = bytes::Bytes::from(body.to_string());
        crate::platform::Platform::handle(&platform, request.body(body).unwrap())
    };
    let body = credentials(json!({"grant_type": "client_credentials", "scope": "system"}));
    let token = access_token(&send("POST", NEXT, "/oauth/token", "", body));
    let prefix = RestVersion::V0_3.prefix();
    let body = json!({"data": {"badges_enabled": false}});
    let path = format!("{prefix}/organizations/2");
    let job = send("PUT", NEXT, &path, &token, body).body_json().unwrap();
    let path = format!("{prefix}/jobs/{}", job["job_id"].as_str().unwrap());
    // `jobs_controller.rb`: `for_organization(current_organization.id)` (v0.3.4).
    assert_eq!(status(&send("GET", MAIN, &path, &token, json!({}))), 404);
    send("GET", NEXT, &path, &token, json!({}));
    let done = send("GET", NEXT, &path, &token, json!({})).body_json().unwrap();
    assert_eq!(done["status"], "completed", "{done}");
    let record = platform.record("organizations", 2).unwrap();
    assert_eq!(record["badges_enabled"], false);
}

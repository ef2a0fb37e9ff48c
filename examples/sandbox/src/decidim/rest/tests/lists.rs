use super::{Visit, error, header, id, status};
use crate::decidim::{Decidim, RestVersion};
use http::Method;
use serde_json::Value;

#[test]
fn pages_are_described_in_headers_only() {
    let visit = Visit::default();
    let first = visit.get("/proposals?per_page=10&locales[]=en", &visit.machine);
    let total: usize = header(&first, "total").unwrap().parse().unwrap();
    assert_eq!(header(&first, "per-page"), Some("10"));
    let body = first.body_json().unwrap();
    assert_eq!(body.as_object().unwrap().len(), 1);
    let last = total.div_ceil(10);
    let base = "http://127.0.0.1:4000/api/rest_full/v0.2/proposals?locales%5B%5D=en&page=";
    let link = |page: usize, rel: &str| format!("<{base}{page}&per_page=10>; rel=\"{rel}\"");
    assert_eq!(
        header(&first, "link").unwrap(),
        format!("{}, {}", link(last, "last"), link(2, "next"))
    );
    let middle = visit.get("/proposals?per_page=10&locales[]=en&page=2", &visit.machine);
    assert_eq!(header(&middle, "link").unwrap().matches("rel=").count(), 4);
    let end =
        visit.get(&format!("/proposals?per_page=10&locales[]=en&page={last}"), &visit.machine);
    assert_eq!(
        header(&end, "link").unwrap(),
        format!("{}, {}", link(1, "first"), link(last - 1, "prev"))
    );
    let past = visit.get("/proposals?per_page=10&page=999", &visit.machine);
    assert_eq!(past.body_json().unwrap()["data"].as_array().unwrap().len(), 0);
    assert!(!header(&past, "link").unwrap().contains("next"));
    let all = visit.get("/proposals?per_page=1000", &visit.machine);
    assert_eq!(all.body_json().unwrap()["data"].as_array().unwrap().len(), total);
    assert_eq!(header(&all, "link"), None);
}

#[test]
fn senseless_pages_and_sizes_fall_back() {
    let visit = Visit::default();
    let count = |query: &str| visit.rows(&format!("/proposals?{query}")).len();
    for query in ["", "per_page=0", "per_page=-1", "per_page=x", "page=0", "page=-3&per_page=25"] {
        assert_eq!(count(query), 25, "{query}");
    }
    let capped = Visit::to(Decidim::builder().most_per_page(5));
    assert_eq!(capped.rows("/proposals?per_page=50").len(), 5);
}

#[test]
fn headers_can_be_missing() {
    let visit = Visit::to(Decidim::builder().leave_out_headers(["Total", "link"]));
    let reply = visit.get("/proposals?per_page=5", &visit.machine);
    assert_eq!(header(&reply, "total"), None);
    assert_eq!(header(&reply, "link"), None);
    assert_eq!(header(&reply, "per-page"), Some("5"));
}

#[test]
fn spaces_are_searched_by_every_family() {
    let visit = Visit::default();
    let all = visit.rows("/spaces/search");
    let of = |query: &str| visit.rows(&format!("/spaces/search?{query}"));
    let assemblies = of("filter[manifest_name_eq]=assemblies");
    assert_eq!(assemblies.len(), 3);
    assert!(
        assemblies
            .iter()
            .all(|space| space["attributes"]["participatory_space_type"] == "Decidim::Assembly")
    );
    assert_eq!(of("filter[manifest_name_not_in][]=assemblies").len(), all.len() - 3);
    assert_eq!(of("filter%5Bid_in%5D%5B%5D=2&filter[manifest_name_eq]=assemblies").len(), 1);
    // `ransacker_i18n` (Decidim, `filterable_resource.rb`): the server's own language, whichever are asked for.
    assert_eq!(of("filter[title_eq]=Neighbourhood%20plan").len(), all.len());
    for query in ["", "&locales[]=ca"] {
        assert_eq!(of(&format!("filter[title_eq]=Pla%20de%20barri{query}")).len(), 0);
    }
    assert_eq!(of("filter[title_matches]=%25nowhere%25").len(), 0);
    assert_eq!(of("filter[titel_eq]=nowhere").len(), all.len());
    let known = |version| {
        let visit = Visit::version(version);
        visit.rows("/spaces/search?filter[manifest_name_in][]=conferences").len()
    };
    assert_eq!((known(RestVersion::V0_2_3), known(RestVersion::V0_2_10)), (0, 1));
}

#[test]
fn a_space_is_shown_with_its_components_and_one_that_is_not_there_is_not_found() {
    let visit = Visit::default();
    let space = visit.data("/spaces/participatory_processes/1", &visit.participant);
    assert_eq!(
        (space["type"].clone(), space["attributes"]["visibility"].clone()),
        // Public, and transparent by the database's own default: the serializer names the latter.
        ("space".into(), "transparent".into())
    );
    let components = &space["relationships"]["components"];
    assert_eq!(components["meta"]["count"], components["data"].as_array().unwrap().len());
    assert!(
        components["data"].as_array().unwrap().iter().any(|it| it["type"] == "proposal_component")
    );
    for path in ["/spaces/assemblies/77", "/spaces/assemblies/x"] {
        let reply = visit.get(path, &visit.machine);
        assert_eq!(error(&reply), (404, "Record not found".to_owned()), "{path}");
    }
    assert_eq!(status(&visit.get("/spaces/conferences/1", &visit.machine)), 404);
}

#[test]
fn components_are_found_by_type_and_place() {
    let visit = Visit::default();
    let search = |query: &str| visit.rows(&format!("/components/search?{query}&per_page=100"));
    let all = search("");
    assert!(
        all.iter().all(|component| component["attributes"]["participatory_space_id"].is_string())
    );
    let in_assemblies = search("filter[participatory_space_type_eq]=Decidim::Assembly");
    assert!(!in_assemblies.is_empty() && in_assemblies.len() < all.len());
    assert!(search("filter[participatory_space_type_eq]=assemblies").is_empty());
    let blogs = search("filter[manifest_name_eq]=blogs");
    assert_eq!(blogs, visit.rows("/components/blog_components?per_page=100"));
    let meeting = &search("filter[manifest_name_eq]=meetings")[0];
    assert_eq!(meeting["meta"]["comments_max_length"], false);
    let one = visit.proposal_component();
    let shown = visit.data(&format!("/components/proposal_components/{one}"), &visit.machine);
    assert_eq!(shown["meta"]["comments_max_length"], 1000);
    assert_eq!(shown["relationships"]["resources"]["data"].as_array().unwrap().len(), 50);
    assert!(shown["relationships"]["resources"]["meta"]["count"].as_u64().unwrap() > 50);
    let blog = id(&blogs[0]);
    assert_eq!(
        status(&visit.get(&format!("/components/proposal_components/{blog}"), &visit.machine)),
        404
    );
    assert_eq!(
        status(&visit.get(&format!("/components/blog_components/{blog}"), &visit.machine)),
        200
    );
}

#[test]
fn vote_labels_are_a_text_then_a_map_and_numbers_may_be_false() {
    for version in RestVersion::ALL {
        let visit = Visit::to(
            Decidim::builder().rest_version(version).weighted_votes(true).false_numbers(true),
        );
        let component = &visit.rows("/components/proposal_components")[0];
        let votes = component["meta"]["votes"].as_array().unwrap();
        assert_eq!(votes.len(), 4);
        assert_eq!(votes[0]["label"].is_string(), version == RestVersion::V0_2_3);
        assert_eq!(component["meta"]["vote_limit"], false);
    }
}

#[test]
fn languages_are_chosen_and_foreign_ones_refused() {
    let visit = Visit::default();
    for query in ["locales[]=ca&locales[]=es", "locales=ca,es"] {
        let space = visit.data(&format!("/spaces/assemblies/1?{query}"), &visit.machine);
        let names: Vec<&String> =
            space["attributes"]["title"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["ca", "es"]);
    }
    let reply = visit.get("/spaces/assemblies/1?locales[]=xx", &visit.machine);
    assert_eq!(error(&reply), (400, "Not allowed locales: xx".to_owned()));
}

#[test]
fn blogs_come_in_another_order_each_time_unless_told_otherwise() {
    let visit = Visit::to(Decidim::builder().proposals(400));
    let once = visit.ids("/blogs?per_page=100");
    assert!((0..5).any(|_| visit.ids("/blogs?per_page=100") != once));
    let ordered = visit.ids("/blogs?per_page=100&order=published_at");
    assert_eq!(visit.ids("/blogs?per_page=100&order=published_at"), ordered);
    let published: Vec<i64> = ordered
        .iter()
        .map(|id| visit.platform.record("posts", *id).unwrap()["published_at"].as_i64().unwrap())
        .collect();
    assert!(published.is_sorted());
    let mut sorted = once;
    sorted.sort_unstable();
    let mut same = ordered.clone();
    same.sort_unstable();
    assert_eq!(sorted, same);
    let shown = visit.data(&format!("/blogs/{}?order=published_at", ordered[1]), &visit.machine);
    assert!(
        shown["links"]["prev"]["href"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/blogs/{}", ordered[0]))
    );
    assert!(
        shown["links"]["next"]["href"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/blogs/{}", ordered[2]))
    );
}

#[test]
fn blog_posts_tell_their_publication_since_0_2_7() {
    for (version, tells) in [(RestVersion::V0_2_3, false), (RestVersion::V0_2_10, true)] {
        let visit = Visit::version(version);
        let post = &visit.rows("/blogs?order=published_at")[0];
        let published = post["attributes"].get("published_at").and_then(Value::as_str);
        assert_eq!(published.is_some_and(|at| at.contains(".000")), tells);
    }
}

#[test]
fn lists_without_an_order_can_change_theirs() {
    let visit = Visit::to(Decidim::builder().unordered_lists(true));
    let once = visit.ids("/users?per_page=100");
    assert!((0..5).any(|_| visit.ids("/users?per_page=100") != once));
    let stable = Visit::default();
    assert_eq!(stable.ids("/users?per_page=100"), stable.ids("/users?per_page=100"));
}

#[test]
fn health_is_checked_up_to_0_2_9() {
    for (version, healthy, expected) in [
        (RestVersion::V0_2_3, true, 200),
        (RestVersion::V0_2_3, false, 503),
        (RestVersion::V0_2_10, true, 404),
        (RestVersion::V0_3, true, 404),
    ] {
        let visit = Visit::to(Decidim::builder().rest_version(version).healthy(healthy));
        let path = format!("{}/metrics/health", visit.prefix());
        let reply = visit.raw(Method::GET, &path, &[], &Value::Null);
        assert_eq!(status(&reply), expected);
    }
}

#[test]
fn a_prefix_that_is_not_served_is_an_html_page() {
    for (version, foreign) in [
        (RestVersion::V0_2_3, "/api/rest_full/v0.3/proposals"),
        (RestVersion::V0_3, "/api/rest_full/v0.2/proposals"),
        (RestVersion::V0_3, "/api/rest_full/v0.3/proposal_votes"),
    ] {
        let visit = Visit::version(version);
        let reply = visit.raw(Method::GET, foreign, &[], &Value::Null);
        assert_eq!(status(&reply), 404);
        assert!(header(&reply, "content-type").unwrap().starts_with("text/html"), "{foreign}");
    }
}

#[test]
fn too_many_requests_are_throttled_in_plain_text() {
    let seconds = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(super::NOW);
    let platform = Decidim::builder()
        .rate_limit(2, std::time::Duration::from_secs(60))
        .clock(std::sync::Arc::new(move || seconds))
        .build();
    let ask = || {
        let request = http::Request::get("/api/rest_full/v0.2/metrics/health");
        crate::platform::Platform::handle(&platform, request.body(bytes::Bytes::new()).unwrap())
    };
    assert_eq!((status(&ask()), status(&ask())), (200, 200));
    let refused = ask();
    assert_eq!(status(&refused), 429);
    assert_eq!(header(&refused, "content-type"), Some("text/plain"));
}

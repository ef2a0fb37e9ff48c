//! A proposal is published once, or the program says what may have become of it.

use civic_sandbox::{Decidim, Fault, FaultRule, Server};
use decidim_client::rest::{Client, Scope};
use http::Method;
use tempfile::TempDir;

use super::{program, ran};

const PUBLISH: &str = env!("CARGO_BIN_EXE_publish-proposal");

fn in_the_sandbox(flags: &[&str]) -> (i32, String, String) {
    let folder = TempDir::new().unwrap();
    ran(program(PUBLISH, folder.path(), &[], flags).output().unwrap())
}

/// Runs it on a site where the answer to publishing goes wrong in this way, after or before the
/// proposal is public, and tells how often publishing was asked for.
async fn where_publishing(fault: FaultRule) -> ((i32, String, String), usize) {
    let site = Decidim::builder().seed(7).no_rate_limit().build();
    let server = Server::start(site.clone()).await.unwrap();
    let url = server.url();
    // Asking for a draft that is not there registers the participant.
    Client::builder(&url)
        .credentials(Decidim::CLIENT_ID, Decidim::CLIENT_SECRET)
        .scopes([Scope::Public, Scope::Proposals])
        .build()
        .unwrap()
        .impersonate("oak_street_42")
        .register_on_missing(true)
        .accept_tos_on_register(true)
        .build()
        .unwrap()
        .draft_proposals()
        .get(1)
        .await
        .unwrap_err();
    let drafts = "/api/rest_full/v0.2/draft_proposals";
    // The first is the draft's creation.
    site.inject(fault.on(drafts).method(Method::POST).skip(1));
    let folder = TempDir::new().unwrap();
    let settings = [
        ("DECIDIM_URL", url.as_str()),
        ("DECIDIM_CLIENT_ID", Decidim::CLIENT_ID),
        ("DECIDIM_CLIENT_SECRET", Decidim::CLIENT_SECRET),
    ];
    let ran = ran(program(PUBLISH, folder.path(), &settings, &[]).output().unwrap());
    let asked = site.requests().iter().filter(|it| it.path.ends_with("/publish")).count();
    (ran, asked)
}

#[test]
fn it_publishes_in_the_embedded_sandbox() {
    let (code, out, err) = in_the_sandbox(&["--title", "Shade for the market square"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("published proposal") && out.contains("Shade for the market"), "{out}");
}

#[test]
fn it_withdraws_what_the_site_does_not_take_and_says_why() {
    let (code, out, err) = in_the_sandbox(&["--body", ""]);
    assert_eq!(code, 1, "{out}");
    assert!(err.contains("not published, the draft is withdrawn"), "{err}");
    assert!(err.contains("Body cannot be blank"), "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_never_arrives_leaves_open_whether_it_is_published() {
    let (ran, asked) = where_publishing(FaultRule::new(Fault::Reset).after_work()).await;
    let (code, out, err) = ran;
    assert_eq!((code, asked), (1, 1), "{out}{err}");
    assert!(err.contains("may have been published; look before you try again"), "{err}");
    assert!(!err.contains("withdraw"), "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_to_publish_withdraws_the_draft_and_tells_the_refusal() {
    let (ran, asked) = where_publishing(FaultRule::new(Fault::Status(422))).await;
    let (code, out, err) = ran;
    assert_eq!((code, asked), (1, 1), "{out}{err}");
    assert!(err.contains("not published, the draft is withdrawn") && err.contains("422"), "{err}");
}

//! What a user gets when something goes wrong: the typed error, or the report.

use std::time::Duration;

use crate::support::{Bench, brisk, platform};
use civic_core::clock::Clock;
use civic_core::list::{Completeness, Gap};
use civic_sandbox::{Fault, FaultRule, GoVocal, Malformation, RetryAfterForm, Server};
use govocal_client::jiff::civil::date;
use govocal_client::resources::files::FileCategory;
use govocal_client::{Client, DateRange, Error, ErrorKind, ServerError};
use uuid::Uuid;

const IDEAS: &str = "/api/v2/ideas";

/// A client of a platform on a socket, with short waits.
async fn over_socket(platform: GoVocal) -> (Server, Client) {
    let server = Server::start(platform.clone()).await.unwrap();
    let client = Client::builder(server.url())
        .credentials(platform.client_id(), platform.client_secret())
        .http(brisk())
        .build()
        .unwrap();
    (server, client)
}

fn first_error(bench: &Bench) -> Error {
    let (_, errors) = bench.read(&mut bench.client.ideas().list().stream());
    errors.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_dead_server_is_named_and_nothing_was_sent() {
    let (server, client) = over_socket(platform().build()).await;
    let url = server.url();
    drop(server);
    let error = client.ideas().get(Uuid::nil()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.attempts(), 4);
    assert_eq!(error.was_sent(), govocal_client::Sent::No);
    let line = error.to_string();
    assert!(
        line.starts_with(&format!("POST {url}/api/v2/authenticate could not connect")),
        "{line}"
    );
    assert!(line.contains("after 4 attempts in"), "{line}");
}

#[test]
fn an_html_502_is_told_by_its_status() {
    let bench = Bench::new(platform());
    bench.platform.inject(FaultRule::new(Fault::HtmlError(502)).on(IDEAS));
    let error = first_error(&bench);
    assert_eq!(error.kind(), ErrorKind::Server);
    let line = error.to_string();
    assert!(line.contains("answered 502 Bad Gateway (HTML page) (after"), "{line}");
    assert!(line.contains("after 4 attempts in"), "{line}");
}

#[test]
fn an_html_page_with_200_is_not_taken_for_an_empty_list() {
    let bench = Bench::new(platform());
    bench.platform.inject(FaultRule::new(Fault::HtmlOk).on(IDEAS));
    let mut ideas = bench.client.ideas().list().stream();
    let (items, errors) = bench.read(&mut ideas);
    assert!(items.is_empty());
    assert_eq!(errors[0].kind(), ErrorKind::Decode);
    assert!(
        errors[0].to_string().contains("an HTML page where JSON was expected"),
        "{}",
        errors[0]
    );
    assert!(matches!(ideas.report().completeness, Completeness::Interrupted { .. }));
}

#[test]
fn another_envelope_is_an_error_that_names_what_came() {
    let bench = Bench::new(platform());
    bench.platform.inject(FaultRule::new(Fault::WrongEnvelope).on(IDEAS));
    let error = first_error(&bench);
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("no \"ideas\" in the answer, which has:"), "{error}");
}

#[tokio::test]
async fn truncated_reset_and_stalled_answers_are_read_again_over_a_socket() {
    let platform = platform().build();
    let (_server, client) = over_socket(platform.clone()).await;
    for fault in [Fault::Truncate, Fault::Reset, Fault::ResetBody, Fault::Stall] {
        platform.inject(FaultRule::new(fault.clone()).on(IDEAS).once());
        let mut ideas = client.ideas().list().stream();
        let mut count = 0;
        while ideas.try_next().await.unwrap().is_some() {
            count += 1;
        }
        assert_eq!((count, ideas.report().retries), (60, 1), "{fault:?}");
        assert!(ideas.report().is_consistent(), "{fault:?}");
    }
}

#[tokio::test]
async fn a_truncated_answer_that_stays_so_is_a_broken_connection_and_no_json_error() {
    let platform = platform().build();
    let (_server, client) = over_socket(platform.clone()).await;
    platform.inject(FaultRule::new(Fault::Truncate).on(IDEAS));
    let error = client.ideas().list().stream().try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.attempts(), 4);
    assert!(error.to_string().contains("the connection broke within the answer"), "{error}");
}

#[test]
fn a_stalled_body_times_out_and_is_tried_again() {
    let bench = Bench::new(platform());
    bench.platform.inject(FaultRule::new(Fault::Stall).on(IDEAS));
    let error = first_error(&bench);
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("stalled within the answer"), "{error}");
    assert_eq!(bench.requests(IDEAS), 12, "four attempts, and three errors until the reading ends");
}

#[test]
fn a_bad_row_is_reported_and_the_rest_comes() {
    let bench = Bench::new(platform());
    for (index, how) in
        [(3, Malformation::WrongType), (5, Malformation::MissingId), (7, Malformation::Null)]
    {
        bench.platform.inject(FaultRule::new(Fault::MalformedRow { index, how }).on(IDEAS).once());
    }
    let mut ideas = bench.client.ideas().list().stream();
    let (items, errors) = bench.read(&mut ideas);
    let report = ideas.report();
    assert!(errors.is_empty());
    assert_eq!(items.len() + usize::try_from(report.malformed).unwrap(), 60);
    assert!(report.malformed >= 1);
    let Completeness::Incomplete { gaps } = &report.completeness else { panic!("{report}") };
    assert_eq!(gaps[..], [Gap::Malformed { rows: report.malformed }]);
    let row = &report.malformed_rows[0];
    assert!(row.index < 8 && !row.problem.is_empty() && !row.raw.is_empty(), "{row}");
}

#[test]
fn a_page_size_that_is_not_honoured_loses_nothing() {
    let bench = Bench::new(platform());
    // Shorter than any server is known to cut: all rows come, and the report may be cautious.
    bench.platform.inject(FaultRule::new(Fault::ClampPageSize(7)).on(IDEAS));
    let mut ideas = bench.client.ideas().list().page_size(100).stream();
    assert_eq!(bench.read(&mut ideas).0.len(), 60);
    for largest in [12, 15, 24, 25] {
        let old = Bench::new(platform().max_page_size(largest));
        let mut ideas = old.client.ideas().list().stream();
        assert_eq!(old.read(&mut ideas).0.len(), 60, "pages of {largest}");
        // On pages of twelve, rows of one moment may be more than a page can prove.
        let completeness = ideas.report().completeness;
        let tallied = largest < 24 && completeness.is_consistent();
        assert!(completeness.is_proven() || tallied, "pages of {largest}: {completeness}");
    }
}

#[test]
fn an_empty_page_in_the_middle_does_not_end_the_reading_and_is_reported() {
    let bench = Bench::new(platform());
    let rule = FaultRule::new(Fault::EmptyPage).on(IDEAS).when_query("page_number=2");
    bench.platform.inject(rule);
    let mut ideas = bench.client.ideas().list().page_size(20).stream();
    let (items, _) = bench.read(&mut ideas);
    let report = ideas.report();
    assert!(items.len() >= 40, "{report}");
    assert_eq!(report.is_consistent(), items.len() == 60, "{report}");

    let mut by_page = bench.client.ideas().list().page_size(20).stream_by_page_number();
    assert_eq!(bench.read(&mut by_page).0.len(), 40);
    let gaps = vec![Gap::EmptyPage { page: 2 }];
    assert_eq!(by_page.report().completeness, Completeness::Incomplete { gaps });
}

#[test]
fn a_429_without_retry_after_waits_for_the_end_of_the_window() {
    let bench = Bench::new(platform());
    bench.clock.advance(Duration::from_secs(100));
    bench.platform.inject(FaultRule::new(Fault::RateLimit { retry_after: None }).on(IDEAS).once());
    let mut ideas = bench.client.ideas().list().stream();
    assert_eq!(bench.read(&mut ideas).0.len(), 60);
    let waited = bench.clock.elapsed().as_secs();
    assert!((180..=182).contains(&waited), "{waited}");
    assert!(ideas.report().waited_for_rate_limit >= Duration::from_secs(80));
}

#[test]
fn a_429_with_retry_after_is_obeyed() {
    for form in [RetryAfterForm::Seconds(40), RetryAfterForm::Date(40)] {
        let bench = Bench::new(platform());
        let fault = Fault::RateLimit { retry_after: Some(form) };
        bench.platform.inject(FaultRule::new(fault).on(IDEAS).once());
        assert_eq!(bench.read(&mut bench.client.ideas().list().stream()).0.len(), 60);
        assert_eq!(bench.clock.elapsed().as_secs(), 40, "{form:?}");
    }
}

#[test]
fn the_platforms_own_limit_is_never_hit() {
    let bench = Bench::new(platform().ideas(30));
    for _ in 0..1100 {
        bench.run(bench.client.ideas().get(bench.platform.ids("ideas")[0])).unwrap();
    }
    assert!(
        bench
            .platform
            .requests()
            .iter()
            .all(|request| request.status.is_some_and(|status| status != 429))
    );
    assert!(bench.clock.elapsed() >= Duration::from_secs(150), "it waited for the next window");
}

#[test]
fn a_redirect_is_named_and_not_followed() {
    let bench = Bench::new(platform());
    let to = "https://elsewhere.example.org/login?token=s3cr3t".to_owned();
    bench.platform.inject(FaultRule::new(Fault::Redirect(to)).on(IDEAS));
    let error = first_error(&bench);
    assert_eq!(error.kind(), ErrorKind::Redirect);
    let line = error.to_string();
    assert!(line.contains("https://elsewhere.example.org/login?***"), "{line}");
    assert!(!line.contains("s3cr3t"), "{line}");
}

#[test]
fn an_answer_beyond_the_body_limit_is_refused() {
    use govocal_client::http::{HttpConfig, Timeouts};
    let http = HttpConfig::new().timeouts(Timeouts::default().body_limit(100_000));
    let bench = Bench::build(platform().ideas(3), http, |builder| builder);
    bench.platform.inject(FaultRule::new(Fault::HugeBody(200_000)).on(IDEAS));
    assert_eq!(first_error(&bench).kind(), ErrorKind::BodyTooLarge);
}

#[test]
fn an_unknown_id_is_not_found() {
    let bench = Bench::new(platform());
    let error = bench.run(bench.client.ideas().get(Uuid::nil())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(ServerError::of(&error), Some(ServerError::Framework));
}

#[test]
fn bad_arguments_are_refused_before_anything_is_sent() {
    let bench = Bench::new(platform());
    for rows in [0, 101, u16::MAX] {
        let (_, errors) = bench.read(&mut bench.client.ideas().list().page_size(rows).stream());
        assert_eq!(errors[0].kind(), ErrorKind::InvalidInput);
        assert_eq!(errors.len(), 1);
    }
    for range in [DateRange::since(date(0, 1, 1)), DateRange::until(date(-1, 1, 1))] {
        let list = bench.client.phases().list();
        for list in [
            list.clone().created_at(range),
            list.clone().updated_at(range),
            list.clone().start_at(range),
            list.end_at(range),
        ] {
            let (_, errors) = bench.read(&mut list.stream());
            assert_eq!(errors[0].kind(), ErrorKind::InvalidInput);
            assert_eq!(errors.len(), 1);
        }
        let (_, errors) =
            bench.read(&mut bench.client.ideas().deleted().deleted_at(range).stream());
        assert_eq!(errors[0].kind(), ErrorKind::InvalidInput);
        let visits = bench.client.insights().visits().visited_at(range);
        assert_eq!(bench.run(visits).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    // The platform takes these for no filter and no locale at all, without a word.
    let blank = " ".to_owned();
    let files = || bench.client.files().list();
    for list in [
        files().search(""),
        files().search(" "),
        files().category(FileCategory::from("")),
        files().categories([FileCategory::Report, FileCategory::from("")]),
        files().locale(""),
        files().locale(blank.clone()),
    ] {
        let (_, errors) = bench.read(&mut list.clone().stream());
        assert_eq!((errors.len(), errors[0].kind()), (1, ErrorKind::InvalidInput), "{list:?}");
        let (_, errors) = bench.read(&mut list.stream_by_page_number());
        assert_eq!((errors.len(), errors[0].kind()), (1, ErrorKind::InvalidInput));
    }
    let (_, errors) = bench.read(&mut bench.client.ideas().list().of_type("".into()).stream());
    assert_eq!(errors[0].kind(), ErrorKind::InvalidInput);
    let get = bench.client.ideas().get(Uuid::nil()).locale("");
    assert_eq!(bench.run(get).unwrap_err().kind(), ErrorKind::InvalidInput);
    let visits = bench.client.insights().visits().resolution("".into());
    assert_eq!(bench.run(visits).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert!(bench.platform.requests().is_empty());
    for builder in ["locale", "integration"].map(|what| {
        let city = Client::builder("https://demo.example.org")
            .credentials(GoVocal::CLIENT_ID, "s3cr3t-s3cr3t");
        if what == "locale" { city.locale(" ") } else { city.integration(" ") }
    }) {
        assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    for builder in [
        Client::builder("https://demo.example.org"),
        Client::builder("demo").credentials(GoVocal::CLIENT_ID, "s3cr3t"),
        Client::builder("https://demo.example.org").credentials("not-a-uuid", "s3cr3t"),
        Client::builder("https://demo.example.org").credentials(GoVocal::CLIENT_ID, ""),
        Client::builder("https://demo.example.org")
            .credentials(GoVocal::CLIENT_ID, "s3cr3t")
            .integration("line\nbreak"),
    ] {
        assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}

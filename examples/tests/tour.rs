//! The tour as its user sees it: what it prints and how it ends.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Output, Stdio};

use civic_sandbox::{Petitions, Server};

const SETTINGS: [&str; 8] = [
    "GOVOCAL_URL",
    "GOVOCAL_CLIENT_ID",
    "GOVOCAL_CLIENT_SECRET",
    "DECIDIM_URL",
    "DECIDIM_CLIENT_ID",
    "DECIDIM_CLIENT_SECRET",
    "PETITIONS_URL",
    "PETITIONS_API_KEY",
];

/// The tour with no settings but these.
fn tour(settings: &[(&str, &str)]) -> Command {
    let mut tour = Command::new(env!("CARGO_BIN_EXE_tour"));
    for name in SETTINGS {
        tour.env_remove(name);
    }
    tour.envs(settings.iter().copied());
    tour
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_tour_shows_everything_and_ends_well() {
    let output = tour(&[]).output().unwrap();
    let (out, err) = texts(&output);
    assert!(output.status.success(), "{err}");
    assert_eq!(err, "");
    for line in [
        "reading the embedded sandbox at http://127.0.0.1:",
        "→ proven complete: 240 ideas",
        "  idea   nl-BE ",
        "  idea   nl-BE? ",
        "  ?: asked for in this language",
        " reactions, ",
        "asked for 1 new token",
        "1 malformed",
        "either the client id or secret is wrong",
        "Decidim 0.27, by GraphQL",
        "Decidim 0.31, by GraphQL",
        "this version lacks ",
        "drafted and published proposal ",
        "voted for it, with the weight 1",
        " signatures, ",
        "Done.",
    ] {
        assert!(out.contains(line), "no {line:?} in\n{out}");
    }
}

#[test]
fn the_gap_free_list_of_the_tour_misses_nothing_and_the_other_does() {
    let (out, _) = texts(&tour(&[]).output().unwrap());
    let missed: Vec<&str> = out.lines().filter(|line| line.contains("missed ")).collect();
    assert_eq!(missed.len(), 2, "{out}");
    assert!(!missed[0].contains("missed 0 of"), "{}", missed[0]);
    assert!(missed[1].contains("missed 0 of"), "{}", missed[1]);
    assert!(out.contains("incomplete ("), "{out}");
}

#[test]
fn a_reader_that_has_enough_ends_the_tour_quietly() {
    let mut tour = tour(&[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(tour.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("civic tour"), "{first}");
    // The pipe is closed by now.
    let mut err = String::new();
    tour.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(err, "");
    assert_eq!(tour.wait().unwrap().code(), Some(3));
}

#[test]
fn the_tour_tells_how_to_call_it_instead_of_starting() {
    let output = tour(&[]).arg("--help").output().unwrap();
    let (out, _) = texts(&output);
    assert!(output.status.success() && out.contains("PETITIONS_API_KEY"), "{out}");
    assert!(!out.contains("civic tour"), "{out}");
    let output = tour(&[]).arg("--nonsense").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tour_of_a_platform_that_was_not_read_whole_says_so_by_its_exit_code() {
    let server = Server::start(Petitions::builder().petitions(30).build()).await.unwrap();
    let url = server.url();
    // The test key gives three rows of whatever is asked for.
    let settings = [("PETITIONS_URL", url.as_str()), ("PETITIONS_API_KEY", Petitions::TEST_KEY)];
    let output = tour(&settings).output().unwrap();
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(out.contains("Done."), "{out}");
}

#[test]
fn settings_that_are_missing_are_named() {
    let output = tour(&[("GOVOCAL_CLIENT_ID", "5a6f3f0e-7f0c-4d53-9a55-2f60a1a0c001")]).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(2));
    let (_, err) = texts(&output);
    assert!(err.contains("GOVOCAL_URL and GOVOCAL_CLIENT_SECRET must be set too"), "{err}");
}

#[test]
fn a_dead_server_ends_the_tour_with_an_error() {
    // Nothing listens on the discard port of this machine.
    let settings = [
        ("GOVOCAL_URL", "http://127.0.0.1:9"),
        ("GOVOCAL_CLIENT_ID", "5a6f3f0e-7f0c-4d53-9a55-2f60a1a0c001"),
        ("GOVOCAL_CLIENT_SECRET", "a-secret-of-twenty-characters"),
    ];
    let output = tour(&settings).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let (_, err) = texts(&output);
    assert!(err.starts_with("tour: POST http://127.0.0.1:9/api/v2/authenticate"), "{err}");
}

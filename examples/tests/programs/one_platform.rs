//! What each program tells of the sandbox.

use std::fs;

use civic_sandbox::{Petitions, Server};
use tempfile::TempDir;

use super::{program, ran, run};

#[test]
fn petition_chart_shows_and_draws_a_petition() {
    let folder = TempDir::new().unwrap();
    let flags = ["--svg", "chart.svg"];
    let (code, out, err) = run(env!("CARGO_BIN_EXE_petition-chart"), folder.path(), &flags);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("the embedded sandbox"), "{err}");
    // How many signatures an answer holds at most is known to nobody.
    let completeness =
        "consistent, if the server cuts all its answers at the same number of rows: 400 signatures";
    for part in ["They ask: ", "Status: live", "signatures per week", completeness] {
        assert!(out.contains(part), "no {part:?} in\n{out}");
    }
    assert!(!out.contains("<p>"), "{out}");
    // The last line of the chart counts all.
    assert!(out.lines().any(|line| line.contains('█') && line.ends_with(" 400")), "{out}");
    // No terminal says how wide it is, and no variable.
    let chart = out.lines().skip_while(|line| !line.starts_with("from"));
    let widths =
        chart.take_while(|line| !line.starts_with("consistent")).map(|it| it.chars().count());
    assert_eq!(widths.max(), Some(80), "{out}");
    let svg = fs::read_to_string(folder.path().join("chart.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    assert!(svg.contains("polyline") && svg.contains("signatures per day"));
    assert!(svg.contains("Source: http://petitions.sandbox.example, petition "), "{svg}");
    assert!(svg.matches("<rect").count() > 50);
}

#[test]
fn petition_chart_reads_nothing_if_the_picture_cannot_be_written() {
    let folder = TempDir::new().unwrap();
    let chart = env!("CARGO_BIN_EXE_petition-chart");
    for (flags, code, said) in [
        (["--svg", "nowhere/chart.svg"], 1, "cannot write nowhere/chart.svg"),
        (["--svg", "."], 2, ". is a folder, not a file"),
    ] {
        let (ended, out, err) = run(chart, folder.path(), &flags);
        assert_eq!((ended, out.as_str()), (code, ""), "{err}");
        assert!(err.contains(said) && !err.contains("sandbox"), "{err}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn petition_chart_is_as_wide_as_it_is_told() {
    let folder = TempDir::new().unwrap();
    let settings = [("COLUMNS", "50")];
    let mut chart = program(env!("CARGO_BIN_EXE_petition-chart"), folder.path(), &settings, &[]);
    let (code, out, err) = ran(chart.output().unwrap());
    assert_eq!(code, 0, "{err}");
    let bars = out.lines().filter(|line| line.contains('█')).map(|line| line.chars().count());
    assert_eq!(bars.max(), Some(50), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn petition_chart_says_in_the_picture_that_signatures_may_be_missing() {
    let platform = Petitions::builder().petitions(3).signatures(40).build();
    let server = Server::start(platform).await.unwrap();
    let folder = TempDir::new().unwrap();
    let url = server.url();
    // The test key gives three rows of whatever is asked for.
    let settings = [("PETITIONS_URL", url.as_str()), ("PETITIONS_API_KEY", Petitions::TEST_KEY)];
    let chart = env!("CARGO_BIN_EXE_petition-chart");
    let mut chart = program(chart, folder.path(), &settings, &["--svg", "chart.svg"]);
    let (code, out, err) = ran(chart.output().unwrap());
    assert_eq!(code, 3, "{out}{err}");
    assert!(out.contains("incomplete ("), "{out}");
    let svg = fs::read_to_string(folder.path().join("chart.svg")).unwrap();
    assert!(svg.contains("some signatures may be missing"));
}

#[test]
fn initiators_names_who_addresses_an_organisation() {
    let folder = TempDir::new().unwrap();
    let initiators = env!("CARGO_BIN_EXE_initiators");
    let (code, out, err) = run(initiators, folder.path(), &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Organisatie 8") && out.contains("complete: 8 organisations"), "{out}");

    // Everybody's petitions together are those that are addressed to somebody.
    let mut petitions = 0;
    for line in out.lines().filter(|line| line.contains("Organisatie")) {
        let id = line.split_whitespace().next().unwrap();
        let (code, out, err) = run(initiators, folder.path(), &[id]);
        assert_eq!(code, 0, "{err}");
        let told = out.lines().filter(|line| line.contains(" 400")).count();
        let counted = if told == 1 { "petition" } else { "petitions" };
        assert!(out.contains(&format!(": {told} {counted}, ")), "{out}");
        assert!(told == 0 || out.contains(" & co"), "{out}");
        petitions += told;
    }
    assert_eq!(petitions, 10);

    let (code, _, err) = run(initiators, folder.path(), &["nobody"]);
    assert_eq!(code, 1);
    assert!(err.contains(r#"no organisation has the id or name "nobody""#), "{err}");
}

#[test]
fn decidim_site_counts_what_there_is_and_names_what_is_not() {
    let folder = TempDir::new().unwrap();
    let (code, out, err) = run(env!("CARGO_BIN_EXE_decidim-site"), folder.path(), &[]);
    assert_eq!(code, 0, "{err}");
    for part in [
        "Example Town",
        "Participatory processes: 3",
        "Neighbourhood plan",
        "Votings: not on this site",
        "Components: 25",
        "proven complete: 104 proposals",
        "this site's version lacks: ",
        "  Proposal.likesCount",
    ] {
        assert!(out.contains(part), "no {part:?} in\n{out}");
    }
}

#[test]
fn language_gaps_names_the_languages_that_records_are_missing() {
    let folder = TempDir::new().unwrap();
    let gaps = env!("CARGO_BIN_EXE_language-gaps");
    let (code, out, err) = run(gaps, folder.path(), &["decidim", "--languages", "en,ca,eo"]);
    assert_eq!(code, 0, "{err}");
    let row = out.lines().find(|line| line.starts_with("proposals")).unwrap();
    let numbers: Vec<u64> = row.split_whitespace().skip(1).map(|it| it.parse().unwrap()).collect();
    // Nobody wrote in Esperanto, some in each of the others.
    assert_eq!((numbers[0], numbers[3]), (104, 104), "{row}");
    assert!((1..104).contains(&numbers[1]) && (1..104).contains(&numbers[2]), "{row}");
    assert!(out.contains("title lacks") && out.contains("more records"), "{out}");

    let (code, out, err) = run(gaps, folder.path(), &["petitions"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("does\nnot say so"), "{out}");
}

#[test]
fn a_language_without_a_name_is_refused_and_one_named_twice_counts_once() {
    let folder = TempDir::new().unwrap();
    let gaps = env!("CARGO_BIN_EXE_language-gaps");
    assert_eq!(run(gaps, folder.path(), &["petitions", "--languages", "nl,,en"]).0, 2);
    let once = run(gaps, folder.path(), &["petitions", "--languages", "nl,en"]);
    let twice = run(gaps, folder.path(), &["petitions", "--languages", "nl,en,nl"]);
    assert_eq!((twice.0, twice.1), (0, once.1));
}

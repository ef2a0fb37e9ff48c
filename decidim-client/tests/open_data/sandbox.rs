//! The open-data client before the sandbox.

use crate::bench::Bench;
use crate::described::assert_described;
use civic_sandbox::decidim::Version;
use civic_sandbox::{Decidim, DecidimBuilder, Fault, FaultRule};
use decidim_client::ErrorKind;
use decidim_client::open_data::report::TableCompleteness;
use decidim_client::open_data::rows::ProposalRow;
use decidim_client::open_data::{Client, Refusal, Row, Table, TableReport, TableTime};
use schemars::JsonSchema;
use serde::Serialize;

fn platform() -> DecidimBuilder {
    Decidim::builder().seed(7).proposals(80).no_rate_limit()
}

fn client(bench: &Bench) -> Client {
    let builder = Client::builder("https://decidim.example.org").http(bench.http.clone());
    builder.build().unwrap()
}

#[test]
fn every_listed_table_is_read_whole_and_the_archive_agrees() {
    for separator in [';', ','] {
        let bench = Bench::new(platform().open_data_separator(separator));
        let site = client(&bench);
        let list = bench.run(site.tables()).unwrap();
        assert!(list.has("proposals") && list.archive, "{list:?}");
        let mut archive = bench.run(site.archive()).unwrap();
        for name in &list.names {
            let mut rows = site.table(name).stream();
            let (read, errors) = bench.read(&mut rows);
            let report = rows.report();
            assert!(errors.is_empty() && report.is_complete(), "{name}: {report} {errors:?}");
            let packed: Vec<_> = archive.cells(name).unwrap().collect::<Result<_, _>>().unwrap();
            assert_eq!(packed, read, "{name}");
        }
    }
}

#[test]
fn typed_proposals_are_those_of_the_platform() {
    let bench = Bench::new(platform());
    let mut rows = client(&bench).proposals().stream();
    let (proposals, errors) = bench.read(&mut rows);
    assert!(errors.is_empty() && !proposals.is_empty());
    let known = bench.platform.ids("proposals");
    for ProposalRow { id, title, created_at, published_at, .. } in &proposals {
        assert!(known.contains(&id.unwrap()));
        let held = bench.platform.record("proposals", id.unwrap()).unwrap();
        assert_eq!(title.get("en"), held["title"]["en"].as_str().filter(|text| !text.is_empty()));
        assert!(created_at.or(*published_at).is_some());
    }
}

#[test]
fn odd_columns_and_rows_lose_nothing_in_silence() {
    let bench = Bench::new(platform().open_data_odd_columns(true));
    let mut rows = client(&bench).proposals().stream();
    let (read, errors) = bench.read(&mut rows);
    let report = rows.report();
    assert!(errors.is_empty());
    assert_eq!(report.rows, read.len() as u64);
    let plain = Bench::new(platform());
    let all = plain.read(&mut client(&plain).proposals().stream()).0.len() as u64;
    assert_eq!(report.rows + report.malformed, all, "{report}");
    assert_eq!(report.is_complete(), report.malformed == 0, "{report}");
}

#[test]
fn a_table_that_is_not_written_yet_comes_later() {
    let bench = Bench::new(platform().open_data_ready_after(1));
    let site = client(&bench);
    let error = bench.read(&mut site.proposals().stream()).1.remove(0);
    assert_eq!(Refusal::of(&error), Some(Refusal::NotThere), "{error}");
    assert!(bench.read(&mut site.proposals().stream()).1.is_empty());
    let unknown = bench.read(&mut site.table("unheard_of").stream()).1.remove(0);
    assert_eq!(Refusal::of(&unknown), Some(Refusal::NotThere), "{unknown}");
}

#[test]
fn a_cut_download_is_never_complete() {
    for fault in [Fault::Truncate, Fault::Stall] {
        let bench = Bench::new(platform());
        bench.platform.inject(FaultRule::new(fault).on("/open-data/download/proposals"));
        let mut rows = client(&bench).proposals().stream();
        let (_, errors) = bench.read(&mut rows);
        assert_eq!(errors.len(), 1);
        let completeness = rows.report().completeness;
        assert!(matches!(completeness, TableCompleteness::Interrupted { .. }), "{completeness}");
    }
}

/// The rows of a table: one by one where the version has tables, else from the archive.
fn rows<T>(bench: &Bench, table: Table<T>, name: &str) -> (Vec<T>, TableReport)
where
    T: Row + JsonSchema + Serialize,
{
    let (read, report) = if bench.platform.version() >= Version::V0_30 {
        let mut rows = table.stream();
        let (read, errors) = bench.read(&mut rows);
        assert!(errors.is_empty(), "{name}: {errors:?}");
        (read, rows.report())
    } else {
        let mut archive = bench.run(client(bench).archive()).unwrap();
        let mut rows = archive.table(name).unwrap();
        (rows.by_ref().map(Result::unwrap).collect(), rows.report())
    };
    assert_described(&read, &[]);
    (read, report)
}

#[test]
fn every_version_fills_the_fields_that_it_has() {
    for version in Version::ALL {
        let bench = Bench::new(platform().version(version));
        let site = client(&bench);
        let (proposals, report) = rows(&bench, site.proposals(), "proposals");
        assert!(report.is_complete() && report.malformed_cells == 0, "{version}: {report}");
        let held = |id: Option<u64>| bench.platform.record("proposals", id.unwrap()).unwrap();
        for row in &proposals {
            let held = held(row.id);
            let count = |list: &str| held[list].as_array().map(|all| all.len() as u64);
            // The component of this world that keeps its votes to itself: since 0.29.
            let component = bench.platform.record("components", row.place.component_id.unwrap());
            let hides = component.unwrap()["settings"]["votes_hidden"] == true;
            let votes = held["vote_count"].as_u64().filter(|_| !hides || version < Version::V0_29);
            assert_eq!(row.votes, votes, "{version}");
            assert_eq!(row.endorsements, count("endorser_ids"), "{version}");
            assert_eq!(row.followers, count("follower_ids").or(Some(0)), "{version}");
            assert!(row.comments.is_some() && row.is_amend.is_some());
            // The exporter names the organization where the administration wrote.
            let authors = held["author_ids"].as_array().map_or(0, Vec::len).max(1);
            let told = if version >= Version::V0_27 { authors } else { 0 };
            assert_eq!(row.authors.len(), told, "{version}");
            assert_eq!(row.created_at.is_some(), version >= Version::V0_30, "{version}");
        }
        assert!(proposals.iter().any(|row| row.endorsements > Some(0)));
        let (meetings, report) = rows(&bench, site.meetings(), "meetings");
        assert_eq!((report.malformed_cells, meetings.is_empty()), (0, false), "{version}");
        for row in &meetings {
            assert!(row.comments.is_some() && row.followers.is_some(), "{version}");
            let held = bench.platform.record("meetings", row.id.unwrap()).unwrap();
            let time = row.start_time.unwrap();
            assert_eq!(matches!(time, TableTime::Civil(_)), version == Version::V0_24);
            let utc = time.assumed_utc().unwrap().as_millisecond() / 1000;
            assert_eq!(Some(utc), held["start_time"].as_i64().map(|time| time / 1000));
        }
        let (projects, report) = rows(&bench, site.projects(), "projects");
        assert_eq!((report.malformed_cells, projects.is_empty()), (0, false), "{version}");
        assert!(projects.iter().all(|row| row.budget_amount.is_some() && row.budget_id.is_some()));
        let (results, report) = rows(&bench, site.results(), "results");
        assert_eq!((report.malformed_cells, results.is_empty()), (0, false), "{version}");
        let comments = rows(&bench, site.comments("proposal_comments"), "proposal_comments");
        assert!(
            comments.1.malformed_cells == 0 && comments.0.iter().all(|row| row.author.id.is_some())
        );
        if version < Version::V0_30 {
            continue;
        }
        let (debates, _) = rows(&bench, site.debates(), "debates");
        assert!(debates.iter().all(|row| row.endorsements.is_some() && row.followers.is_some()));
        let (posts, _) = rows(&bench, site.posts(), "posts");
        assert!(posts.iter().all(|row| row.endorsements.is_some() && row.comments.is_some()));
        let (users, _) = rows(&bench, site.users(), "users");
        assert!(users.iter().all(|row| match (&row.nickname, row.deleted) {
            (Some(nickname), deleted) => nickname.starts_with('@') && deleted == Some(false),
            (None, deleted) => row.name.is_none() && deleted == Some(true),
        }));
        let (spaces, _) = rows(&bench, site.participatory_processes(), "participatory_processes");
        assert!(!spaces.is_empty() && spaces.iter().all(|row| row.slug.is_some()));
        let (initiatives, _) = rows(&bench, site.initiatives(), "initiatives");
        assert!(initiatives.iter().all(|row| row.url.is_some() && row.signatures.is_some()));
    }
}

#[test]
fn a_site_that_is_upgraded_to_paths_with_locales_is_read_on_by_the_same_client() {
    let bench = Bench::new(platform().version(Version::V0_31));
    let site = client(&bench);
    let before = bench.read(&mut site.proposals().stream());
    assert!(before.1.is_empty() && !before.0.is_empty());
    for version in [Version::V0_32, Version::V0_31, Version::V0_32] {
        bench.platform.upgrade(version);
        bench.platform.write_open_data();
        let list = bench.run(site.tables()).unwrap();
        assert!(list.archive && list.has("proposals"), "{version}");
        let mut rows = site.proposals().stream();
        let (read, errors) = bench.read(&mut rows);
        assert!(errors.is_empty() && rows.report().is_complete(), "{version}: {errors:?}");
        assert_eq!(read.len(), before.0.len());
        assert!(read.iter().zip(&before.0).all(|(one, other)| {
            one.endorsements == other.endorsements && one.followers == other.followers
        }));
        let mut archive = bench.run(site.archive()).unwrap();
        assert_eq!(archive.cells("proposals").unwrap().count(), read.len());
        let error = bench.read(&mut site.table("unheard_of").stream()).1.remove(0);
        assert_eq!(Refusal::of(&error), Some(Refusal::NotThere), "{error}");
    }
}

#[test]
fn older_sites_have_the_archive_alone() {
    for version in [Version::V0_24, Version::V0_27, Version::V0_29] {
        let bench = Bench::new(platform().version(version).open_data_ready_after(1));
        let site = client(&bench);
        let error = bench.run(site.archive()).unwrap_err();
        assert_eq!(Refusal::of(&error), Some(Refusal::NotThere), "{error}");
        let archive = bench.run(site.archive()).unwrap();
        assert!(archive.tables().contains(&"proposals") && archive.other_files().is_empty());
        for error in [
            bench.run(site.tables()).unwrap_err(),
            bench.read(&mut site.proposals().stream()).1.remove(0),
        ] {
            assert_eq!(Refusal::of(&error), Some(Refusal::NoTables), "{error}");
            assert_eq!(error.kind(), ErrorKind::Unsupported);
        }
    }
}

#[test]
fn members_twins_and_nonsense_lose_nothing_in_silence() {
    let plain = Bench::new(platform());
    let all = plain.read(&mut client(&plain).proposals().stream()).0;
    let bench = Bench::new(platform().open_data_gzip_members(3).open_data_second_entry(true));
    let site = client(&bench);
    let (read, errors) = bench.read(&mut site.proposals().stream());
    assert!(errors.is_empty() && read == all, "{errors:?}");
    let mut archive = bench.run(site.archive()).unwrap();
    assert_eq!(archive.cells("proposals").unwrap_err().kind(), ErrorKind::InvalidInput);
    let twins = archive.tables().into_iter().filter(|name| name.contains("proposals.csv"));
    let twins: Vec<_> = twins.map(str::to_owned).collect();
    assert_eq!(twins.len(), 2);
    assert_eq!(archive.table::<ProposalRow>(&twins[0]).unwrap().count(), all.len());
    assert_eq!(archive.cells(&twins[1]).unwrap().count(), 1);
    for nonsense in ["Retry later\n", "{\"error\":\"no\"}", "<?xml version=\"1.0\"?><Error/>"] {
        assert!(plain.platform.replace_open_data("proposals", nonsense));
        let site = client(&plain);
        let (read, errors) = plain.read(&mut site.proposals().stream());
        assert!(read.is_empty() && errors[0].kind() == ErrorKind::Decode, "{errors:?}");
        assert!(errors[0].to_string().contains("it begins with"), "{}", errors[0]);
        let mut archive = plain.run(site.archive()).unwrap();
        let mut rows = archive.cells("proposals").unwrap();
        assert!(rows.by_ref().any(|row| row.is_err()) && !rows.report().is_complete());
    }
}

//! What a site writes anew for each answer is not a change of a record.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::resources::Commentable;
use serde_json::{Value, json};

use super::super::support::{Bench, site};
use super::copy::Copy;

const BY_SIGNED_ID: [Version; 4] = [Version::V0_27, Version::V0_28, Version::V0_30, Version::V0_32];

/// The first file of a proposal, and the component that this one is in.
fn file(bench: &Bench) -> (u64, u64, u64) {
    let files = bench.platform.ids("attachments").into_iter();
    let mut of_proposals = files.filter_map(|file| {
        let stored = bench.platform.record("attachments", file)?;
        let is_of_proposal = stored["owner_type"] == "Decidim::Proposals::Proposal";
        let proposal = stored["owner_id"].as_u64().filter(|_| is_of_proposal)?;
        let component = bench.platform.record("proposals", proposal)?["owner_id"].as_u64()?;
        Some((file, proposal, component))
    });
    of_proposals.next().unwrap()
}

#[test]
fn addresses_of_files_that_are_signed_anew_are_no_change_and_another_file_is() {
    for version in BY_SIGNED_ID {
        let made = site().version(version).expiring_addresses(true).no_rate_limit();
        let bench = Bench::new(made);
        let (file, proposal, component) = file(&bench);
        // What is attached is part of a proposal, and no change of its own.
        let proposals = |state| bench.client.proposals(component).list().sync(state).full();
        let mut copy = Copy::default();
        copy.run(&bench, proposals);
        let address = |row: &Value| row["attachments"][0]["url"].as_str().unwrap().to_owned();
        let one = address(&copy.rows[&proposal]);
        assert!(one.contains("/rails/active_storage/blobs/redirect/"), "{one}");
        let again = bench.run(bench.client.proposals(component).get(proposal)).unwrap();
        let other = address(&serde_json::to_value(again).unwrap());
        assert_ne!(one, other, "{version}: each answer has its own");
        let quiet = copy.run(&bench, proposals);
        assert!(quiet.is_quiet(), "{version}: {quiet:?}");

        // The file is replaced by another one of the same name.
        let stored = bench.platform.record("attachments", file).unwrap();
        let path = stored["file_url"].as_str().unwrap();
        let (_, name) = path.rsplit_once('/').unwrap();
        let fields = json!({"file_url": format!("/rails/active_storage/blobs/98765/{name}")});
        bench.platform.update("attachments", file, fields);
        let told = copy.run(&bench, proposals);
        assert_eq!(told.upserts, [proposal], "{version}");
    }
}

#[test]
fn signed_global_ids_of_comments_are_no_change() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let root = bench.platform.ids("proposals").into_iter().find(|id| {
            let list = bench.client.comments(Commentable::proposal(*id)).list();
            !bench.read(&mut list.stream()).0.is_empty()
        });
        let root = root.unwrap();
        let comments = || bench.client.comments(Commentable::proposal(root)).list();
        let mut copy = Copy::default();
        copy.run(&bench, |state| comments().sync(state));
        let (again, _) = bench.read(&mut comments().stream());
        let kept = &copy.rows[&again[0].id.number()]["sgid"];
        assert_ne!(kept.as_str(), again[0].sgid.as_deref(), "{version}: each answer has its own");
        let quiet = copy.run(&bench, |state| comments().sync(state));
        assert!(quiet.is_quiet(), "{version}: {quiet:?}");
    }
}

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{COMMENTABLE, Kind, Record, World, build, content_record};
use crate::decidim::{Decidim, DecidimBuilder};

fn built(builder: DecidimBuilder) -> World {
    let (site, settings) = builder.into_settings();
    build(Arc::new(site), Arc::new(settings))
}

fn world(proposals: usize) -> World {
    built(Decidim::builder().proposals(proposals))
}

fn depth(world: &World, record: &Record) -> usize {
    let comments = world.owned((record.kind, record.id), Kind::Comment);
    comments.iter().map(|comment| 1 + depth(world, comment)).max().unwrap_or(0)
}

#[test]
fn the_same_seed_makes_the_same_world_and_another_seed_another() {
    let print = |seed| {
        let world = built(Decidim::builder().seed(seed).proposals(20));
        let rows = world.rows(Kind::Proposal).map(|record| record.to_json().to_string());
        rows.collect::<Vec<_>>()
    };
    assert_eq!(print(3), print(3));
    assert_ne!(print(3), print(4));
}

#[test]
fn whatever_the_data_are_made_from_makes_another_world_however_often_one_was_made() {
    let print = |builder: DecidimBuilder| {
        let world = built(builder);
        let rows = Kind::all().flat_map(|(kind, _)| world.rows(kind));
        rows.map(|record| record.to_json().to_string()).collect::<Vec<_>>()
    };
    let small = || Decidim::builder().proposals(12);
    let others = [
        small().seed(2),
        small().proposals(13),
        small().rows("meetings", 30),
        small().hidden(0.5),
        small().deleted_comments(0.5),
        small().plugin_components(),
        small().host("other.example.org"),
        small().locales(["en", "ca"]),
    ];
    let usual = print(small());
    for other in others {
        let (printed, own) = (print(other), [small(), small(), small()].map(print));
        assert_ne!(printed, usual);
        assert!(own.iter().all(|own| *own == usual));
    }
    assert_eq!(print(small().version(crate::Version::V0_24)), usual);
}

#[test]
fn every_kind_has_records_and_the_sizes_are_as_asked() {
    let world = world(100);
    for (kind, list) in Kind::all() {
        // Files come by uploads only.
        assert_eq!(world.count(kind) > 0, kind != Kind::Blob, "{list}");
    }
    assert_eq!(world.count(Kind::Proposal), 100);
    let builder = Decidim::builder().proposals(10).rows("meetings", 77);
    assert_eq!(built(builder).count(Kind::Meeting), 77);
}

#[test]
fn every_commentable_kind_has_a_thread_four_deep() {
    let world = world(40);
    for kind in COMMENTABLE {
        let deepest = world.rows(*kind).map(|record| depth(&world, record)).max();
        assert_eq!(deepest, Some(4), "{kind:?}");
    }
}

#[test]
fn proposals_come_in_all_their_varieties() {
    let world = world(300);
    let all: Vec<_> = world.rows(Kind::Proposal).collect();
    let states: BTreeSet<_> = all.iter().filter_map(|proposal| proposal.text("state")).collect();
    assert_eq!(
        states.into_iter().collect::<Vec<_>>(),
        ["accepted", "evaluating", "in_study", "rejected"]
    );
    assert!(all.iter().any(|proposal| proposal.flag("official")));
    assert!(all.iter().any(|proposal| proposal.ids_in("author_ids").len() > 1));
    assert!(all.iter().any(|proposal| proposal.get("latitude").is_f64()));
    assert!(all.iter().any(|proposal| proposal.get("latitude").is_null()));
    let texts: Vec<_> = all.iter().map(|proposal| proposal.get("title")).collect();
    assert!(texts.iter().any(|text| text.get("machine_translations").is_some()));
    assert!(texts.iter().any(|text| text.get("en").is_some_and(|en| en == "")));
    assert!(texts.iter().any(|text| text.get("ca").is_some_and(serde_json::Value::is_null)));
    assert!(texts.iter().any(|text| text.as_object().is_some_and(serde_json::Map::is_empty)));
}

#[test]
fn what_hangs_on_a_record_goes_with_it() {
    let mut world = world(40);
    let comments = world.count(Kind::Comment);
    let below = world.get(Kind::Proposal, 1).map(|proposal| world.all_comments(proposal)).unwrap();
    assert!(below >= 4);
    assert!(world.remove(Kind::Proposal, 1));
    assert_eq!(world.count(Kind::Comment), comments - below);
    assert!(!world.remove(Kind::Proposal, 1));
}

#[test]
fn a_new_record_takes_a_number_that_was_never_used() {
    let mut world = world(20);
    let component = world.components("proposals")[0].id;
    assert_eq!(content_record(&mut world, component, 0), Some((Kind::Proposal, 21)));
    world.remove(Kind::Proposal, 21);
    assert_eq!(content_record(&mut world, component, 0), Some((Kind::Proposal, 22)));
}

#[test]
fn moderators_hide_the_share_that_was_asked_for() {
    let world = built(Decidim::builder().proposals(400).hidden(0.25));
    let hidden = world.rows(Kind::Proposal).filter(|proposal| proposal.is_hidden()).count();
    assert!((60..140).contains(&hidden), "{hidden}");
}

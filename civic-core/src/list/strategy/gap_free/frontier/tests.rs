use super::*;
use crate::list::checkpoint::Checkpoint;

#[test]
fn the_largest_checkpoint_is_below_4_kib() {
    let far = jiff::Timestamp::MIN;
    let mut frontier = Frontier {
        reached: Some(Position::from(far)),
        next: u64::MAX,
        needed: u64::MAX,
        slack: u64::MAX,
        tries: u32::MAX,
        tied_from: Some(u64::MAX),
        tallied: true,
        unordered: true,
        confirming: Confirming::Unproven,
        was_denied: true,
        ..Frontier::default()
    };
    frontier.count.note(1, u64::MAX);
    frontier.count.note(u64::MAX / 2, 1);
    frontier.leap.on(u64::MAX / 2, u64::MAX / 2);
    (0..1_000_u32).for_each(|n| frontier.ties.note(Key::of([n.to_le_bytes()])));
    for _ in 0..1_000 {
        frontier.gaps.push(Gap::Seam { newest: Some(far), oldest: Some(far) });
    }
    let place = serde_json::to_value(&frontier).unwrap();
    let checkpoint = serde_json::to_string(&Checkpoint::largest(place)).unwrap();
    assert!((3_000..4_096).contains(&checkpoint.len()), "{}: {checkpoint}", checkpoint.len());
    let again: Checkpoint = serde_json::from_str(&checkpoint).unwrap();
    let again: Frontier = serde_json::from_value(again.place.unwrap()).unwrap();
    assert_eq!(again.gaps.to_list().len(), 9);
    assert_eq!((again.ties.read(), again.ties.are_partly_forgotten()), (1_000, true));
}

#[test]
fn what_a_checkpoint_holds_of_it_comes_back() {
    let mut frontier = Frontier { tied_from: Some(100), ..Frontier::default() };
    frontier.note_count(3, 50);
    frontier.leap.on(500, 100);
    (0..3_u32).for_each(|n| frontier.ties.note(Key::of([n.to_le_bytes()])));
    assert!(frontier.count != Count::default() && frontier.leap != Leap::default());
    let written = serde_json::to_string(&frontier).unwrap();
    let again: Frontier = serde_json::from_str(&written).unwrap();
    assert_eq!((again.count, again.ties.read(), again.tied_from), (frontier.count, 3, Some(100)));
    assert_eq!(again.leap, frontier.leap);
}

#[test]
fn what_says_nothing_is_not_written() {
    let mut frontier = Frontier::default();
    // Counts matter among rows of one moment alone.
    frontier.note_count(3, 50);
    let written = serde_json::to_value(&frontier).unwrap();
    for name in ["ties", "count", "leap", "gaps", "was_denied"] {
        assert_eq!(written.get(name), None, "{written}");
    }
}

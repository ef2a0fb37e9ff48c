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

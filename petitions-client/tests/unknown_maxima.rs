//! Servers that cut their answers at numbers that they do not say, while signatures come and go: every
//! report must be true. Proven: nothing is missing. Consistent: where the condition held, nothing is
//! missing.
//!
//! The description names a maximum of 1000 for signatures, another for some keys, and none for
//! petitions. It does not say how a server applies it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::support::scripted::{Asked, Site};
use fastrand::Rng;
use petitions_client::jiff::Timestamp;
use petitions_client::jiff::civil::Date;
use petitions_client::jiff::tz::Offset;
use petitions_client::list::{Completeness, Condition, Report};
use petitions_client::serde_json::{Value, json};

const DAY: i64 = 86_400;
const NOW: i64 = 1_790_000_000;

/// How many rows an answer has at most.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Maximum {
    One(usize),
    /// Another where a bound was sent.
    OfItsOwnWithinBounds(usize, usize),
    /// Any number from one to another.
    PerAnswer(usize, usize),
    /// Smaller the further back.
    ByAge(usize),
}

impl Maximum {
    fn any(rng: &mut Rng) -> Self {
        let mut most = || rng.usize(1..=30);
        let (one, other) = (most(), most());
        match rng.u8(..4) {
            0 => Self::One(one),
            1 => Self::OfItsOwnWithinBounds(one, other),
            2 => Self::PerAnswer(one.min(other), one.max(other)),
            _ => Self::ByAge(one),
        }
    }

    fn of(self, to: Option<Date>, rng: &mut Rng) -> usize {
        match self {
            Self::One(most) => most,
            Self::OfItsOwnWithinBounds(most, within) => {
                if to.is_some() {
                    within
                } else {
                    most
                }
            }
            Self::PerAnswer(least, most) => rng.usize(least..=most),
            Self::ByAge(most) => {
                let days = to.map_or(0, |to| (NOW - start_of(to)) / (10 * DAY)).max(0);
                most.saturating_sub(usize::try_from(days).unwrap()).max(1)
            }
        }
    }

    /// Whether all answers have one, given that no more than this is ever asked for.
    fn is_one(self, asked: u64) -> bool {
        let asked = usize::try_from(asked).unwrap();
        match self {
            Self::One(_) => true,
            Self::OfItsOwnWithinBounds(one, other) | Self::PerAnswer(one, other) => {
                one.min(asked) == other.min(asked)
            }
            Self::ByAge(_) => false,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Habits {
    maximum: Maximum,
    /// Whether the key may bound answers by days.
    bounds: bool,
    /// By how much its count is off; none where it has none.
    count_off: Option<i64>,
    /// How many of a hundred requests see a signature come, and how many see one go.
    signed: u8,
    withdrawn: u8,
}

fn start_of(day: Date) -> i64 {
    Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap().as_second()
}

/// Signatures over some weeks: a handful, or many and some days of them crowded.
fn signatures(rng: &mut Rng) -> Vec<i64> {
    let span = rng.i64(1..60) * DAY;
    let (most, crowds) = if rng.bool() { (8, 0) } else { (70, 3) };
    let mut seconds: Vec<i64> = (0..rng.usize(..most)).map(|_| NOW - rng.i64(0..span)).collect();
    for _ in 0..rng.usize(..=crowds) {
        let noon = NOW - rng.i64(0..span);
        let spread = if rng.bool() { 1 } else { DAY / 2 };
        seconds.extend((0..rng.usize(..25)).map(|_| noon - rng.i64(0..spread)));
    }
    seconds
}

/// What is there, and of what was there at first, what is there still.
#[derive(Default)]
struct World {
    there: Vec<i64>,
    throughout: Vec<i64>,
}

fn site(habits: Habits, world: &Arc<Mutex<World>>, seed: u64) -> Site {
    let (rng, world) = (Mutex::new(Rng::with_seed(seed)), Arc::clone(world));
    Site::of(move |asked| {
        let (rng, world) = (&mut *rng.lock().unwrap(), &mut *world.lock().unwrap());
        if rng.u8(..100) < habits.signed {
            world.there.push(NOW + 1);
        }
        if rng.u8(..100) < habits.withdrawn && !world.there.is_empty() {
            let gone = world.there.swap_remove(rng.usize(..world.there.len()));
            if let Some(at) = world.throughout.iter().position(|it| *it == gone) {
                world.throughout.swap_remove(at);
            }
        }
        if asked.path == "petitions/7" {
            let there = i64::try_from(world.there.len()).unwrap();
            let count = habits.count_off.map(|off| (there + off).max(0));
            return json!({"id": 7, "name": "x", "signatures_count": count});
        }
        answer(habits, &world.there, asked, rng)
    })
}

/// The newest first, whole days of UTC.
fn answer(habits: Habits, there: &[i64], asked: &Asked, rng: &mut Rng) -> Value {
    let bound = |name: &str| asked.get(name).filter(|_| habits.bounds);
    let day = |name: &str| bound(name).map(|day| day.parse::<Date>().unwrap());
    let to = day("to");
    let first = day("from").map_or(i64::MIN, start_of);
    let last = to.map_or(i64::MAX, |to| start_of(to) + DAY - 1);
    let mut chosen: Vec<i64> =
        there.iter().copied().filter(|at| (first..=last).contains(at)).collect();
    chosen.sort_by_key(|at| std::cmp::Reverse(*at));
    let rows = asked.cut(habits.maximum.of(to, rng), chosen.into_iter());
    let row = |at: i64| json!({"petition": {"id": 7}, "timestamp": Timestamp::from_second(at).unwrap().to_string()});
    rows.into_iter().map(row).collect()
}

fn counted(seconds: &[i64]) -> BTreeMap<i64, usize> {
    let mut counts = BTreeMap::new();
    for second in seconds {
        *counts.entry(*second).or_default() += 1;
    }
    counts
}

/// How many of these are not among those read.
fn missing(wanted: &[i64], read: &[i64]) -> usize {
    let read = counted(read);
    let lacks = |(at, times): (i64, usize)| times - times.min(read.get(&at).copied().unwrap_or(0));
    counted(wanted).into_iter().map(lacks).sum()
}

/// How many more rows the server counts than were read.
fn difference(report: &Report) -> i64 {
    let counted = i64::try_from(report.server_rows_at_end.unwrap()).unwrap();
    counted - i64::try_from(report.items).unwrap()
}

/// Whether the condition of the completeness held, so that nothing may be missing.
fn holds(habits: Habits, asked: u64, report: &Report) -> bool {
    let is_quiet = habits.signed == 0 && habits.withdrawn == 0;
    match report.completeness {
        Completeness::Proven => true,
        Completeness::Consistent { provided: Condition::OneMaximum } => {
            habits.maximum.is_one(asked)
        }
        Completeness::Consistent { provided: Condition::CountRight } => {
            is_quiet && habits.count_off == Some(0)
        }
        // They say that the count is off by just the rows by which it differs.
        Completeness::Consistent { provided: Condition::CountOff } => {
            is_quiet && habits.count_off == Some(difference(report))
        }
        Completeness::Consistent { provided: Condition::OneMaximumAndCountOff } => {
            let is_off = is_quiet && habits.count_off == Some(difference(report));
            is_off && habits.maximum.is_one(asked)
        }
        Completeness::Consistent { .. } => panic!("no such condition is known here: {report}"),
        _ => false,
    }
}

#[test]
fn no_report_on_signatures_says_more_than_is_true() {
    let mut seen = BTreeMap::<String, (u32, u32)>::new();
    for seed in 0..900 {
        let mut rng = Rng::with_seed(seed);
        let is_quiet = rng.bool();
        let habits = Habits {
            maximum: Maximum::any(&mut rng),
            bounds: rng.u8(..4) > 0,
            count_off: [None, Some(0), Some(0), Some(2), Some(-2)][rng.usize(..5)],
            signed: if is_quiet { 0 } else { rng.u8(..60) },
            withdrawn: if is_quiet { 0 } else { rng.u8(..60) },
        };
        let asked = [1000, 3, 5, 20][rng.usize(..4)];
        let there = signatures(&mut rng);
        let world = World { there: there.clone(), throughout: there };
        let world = Arc::new(Mutex::new(world));
        let site = site(habits, &world, seed);
        let (read, report) =
            site.read(site.client.signatures().list().petitions([7]).page_size(asked).stream());
        let read: Vec<i64> =
            read.iter().map(|it| it.timestamp.timestamp().unwrap().as_second()).collect();
        let missing = missing(&world.lock().unwrap().throughout, &read);
        let told = match &report.completeness {
            Completeness::Proven => "proven".to_owned(),
            Completeness::Consistent { provided } => format!("{provided:?}"),
            _ => "not complete".to_owned(),
        };
        let (times, wrong) = seen.entry(told).or_default();
        *times += 1;
        *wrong += u32::from(missing > 0);
        if holds(habits, asked, &report) {
            assert_eq!(missing, 0, "seed {seed}: {habits:?}, {asked} asked for: {report}");
        }
    }
    // None of them is a test of nothing.
    for told in
        ["proven", "OneMaximum", "OneMaximumAndCountOff", "CountRight", "CountOff", "not complete"]
    {
        assert!(seen.get(told).is_some_and(|(times, _)| *times > 5), "{told}: {seen:?}");
    }
    assert_eq!(seen["proven"].1, 0, "{seen:?}");
}

/// As many rows as asked for came under a bound, and nothing was cut earlier: the maximum is known.
#[test]
fn the_callers_own_number_is_a_known_maximum() {
    let seconds: Vec<i64> = (0..100).map(|number| NOW - number * DAY / 3).collect();
    for most in 8..=30 {
        let maximum = Maximum::One(most);
        let habits = Habits { maximum, bounds: true, count_off: None, signed: 0, withdrawn: 0 };
        let completeness = |asked: u64| {
            let world = World { there: seconds.clone(), throughout: seconds.clone() };
            let site = site(habits, &Arc::new(Mutex::new(world)), 1);
            let (read, report) =
                site.read(site.client.signatures().list().petitions([7]).page_size(asked).stream());
            assert_eq!(read.len(), 100, "{most}: {report}");
            report.completeness
        };
        assert_eq!(completeness(8), Completeness::Proven, "{most}");
        let provided = Condition::OneMaximum;
        assert_eq!(completeness(1000), Completeness::Consistent { provided }, "{most}");
    }
}

/// A known maximum proves the end by the lengths of answers; a count that says otherwise takes that
/// proof away, in both directions, and is not a gap: petities/petitions.eu, issue 192, tells of counters
/// that drifted.
#[test]
fn a_count_that_contradicts_a_known_maximum_leaves_a_condition() {
    let seconds: Vec<i64> = (0..100).map(|number| NOW - number * DAY / 3).collect();
    let maximum = Maximum::One(20);
    let quiet = Habits { maximum, bounds: true, count_off: None, signed: 0, withdrawn: 0 };
    for (count_off, asked, provided) in [
        (Some(0), 8, None),
        (Some(3), 8, Some(Condition::CountOff)),
        (Some(-3), 8, Some(Condition::CountOff)),
        (Some(0), 1000, Some(Condition::OneMaximum)),
        (Some(3), 1000, Some(Condition::OneMaximumAndCountOff)),
        (Some(-3), 1000, Some(Condition::OneMaximum)),
    ] {
        let world = World { there: seconds.clone(), throughout: seconds.clone() };
        let site = site(Habits { count_off, ..quiet }, &Arc::new(Mutex::new(world)), 1);
        let (read, report) =
            site.read(site.client.signatures().list().petitions([7]).page_size(asked).stream());
        assert_eq!(read.len(), 100, "{report}");
        let expected =
            provided.map_or(Completeness::Proven, |provided| Completeness::Consistent { provided });
        assert_eq!(report.completeness, expected, "{count_off:?}: {report}");
    }
}

/// A signature that comes while the list is read is not a contradiction: the count is asked for again.
#[test]
fn a_count_that_grew_with_the_list_takes_no_proof_away() {
    let seconds: Vec<i64> = (0..100).map(|number| NOW - number * DAY / 3).collect();
    let counted = Mutex::new(false);
    let habits = Habits {
        maximum: Maximum::One(20),
        bounds: true,
        count_off: Some(0),
        signed: 0,
        withdrawn: 0,
    };
    let site = Site::of(move |asked| {
        let mut counted = counted.lock().unwrap();
        if asked.path == "petitions/7" {
            let count = if std::mem::replace(&mut *counted, true) { 101 } else { 100 };
            return json!({"id": 7, "name": "x", "signatures_count": count});
        }
        let there: Vec<i64> = [NOW + 1].into_iter().chain(seconds.clone()).collect();
        answer(habits, &there, asked, &mut Rng::with_seed(1))
    });
    let (read, report) =
        site.read(site.client.signatures().list().petitions([7]).page_size(8).stream());
    assert_eq!(read.len(), 101, "{report}");
    assert!(report.completeness.is_proven(), "{report}");
}

#[test]
fn small_maxima_make_no_list_of_petitions_complete() {
    let (mut lists, mut complete) = (0, 0);
    for seed in 0..3000 {
        let mut rng = Rng::with_seed(seed);
        let most = rng.usize(1..=30);
        // 0 is nobody.
        let addressed: Vec<u64> = (0..rng.usize(..50)).map(|_| rng.u64(..5)).collect();
        let named: Vec<u64> = (1..5).filter(|_| rng.u8(..3) == 0).collect();
        let there = addressed.clone();
        let site = Site::of(move |asked| {
            if asked.path == "organisations" {
                return (1..5).map(|id| json!({"id": id, "name": "x"})).collect();
            }
            let wanted = asked.get("organisations").map(|ids| format!(",{ids},"));
            let belongs =
                |id: &u64| wanted.as_ref().is_none_or(|it| it.contains(&format!(",{id},")));
            let rows = (0..).zip(&there).filter(|(_, id)| belongs(id));
            let rows = rows.map(|(number, _): (u64, _)| json!({"id": 900 - number, "name": "x"}));
            asked.cut(most, rows).into()
        });
        let list = site.client.petitions().list().organisations(named.iter().copied());
        let (read, report) = site.read(list.stream());
        let is_there = |id: &&u64| named.is_empty() || named.contains(id);
        let there = addressed.iter().filter(is_there).count();
        lists += 1;
        complete += u32::from(report.is_consistent());
        if report.completeness.is_consistent() {
            let case = format!("seed {seed}, at most {most}: {} of {there}: {report}", read.len());
            assert!(!report.completeness.is_proven(), "{case}");
            // Petitions to nobody behind the newest are beyond all proof, and the condition says so.
            let beyond = addressed.iter().skip(most).filter(|id| **id == 0).count();
            let beyond = if most >= 10 && named.is_empty() { beyond } else { 0 };
            assert_eq!(read.len() + beyond, there, "{case}");
        }
    }
    assert!(complete * 5 > lists, "{complete} of {lists}: a test of nothing");
}

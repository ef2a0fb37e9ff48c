//! Servers with days, bounds and maxima of their own: a reading through signatures that calls itself
//! complete has read every one.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::support::scripted::{Asked, Site};
use fastrand::Rng;
use petitions_client::jiff::Timestamp;
use petitions_client::jiff::civil::Date;
use petitions_client::jiff::tz::Offset;
use petitions_client::list::{Completeness, Condition, Report};
use petitions_client::serde_json::{Value, json};

const DAY: i64 = 86_400;

/// What `to` means to a server.
#[derive(Clone, Copy, Debug, PartialEq)]
enum To {
    WholeDay,
    FirstMoment,
    DayBefore,
    Ignored,
    Refused(u16),
    NothingComes,
    ThatDayAlone,
}

/// What comes where no `from` was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
enum From {
    Everything,
    OneMonth,
}

#[derive(Clone, Copy, Debug)]
struct Habits {
    most: usize,
    most_within_bounds: usize,
    to: To,
    from: From,
    /// Hours that its days are ahead of those of UTC.
    ahead: i8,
    /// By how much its count is off; none where it has none.
    count: Option<isize>,
    shuffled_ties: bool,
    any_form: bool,
}

impl Habits {
    fn any(rng: &mut Rng) -> Self {
        let most = rng.usize(3..40);
        let to = [
            To::WholeDay,
            To::WholeDay,
            To::FirstMoment,
            To::DayBefore,
            To::Ignored,
            To::Refused(400),
            To::Refused(401),
            To::Refused(403),
            To::NothingComes,
            To::ThatDayAlone,
        ];
        Self {
            most,
            most_within_bounds: if rng.u8(..4) == 0 { rng.usize(2..40) } else { most },
            to: to[rng.usize(..to.len())],
            from: if rng.u8(..4) == 0 { From::OneMonth } else { From::Everything },
            ahead: [0, 1, 2, -5, 10][rng.usize(..5)],
            count: [None, Some(0), Some(0), Some(3), Some(-3)][rng.usize(..5)],
            shuffled_ties: rng.bool(),
            any_form: rng.bool(),
        }
    }
}

/// A server of these habits, with these signatures of petition 7 and some of others.
fn server(habits: Habits, seconds: Vec<i64>, others: usize, seed: u64) -> Site {
    let rng = Mutex::new(Rng::with_seed(seed));
    Site::new(move |asked| {
        let rng = &mut *rng.lock().unwrap();
        if asked.path == "petitions/7" {
            let count = habits.count.map(|off| seconds.len().saturating_add_signed(off));
            return (200, json!({"id": 7, "name": "x", "signatures_count": count}).to_string());
        }
        let to = asked.get("to").map(|day| day.parse::<Date>().unwrap());
        if let (To::Refused(status), Some(_)) = (habits.to, to) {
            return (status, json!({"error": "Not with this key"}).to_string());
        }
        (200, rows(habits, &seconds, others, to, asked, rng).to_string())
    })
}

fn rows(
    habits: Habits,
    seconds: &[i64],
    others: usize,
    to: Option<Date>,
    asked: &Asked,
    rng: &mut Rng,
) -> Value {
    let start = |day: Date| {
        Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap().as_second()
            - i64::from(habits.ahead) * 3600
    };
    let from = asked.get("from").map(|day| start(day.parse::<Date>().unwrap()));
    let (mut first, mut last) = (from.unwrap_or(i64::MIN), i64::MAX);
    if let Some(to) = to {
        last = match habits.to {
            To::WholeDay | To::ThatDayAlone => start(to) + DAY - 1,
            To::FirstMoment => start(to),
            To::DayBefore => start(to) - 1,
            To::NothingComes => i64::MIN,
            To::Ignored | To::Refused(_) => i64::MAX,
        };
        if from.is_none() && habits.to == To::ThatDayAlone {
            first = start(to);
        } else if from.is_none() && habits.from == From::OneMonth && habits.to != To::Ignored {
            first = start(to) - 30 * DAY;
        }
    }
    let mut chosen: Vec<(i64, u64)> = seconds.iter().map(|second| (*second, 7)).collect();
    if asked.get("petitions").is_none() {
        chosen.extend((1_700_000_000..).take(others).map(|at| (at, 8)));
    }
    if habits.shuffled_ties {
        rng.shuffle(&mut chosen);
    }
    chosen.sort_by_key(|(second, _)| std::cmp::Reverse(*second));
    let within = chosen.into_iter().filter(|(second, _)| (first..=last).contains(second));
    let most = if to.is_some() { habits.most_within_bounds } else { habits.most };
    let mut written = |(second, petition): (i64, u64)| {
        let at = Timestamp::from_second(second).unwrap();
        let at = match if habits.any_form { rng.u8(..4) } else { 0 } {
            0 => json!(at.to_string()),
            1 => json!(second),
            2 => json!(at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
            _ => json!(at.display_with_offset(Offset::constant(2)).to_string()),
        };
        json!({"timestamp": at, "petition": {"id": petition, "name": "x"}})
    };
    asked.cut(most, within).into_iter().map(&mut written).collect()
}

/// Signatures over some months, some of them crowded together, newest first.
fn signed(rng: &mut Rng) -> Vec<i64> {
    let (start, span) = (1_777_000_000, rng.i64(1..200) * DAY);
    let mut seconds = Vec::new();
    for _ in 0..rng.usize(..90) {
        let at = start + rng.i64(0..span);
        let times = if rng.u8(..8) == 0 { rng.usize(1..9) } else { 1 };
        let spread = if rng.bool() { 1 } else { DAY };
        seconds.extend((0..times).map(|_| at + rng.i64(0..spread)));
    }
    seconds.sort_by_key(|second| std::cmp::Reverse(*second));
    seconds
}

fn counted(seconds: &[i64]) -> BTreeMap<i64, usize> {
    let mut counts = BTreeMap::new();
    for second in seconds {
        *counts.entry(*second).or_default() += 1;
    }
    counts
}

fn read(site: &Site) -> (Vec<i64>, Report) {
    let (signatures, report) = site.read(site.client.signatures().list().petitions([7]).stream());
    let second = |it: &petitions_client::resources::signatures::Signature| {
        it.timestamp.timestamp().unwrap().as_second()
    };
    (signatures.iter().map(second).collect(), report)
}

/// What counts as true of a complete reading: all is there, unless its condition did not hold.
fn is_borne_out(habits: Habits, report: &Report, read: usize, there: usize) -> bool {
    let provided = match report.completeness {
        Completeness::Proven => None,
        Completeness::Consistent { provided } => Some(provided),
        _ => return true,
    };
    read == there
        || match provided {
            Some(Condition::OneMaximum) => habits.most != habits.most_within_bounds,
            Some(Condition::CountRight) => habits.count.is_some_and(|off| off != 0),
            Some(Condition::CountOff) => habits.count == Some(0),
            Some(Condition::OneMaximumAndCountOff) => {
                habits.count == Some(0) || habits.most != habits.most_within_bounds
            }
            _ => false,
        }
}

#[test]
fn whatever_days_and_bounds_mean_no_complete_reading_lacks_a_signature() {
    let (mut readings, mut complete) = (0, 0);
    for seed in 0..700 {
        let mut rng = Rng::with_seed(seed);
        let (habits, seconds) = (Habits::any(&mut rng), signed(&mut rng));
        let others = rng.usize(..60);
        let site = server(habits, seconds.clone(), others, seed);
        let (read, report) = read(&site);
        let case =
            format!("seed {seed}: {habits:?}, {} of {}: {report}", read.len(), seconds.len());
        // Nothing is doubled or made up.
        let (found, there) = (counted(&read), counted(&seconds));
        assert!(found.iter().all(|(at, times)| there.get(at) >= Some(times)), "{case}");
        assert!(is_borne_out(habits, &report, read.len(), seconds.len()), "{case}");
        assert!(site.asked().len() < 200, "{case}");
        // A count that is too low is reached in any case, and says nothing.
        if habits.count != Some(-3) {
            readings += 1;
            complete += usize::from(report.is_consistent());
        }
    }
    assert!(complete * 9 > readings * 4, "{complete} of {readings}: a test of nothing");
}

fn usual(most: usize) -> Habits {
    Habits {
        most,
        most_within_bounds: most,
        to: To::WholeDay,
        from: From::Everything,
        ahead: 2,
        count: None,
        shuffled_ties: false,
        any_form: false,
    }
}

/// Twelve to a day, from noon back.
fn steady(days: i64) -> Vec<i64> {
    (0..days * 12).map(|number| 1_790_000_000 - number * DAY / 12).collect()
}

#[test]
fn answers_under_a_bound_may_have_a_maximum_of_their_own() {
    for most_within_bounds in 1..40 {
        let habits = Habits { most_within_bounds, ..usual(40) };
        for count in [None, Some(0), Some(50)] {
            let (read, report) = read(&server(Habits { count, ..habits }, steady(8), 0, 0));
            assert!(!report.is_consistent() || read.len() == 96, "{most_within_bounds}: {report}");
            // Where a whole day fits, all are read.
            assert!(most_within_bounds < 26 || report.is_consistent(), "{report}");
        }
    }
}

#[test]
fn the_other_bound_is_never_left_to_the_server() {
    for to in [To::ThatDayAlone, To::WholeDay] {
        let habits = Habits { to, from: From::OneMonth, ..usual(30) };
        let site = server(habits, steady(90), 0, 0);
        let (read, report) = read(&site);
        let provided = Condition::OneMaximum;
        assert_eq!(
            (read.len(), report.completeness),
            (1080, Completeness::Consistent { provided })
        );
        for asked in site.asked() {
            assert_eq!(asked.get("from").is_some(), asked.get("to").is_some(), "{asked:?}");
            assert_eq!(asked.get("skip"), None, "{asked:?}");
        }
    }
}

#[test]
fn rows_without_a_moment_are_never_taken_for_one_another() {
    // In the first answer is one, in the second another, and both say the same.
    let site = Site::of(|asked| {
        if asked.path == "petitions/7" {
            return json!({"id": 7, "name": "x"});
        }
        let day = |day: i8| format!("2026-05-{day:02}T10:00:00Z");
        let rows = [(20, day(20)), (19, "soon".into()), (18, day(18)), (17, day(17))];
        let older = [(16, "soon".into()), (15, day(15)), (14, day(14))];
        let last = asked.get("to").map_or(31, |to| to.parse::<Date>().unwrap().day());
        let within = rows.into_iter().chain(older).filter(|(day, _)| *day <= last);
        asked.cut(4, within.map(|(_, at)| json!(at))).into()
    });
    let (read, report) = site.read(site.client.signatures().list().petitions([7]).stream());
    assert!(read.len() == 7 || !report.is_consistent(), "{} {report}", read.len());
    assert!(read.iter().any(|it| it.timestamp.raw() == "2026-05-14T10:00:00Z"));
}

#[test]
fn moments_at_the_ends_of_time_end_a_reading() {
    for at in ["0001-01-01T00:00:00Z", "-000500-01-01T00:00:00Z", "9999-12-31T23:00:00Z"] {
        for rows in 1..4 {
            let site = Site::of(move |asked| match asked.path.as_str() {
                "petitions/7" => json!({"id": 7, "name": "x"}),
                _ => vec![json!({"timestamp": at}); rows].into(),
            });
            let (read, report) = site.read(site.client.signatures().list().petitions([7]).stream());
            assert_eq!(read.len(), rows, "{at}: {report}");
            assert!(site.asked().len() < 12, "{at}: {report}");
        }
    }
}

#[test]
fn a_count_that_cannot_be_read_costs_no_signature() {
    for petition in [
        json!([]),
        json!({"error": "no"}),
        json!("x"),
        json!({"id": 7, "signatures_count": "many"}),
    ] {
        let site = Site::of(move |asked| match asked.path.as_str() {
            "petitions/7" => petition.clone(),
            _ => rows(
                usual(30),
                &steady(3),
                0,
                asked.get("to").map(|to| to.parse().unwrap()),
                asked,
                &mut Rng::with_seed(1),
            ),
        });
        let (read, report) = read(&site);
        assert_eq!((read.len(), report.server_rows_at_end), (36, None), "{report}");
    }
}

use super::*;
use crate::testing::VirtualClock;

const RULES: [RateRule; 2] = [
    RateRule::new(1000, Duration::from_secs(180)),
    RateRule::for_class("search", 15, Duration::from_secs(20)),
];

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

/// A limit and a clock that begins with a window.
struct Bench {
    limit: RateLimit,
    clock: VirtualClock,
}

impl Bench {
    fn new() -> Self {
        Self { limit: RateLimit::new(&RULES), clock: VirtualClock::starting_at(at(0)) }
    }

    fn at(&self, second: u64) -> &Self {
        self.clock.advance(Duration::from_secs(second).saturating_sub(self.clock.elapsed()));
        self
    }

    /// The wait of one request, which then gives up.
    fn wait(&self, class: Option<&'static str>) -> Duration {
        self.limit.book(class).wait(&self.clock)
    }

    /// How many requests go out now.
    fn granted(&self, class: Option<&'static str>) -> usize {
        (0..2000).take_while(|_| self.wait(class).is_zero()).count()
    }

    fn hold(&self, class: Option<&'static str>, seconds: u64) -> Duration {
        self.limit.hold(class, &self.clock, Duration::from_secs(seconds))
    }

    /// An answer by a server whose clock is this far ahead.
    fn observe(&self, ahead: i64) {
        let ahead = jiff::SignedDuration::from_secs(ahead);
        self.limit.observe(self.clock.now().saturating_add(ahead).unwrap(), &self.clock);
    }
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn ninety_percent_of_a_window_are_granted_and_the_rest_waits_for_its_end() {
    let bench = Bench::new();
    assert_eq!(bench.at(30).granted(None), 900);
    assert_eq!(bench.wait(None), secs(150));
    assert_eq!(bench.at(180).granted(None), 900);
}

#[test]
fn a_class_has_its_own_window_and_counts_in_the_general_one_too() {
    let bench = Bench::new();
    assert_eq!(bench.granted(Some("search")), 13);
    assert_eq!(bench.at(5).wait(Some("search")), secs(15));
    assert_eq!(bench.granted(None), 887);
    assert_eq!(bench.wait(Some("search")), secs(175), "both must have room");
}

#[test]
fn requests_beyond_the_window_are_booked_first_come_first_served() {
    let bench = Bench::new();
    assert_eq!(bench.granted(None), 900);
    let mut queue: Vec<_> = (0..1000).map(|_| bench.limit.book(None)).collect();
    let waits: Vec<_> = queue.iter_mut().map(|booking| booking.wait(&bench.clock)).collect();
    assert!(waits[..900].iter().all(|wait| (180..182).contains(&wait.as_secs())));
    assert!(waits[900..].iter().all(|wait| (360..362).contains(&wait.as_secs())));
    assert!(waits.is_sorted(), "they set out in order");
    assert_eq!(waits[0], secs(180));
    assert!(waits[..900].is_sorted_by(|a, b| a < b), "and not all at the same moment");

    // One who comes when the window begins does not take the place of one who waited.
    bench.at(180);
    assert_eq!(bench.wait(None).as_secs(), 180);
    assert!(queue[..900].iter_mut().all(|booking| booking.wait(&bench.clock).is_zero()));
    assert_eq!(queue[950].wait(&bench.clock).as_secs(), 180);
}

#[test]
fn who_gives_up_gives_the_place_back() {
    let bench = Bench::new();
    assert_eq!(bench.granted(None), 900);
    let mut queue: Vec<_> = (0..900).map(|_| bench.limit.book(None)).collect();
    assert!(queue.iter_mut().all(|booking| booking.wait(&bench.clock) >= secs(180)));
    assert_eq!(bench.wait(None).as_secs(), 360);
    queue.truncate(899);
    assert_eq!(bench.wait(None).as_secs(), 180);
    drop(queue);
    assert_eq!(bench.at(180).granted(None), 900);
}

#[test]
fn a_place_that_is_not_taken_in_time_is_lost() {
    let bench = Bench::new();
    bench.granted(None);
    let mut late = bench.limit.book(None);
    assert_eq!(late.wait(&bench.clock), secs(180));
    assert_eq!(bench.at(360).granted(None), 900);
    assert_eq!(late.wait(&bench.clock), secs(180), "booked anew");
}

#[test]
fn who_asks_again_keeps_the_place_in_the_queue() {
    let bench = Bench::new();
    bench.granted(Some("search"));
    let mut queue: Vec<_> = (0..3).map(|_| bench.limit.book(Some("search"))).collect();
    let mut waits = || queue.iter_mut().map(|it| it.wait(&bench.clock)).collect::<Vec<_>>();
    let first = waits();
    assert!(first.is_sorted_by(|a, b| a < b), "{first:?}");
    assert_eq!(waits(), first);
}

#[test]
fn a_hold_stops_everybody_of_its_class() {
    let bench = Bench::new();
    assert_eq!(bench.hold(Some("search"), 9), Duration::ZERO);
    assert_eq!(bench.at(1).wait(Some("search")).as_secs(), 8);
    assert!(bench.wait(None).is_zero());
    bench.hold(None, 4);
    bench.hold(None, 2);
    assert_eq!(bench.wait(None).as_secs(), 4);
    assert!(bench.at(5).wait(None).is_zero());
}

#[test]
fn who_waited_for_a_hold_does_not_come_back_at_the_same_moment() {
    let bench = Bench::new();
    let mut waits: Vec<_> = (0..50).map(|_| bench.hold(None, 30) + secs(30)).collect();
    waits.extend((0..50).map(|_| bench.wait(None)));
    assert_eq!(waits[0], secs(30));
    assert!(waits.is_sorted_by(|a, b| a < b));
    let latest = (0..5000).map(|_| bench.wait(None)).max();
    assert_eq!(latest, Some(secs(31)));
}

#[test]
fn who_waited_for_a_hold_that_has_ended_delays_nobody_at_the_next() {
    let bench = Bench::new();
    for _ in 0..50 {
        bench.hold(None, 30);
    }
    assert_eq!(bench.at(30).hold(None, 30), Duration::ZERO);
}

#[test]
fn an_absurd_hold_lets_go_after_the_longest_window() {
    let bench = Bench::new();
    bench.limit.hold(None, &bench.clock, Duration::MAX);
    assert_eq!(bench.wait(None).as_secs(), 181);
    assert!(bench.at(181).wait(None).is_zero());
}

#[test]
fn windows_follow_the_servers_clock() {
    let bench = Bench::new();
    bench.observe(100);
    assert_eq!(bench.granted(None), 900);
    assert_eq!(
        bench.wait(None).as_secs(),
        79,
        "the server's window ends 80 s after its second 100"
    );
}

#[test]
fn two_servers_that_disagree_do_not_switch_the_limit_off() {
    let bench = Bench::new();
    let mut granted = 0;
    for round in 0..5000 {
        bench.observe(if round % 2 == 0 { 0 } else { 100 });
        granted += usize::from(bench.wait(None).is_zero());
    }
    assert_eq!(granted, 900);
    // Nor do many answers in a row of one and then of the other.
    for round in 0..5000 {
        bench.observe(if (round / 10) % 2 == 0 { 0 } else { 100 });
        granted += usize::from(bench.wait(None).is_zero());
    }
    assert_eq!(granted, 900);
}

#[test]
fn odd_answers_do_not_move_the_time_nor_does_it_move_often() {
    let bench = Bench::new();
    bench.observe(0);
    bench.at(930).granted(None);
    for ahead in [160, 86_400, 160, -28, 160] {
        bench.observe(ahead);
    }
    assert_eq!(bench.wait(None), secs(150));
    (0..3).for_each(|_| bench.observe(160));
    assert_eq!(bench.wait(None).as_secs(), 169, "three in a row agree");
    (0..9).for_each(|_| bench.observe(-28));
    assert_eq!(bench.wait(None).as_secs(), 169, "but not twice in ten minutes");
}

#[test]
fn a_time_that_the_server_keeps_telling_is_believed_in_the_end() {
    let bench = Bench::new();
    bench.observe(0);
    bench.at(900);
    bench.granted(None);
    for _ in 0..3 {
        bench.observe(100);
    }
    assert_eq!(bench.wait(None), secs(180), "a window once begun is not cut short");
    assert_eq!(bench.at(1080).granted(None), 900);
    assert_eq!(bench.wait(None).as_secs(), 79);
}

/// A clock whose wall time somebody sets.
#[derive(Debug)]
struct Reset(VirtualClock, i64);

impl Clock for Reset {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn now(&self) -> Timestamp {
        at(self.1)
    }

    fn sleep(&self, duration: Duration) -> futures_util::future::BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }
}

#[test]
fn a_wall_clock_that_is_set_moves_no_wait() {
    let bench = Bench::new();
    bench.granted(None);
    bench.hold(Some("search"), 9);
    for second in [-1_000_000, 1_000_000] {
        let clock = Reset(bench.clock.clone(), second);
        assert_eq!(bench.limit.book(None).wait(&clock), secs(180));
        assert_eq!(bench.limit.book(Some("search")).wait(&clock).as_secs(), 9);
    }
}

#[test]
fn clients_of_one_host_share_and_forget() {
    let of_host = |host: &str| Bench { limit: RateLimit::of_host(host, &RULES), ..Bench::new() };
    let one = of_host("shared.example.org");
    assert_eq!(one.granted(None), 900);
    assert_eq!(of_host("shared.example.org").granted(None), 0);
    assert_eq!(of_host("other.example.org").granted(None), 900);
    drop(one);
    assert_eq!(of_host("shared.example.org").granted(None), 900);
}

#[test]
fn a_refusal_without_retry_after_waits_for_the_shortest_window_first() {
    let limit = RateLimit::new(&RULES);
    let wait = |class, refusals| limit.window_wait(class, at(30), refusals);
    assert_eq!(wait(None, 1), Some(secs(151)));
    assert_eq!(wait(Some("search"), 1), Some(secs(11)));
    assert_eq!(wait(Some("search"), 2), Some(secs(151)));
    assert_eq!(RateLimit::new(&[]).window_wait(None, at(0), 1), None);
    assert_eq!(RateLimit::off().window_wait(None, at(0), 1), None);
    let own = RateLimit::new(&[RateRule::new(5, secs(10))]);
    assert_eq!(own.window_wait(None, at(30), 1), Some(secs(10)), "never more than the window");
}

#[test]
fn off_means_off() {
    assert_eq!(Bench { limit: RateLimit::off(), ..Bench::new() }.granted(None), 2000);
}

#[test]
fn rules_without_sense_do_no_harm() {
    let rules = [RateRule::new(0, Duration::ZERO), RateRule::new(u32::MAX, Duration::MAX)];
    let bench = Bench { limit: RateLimit::new(&rules), ..Bench::new() };
    assert_eq!(bench.granted(None), 1);
    assert_eq!(bench.wait(None), Duration::from_millis(1));
}

#[test]
fn a_host_is_forgotten_when_its_last_client_is_gone() {
    let is_kept = |host: &str| locked(&HOSTS).keys().any(|(kept, _)| kept == host);
    let limit = RateLimit::of_host("gone.example.org", &RULES);
    drop(RateLimit::of_host("other.example.org", &RULES));
    assert!(is_kept("gone.example.org"));
    drop(limit);
    drop(RateLimit::of_host("other.example.org", &RULES));
    assert!(!is_kept("gone.example.org"));
}

//! The referee sees what it is there to see: clients that lose rows, write twice, buy tokens for
//! nothing, or are late are found out by the very checks of the campaign.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use civic_core::clock::Clock;
use civic_core::http::transport::{Transport, TransportError};
use civic_core::http::{HttpConfig, Timeouts};
use civic_core::list::{Completeness, Condition, Gap, Report};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use civic_core::{Error, ErrorKind, Sent};
use civic_sandbox::{Decidim, GoVocal, Petitions};
use fastrand::Rng;
use futures::StreamExt;
use govocal_client::resources::ideas::NewIdea;
use govocal_client::{Client, Multiloc};
use http::{Request, StatusCode};

use super::govocal::Ideas;
use super::ledger::Ledger;
use super::referee::{Reading, Terms, judge, judge_read, judge_write, read};
use super::run::{Journey, Replay, checked, in_memory, in_time};
use super::stage::{IN_MEMORY, Stage};
use super::storm::{Storm, Weather};
use super::target::{Role, Target};
use super::trouble::Trouble;
use crate::as_transport::played;

/// A list that stayed as it was, of a platform that shows all rows in one order.
const QUIET: Terms = Terms { is_quiet: true, is_unchanged: true, nulls: 0, explains: |_, _| false };

/// One that changed while it was read.
const CHANGED: Terms = Terms { is_quiet: false, is_unchanged: false, ..QUIET };

struct Scene {
    clock: VirtualClock,
    storm: Storm<GoVocal>,
}

impl Scene {
    fn new(chance: f64, menu: &[Trouble]) -> Self {
        let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
        let (time, elapsed) = (clock.clone(), clock.clone());
        let now = move || std::time::SystemTime::from(time.now());
        let life = Duration::from_secs(86_400);
        let platform = Ideas.platform(&mut Rng::with_seed(1), life, Arc::new(now));
        let weather = Weather { chance, menu: menu.to_vec(), latency: 20 };
        let rng = Rng::with_seed(2);
        let storm =
            Storm::over(platform, weather, Ledger::new(life), rng, move || elapsed.elapsed());
        Self { clock, storm }
    }

    /// A client by this transport.
    fn client(&self, transport: impl Transport) -> Client {
        Self::client_by(HttpConfig::new().clock(self.clock.clone()).transport(transport))
    }

    fn client_by(http: HttpConfig) -> Client {
        Client::builder(IN_MEMORY)
            .credentials(GoVocal::CLIENT_ID, GoVocal::CLIENT_SECRET)
            .http(http)
            .build()
            .unwrap()
    }

    fn honest(&self) -> FakeTransport {
        played(self.storm.clone(), self.clock.clone())
    }

    fn there(&self) -> BTreeSet<String> {
        self.storm.platform.ids("ideas").iter().map(ToString::to_string).collect()
    }
}

/// What a loop of one's own makes of a list: rows until the first error, and no word of it.
fn careless(scene: &Scene, lose: impl Fn(usize) -> bool) -> Reading {
    let client = scene.client(scene.honest());
    let rows = client.ideas().list().stream().collect::<Vec<_>>();
    let rows = scene.clock.run(rows).unwrap().into_iter().map_while(Result::ok).enumerate();
    let kept = rows.filter(|(place, _)| !lose(*place));
    let came: BTreeSet<String> = kept.map(|(_, idea)| idea.id.to_string()).collect();
    let mut report = Report::default();
    report.completeness = Completeness::Proven;
    report.items = came.len() as u64;
    Reading { came, errors: Vec::new(), report, resumes: 0 }
}

#[test]
fn a_row_that_is_lost_in_silence_is_seen() {
    let scene = Scene::new(0.0, &[]);
    let all = scene.there();
    assert!(judge(&careless(&scene, |_| false), &all, QUIET).is_ok());
    let lossy = careless(&scene, |place| place == 11);
    let problem = judge(&lossy, &all, QUIET).unwrap_err();
    assert!(problem.starts_with("proven without the rows: 1 missing"), "{problem}");
    assert!(judge(&lossy, &all, CHANGED).is_err(), "also where the list changed meanwhile");
}

#[test]
fn a_condition_that_held_is_a_promise_and_one_that_did_not_is_none() {
    let scene = Scene::new(0.0, &[]);
    let (all, mut lossy) = (scene.there(), careless(&scene, |place| place == 11));
    for condition in [Condition::ListUnchanged, Condition::MomentUnchanged] {
        lossy.report.completeness = Completeness::Consistent { provided: condition };
        assert!(judge(&lossy, &all, CHANGED).is_ok(), "{condition}");
        // Set to change, and nothing did.
        let problem = judge(&lossy, &all, Terms { is_unchanged: true, ..CHANGED }).unwrap_err();
        assert!(problem.starts_with("consistent under a condition that held"), "{problem}");
        assert!(judge(&lossy, &all, QUIET).is_err(), "{condition}");
    }
    lossy.report.completeness = Completeness::Consistent { provided: Condition::ShortAnswerWhole };
    assert!(judge(&lossy, &all, CHANGED).is_err(), "no answer was cut");
    lossy.report.completeness = Completeness::Agreed { passes: 2 };
    assert!(judge(&lossy, &all, CHANGED).is_ok());
    assert!(judge(&lossy, &all, QUIET).is_err());
}

#[test]
fn an_error_that_is_taken_for_the_end_is_seen() {
    // JSON, but not a list: nothing that is asked for again.
    let scene = Scene::new(0.6, &[Trouble::WrongEnvelope]);
    let (all, reading) = (scene.there(), careless(&scene, |_| false));
    assert!(reading.came.len() < all.len());
    assert!(judge(&reading, &all, QUIET).is_err());
}

#[test]
fn a_report_that_says_nothing_is_no_answer() {
    let scene = Scene::new(0.0, &[]);
    let mut reading = careless(&scene, |_| false);
    for completeness in
        [Completeness::InProgress, Completeness::Interrupted { because: String::new() }]
    {
        reading.report.completeness = completeness;
        assert!(judge(&reading, &scene.there(), QUIET).is_err());
    }
    reading.report.completeness = Completeness::Proven;
    reading.came.insert("invented".to_owned());
    reading.report.items += 1;
    assert!(judge(&reading, &scene.there(), QUIET).unwrap_err().contains("never there"));
}

#[test]
fn an_excuse_without_a_cause_is_seen() {
    let scene = Scene::new(0.0, &[]);
    let (all, mut reading) = (scene.there(), careless(&scene, |place| place == 11));
    reading.report.hidden = 1;
    assert!(judge(&reading, &all, Terms { nulls: 1, ..QUIET }).is_ok());
    let problem = judge(&reading, &all, QUIET).unwrap_err();
    assert!(problem.starts_with("more hidden than the 0 rows"), "{problem}");
    reading.report.hidden = 0;
    let gaps = vec![Gap::Shifted { duplicates: 1 }];
    reading.report.completeness = Completeness::Incomplete { gaps };
    assert!(judge(&reading, &all, Terms { explains: |_, _| true, ..QUIET }).is_ok());
    let problem = judge(&reading, &all, QUIET).unwrap_err();
    assert!(problem.starts_with("a gap that nothing explains"), "{problem}");
}

/// Sends again whatever broke, as some HTTP libraries do.
fn stubborn(transport: FakeTransport) -> FakeTransport {
    FakeTransport::new(move |request| {
        let transport = transport.clone();
        async move {
            loop {
                match transport.send(request.clone()).await {
                    Err(error) if error.was_sent() == Sent::Maybe => {}
                    answer => return answer.map(|answer| answer.map(FakeBody::stream)),
                }
            }
        }
    })
}

#[test]
fn a_write_that_is_sent_again_is_seen() {
    let problems = |transport: fn(FakeTransport) -> FakeTransport| {
        let scene = Scene::new(0.6, &[Trouble::Reset]);
        let client = scene.client(transport(scene.honest()));
        let project = scene.storm.platform.ids("projects").first().copied().unwrap();
        let text = |text| Multiloc::single("en", text);
        let idea = NewIdea::new(project, text("Shade trees"), text("<p>Ten of them.</p>"));
        let seen = (0..20).filter(|_| {
            let before = scene.storm.writes();
            let result = scene.clock.run(client.ideas().create(&idea)).unwrap();
            judge_write(&result, scene.storm.writes() - before, None).is_err()
        });
        seen.count()
    };
    assert!(problems(stubborn) > 0);
    assert_eq!(problems(|honest| honest), 0);
}

#[test]
fn a_result_that_does_not_fit_what_arrived_is_seen() {
    let unsent = || Err::<(), _>(Error::new(ErrorKind::Connect, "refused"));
    assert!(judge_write(&unsent(), 0, Some(0)).is_ok());
    assert!(judge_write(&unsent(), 1, None).is_err());
    assert!(judge_write(&Ok(()), 0, None).is_err());
    assert!(judge_write(&Ok(()), 1, Some(2)).is_err());
    assert!(judge_read(&Ok(1), &2).is_err());
}

#[test]
fn a_token_that_is_bought_for_nothing_is_seen() {
    let scene = Scene::new(0.0, &[]);
    let get = |client: &Client| {
        let id = scene.storm.platform.ids("ideas").first().copied().unwrap();
        scene.clock.run(client.ideas().get(id)).unwrap().unwrap();
    };
    let client = scene.client(scene.honest());
    get(&client);
    get(&client);
    scene.storm.outcome().unwrap();
    // A client for each call, as a program that does not keep its client.
    get(&scene.client(scene.honest()));
    assert!(scene.storm.outcome().unwrap_err().starts_with("a token request at"));
}

fn request(method: &str, path: &str, body: &'static str) -> Request<Bytes> {
    Request::builder().method(method).uri(path).body(Bytes::from(body)).unwrap()
}

#[test]
fn an_answer_that_came_too_late_over_a_socket_is_no_token() {
    let (life, attempt) = (Duration::from_secs(86_400), Duration::from_millis(150));
    let at = Duration::from_millis;
    let asked_again = |used_at: Option<u64>, again_at: u64| {
        let mut ledger = Ledger::over_socket(life, attempt);
        let mut note = |request: &Request<Bytes>, role, at| {
            ledger.note(request, role, Some(StatusCode::OK), true, at);
        };
        let ask = request("POST", "/api/v2/authenticate", "");
        note(&ask, Role::Token, at(0));
        if let Some(used_at) = used_at {
            let mut get = request("GET", "/api/v2/ideas", "");
            get.headers_mut().insert("authorization", "Bearer x".parse().unwrap());
            note(&get, Role::Read, at(used_at));
        }
        note(&ask, Role::Token, at(again_at));
        ledger.faults.len()
    };
    assert_eq!((asked_again(None, 149), asked_again(None, 150)), (1, 0));
    assert_eq!(asked_again(Some(100), 400), 1, "it had the token");
}

#[test]
fn a_call_that_outlasts_its_time_is_seen() {
    let scene = Scene::new(0.0, &[]);
    let stage = Stage::in_memory(scene.storm.clone(), &scene.clock, Rng::with_seed(3));
    let sleep = |seconds| stage.call(scene.clock.sleep(Duration::from_secs(seconds)));
    assert!(scene.clock.run(sleep(300)).unwrap().is_ok());
    assert!(scene.clock.run(sleep(3_600)).unwrap().is_err());
    // One that waits for nothing does not end at all.
    assert!(scene.clock.run(std::future::pending::<()>()).is_err());
}

/// Hands over the answer to its third request an hour late.
fn late(transport: FakeTransport, clock: VirtualClock) -> FakeTransport {
    let requests = AtomicU64::new(0);
    FakeTransport::new(move |request| {
        let is_third = requests.fetch_add(1, Ordering::Relaxed) == 2;
        let (answer, clock) = (transport.send(request), clock.clone());
        async move {
            if is_third {
                clock.sleep(Duration::from_secs(3_600)).await;
            }
            answer.await.map(|answer| answer.map(FakeBody::stream))
        }
    })
}

#[test]
fn a_list_that_waits_an_hour_for_one_page_is_seen() {
    let hours = Duration::from_secs(4 * 3_600);
    let timeouts = Timeouts::default().attempt(hours).stall(hours).deadline(hours);
    let read = |timeouts| {
        let scene = Scene::new(0.0, &[]);
        let transport = late(scene.honest(), scene.clock.clone());
        let http = HttpConfig::new().timeouts(timeouts).clock(scene.clock.clone());
        let client = Scene::client_by(http.transport(transport));
        let stage = Stage::in_memory(scene.storm.clone(), &scene.clock, Rng::with_seed(3));
        let list = || client.ideas().list().page_size(25).stream();
        let watch = stage.watch();
        let reading = read(list, |idea| idea.id.to_string(), 0, &watch);
        scene.clock.run(reading).unwrap().map(|_| ())
    };
    let problem = read(timeouts).unwrap_err();
    assert!(problem.starts_with("a wait of 3600"), "{problem}");
    assert_eq!(read(Timeouts::default()), Ok(()), "a client with its own timeouts asks again");
}

#[test]
fn a_client_that_goes_in_circles_is_seen() {
    let scene = Scene::new(1.0, &[Trouble::Reset]);
    let transport = scene.honest();
    let circling = FakeTransport::new(move |request| {
        let transport = transport.clone();
        async move {
            for _ in 0..6_000 {
                drop(transport.send(request.clone()).await);
            }
            Err(TransportError::broken("gave up"))
        }
    });
    let client = scene.client(circling);
    let id = scene.storm.platform.ids("ideas").first().copied().unwrap();
    assert!(scene.clock.run(client.ideas().get(id)).unwrap().is_err());
    assert!(scene.storm.outcome().unwrap_err().contains("in circles"));
}

/// What replaying a failure rests on.
#[test]
fn the_same_seed_is_the_same_run() {
    for seed in [1, 5, 33] {
        let [one, other] = [0, 1].map(|_| in_memory(&Ideas, seed).unwrap());
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }
}

#[test]
fn tokens_reads_and_writes_are_told_apart() {
    assert_eq!(GoVocal::role(&request("POST", "/api/v2/authenticate", "")), Role::Token);
    assert_eq!(GoVocal::role(&request("PATCH", "/api/v2/ideas/1", "")), Role::Write);
    assert_eq!(Decidim::role(&request("POST", "/api/sign_in", "")), Role::Token);
    assert_eq!(Decidim::role(&request("POST", "/api", "{\"query\":\"query A {a}\"}")), Role::Read);
    assert_eq!(Decidim::role(&request("POST", "/api", "{\"query\":\"mutation A\"}")), Role::Write);
    assert_eq!(Petitions::role(&request("GET", "/api/v1/petitions", "")), Role::Read);
}

#[test]
fn a_run_that_hangs_ends_with_its_seed() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let hangs = || in_time(Duration::from_millis(5), std::future::pending());
    let run = || checked(7, Replay::SameFaults, |_| runtime.block_on(hangs()));
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_err();
    let said = panic.downcast_ref::<String>().unwrap();
    assert!(said.starts_with("seed 7: hangs"), "{said}");
    assert!(said.ends_with("not at the same time"), "{said}");
}

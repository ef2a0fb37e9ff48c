use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use futures_util::future::{BoxFuture, join_all, join3, poll_fn, select};
use secrecy::{ExposeSecret, SecretString};
use std::task::Poll;

use super::*;
use crate::ErrorKind;
use crate::testing::VirtualClock;

const HOUR: Duration = Duration::from_secs(3600);
const SECOND: Duration = Duration::from_secs(1);
/// When a token of an hour is refreshed.
const DUE: Duration = Duration::from_secs(3600 - 300);

/// Issues `token-1`, `token-2`, .. after two seconds each.
#[derive(Debug)]
struct Issuer {
    clock: VirtualClock,
    lifetime: Duration,
    requests: Arc<AtomicU32>,
    fails: Arc<AtomicBool>,
    failure: ErrorKind,
}

impl TokenSource for Issuer {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let (clock, lifetime, failure) = (self.clock.clone(), self.lifetime, self.failure);
        let (requests, fails) = (Arc::clone(&self.requests), Arc::clone(&self.fails));
        Box::pin(async move {
            let number = requests.fetch_add(1, Ordering::SeqCst) + 1;
            clock.sleep(2 * SECOND).await;
            if fails.load(Ordering::SeqCst) {
                return Err(Error::new(failure, "the token request failed"));
            }
            let secret = SecretString::from(format!("token-{number}"));
            Ok(IssuedToken::new(secret).lifetime(lifetime))
        })
    }
}

struct Bench {
    clock: VirtualClock,
    cache: TokenCache,
    requests: Arc<AtomicU32>,
    fails: Arc<AtomicBool>,
}

impl Bench {
    fn new(lifetime: Duration) -> Self {
        Self::failing_with(lifetime, ErrorKind::Connect)
    }

    fn failing_with(lifetime: Duration, failure: ErrorKind) -> Self {
        let clock = VirtualClock::new();
        let (requests, fails) = (Arc::<AtomicU32>::default(), Arc::<AtomicBool>::default());
        let issuer = Issuer {
            clock: clock.clone(),
            lifetime,
            requests: Arc::clone(&requests),
            fails: Arc::clone(&fails),
            failure,
        };
        let cache = TokenCache::new(issuer, Arc::new(clock.clone()));
        Self { clock, cache, requests, fails }
    }

    fn get(&self) -> Result<String, Error> {
        self.clock.run(self.cache.get()).unwrap().map(|token| shown(&token))
    }

    fn token(&self) -> Token {
        self.clock.run(self.cache.get()).unwrap().unwrap()
    }

    /// Calls that need a token and take this long themselves. How long they took.
    fn call(&self, takes: Duration) -> Duration {
        let before = self.clock.elapsed();
        let work = async {
            self.cache.get().await.unwrap();
            self.clock.sleep(takes).await;
        };
        self.clock.run(self.cache.beside(work)).unwrap();
        self.clock.elapsed().saturating_sub(before)
    }

    fn requests(&self) -> u32 {
        self.requests.load(Ordering::SeqCst)
    }
}

fn shown(token: &Token) -> String {
    token.secret().expose_secret().to_owned()
}

#[test]
fn a_thousand_callers_at_expiry_cause_one_token_request() {
    let bench = Bench::new(HOUR);
    assert_eq!(bench.get().unwrap(), "token-1");
    bench.clock.advance(HOUR);
    let callers = (0..1000).map(|_| bench.cache.get());
    let tokens = bench.clock.run(join_all(callers)).unwrap();
    assert!(tokens.iter().all(|token| shown(token.as_ref().unwrap()) == "token-2"));
    assert_eq!(bench.requests(), 2);
}

#[test]
fn a_thousand_callers_share_one_failure() {
    let bench = Bench::new(HOUR);
    bench.fails.store(true, Ordering::SeqCst);
    let callers = (0..1000).map(|_| bench.cache.get());
    let results = bench.clock.run(join_all(callers)).unwrap();
    assert!(results.iter().all(|result| result.as_ref().is_err()));
    assert_eq!(bench.requests(), 1);
}

#[test]
fn a_token_is_refreshed_ahead_of_its_end_and_not_earlier() {
    let bench = Bench::new(HOUR);
    bench.get().unwrap();
    bench.clock.advance(DUE.saturating_sub(3 * SECOND));
    assert_eq!(bench.get().unwrap(), "token-1");
    bench.clock.advance(2 * SECOND);
    assert_eq!(bench.call(3 * SECOND), 3 * SECOND, "nobody waits for it");
    assert_eq!(bench.get().unwrap(), "token-2");
}

#[test]
fn a_short_token_is_refreshed_at_half_its_life() {
    let bench = Bench::new(60 * SECOND);
    bench.get().unwrap();
    bench.clock.advance(27 * SECOND);
    assert_eq!(bench.get().unwrap(), "token-1");
    assert_eq!(bench.requests(), 1, "not before half of its life");
    bench.clock.advance(2 * SECOND);
    bench.call(3 * SECOND);
    assert_eq!(bench.get().unwrap(), "token-2");
}

#[test]
fn a_token_is_refreshed_beside_the_call_that_uses_it() {
    let bench = Bench::new(HOUR);
    bench.get().unwrap();
    bench.clock.advance(DUE);
    assert_eq!(bench.call(3 * SECOND), 3 * SECOND);
    // Nobody asked for a token since.
    assert_eq!(bench.cache.held().map(|token| shown(&token)), Some("token-2".to_owned()));
}

#[test]
fn a_failed_early_refresh_keeps_the_old_token_and_waits_before_the_next() {
    let bench = Bench::new(HOUR);
    bench.get().unwrap();
    bench.clock.advance(DUE);
    bench.fails.store(true, Ordering::SeqCst);
    bench.call(3 * SECOND);
    for _ in 0..50 {
        assert_eq!(bench.get().unwrap(), "token-1");
    }
    assert_eq!(bench.requests(), 2, "the failure is not repeated within the floor");
    bench.fails.store(false, Ordering::SeqCst);
    bench.clock.advance(MIN_INTERVAL);
    bench.call(3 * SECOND);
    assert_eq!(bench.get().unwrap(), "token-3");
}

#[test]
fn a_failed_refresh_after_the_end_is_an_error_that_tells_when_to_try_again() {
    let bench = Bench::new(HOUR);
    bench.get().unwrap();
    bench.clock.advance(HOUR);
    bench.fails.store(true, Ordering::SeqCst);
    assert_eq!(bench.get().unwrap_err().kind(), ErrorKind::Connect);
    bench.clock.advance(SECOND);
    let again = bench.get().unwrap_err();
    assert_eq!(again.retry_after(), MIN_INTERVAL.checked_sub(SECOND));
    assert_eq!(bench.requests(), 2);
    bench.clock.advance(MIN_INTERVAL);
    assert!(bench.get().is_err());
    assert_eq!(bench.requests(), 3);
}

#[test]
fn a_wrong_secret_fails_fast_and_does_not_ask_for_patience() {
    let bench = Bench::failing_with(HOUR, ErrorKind::Credentials);
    bench.fails.store(true, Ordering::SeqCst);
    for _ in 0..10 {
        let error = bench.get().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.retry_after(), None);
    }
    assert_eq!(bench.requests(), 1);
}

#[test]
fn only_the_token_that_failed_is_dropped() {
    let bench = Bench::new(HOUR);
    let first = bench.token();
    bench.cache.reject(&first);
    let second = bench.token();
    assert_eq!(shown(&second), "token-2");
    bench.cache.reject(&first);
    assert_eq!(bench.get().unwrap(), "token-2");
    assert_eq!(bench.requests(), 2);
}

/// Begins to get a token, and drops the caller before it comes.
fn begin_and_drop(bench: &Bench) {
    bench
        .clock
        .run(async {
            let mut dropped = Box::pin(bench.cache.get());
            poll_fn(|cx| {
                assert!(dropped.as_mut().poll(cx).is_pending());
                Poll::Ready(())
            })
            .await;
        })
        .unwrap();
}

#[test]
fn a_request_that_its_only_caller_dropped_is_taken_up_by_the_next() {
    let bench = Bench::new(HOUR);
    begin_and_drop(&bench);
    bench.clock.advance(SECOND);
    assert_eq!(bench.get().unwrap(), "token-1");
    assert_eq!((bench.requests(), bench.clock.elapsed()), (1, 2 * SECOND));
}

#[test]
fn an_answer_that_nobody_waited_for_is_not_lost() {
    let bench = Bench::new(HOUR);
    begin_and_drop(&bench);
    bench.clock.advance(HOUR / 2);
    assert_eq!(bench.get().unwrap(), "token-1");
    assert_eq!((bench.requests(), bench.clock.elapsed()), (1, HOUR / 2));
}

#[test]
fn a_failure_that_nobody_waited_for_is_no_answer_to_a_later_caller() {
    // Left alone, the timers of a request run out: that says nothing about the token service.
    let bench = Bench::new(HOUR);
    bench.fails.store(true, Ordering::SeqCst);
    begin_and_drop(&bench);
    bench.clock.advance(HOUR);
    let (later, ()) = bench
        .clock
        .run(futures_util::future::join(join_all((0..9).map(|_| bench.cache.get())), async {
            bench.fails.store(true, Ordering::SeqCst);
            bench.clock.sleep(SECOND).await;
            bench.fails.store(false, Ordering::SeqCst);
        }))
        .unwrap();
    assert!(later.into_iter().all(|token| shown(&token.unwrap()) == "token-2"));
    assert_eq!(bench.requests(), 2);
}

#[test]
fn a_refresh_that_nobody_drives_on_is_taken_up_by_the_next_caller() {
    let bench = Bench::new(HOUR);
    bench.get().unwrap();
    bench.clock.advance(DUE);
    assert_eq!(bench.get().unwrap(), "token-1");
    bench.clock.advance(SECOND);
    assert_eq!(bench.get().unwrap(), "token-1");
    assert_eq!(bench.call(SECOND), SECOND);
    assert_eq!(bench.get().unwrap(), "token-2");
    assert_eq!(bench.requests(), 2);
}

/// Issues `token-1` for an hour, and then never answers within a minute: each request fails then.
fn hung(clock: &VirtualClock, asked: &Arc<AtomicU32>) -> TokenCache {
    #[derive(Debug)]
    struct Hung(VirtualClock, Arc<AtomicU32>);
    impl TokenSource for Hung {
        fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
            let first = self.1.fetch_add(1, Ordering::SeqCst) == 0;
            let clock = self.0.clone();
            Box::pin(async move {
                if first {
                    let secret = SecretString::from("token-1");
                    return Ok(IssuedToken::new(secret).lifetime(HOUR));
                }
                clock.sleep(60 * SECOND).await;
                Err(Error::new(ErrorKind::Timeout, "the token service hangs"))
            })
        }
    }
    TokenCache::new(Hung(clock.clone(), Arc::clone(asked)), Arc::new(clock.clone()))
}

#[test]
fn a_hung_token_service_delays_nobody_while_the_token_lives() {
    let (clock, asked) = (VirtualClock::new(), Arc::default());
    let cache = hung(&clock, &asked);
    clock.run(cache.get()).unwrap().unwrap();
    clock.advance(DUE);
    // One after the other, and all at once.
    for _ in 0..1000 {
        let before = clock.elapsed();
        let call = async {
            cache.get().await.unwrap();
            assert_eq!(clock.elapsed(), before);
            clock.sleep(SECOND / 10).await;
        };
        clock.run(cache.beside(call)).unwrap();
        assert_eq!(clock.elapsed().saturating_sub(before), SECOND / 10);
    }
    let before = clock.elapsed();
    clock.run(join_all((0..1000).map(|_| cache.beside(cache.get())))).unwrap();
    assert_eq!(clock.elapsed(), before);
    // 100 seconds: one request of a minute, five seconds of rest, and the next.
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[test]
fn callers_less_patient_than_the_service_do_not_cause_a_request_each() {
    let (clock, asked) = (VirtualClock::new(), Arc::default());
    let cache = hung(&clock, &asked);
    clock.run(cache.get()).unwrap().unwrap();
    clock.advance(HOUR);
    let mut refused = 0;
    for _ in 0..1000 {
        let given_up = clock.sleep(SECOND / 5);
        let call = futures_util::future::select(Box::pin(cache.get()), given_up);
        match clock.run(call).unwrap() {
            futures_util::future::Either::Left((result, _)) => {
                assert!(result.unwrap_err().is_temporary());
                refused += 1;
                clock.advance(SECOND / 5);
            }
            futures_util::future::Either::Right(_) => {}
        }
    }
    // 200 seconds: three of a minute, each with five seconds after it, and one more begun.
    assert_eq!(asked.load(Ordering::SeqCst), 1 + 4);
    assert!(refused >= 3 * 24, "the floor of each failure is kept: {refused}");
}

/// Panics the first time.
#[derive(Debug)]
struct Panicking(AtomicU32);

impl TokenSource for Panicking {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        Box::pin(async move {
            assert!(!first, "a panic within the token request, as this test wants it");
            Ok(IssuedToken::new(SecretString::from("token")))
        })
    }
}

#[test]
fn a_panic_within_a_token_request_is_an_error_and_spoils_nothing() {
    let clock = VirtualClock::new();
    let cache = TokenCache::new(Panicking(AtomicU32::new(0)), Arc::new(clock.clone()));
    let results = clock.run(join_all([cache.get(), cache.get()])).unwrap();
    for result in results {
        assert!(result.unwrap_err().to_string().contains("panicked"));
    }
    clock.advance(MIN_INTERVAL);
    assert_eq!(shown(&clock.run(cache.get()).unwrap().unwrap()), "token");
}

#[test]
fn a_token_refused_right_after_it_replaced_a_refused_one_stays() {
    let bench = Bench::new(HOUR);
    let first = bench.token();
    assert!(bench.cache.reject(&first), "a token that was never refused before is replaced");
    let second = bench.token();
    assert!(!bench.cache.reject(&second), "the next one would be refused as well");
    assert_eq!(bench.get().unwrap(), "token-2");
    bench.clock.advance(MIN_INTERVAL);
    assert!(bench.cache.reject(&second));
    assert_eq!(bench.get().unwrap(), "token-3");
}

#[test]
fn a_token_refused_during_a_failing_refresh_is_not_used_again() {
    let bench = Bench::new(HOUR);
    let first = bench.token();
    bench.clock.advance(DUE);
    bench.fails.store(true, Ordering::SeqCst);
    let refused = async {
        bench.cache.get().await.unwrap();
        bench.clock.sleep(SECOND).await;
        bench.cache.reject(&first);
        bench.cache.get().await
    };
    let result = bench.clock.run(refused).unwrap();
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Connect);
    assert_eq!(bench.requests(), 2);
}

#[test]
fn the_others_go_on_when_the_caller_that_began_is_dropped() {
    let bench = Bench::new(HOUR);
    let token = bench
        .clock
        .run(async {
            let mut leader = Box::pin(bench.cache.get());
            let mut follower = Box::pin(bench.cache.get());
            poll_fn(|cx| {
                assert!(leader.as_mut().poll(cx).is_pending());
                assert!(follower.as_mut().poll(cx).is_pending());
                Poll::Ready(())
            })
            .await;
            drop(leader);
            follower.await
        })
        .unwrap();
    assert_eq!(shown(&token.unwrap()), "token-1");
    assert_eq!(bench.requests(), 1);
}

#[test]
fn a_cache_that_is_dropped_while_a_token_is_on_its_way_leaves_nothing_behind() {
    let bench = Bench::new(HOUR);
    let mut call = Box::pin(bench.cache.get());
    let begun = poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx).is_pending()));
    assert!(bench.clock.run(begun).unwrap());
    drop(call);
    let requests = Arc::clone(&bench.requests);
    assert_eq!(bench.requests(), 1);
    drop(bench);
    assert_eq!(Arc::strong_count(&requests), 1, "neither the source nor its request");
}

#[test]
fn a_token_issued_already_expired_is_used_once_and_does_not_loop() {
    let bench = Bench::new(Duration::ZERO);
    let callers = (0..100).map(|_| bench.cache.get());
    let tokens = bench.clock.run(join_all(callers)).unwrap();
    assert!(tokens.iter().all(Result::is_ok));
    assert_eq!(bench.requests(), 1);
    assert_eq!(bench.get().unwrap(), "token-1", "it is used for a moment");
    assert_eq!(bench.requests(), 1);
}

#[test]
fn a_token_beyond_all_measure_is_not_kept() {
    #[derive(Debug)]
    struct Generous(usize);
    impl TokenSource for Generous {
        fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
            let token = IssuedToken::new(SecretString::from("t".repeat(self.0)));
            Box::pin(async { Ok(token) })
        }
    }
    for (length, is_kept) in [(32 * 1024, true), (32 * 1024 + 1, false), (8 << 20, false)] {
        let clock = VirtualClock::new();
        let cache = TokenCache::new(Generous(length), Arc::new(clock.clone()));
        let got = clock.run(cache.get()).unwrap();
        assert_eq!((got.is_ok(), cache.held().is_some()), (is_kept, is_kept));
        if let Err(error) = got {
            assert_eq!(error.kind(), ErrorKind::Protocol);
            assert!(error.to_string().len() < 200, "{error}");
        }
    }
}

#[test]
fn debug_shows_no_token() {
    let bench = Bench::new(HOUR);
    let token = bench.token();
    let shown = format!("{:?} {token:?}", bench.cache);
    assert!(!shown.contains("token-1"), "{shown}");
}

/// Its first request never ends, as if a runtime carried it that does not run.
#[cfg(feature = "blocking")]
#[derive(Debug, Default)]
struct FirstHangs(AtomicU32);

#[cfg(feature = "blocking")]
impl TokenSource for FirstHangs {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let is_first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if is_first {
                std::future::pending::<()>().await;
            }
            Ok(IssuedToken::new("a-token".to_owned().into()))
        }
        .boxed()
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_call_does_not_wait_for_the_token_request_of_async_code() {
    use crate::blocking::Blocking;

    let cache = TokenCache::new(FirstHangs::default(), Arc::new(VirtualClock::new()));
    let mut waiting = cache.get().boxed();
    assert!((&mut waiting).now_or_never().is_none());
    assert!(cache.get().blocking().is_ok());
    assert!(cache.get().now_or_never().unwrap().is_ok(), "which then serves async code, too");
}

/// Its first request fails and its second brings a token, each once it is let go.
#[cfg(feature = "blocking")]
#[derive(Debug)]
struct LetGo {
    asked: AtomicU32,
    let_go: Arc<AtomicU32>,
}

#[cfg(feature = "blocking")]
impl TokenSource for LetGo {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let let_go = Arc::clone(&self.let_go);
        async move {
            let ends = || let_go.load(Ordering::SeqCst) >= number;
            poll_fn(|_| if ends() { Poll::Ready(()) } else { Poll::Pending }).await;
            let token = IssuedToken::new("a-token".to_owned().into());
            (number > 1).then_some(token).ok_or(Error::new(ErrorKind::Connect, "could not connect"))
        }
        .boxed()
    }
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_calls_wait_for_their_own_token_request_though_that_of_async_code_has_just_failed() {
    use crate::blocking::Blocking;

    let let_go = Arc::<AtomicU32>::default();
    let source = LetGo { asked: AtomicU32::new(0), let_go: Arc::clone(&let_go) };
    let cache = TokenCache::new(source, Arc::new(VirtualClock::new()));
    let mut of_async = cache.get().boxed();
    assert!((&mut of_async).now_or_never().is_none());
    let begun = async { cache.get().now_or_never().is_none() };
    assert!(begun.blocking());
    let_go.store(1, Ordering::SeqCst);
    assert!(of_async.now_or_never().unwrap().is_err());
    let_go.store(2, Ordering::SeqCst);
    assert!(cache.get().blocking().is_ok());
}

/// Fails after so long; counts how often it is asked.
#[derive(Debug)]
struct SlowFailure {
    clock: VirtualClock,
    takes: Duration,
    requests: Arc<AtomicU32>,
}

impl TokenSource for SlowFailure {
    fn issue(&self) -> BoxFuture<'static, Result<IssuedToken, Error>> {
        let (clock, takes) = (self.clock.clone(), self.takes);
        self.requests.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            clock.sleep(takes).await;
            Err(Error::new(ErrorKind::Connect, "the token request failed"))
        })
    }
}

/// A cache whose requests all fail after a while, and how many there were.
fn slowly_failing() -> (VirtualClock, TokenCache, Arc<AtomicU32>) {
    let (clock, requests) = (VirtualClock::new(), Arc::<AtomicU32>::default());
    let (takes, counted) = (4 * MIN_INTERVAL, Arc::clone(&requests));
    let source = SlowFailure { clock: clock.clone(), takes, requests: counted };
    let cache = TokenCache::new(source, Arc::new(clock.clone()));
    (clock, cache, requests)
}

/// Somebody asks for a token, somebody leaves meanwhile, and somebody else asks later. All see the same failure.
fn fail_together(clock: &VirtualClock, cache: &TokenCache, leaves: impl Future<Output = ()>) {
    let comes_later = async {
        clock.sleep(2 * MIN_INTERVAL).await;
        cache.get().await
    };
    let (stays, (), later) = clock.run(join3(cache.get(), leaves, comes_later)).unwrap();
    assert!(stays.is_err() && later.is_err());
}

/// A request that somebody polls all the time is not left, so its failure is everybody's.
#[test]
fn who_leaves_others_behind_costs_no_second_request() {
    let (clock, cache, requests) = slowly_failing();
    let leaves = async {
        drop(select(pin!(cache.get()), pin!(clock.sleep(SECOND))).await);
    };
    fail_together(&clock, &cache, leaves);
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

/// A caller who has joined the request under way, and is not polled any more.
fn joined<'a>(clock: &VirtualClock, cache: &'a TokenCache) -> BoxFuture<'a, Result<Token, Error>> {
    let mut call = cache.get().boxed();
    let begun = poll_fn(|cx| Poll::Ready(call.poll_unpin(cx).is_pending()));
    assert!(clock.run(begun).unwrap());
    call
}

/// Who joined an earlier request, and was never polled again, has no say in a later one.
#[test]
fn who_leaves_an_earlier_request_does_not_leave_a_later_one() {
    let (clock, cache, requests) = slowly_failing();
    let early = joined(&clock, &cache);
    clock.run(cache.get()).unwrap().unwrap_err();
    clock.advance(MIN_INTERVAL);
    let leaves = async {
        clock.sleep(SECOND).await;
        drop(early);
    };
    fail_together(&clock, &cache, leaves);
    assert_eq!(requests.load(Ordering::SeqCst), 2);
}

#[test]
fn who_comes_late_for_a_shared_failure_gets_it_and_causes_no_other_request() {
    let (clock, cache, requests) = slowly_failing();
    let late = joined(&clock, &cache);
    clock.run(cache.get()).unwrap().unwrap_err();
    clock.advance(HOUR);
    assert_eq!(clock.run(late).unwrap().unwrap_err().kind(), ErrorKind::Connect);
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

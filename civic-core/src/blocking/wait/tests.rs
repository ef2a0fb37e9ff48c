use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::consume_budget;

use super::*;
use crate::ErrorKind;
use crate::blocking::Blocking;
use crate::clock::{Clock, SystemClock};
use crate::testing::VirtualClock;

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// The work in each place from which it may be called.
fn everywhere<T: Send + 'static>(work: fn() -> T) -> Vec<T> {
    vec![
        work(),
        thread::spawn(work).join().unwrap(),
        current_thread().block_on(async { work() }),
        current_thread().block_on(async { tokio::spawn(async move { work() }).await.unwrap() }),
        current_thread().block_on(async { tokio::task::spawn_blocking(work).await.unwrap() }),
        tokio::task::LocalSet::new().block_on(&current_thread(), async { work() }),
        multi_thread().block_on(async { work() }),
        multi_thread().block_on(async { tokio::spawn(async move { work() }).await.unwrap() }),
        multi_thread().block_on(async { tokio::task::spawn_blocking(work).await.unwrap() }),
        futures::executor::block_on(async { work() }),
    ]
}

async fn nap() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

#[test]
fn timers_tasks_and_sockets_work_wherever_it_is_called() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    let answers = everywhere(|| {
        async {
            nap().await;
            let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = server.local_addr().unwrap();
            tokio::spawn(async move {
                server.accept().await.unwrap().0.write_all(b"here").await.unwrap();
            });
            let mut answer = String::new();
            TcpStream::connect(address).await.unwrap().read_to_string(&mut answer).await.unwrap();
            answer
        }
        .blocking()
    });
    assert_eq!(answers, vec!["here"; 10]);
}

#[test]
fn a_call_within_a_call_is_served_too() {
    everywhere(|| {
        async {
            nap().blocking();
            nap().await;
            assert!(context::is_blocking());
        }
        .blocking();
        assert!(!context::is_blocking());
    });
}

#[test]
fn a_task_that_never_yields_uses_up_no_budget() {
    everywhere(|| {
        async {
            for _ in 0..1000 {
                consume_budget().await;
            }
        }
        .blocking();
    });
}

#[test]
fn what_it_waits_for_may_come_from_any_thread() {
    let (tell, told) = futures::channel::oneshot::channel();
    let (begun, begins) = mpsc::channel();
    let teller = thread::spawn(move || {
        begins.recv().unwrap();
        tell.send(7).unwrap();
    });
    let waiting = async {
        begun.send(()).unwrap();
        told.await.unwrap()
    };
    assert_eq!(waiting.blocking(), 7);
    teller.join().unwrap();
}

#[test]
fn a_panic_is_the_callers_and_nobody_elses() {
    everywhere(|| {
        let panicking = async {
            nap().await;
            std::panic::resume_unwind(Box::new("mine"));
        };
        let panic = catch_unwind(AssertUnwindSafe(|| panicking.blocking())).unwrap_err();
        assert_eq!(*panic.downcast::<&str>().unwrap(), "mine");
        assert!(!context::is_blocking());
        nap().blocking();
    });
}

#[test]
fn without_its_thread_calls_fail_wherever_they_are_made() {
    let failures = everywhere(|| {
        let failed = Error::new(ErrorKind::Connect, "no thread");
        served_by(&Err(failed), async { SystemClock::new().ready() }).unwrap_err().to_string()
    });
    assert!(failures.iter().all(|it| it.contains("no thread")), "{failures:?}");
}

#[test]
fn on_its_own_thread_it_fails_and_does_not_wait_for_itself() {
    let ready = async { SystemClock::new().ready() };
    let error = async move { tokio::spawn(async { ready.blocking() }).await.unwrap() }.blocking();
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("would wait for itself"), "{error}");
}

#[test]
fn virtual_time_passes_while_it_waits() {
    use futures_util::StreamExt;
    use futures_util::stream::FuturesUnordered;

    let clock = VirtualClock::new();
    let nap = |seconds| clock.sleep(Duration::from_secs(seconds));
    async {
        nap(3000).await;
        // One that is made meanwhile.
        async { nap(60).await }.blocking();
        // Only those that were woken are polled.
        let naps: FuturesUnordered<_> = [1, 2, 3].map(nap).into_iter().collect();
        naps.collect::<()>().await;
    }
    .blocking();
    assert_eq!(clock.elapsed(), Duration::from_secs(3063));
}

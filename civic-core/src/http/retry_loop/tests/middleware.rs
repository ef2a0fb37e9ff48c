//! Functions around calls.

use http::HeaderName;

use super::*;
use crate::http::{CallOptions, Next};

type Log = Arc<Mutex<Vec<String>>>;

/// Writes down what passes it, under this name.
fn logged(config: HttpConfig, name: &'static str, log: &Log) -> HttpConfig {
    let log = Arc::clone(log);
    config.middleware(move |request: Request, next: Next| {
        let log = Arc::clone(&log);
        async move {
            log.lock().unwrap().push(format!("{name} {} {}", request.method(), request.path()));
            let result = next.run(request).await;
            let said = match &result {
                Ok(response) => {
                    format!("{name} {} {}", response.status(), response.stats().attempts)
                }
                Err(error) => format!("{name} {:?} {}", error.kind(), error.attempts()),
            };
            log.lock().unwrap().push(said);
            result
        }
    })
}

#[test]
fn the_first_one_added_is_outermost_and_each_sees_a_call_once() {
    let log = Log::default();
    let config = logged(HttpConfig::new(), "outer", &log);
    let bench = Bench::with(logged(config, "inner", &log), [status(502, &[], ""), reset()]);
    bench.get().unwrap();
    assert_eq!(bench.requests(), 3);
    let expected = ["outer GET /a", "inner GET /a", "inner 200 OK 3", "outer 200 OK 3"];
    assert_eq!(*log.lock().unwrap(), expected);
}

#[test]
fn it_sees_how_a_call_failed() {
    let log = Log::default();
    let bench = Bench::with(logged(HttpConfig::new(), "log", &log), [status(404, &[], "")]);
    assert_eq!(bench.get().unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(*log.lock().unwrap(), ["log GET /a", "log NotFound 1"]);
}

#[test]
fn a_header_that_it_adds_goes_out_with_every_attempt() {
    let name = HeaderName::from_static("x-campaign");
    let added = name.clone();
    let config = HttpConfig::new().middleware(move |request: Request, next: Next| {
        next.run(request.header(added.clone(), "spring"))
    });
    let bench = Bench::with(config, [status(502, &[], "")]);
    bench.get().unwrap();
    let seen = bench.seen.lock().unwrap();
    assert_eq!(seen.iter().filter(|request| request.headers()[&name] == "spring").count(), 2);
}

#[test]
fn it_may_answer_itself_or_send_again() {
    let kept = Arc::new(Mutex::new(None::<Response>));
    let cache = Arc::clone(&kept);
    let config = HttpConfig::new().middleware(move |request: Request, next: Next| {
        let cache = Arc::clone(&cache);
        async move {
            let kept = cache.lock().unwrap().clone();
            if let Some(kept) = kept {
                return Ok(kept);
            }
            let answer = next.run(request).await?;
            *cache.lock().unwrap() = Some(answer.clone());
            Ok(answer)
        }
    });
    let bench = Bench::with(config, [status(200, &[], "{\"n\": 1}")]);
    for _ in 0..3 {
        assert_eq!(bench.get().unwrap().body().as_ref(), b"{\"n\": 1}");
    }
    assert_eq!(bench.requests(), 1);
    // What it answers with can be read as a download, too.
    let pieces = bench.clock.run(async {
        let mut download = bench.client.open(Request::get("/a")).await.unwrap();
        let piece = download.piece().await.unwrap().unwrap();
        assert!(download.piece().await.unwrap().is_none() && download.is_whole());
        piece
    });
    assert_eq!(pieces.unwrap().as_ref(), b"{\"n\": 1}");

    let twice = HttpConfig::new().middleware(|request: Request, next: Next| async move {
        match next.clone().run(request.clone()).await {
            Err(error) if error.kind() == ErrorKind::NotFound => next.run(request).await,
            result => result,
        }
    });
    let bench = Bench::with(twice, [status(404, &[], "")]);
    assert!(bench.get().is_ok());
    assert_eq!(bench.requests(), 2);
}

#[test]
fn a_download_passes_with_its_body_unread() {
    let log = Log::default();
    let config = logged(HttpConfig::new(), "log", &log);
    let pieces = || FakeBody::pieces([Ok(Bytes::from("id;")), Ok(Bytes::from("title\n"))]);
    let bench = Bench::with(config, [body(pieces)]);
    let read = bench.clock.run(async {
        let request = Request::get("/a").header(header::ACCEPT, "text/csv");
        let mut download = bench.client.open(request).await.unwrap();
        let mut read = Vec::new();
        while let Some(piece) = download.piece().await.unwrap() {
            read.push(piece);
        }
        read
    });
    assert_eq!(read.unwrap(), ["id;", "title\n"]);
    assert_eq!(*log.lock().unwrap(), ["log GET /a", "log 200 OK 1"]);
}

#[test]
fn the_deadline_includes_the_time_that_it_takes() {
    let limit = Duration::from_secs(5);
    let slow = |before: bool| {
        let clock = VirtualClock::new();
        let sleeper = clock.clone();
        let transport = FakeTransport::new(|_| async { Ok(ok("{}")) });
        let config = HttpConfig::new().transport(transport).clock(clock.clone());
        let config = config.middleware(move |request: Request, next: Next| {
            let nap = sleeper.sleep(Duration::from_secs(3600));
            async move {
                if before {
                    nap.await;
                    return next.run(request).await;
                }
                let result = next.run(request).await;
                nap.await;
                result
            }
        });
        let client = config.build("https://demo.example.org", Civic).unwrap();
        let error = clock.run(client.execute(Request::get("/a").deadline(limit)));
        (error.unwrap().unwrap_err(), clock.elapsed())
    };
    let (error, elapsed) = slow(true);
    assert_eq!((error.kind(), error.was_sent(), elapsed), (ErrorKind::Timeout, Sent::No, limit));
    let (error, elapsed) = slow(false);
    assert_eq!((error.kind(), error.was_sent(), elapsed), (ErrorKind::Timeout, Sent::Maybe, limit));
    assert!(error.to_string().contains("did not end within its deadline of 5 s"), "{error}");
}

#[test]
fn a_call_keeps_its_header_and_its_retries_through_it() {
    let config = logged(HttpConfig::new(), "log", &Log::default());
    let bench = Bench::with(config, (0..9).map(|_| status(502, &[], "")));
    let options = CallOptions::new().header("X-Request-Id", "7f3a").retry(RetryPolicy::never());
    assert!(bench.send(Request::get("/a").options(options)).is_err());
    assert_eq!(bench.requests(), 1);
    assert_eq!(bench.seen.lock().unwrap()[0].headers()["x-request-id"], "7f3a");
}

#[test]
fn it_sees_no_secret_by_debug() {
    let log = Log::default();
    let kept = Arc::clone(&log);
    let config = HttpConfig::new().middleware(move |request: Request, next: Next| {
        let kept = Arc::clone(&kept);
        async move {
            kept.lock().unwrap().push(format!("{request:?} {next:?} {}", request.path()));
            let answer = next.run(request).await?;
            kept.lock().unwrap().push(format!("{answer:?}"));
            Ok(answer)
        }
    });
    let (bench, _) = Bench::with(config, [status(200, &[], "{\"jwt\": \"s3cr3t\"}")]).with_tokens();
    let request = Request::get("/a")
        .header(header::AUTHORIZATION, "Bearer s3cr3t")
        .secret_query("key", secrecy::SecretString::from("s3cr3t"));
    bench.send(request).unwrap();
    let shown = log.lock().unwrap().join(" ");
    assert!(shown.contains("/a") && !shown.contains("s3cr3t"), "{shown}");
    assert!(bench.seen.lock().unwrap()[0].headers()["authorization"].is_sensitive());
}

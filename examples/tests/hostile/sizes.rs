//! No answer is too large, too deep or too long for a client to say no to.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use civic_core::ErrorKind;
use civic_core::http::{HttpConfig, Timeouts};
use civic_core::testing::{FakeBody, FakeTransport, VirtualClock};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::{StreamExt, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::victims::{BOUNDED, TOKEN, answer, attacked, bounded, buys_a_token};

const MEBIBYTE: usize = 1024 * 1024;

/// A body without an end, made of this piece, which counts what was taken of it.
fn endless(piece: &'static [u8], taken: &Arc<AtomicUsize>) -> FakeBody {
    let taken = Arc::clone(taken);
    FakeBody::stream(
        stream::repeat_with(move || {
            taken.fetch_add(piece.len(), Ordering::SeqCst);
            Ok(Bytes::from_static(piece))
        })
        .boxed(),
    )
}

#[test]
fn of_an_endless_answer_only_the_limit_is_read() {
    static ROOM: [u8; 65_536] = [b' '; 65_536];
    let own = Timeouts::default().body_limit(MEBIBYTE);
    for (timeouts, limit) in [(own, MEBIBYTE), (Timeouts::default(), 64 * MEBIBYTE)] {
        for status in [200, 404, 500] {
            let calls = Arc::<Mutex<Vec<Arc<AtomicUsize>>>>::default();
            let counted = Arc::clone(&calls);
            let clock = VirtualClock::new();
            let transport = FakeTransport::new(move |request| {
                let answer = if buys_a_token(&request) {
                    answer(200, &[], TOKEN)
                } else {
                    let taken = Arc::default();
                    counted.lock().unwrap().push(Arc::clone(&taken));
                    answer(status, &[], endless(&ROOM, &taken))
                };
                async move { Ok(answer) }
            });
            let http = HttpConfig::new().clock(clock.clone()).timeouts(timeouts);
            let traces = bounded("https://platform.example.org", http.transport(transport));
            let traces = clock.run(traces).unwrap();
            let least = if status == 200 { limit } else { 65_536 };
            for taken in calls.lock().unwrap().iter() {
                let taken = taken.load(Ordering::SeqCst);
                assert!(taken >= least, "{status}: {taken} bytes, not {least}");
                assert!(taken <= least + 2 * ROOM.len(), "{status}: {taken} bytes, not {least}");
            }
            if status == 200 {
                traces.each_met(ErrorKind::BodyTooLarge, &BOUNDED);
            }
        }
    }
}

#[test]
fn nesting_has_an_end() {
    const DEPTH: usize = 10_000;
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(DEPTH), close.repeat(DEPTH));
    let (list, map) = (deep("[", "]"), deep("{\"a\":", "}"));
    for nest in [&list, &map] {
        for body in [
            nest.clone(),
            "[".repeat(DEPTH),
            format!("{{\"ideas\":[{nest}],\"meta\":{{\"current_page\":1,\"total_pages\":1}}}}"),
            format!("{{\"idea\":{nest}}}"),
            format!("{{\"data\":{nest},\"errors\":{nest}}}"),
            format!("{{\"data\":{{\"component\":{{\"proposals\":{nest}}}}}}}"),
            format!("{{\"errors\":[{{\"message\":{nest}}}],\"error\":{nest}}}"),
            format!("[{nest},{{\"id\":1,\"timestamp\":{nest},\"x\":{nest}}}]"),
        ] {
            for status in [200, 400, 500] {
                let served = body.clone();
                let traces = attacked(move |request| {
                    if buys_a_token(request) {
                        return answer(200, &[], TOKEN);
                    }
                    answer(status, &[], served.clone())
                });
                assert!(!traces.errors.is_empty());
                let longest = traces.printed.lines().map(str::len).max().unwrap_or_default();
                assert!(longest < 20_000, "a line of {longest} bytes");
            }
        }
    }
}

/// 64 MiB of spaces, packed into a few dozen kilobytes.
fn bomb() -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..64 {
        packed.write_all(&vec![b' '; MEBIBYTE]).unwrap();
    }
    packed.finish().unwrap()
}

#[tokio::test]
async fn a_compressed_bomb_is_measured_unpacked() {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", server.local_addr().unwrap());
    let bomb = Arc::new(bomb());
    assert!(bomb.len() < MEBIBYTE, "{}", bomb.len());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = server.accept().await {
            let bomb = Arc::clone(&bomb);
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _read = stream.read(&mut request).await;
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\
                     \r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    bomb.len()
                );
                let _written = stream.write_all(head.as_bytes()).await;
                let _written = stream.write_all(&bomb).await;
            });
        }
    });
    let limit = Timeouts::default().body_limit(2 * MEBIBYTE);
    let traces = bounded(&base, HttpConfig::new().timeouts(limit)).await;
    traces.each_met(ErrorKind::BodyTooLarge, &BOUNDED);
}

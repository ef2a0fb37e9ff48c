//! Bodies as sockets carry them, through the ready-made transport.

use std::io::Write;

use civic_core::http::platform::HttpClient;
use civic_core::http::{HttpConfig, Request};
use civic_core::{Error, ErrorKind};
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::platform::Civic;

/// A client before a server that writes these pieces, each in a write of its own, and hangs up.
async fn before(pieces: Vec<Vec<u8>>) -> HttpClient {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", server.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = server.accept().await {
            let mut request = [0; 4096];
            let _read = stream.read(&mut request).await;
            for piece in &pieces {
                let _written = stream.write_all(piece).await;
                let _flushed = stream.flush().await;
                tokio::task::yield_now().await;
            }
        }
    });
    HttpConfig::new().build(base.as_str(), Civic).unwrap()
}

fn head(headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}\r\n").into_bytes()
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn member(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// What came, whether its end is known to be the end, and the error that ended it.
async fn read(client: &HttpClient) -> (String, bool, Option<Error>) {
    let mut download = client.open(Request::get("/a")).await.unwrap();
    let mut bytes = Vec::new();
    let error = loop {
        match download.piece().await {
            Ok(Some(piece)) => bytes.extend_from_slice(&piece),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    (String::from_utf8(bytes).unwrap(), download.is_whole(), error)
}

#[tokio::test]
async fn members_in_one_chunk_or_two_are_all_read() {
    let members = [member("1;x\n2;y\n"), member("3;z\n")];
    let chunked = "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n";
    let joined = members.concat();
    let length = format!("Content-Encoding: gzip\r\nContent-Length: {}\r\n", joined.len());
    for pieces in [
        vec![head(chunked), chunk(&members[0]), chunk(&members[1]), chunk(b"")],
        vec![head(chunked), chunk(&joined), chunk(b"")],
        vec![head(&length), joined.clone()],
        vec![head(&length), members[0].clone(), members[1].clone()],
    ] {
        let (text, whole, error) = read(&before(pieces).await).await;
        assert!(error.is_none() && whole, "{error:?}");
        assert_eq!(text, "1;x\n2;y\n3;z\n");
    }
    let json = [member("[1, "), member("2]")].concat();
    let client = before(vec![head(chunked), chunk(&json), chunk(b"")]).await;
    let answer = client.execute(Request::get("/a")).await.unwrap();
    assert_eq!(answer.json::<Vec<u8>>().unwrap(), [1, 2]);
}

#[tokio::test]
async fn zeros_behind_the_last_member_are_an_error() {
    let packed = [member("1;x\n"), member("2;y\n"), vec![0; 8]].concat();
    let length = format!("Content-Encoding: gzip\r\nContent-Length: {}\r\n", packed.len());
    let (text, whole, error) = read(&before(vec![head(&length), packed]).await).await;
    assert_eq!(text, "1;x\n2;y\n");
    assert_eq!(error.unwrap().kind(), ErrorKind::Transport);
    assert!(!whole);
}

#[tokio::test]
async fn each_framing_tells_whether_the_end_is_the_end() {
    let body = b"1;x\n2;y".to_vec();
    for (headers, pieces, whole, broken) in [
        ("Content-Length: 7\r\n", vec![body.clone()], true, false),
        ("Content-Length: 7\r\nContent-Encoding: identity\r\n", vec![body.clone()], true, false),
        ("Content-Length: 9\r\n", vec![body.clone()], false, true),
        ("Transfer-Encoding: chunked\r\n", vec![chunk(&body), chunk(b"")], true, false),
        ("Transfer-Encoding: chunked\r\n", vec![chunk(&body)], false, true),
        ("", vec![body.clone()], false, false),
    ] {
        let mut all = vec![head(headers)];
        all.extend(pieces);
        let (text, is_whole, error) = read(&before(all).await).await;
        assert_eq!(
            (text.as_bytes(), is_whole, error.is_some()),
            (&*body, whole, broken),
            "{headers}"
        );
    }
}

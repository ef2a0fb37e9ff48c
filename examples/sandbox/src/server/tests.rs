use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Server;
use crate::fault::Fault;
use crate::platform::Platform;
use crate::reply::Reply;

/// Answers every request with one reply after the given fault.
struct Faulty(Option<Fault>);

impl Platform for Faulty {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        let plain = Reply::text(StatusCode::OK, "text/plain", format!("hello {}", request.uri()));
        match &self.0 {
            None => plain,
            Some(fault) => fault
                .instead(std::time::SystemTime::UNIX_EPOCH)
                .unwrap_or_else(|| fault.spoil(plain, None)),
        }
    }
}

/// Everything the server sends on one connection, and how the connection ended.
async fn exchange(platform: impl Platform) -> (String, Option<ErrorKind>) {
    let server = Server::start(platform).await.unwrap();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = "GET /a?b=1 HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer).await {
            Ok(0) => return (String::from_utf8(received).unwrap(), None),
            Ok(count) => received.extend_from_slice(&buffer[..count]),
            Err(error) => return (String::from_utf8(received).unwrap(), Some(error.kind())),
        }
    }
}

#[tokio::test]
async fn a_clean_reply_arrives_whole() {
    let (text, end) = exchange(Faulty(None)).await;
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    assert!(text.contains("content-length: 12\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\nhello /a?b=1"), "{text}");
    assert_eq!(end, None);
}

#[tokio::test]
async fn a_truncated_body_is_closed_in_order_after_its_first_half() {
    let (text, end) = exchange(Faulty(Some(Fault::Truncate))).await;
    assert!(text.contains("content-length: 12\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\nhello "), "{text}");
    assert_eq!(end, None);
}

#[tokio::test]
async fn a_reset_before_the_answer_is_a_reset_on_the_wire() {
    let (text, end) = exchange(Faulty(Some(Fault::Reset))).await;
    assert_eq!((text.as_str(), end), ("", Some(ErrorKind::ConnectionReset)));
}

#[tokio::test]
async fn a_reset_body_ends_in_a_reset() {
    let (_, end) = exchange(Faulty(Some(Fault::ResetBody))).await;
    assert_eq!(end, Some(ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn a_dripped_body_arrives_whole() {
    let (text, end) = exchange(Faulty(Some(Fault::Drip(Duration::ZERO)))).await;
    assert!(text.ends_with("hello /a?b=1"), "{text}");
    assert_eq!(end, None);
}

#[tokio::test]
async fn a_shared_platform_serves_several_servers_at_once() {
    let platform = Arc::new(Faulty(None));
    let (first, _) = exchange(Arc::clone(&platform)).await;
    let (second, _) = exchange(platform).await;
    assert!(first.ends_with("hello /a?b=1") && second.ends_with("hello /a?b=1"));
}

#[tokio::test]
async fn a_stalled_body_sends_half_and_keeps_the_connection_open() {
    let server = Server::start(Faulty(Some(Fault::Stall))).await.unwrap();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: sandbox\r\n\r\n").await.unwrap();
    let mut received = String::new();
    while !received.ends_with("\r\n\r\nhel") {
        let byte = stream.read_u8().await.unwrap();
        received.push(char::from(byte));
    }
    let more = stream.try_read(&mut [0; 8]);
    assert_eq!(more.unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[tokio::test]
async fn a_dropped_server_cuts_its_connections() {
    let server = Server::start(Faulty(Some(Fault::NoAnswer))).await.unwrap();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: sandbox\r\n\r\n").await.unwrap();
    drop(server);
    let mut received = Vec::new();
    // Closed in order or reset, depending on what was still unread.
    let _end = stream.read_to_end(&mut received).await;
    assert!(received.is_empty());
}

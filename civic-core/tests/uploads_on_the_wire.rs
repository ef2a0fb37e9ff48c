//! A body whose progress is told, as sockets carry it, through the ready-made transport.

use std::sync::{Arc, Mutex};

use civic_core::http::platform::Multipart;
use civic_core::http::{HttpConfig, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::platform::Civic;

/// A server that reads one whole request, and what it read.
async fn server() -> (String, tokio::task::JoinHandle<Vec<u8>>) {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", server.local_addr().unwrap());
    let reading = tokio::spawn(async move {
        let (mut stream, _) = server.accept().await.unwrap();
        let mut read = Vec::new();
        loop {
            stream.read_buf(&mut read).await.unwrap();
            let text = String::from_utf8_lossy(&read).to_lowercase();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap();
            if body.len() >= length.parse().unwrap() {
                break;
            }
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await.unwrap();
        read
    });
    (base, reading)
}

#[tokio::test]
async fn a_form_arrives_whole_with_its_length_while_its_progress_is_told() {
    let (base, reading) = server().await;
    let client = HttpConfig::new().build(base.as_str(), Civic).unwrap();
    let heard: Arc<Mutex<Vec<(u64, u64)>>> = Arc::default();
    let steps = Arc::clone(&heard);
    let form = Multipart::new().file("0", "a.txt", "text/plain", vec![b'x'; 300_000]);
    let request = Request::post("/files").multipart(&form);
    let request = request.on_progress(move |sent, total| steps.lock().unwrap().push((sent, total)));
    client.execute(request).await.unwrap();
    let read = String::from_utf8(reading.await.unwrap()).unwrap();
    let (top, body) = read.split_once("\r\n\r\n").unwrap();
    assert!(!top.to_lowercase().contains("transfer-encoding"), "{top}");
    assert!(body.contains(&"x".repeat(300_000)), "the file is not whole");
    let heard = heard.lock().unwrap();
    assert!(heard.len() > 10, "{heard:?}");
    assert!(heard.is_sorted_by(|before, after| before.0 < after.0), "{heard:?}");
    let total = u64::try_from(body.len()).unwrap();
    assert_eq!(heard.last(), Some(&(total, total)));
}

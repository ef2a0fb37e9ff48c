use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;

use http::header;
use tokio::runtime::{Builder, Runtime};

use super::*;
use crate::ErrorKind;
use crate::http::{HttpConfig, Request};
use crate::testing::test_platform::Town;

/// A server that gives every request this head and no body: its address, and the heads that it reads.
fn server(head: &'static str) -> (String, Receiver<String>) {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", server.local_addr().unwrap());
    let (tell, asked) = mpsc::channel();
    thread::spawn(move || {
        for stream in server.incoming() {
            let stream = stream.unwrap();
            let lines = BufReader::new(&stream).lines().map(Result::unwrap);
            let request: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
            if tell.send(request.join("\n").to_lowercase()).is_err() {
                return;
            }
            let framing = "Content-Length: 0\r\nConnection: close";
            write!(&stream, "HTTP/1.1 {head}\r\n{framing}\r\n\r\n").unwrap();
        }
    });
    (base, asked)
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// The answer to a GET, without its body.
async fn answer(transport: &ReqwestTransport, url: &str) -> http::Response<()> {
    let request = http::Request::get(url).body(Bytes::new()).unwrap();
    transport.send(request).await.unwrap().map(drop)
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    let (base, asked) = server("302 Found\r\nLocation: /elsewhere");
    let transport = ReqwestTransport::new().unwrap();
    let mut answers = vec![runtime().block_on(answer(&transport, &base))];
    // Those have a client of their own.
    #[cfg(feature = "blocking")]
    answers.push(crate::blocking::Blocking::blocking(answer(&transport, &base)));
    for answer in &answers {
        assert_eq!(answer.status(), http::StatusCode::FOUND);
        assert_eq!(answer.headers()[header::LOCATION], "/elsewhere");
    }
    assert_eq!(asked.try_iter().count(), answers.len());
}

#[test]
fn a_client_for_https_is_built_where_the_transport_speaks_it_alone() {
    for https in [true, false] {
        let transport = ReqwestTransport { https, ..ReqwestTransport::new().unwrap() };
        let built = HttpConfig::new().transport(transport).build("https://town.example.org", Town);
        let refused = built.err().map(|error| error.kind());
        assert_eq!(refused, (!https).then_some(ErrorKind::InvalidInput));
    }
}

/// The names that curl reads, too.
#[test]
fn a_proxy_is_known_by_each_of_its_names_in_capital_and_small_letters() {
    for name in ["http_proxy", "https_proxy", "all_proxy"] {
        for name in [name.to_owned(), name.to_uppercase()] {
            assert!(names_a_proxy(|it| it == name), "{name}");
        }
    }
    assert!(!names_a_proxy(|it| ["NO_PROXY", "no_proxy", "PATH"].contains(&it)));
}

/// RFC 9110, section 8.6.
#[test]
fn a_get_without_a_body_announces_none_though_its_progress_is_told() {
    let (base, asked) = server("200 OK");
    let client = HttpConfig::new().build(base.as_str(), Town).unwrap();
    let heard: Arc<Mutex<Vec<(u64, u64)>>> = Arc::default();
    let steps = Arc::clone(&heard);
    let request = Request::get("/a").header(header::ACCEPT, "text/plain");
    let request = request.on_progress(move |sent, total| steps.lock().unwrap().push((sent, total)));
    runtime().block_on(client.execute(request)).unwrap();
    let sent_head = asked.recv().unwrap();
    assert!(
        !sent_head.contains("content-length") && !sent_head.contains("transfer-encoding"),
        "{sent_head}"
    );
    assert_eq!(*heard.lock().unwrap(), [(0, 0)]);
}

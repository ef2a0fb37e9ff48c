//! CPU time that the client adds to a request, against bare reqwest on loopback.
//!
//! `cargo bench -p govocal-client --bench overhead`
//!
//! Both fetch the same idea with the same token over a kept connection and decode it into the same
//! struct. The server runs on another thread, which does not count; what counts is the thread of the
//! caller, sockets and timers included. The processors are kept awake meanwhile: to wake one takes
//! longer than all of this, on virtual machines above all.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark"
)]

#[path = "../../examples/sandbox/cpu_time.rs"]
mod cpu_time;

use std::hint::{self, black_box};
use std::num::NonZero;
use std::thread;

use bytes::Bytes;
use civic_core::http::{HttpConfig, RateLimit};
use civic_sandbox::{GoVocal, Platform, Reply, Server};
use govocal_client::Client;
use govocal_client::resources::ideas::Idea;
use govocal_client::uuid::Uuid;
use http::{Request, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Builder;

#[derive(Deserialize)]
struct Answer {
    idea: Idea,
}

/// Answers one idea to everybody, whatever is asked for, but tokens as the platform does.
struct OneIdea {
    platform: GoVocal,
    answer: Reply,
}

impl Platform for OneIdea {
    fn handle(&self, request: Request<Bytes>) -> Reply {
        match request.uri().path() {
            "/api/v2/authenticate" => self.platform.handle(request),
            _ => self.answer.clone(),
        }
    }
}

/// Gives each processor something to do, which counts for nobody here.
fn keep_awake() {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    for _ in 0..processors {
        thread::spawn(|| {
            loop {
                hint::spin_loop();
            }
        });
    }
}

fn main() {
    keep_awake();
    let platform = GoVocal::builder().ideas(1).only(["ideas"]).no_rate_limit().build();
    let (id, secret) = (platform.client_id().to_owned(), platform.client_secret().to_owned());
    let tell = |path: &str, token: &str, body: Value| {
        let request = Request::post(path)
            .method(if body.is_null() { "GET" } else { "POST" })
            .header("authorization", format!("Bearer {token}"))
            .body(body.to_string().into());
        platform.handle(request.unwrap()).body_json().unwrap()
    };
    let sign_in = json!({"auth": {"client_id": id, "client_secret": secret}});
    let token = tell("/api/v2/authenticate", "", sign_in)["jwt"].as_str().unwrap().to_owned();
    let idea = tell("/api/v2/ideas", &token, Value::Null)["ideas"][0].clone();
    let number: Uuid = idea["id"].as_str().unwrap().parse().unwrap();
    let answer = Reply::json(StatusCode::OK, &json!({"idea": idea}));

    let (tell_url, url) = std::sync::mpsc::channel();
    let sandbox = OneIdea { platform: platform.clone(), answer };
    std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = Server::start(sandbox).await.unwrap();
            tell_url.send(server.url()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let url = url.recv().unwrap();

    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let http = HttpConfig::new().rate_limit(RateLimit::off());
    let client = Client::builder(&url).credentials(id, secret).http(http).build().unwrap();
    let bare = reqwest::Client::new();
    let address = format!("{url}/api/v2/ideas/{number}");

    let mut with_client =
        || drop(black_box(runtime.block_on(async { client.ideas().get(number).await.unwrap() })));
    let mut by_hand = || {
        runtime.block_on(async {
            let request = bare.get(&address).bearer_auth(&token);
            let answer = request.send().await.unwrap().error_for_status().unwrap();
            let answer: Answer = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
            drop(black_box(answer.idea));
        });
    };
    let [sdk, plain] = cpu_time::side_by_side(60, 200, [&mut with_client, &mut by_hand]);
    println!("client {sdk:?}, reqwest {plain:?}: {:?} more a request", sdk.saturating_sub(plain));
}
